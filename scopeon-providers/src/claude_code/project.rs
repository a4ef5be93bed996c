//! Which directory is the project of a line: the working directory, unless it lies in the project that the
//! log's own directory is named after.

use std::borrow::Cow;

/// The longest slug that is written out; a longer one is cut and a hash added.
const MAX_SLUG: usize = 200;

/// Returns the project directory for a working directory, given the name of the directory its log lies in.
pub(super) fn of<'a>(cwd: &'a str, slug: &str) -> &'a str {
    let windows = is_windows(cwd);
    ancestors(cwd, windows)
        .find(|directory| {
            let own = slug_of(directory);
            // A drive letter's case depends on the shell that was used.
            own == slug || (windows && own.eq_ignore_ascii_case(slug))
        })
        .unwrap_or(cwd)
}

/// Names a project's directory as Claude Code does: every UTF-16 unit that is no ASCII letter or digit
/// becomes `-`; what is longer than 200 is cut, with Java's string hash in base 36 behind.
pub(super) fn slug_of(directory: &str) -> Cow<'_, str> {
    let mut slug: String = directory
        .chars()
        .flat_map(|c| {
            let shown = if c.is_ascii_alphanumeric() { c } else { '-' };
            std::iter::repeat_n(shown, c.len_utf16())
        })
        .collect();
    if slug.len() > MAX_SLUG {
        slug.truncate(MAX_SLUG);
        slug.push('-');
        slug.push_str(&base36(java_hash(directory).unsigned_abs()));
    }
    Cow::Owned(slug)
}

fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

fn is_windows(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with("\\\\") || (bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':')
}

/// The directory itself, then each one around it.
fn ancestors(path: &str, windows: bool) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), move |inner| {
        let cut = inner.rfind(|c| c == '/' || (windows && c == '\\'))?;
        (cut > 0).then(|| &inner[..cut])
    })
}
