//! One project under all the ways in which its directory is written.
//!
//! The same directory is logged as `C:\Work\Shop` by one agent, as `c:/work/shop` by another, as `/mnt/c/Work/Shop` from
//! inside WSL and as a `file:` URI by an editor. [`key`] gives all of them one form to compare by; it is not meant to be
//! shown.
//!
//! ```
//! use scopeon_core::project::{is_within, key};
//! assert_eq!(key(r"C:\Work\Shop"), key("file:///c%3A/work/shop/"));
//! assert!(is_within("/mnt/c/Work/Shop/api", r"c:\work\shop"));
//! assert_ne!(key("/home/dev/Shop"), key("/home/dev/shop"));
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::glob::{glob_matches, is_glob};

/// What parts a path, on either kind of system.
const SEPARATORS: [char; 2] = ['/', '\\'];

/// The hosts that stand for the machine's own Linux systems in UNC names, by Windows' documentation of WSL.
const WSL_HOSTS: [&str; 2] = ["wsl$", "wsl.localhost"];

/// Below these a drive of Windows is seen from WSL and from Cygwin.
const MOUNTS: [&str; 2] = ["/mnt/", "/cygdrive/"];

/// What macOS keeps below `/private` and shows without it.
const PRIVATE: [&str; 3] = ["/private/tmp", "/private/var", "/private/etc"];

/// As many ways of writing a path may be wrapped in one another.
const MAX_WRAPS: usize = 64;

/// Returns the form in which two spellings of one directory are equal. The form is its own: what is one stays as it is.
#[must_use]
pub fn key(path: &str) -> Cow<'_, str> {
    let mut key = once(path);
    // What is left of a path may be one that is written in another way again.
    for _ in 0..MAX_WRAPS {
        let Cow::Owned(next) = once(&key) else { break };
        if next == *key {
            break;
        }
        key = Cow::Owned(next);
    }
    key
}

/// Takes off one way of writing a path.
fn once(path: &str) -> Cow<'_, str> {
    if is_plain(path) {
        return Cow::Borrowed(path);
    }
    let local = local_path(path);
    let slashed = local.replace('\\', "/");
    if let Some(share) = unc(&local, &slashed) {
        return Cow::Owned(share);
    }
    if let Some(drive) = drive(&slashed) {
        return Cow::Owned(drive);
    }
    // A backslash is a character as any other where paths begin with a slash.
    let text = if local.starts_with('/') { &*local } else { &slashed };
    let tidy = tidy(text);
    let shown =
        PRIVATE.into_iter().find(|kept| lies_below(&tidy, kept)).and_then(|_| tidy.strip_prefix("/private"));
    Cow::Owned(shown.map_or_else(|| tidy.clone(), str::to_owned))
}

/// Returns `true` if a path is written as it is compared: nearly all are.
fn is_plain(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.first() == Some(&b'/')
        && bytes.last() != Some(&b'/')
        && bytes.get(2) != Some(&b':')
        && !MOUNTS.iter().any(|mount| path.starts_with(mount))
        && !path.starts_with("/private/")
        && !path.contains("//")
        && !path.contains("/./")
        && !path.ends_with("/.")
}

/// Takes off what a URI or Windows' own long form puts before a path.
fn local_path(path: &str) -> Cow<'_, str> {
    if let Some(rest) = strip_prefix_of(path, "file:") {
        let rest = decoded(rest);
        // `file:///home` is of no host, `file://server/share` of one.
        let local = rest.strip_prefix("//localhost/").or_else(|| rest.strip_prefix("///"));
        return local.map_or_else(|| Cow::Owned(rest.clone()), |local| Cow::Owned(format!("/{local}")));
    }
    if let Some(rest) = strip_prefix_of(path, "vscode-remote://") {
        let rest = decoded(rest);
        let start = rest.find('/').unwrap_or(rest.len());
        return Cow::Owned(rest[start..].to_owned());
    }
    let Some(long) = path.strip_prefix(r"\\?\").or_else(|| path.strip_prefix("//?/")) else {
        return Cow::Borrowed(path);
    };
    let share = strip_prefix_of(long, "UNC").filter(|share| share.starts_with(SEPARATORS));
    share.map_or(Cow::Borrowed(long), |share| Cow::Owned(format!(r"\{share}")))
}

fn strip_prefix_of<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).map(|_| &text[prefix.len()..])
}

/// Reads the `%41` of a URI; what is no UTF-8 then stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let meant = pair.filter(|_| byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        read.push(meant.unwrap_or(byte));
        at += if meant.is_some() { 3 } else { 1 };
    }
    String::from_utf8(read).unwrap_or_else(|_| text.to_owned())
}

/// A share of a network. What is shared by one of the machine's own Linux systems has the path it has there.
fn unc(local: &str, slashed: &str) -> Option<String> {
    let is_share = local.starts_with(r"\\") || (local.starts_with("//") && !local.starts_with("///"));
    let rest = slashed.strip_prefix("//").filter(|_| is_share)?;
    let (host, rest) = rest.split_once('/')?;
    if host.is_empty() {
        return None;
    }
    if WSL_HOSTS.iter().any(|wsl| host.eq_ignore_ascii_case(wsl)) {
        let inside = rest.split_once('/').map_or("", |(_, inside)| inside);
        return Some(key(&format!("/{inside}")).into_owned());
    }
    Some(format!("/{}", tidy(&format!("/{host}/{rest}")).to_lowercase()))
}

