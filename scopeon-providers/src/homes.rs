//! How directories are named: lists and `~` in variables, names in paths. No environment is read here.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use scopeon_core::provider::Roots;

/// Reads a variable that names one directory or, as people's shells and other tools have it, a list with
/// commas.
pub(crate) fn listed(list: &OsStr, roots: &Roots<'_>) -> Vec<PathBuf> {
    match list.to_str() {
        Some(list) => {
            list.split(',').map(str::trim).filter(|one| !one.is_empty()).map(|one| named(one, roots)).collect()
        }
        None => vec![PathBuf::from(list)],
    }
}

/// Reads one path, with `~` for the home directory.
pub(crate) fn named(path: &str, roots: &Roots<'_>) -> PathBuf {
    match (path.strip_prefix('~'), roots.home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with(['/', '\\']) => {
            home.join(rest.trim_start_matches(['/', '\\']))
        }
        _ => PathBuf::from(path),
    }
}

/// A path's names; one that is not Unicode is none an agent makes.
pub(crate) fn names(path: &Path) -> Vec<&str> {
    path.components()
        .map(|part| if let Component::Normal(name) = part { name.to_str().unwrap_or("") } else { "" })
        .collect()
}
