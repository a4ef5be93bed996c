//! Names in which a `*` stands for anything.

/// Returns `true` if a name that is asked for holds a `*`, so that it stands for several.
#[must_use]
pub fn is_glob(name: &str) -> bool {
    name.contains('*')
}

/// Returns `true` if a name is like one in which `*` stands for anything, whatever the case of letters.
///
/// ```
/// use scopeon_core::glob::glob_matches;
/// assert!(glob_matches("claude-*", "claude-opus-5"));
/// assert!(glob_matches("*OPUS*", "claude-opus-5"));
/// assert!(!glob_matches("opus*", "claude-opus-5"));
/// ```
#[must_use]
pub fn glob_matches(glob: &str, name: &str) -> bool {
    let (glob, name) = (glob.to_lowercase(), name.to_lowercase());
    let mut parts = glob.split('*');
    let Some(rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    // Taking each part where it comes first leaves the most for those behind it.
    let after = parts.try_fold(rest, |rest, part| rest.find(part).and_then(|at| rest.get(at + part.len()..)));
    after.is_some_and(|rest| rest.ends_with(last))
}

/// Returns `true` if something is called what is wanted, in which a `*` stands for anything.
#[must_use]
pub fn is_called(name: &str, wanted: &str) -> bool {
    name == wanted || (is_glob(wanted) && glob_matches(wanted, name))
}