/// A path below a drive's letter, which differs neither by case nor by slash.
fn drive(slashed: &str) -> Option<String> {
    let letter_of = |text: &str| {
        let letter = text.chars().next().filter(char::is_ascii_alphabetic)?;
        Some((letter, text.get(1..)?.to_owned()))
    };
    let mounted = MOUNTS.iter().find_map(|mount| slashed.strip_prefix(mount));
    let (letter, rest) = if let Some(below) = mounted {
        letter_of(below)?
    } else {
        let (letter, rest) = letter_of(slashed.strip_prefix('/').unwrap_or(slashed))?;
        (letter, rest.strip_prefix(':')?.to_owned())
    };
    let is_whole = rest.is_empty() || rest.starts_with('/');
    let below = if rest.is_empty() { String::new() } else { tidy(&rest) };
    is_whole.then(|| format!("{letter}:{}", if below == "/" { "" } else { &below }).to_lowercase())
}

/// Leaves out what says nothing: doubled slashes, `.`, a slash at the end.
fn tidy(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    let joined = parts.collect::<Vec<_>>().join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

fn lies_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns `true` if a project's directory is the wanted one or lies below it, however either is written; a bare name is
/// the last component, or the first of a path that begins with it.
#[must_use]
pub fn is_within(path: &str, wanted: &str) -> bool {
    let (path, wanted) = (key(path), key(wanted));
    if wanted.is_empty() {
        return false;
    }
    if wanted == "/" {
        return path.starts_with('/');
    }
    let is_bare = !wanted.contains('/');
    lies_below(&path, &wanted) || (is_bare && last_component(&path) == wanted)
        // Where a drive's letter stands before it, case says nothing.
        || (is_bare && is_of_windows(&path) && last_component(&path) == wanted.to_lowercase())
}

/// Returns `true` if one directory is another or lies below it, however either is written.
#[must_use]
pub fn is_same_or_below(path: &str, directory: &str) -> bool {
    lies_below(&key(path), &key(directory))
}

/// Returns `true` if a key is of a system that does not tell case apart.
fn is_of_windows(key: &str) -> bool {
    key.as_bytes().get(1) == Some(&b':') || key.starts_with("//")
}

/// Returns the last component of a path of either kind of system; the path itself where it has none.
#[must_use]
pub fn last_component(path: &str) -> &str {
    path.rsplit(SEPARATORS).find(|part| !part.is_empty()).unwrap_or(path)
}

/// Puts the home directory in the place of a `~` at a path's start.
#[must_use]
pub fn expand_home<'a>(path: &'a str, home: &str) -> Cow<'a, str> {
    match path.strip_prefix('~') {
        Some("") => Cow::Owned(home.to_owned()),
        Some(rest) if rest.starts_with(SEPARATORS) => {
            Cow::Owned(format!("{}{rest}", home.trim_end_matches(SEPARATORS)))
        }
        _ => Cow::Borrowed(path),
    }
}

/// Names that a user gave to directories: what lies in one of them is one project of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// Keys of directories with their names, the deepest first.
    named: Vec<(String, String)>,
}

impl Aliases {
    /// Takes names with their directories.
    #[must_use]
    pub fn new(names: &BTreeMap<String, Vec<String>>) -> Self {
        let pairs = |(name, directories): (&String, &Vec<String>)| -> Vec<(String, String)> {
            directories.iter().map(|path| (key(path).into_owned(), name.clone())).collect()
        };
        let mut all: Vec<_> = names.iter().flat_map(pairs).collect();
        all.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        Self { named: all }
    }

