//! How people name directories in variables: lists and `~`. No environment is read here.

use std::ffi::OsStr;
use std::path::PathBuf;

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
