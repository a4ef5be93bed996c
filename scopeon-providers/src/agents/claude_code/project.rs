//! Which directory is the project of a line: the working directory, unless it lies in the project that the
//! log's own directory is named after.

/// The longest slug that is written out; a longer one is cut and a hash added.
const MAX_SLUG: usize = 200;

/// Returns the project directory for a working directory, given the name of the directory its log lies in: the innermost
/// of those around it that is called so. Each character is looked at once, however many directories it takes for.
pub(super) fn of<'a>(cwd: &'a str, slug: &str) -> &'a str {
    let windows = is_windows(cwd);
    let (mut name, mut found) = (Slug::default(), cwd);
    for (at, c) in cwd.char_indices() {
        let is_end = at > 0 && (c == '/' || (windows && c == '\\'));
        if is_end && name.is(slug, windows) {
            found = &cwd[..at];
        }
        name.add(c);
    }
    if name.is(slug, windows) { cwd } else { found }
}

/// A directory's name as Claude Code makes it: every UTF-16 unit that is no ASCII letter or digit becomes `-`; what is
/// longer than 200 is cut, with Java's string hash in base 36 behind.
#[derive(Default)]
struct Slug {
    start: String,
    units: usize,
    hash: i32,
}

impl Slug {
    fn add(&mut self, c: char) {
        let shown = if c.is_ascii_alphanumeric() { c } else { '-' };
        for unit in c.encode_utf16(&mut [0; 2]) {
            self.hash = self.hash.wrapping_mul(31).wrapping_add(i32::from(*unit));
            if self.units < MAX_SLUG {
                self.start.push(shown);
            }
            self.units += 1;
        }
    }

    fn is(&self, slug: &str, ignores_case: bool) -> bool {
        let is_cut = self.units > MAX_SLUG;
        // Lengths first: that is all that is compared for nearly every directory.
        if is_cut != (slug.len() > MAX_SLUG) || (!is_cut && slug.len() != self.units) {
            return false;
        }
        // A drive letter's case depends on the shell that was used.
        let alike = |a: &str, b: &str| a == b || (ignores_case && a.eq_ignore_ascii_case(b));
        let Some((start, end)) = slug.split_at_checked(self.start.len()) else { return false };
        let hash = || base36(self.hash.unsigned_abs());
        alike(start, &self.start) && (!is_cut || end.strip_prefix('-').is_some_and(|end| alike(end, &hash())))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What the search says when each directory around is named from its start.
    fn one_by_one<'a>(cwd: &'a str, slug: &str) -> &'a str {
        let windows = is_windows(cwd);
        let around = std::iter::successors(Some(cwd), |inner| {
            let cut = inner.rfind(|c| c == '/' || (windows && c == '\\'))?;
            (cut > 0).then(|| &inner[..cut])
        });
        let mut around = around.filter(|directory| {
            let own = named(directory);
            own == slug || (windows && own.eq_ignore_ascii_case(slug))
        });
        around.next().unwrap_or(cwd)
    }

    fn named(directory: &str) -> String {
        let shown =
            |c: char| std::iter::repeat_n(if c.is_ascii_alphanumeric() { c } else { '-' }, c.len_utf16());
        let mut slug: String = directory.chars().flat_map(shown).collect();
        if slug.len() > MAX_SLUG {
            let hash = directory
                .encode_utf16()
                .fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
            slug.truncate(MAX_SLUG);
            slug = format!("{slug}-{}", base36(hash.unsigned_abs()));
        }
        slug
    }

    #[test]
    fn one_pass_finds_what_naming_each_directory_finds() {
        let long = "/home/dev/".to_owned() + &"deep.ly/".repeat(60);
        for cwd in [
            "/home/dev/a_b/c",
            "/",
            "",
            "//a//b/",
            "C:\\Users\\dev\\x",
            "/home/\u{1f600}/é/x",
            "relative/x",
            &long,
        ] {
            let mut slugs: Vec<String> =
                (0..=cwd.len()).filter_map(|end| cwd.get(..end)).map(named).collect();
            slugs.extend(slugs.clone().iter().map(|slug| slug.to_ascii_uppercase()));
            slugs.push(String::new());
            for slug in &slugs {
                assert_eq!(of(cwd, slug), one_by_one(cwd, slug), "{cwd} in {slug}");
            }
        }
    }

    #[test]
    fn a_path_of_a_megabyte_takes_no_time() {
        let (cwd, began) = ("/a".repeat(500_000), std::time::Instant::now());
        assert_eq!(of(&cwd, "-home-dev"), cwd);
        assert!(began.elapsed() < std::time::Duration::from_secs(2));
    }
}
