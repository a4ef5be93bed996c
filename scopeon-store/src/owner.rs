//! Whose a file or directory is. Another user's are neither read nor written: in a directory such as `/tmp` anybody may put
//! one where ours would be.

use std::path::Path;

use crate::error::StoreError;

/// Whose something may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owners {
    /// This user's: what is private.
    User,
    /// This user's, or the administrator's: a directory such as `/tmp`, a configuration for everybody.
    UserOrRoot,
}

impl Owners {
    /// Returns `true` if something that belongs to `owner` may be used by `user`.
    ///
    /// ```
    /// use scopeon_store::Owners;
    /// assert!(Owners::User.allow(1000, 1000) && !Owners::User.allow(1000, 0));
    /// assert!(Owners::UserOrRoot.allow(1000, 0) && !Owners::UserOrRoot.allow(0, 1000));
    /// ```
    #[must_use]
    pub const fn allow(self, user: u32, owner: u32) -> bool {
        owner == user || (matches!(self, Self::UserOrRoot) && owner == 0)
    }
}

/// Refuses what belongs to another user, and a link of another user's on the way to it: it could be turned at any time.
/// What is not there belongs to nobody.
///
/// # Errors
///
/// [`StoreError::NotPrivate`] when it is another user's.
#[cfg(unix)]
pub fn check(path: &Path, owners: Owners) -> Result<(), StoreError> {
    use std::fs::{self, Metadata};
    use std::io::ErrorKind;
    use std::os::unix::fs::MetadataExt;

    let user = rustix::process::geteuid().as_raw();
    let refused = |reason| Err(StoreError::NotPrivate { path: path.to_owned(), reason });
    let found = |about: std::io::Result<Metadata>| match about {
        // What cannot be reached is refused by whoever tries to use it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => Ok(None),
        about => about.map(Some).map_err(|error| StoreError::io(path, "looking at it", error)),
    };
    if found(fs::symlink_metadata(path))?.is_some_and(|about| !owners.allow(user, about.uid())) {
        return refused("it belongs to another user");
    }
    if found(fs::metadata(path))?.is_some_and(|about| !owners.allow(user, about.uid())) {
        return refused("it leads to what belongs to another user");
    }
    let is_strange_link = |above: &Path| {
        let link = fs::symlink_metadata(above).ok().filter(Metadata::is_symlink);
        link.is_some_and(|link| !Owners::UserOrRoot.allow(user, link.uid()))
    };
    if path.ancestors().skip(1).any(is_strange_link) {
        return refused("a link of another user's leads to it");
    }
    Ok(())
}

/// The profile directory's own access list holds there.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn check(_path: &Path, _owners: Owners) -> Result<(), StoreError> {
    Ok(())
}
