//! Whether a source that something was noted of is still there.

use std::path::Path;

/// Returns `false` if a source is gone. Where not its whole path is kept, nobody can tell.
pub(crate) fn may_be_there(path: &Path) -> bool {
    !path.is_absolute() || path.symlink_metadata().is_ok()
}