    /// Returns `true` if there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Returns `true` if it is a name that the user gave, or like one where a `*` stands for anything.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let is_like = |known: &str| is_glob(name) && glob_matches(name, known);
        self.named.iter().any(|(_, known)| known == name || is_like(known))
    }

    /// Returns the name of the project that a directory belongs to.
    #[must_use]
    pub fn name_of(&self, path: &str) -> Option<&str> {
        self.named.iter().find(|(directory, _)| is_within(path, directory)).map(|(_, name)| name.as_str())
    }

    /// Returns `true` if a project is what is wanted: by its name, where that is one the user gave, or else by its directory, as
    /// [`is_within`]. Where a `*` stands for anything either may be like it.
    #[must_use]
    pub fn is_meant(&self, path: &str, wanted: &str) -> bool {
        if is_glob(wanted) {
            let is_named = self.name_of(path).is_some_and(|name| glob_matches(wanted, name));
            return is_named || glob_matches(wanted, path);
        }
        if self.has(wanted) { self.name_of(path) == Some(wanted) } else { is_within(path, wanted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_as_it_is() {
        let odd = [
            "file:/./c%3A/work",
            "file:file:///x/",
            "//./x",
            r"\\?\/mnt/c/a",
            "/private//var/x",
            "/.//mnt/c",
        ];
        for path in odd {
            assert_eq!(key(&key(path)), key(path), "{path}");
        }
    }

    #[test]
    fn spellings_of_one_directory_have_one_key() {
        let directories: [&[&str]; 8] = [
            &[
                r"C:\Work\Shop",
                r"c:\work\shop",
                "c:/Work/Shop",
                "C:/Work/Shop/",
                r"C:\Work\Shop\",
                r"C:\\Work\\Shop",
                "/c:/Work/Shop",
                r"\\?\C:\Work\Shop",
                "file:///c%3A/Work/Shop",
                "file:///C:/Work/Shop",
                "/mnt/c/Work/Shop",
                "/cygdrive/c/Work/Shop",
                r"\\wsl$\Ubuntu\mnt\c\Work\Shop",
            ],
            &[
                r"\\wsl$\Ubuntu\home\dev\shop",
                r"\\wsl.localhost\Ubuntu\home\dev\shop",
                "//wsl.localhost/Ubuntu/home/dev/shop",
                "file://wsl.localhost/Ubuntu/home/dev/shop",
                r"\\?\UNC\wsl$\Ubuntu\home\dev\shop",
                "vscode-remote://wsl%2Bubuntu/home/dev/shop",
                "/home/dev/shop",
                "/home/dev/shop/",
                "/home//dev/./shop",
                "file:///home/dev/shop",
                "file://localhost/home/dev/shop",
            ],
            &[r"\\Server\Share\x", "//server/share/x", r"\\?\UNC\server\share\X\", "file://server/share/x"],
            &["/private/tmp/x", "/tmp/x"],
            &["/", "//", "/."],
            &["C:", r"c:\", "C:/", "/mnt/c", "/mnt/c/"],
            &["/home/dev/a b", "file:///home/dev/a%20b"],
            &["shop", "shop/"],
        ];
        for (place, spellings) in directories.iter().enumerate() {
            for spelling in *spellings {
                assert_eq!(key(spelling), key(spellings[0]), "{spelling}");
                assert_eq!(key(&key(spelling)), key(spelling), "{spelling}: a key is its own");
                for other in
                    directories.iter().enumerate().filter(|(at, _)| *at != place).flat_map(|(_, o)| *o)
                {
                    assert_ne!(key(spelling), key(other), "{spelling} {other}");
                }
            }
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        for (one, other) in [
            ("/home/dev/Shop", "/home/dev/shop"),
            (r"C:\Work", r"D:\Work"),
            ("/mnt/data/x", "/mnt/x"),
            ("/mnt/cd/x", "/mnt/c/d/x"),
            (r"\\a\share", r"\\b\share"),
            ("/private/x", "/x"),
            (r"/home/dev/a\b", "/home/dev/a/b"),
            ("/home/dev/%41", "/home/dev/A"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn a_project_is_found_by_any_spelling() {
        let path = r"C:\Work\Shop\api";
        for wanted in
            [r"c:\work\shop", "C:/WORK", "/mnt/c/work/shop/api", "C:", "api", "API", "file:///c:/work"]
        {
            assert!(is_within(path, wanted), "{wanted}");
        }
        for wanted in ["", "shop", "/", r"c:\work\sho", "D:", "i"] {
            assert!(!is_within(path, wanted), "{wanted}");
        }
        assert!(is_within("/home/dev/Shop", "/") && !is_within("/home/dev/Shop", "shop"));
        assert!(is_within("shop/api", "shop"), "a relative path");
        assert!(is_within("path-0123456789abcdef", "path-0123456789abcdef"));
    }

    #[test]
    fn names_stand_for_directories_and_what_lies_in_them() {
        let names = BTreeMap::from([
            ("shop".to_owned(), vec!["/home/dev/shop".to_owned(), r"C:\Work\Shop".to_owned()]),
            ("legacy".to_owned(), vec!["/home/dev/shop/old".to_owned()]),
        ]);
        let aliases = Aliases::new(&names);
        for (path, name) in [
            ("/home/dev/shop", Some("shop")),
            ("/home/dev/shop/api", Some("shop")),
            ("c:/work/shop/web", Some("shop")),
            ("/home/dev/shop/old/x", Some("legacy")),
            ("/home/dev/shopping", None),
        ] {
            assert_eq!(aliases.name_of(path), name, "{path}");
        }
        assert!(aliases.is_meant(r"c:\work\shop", "shop") && !aliases.is_meant("/home/dev/shop/old", "shop"));
    }

    #[test]
    fn a_tilde_is_the_home_directory() {
        for (path, whole) in
            [("~", "/home/dev"), ("~/x", "/home/dev/x"), ("~other/x", "~other/x"), ("/x/~", "/x/~")]
        {
            assert_eq!(expand_home(path, "/home/dev"), whole);
        }
        assert_eq!(expand_home(r"~\x", r"C:\Users\dev"), r"C:\Users\dev\x");
    }
}
