//! Opening beneath a directory where descriptors cannot be opened from: every component is looked at before.

use std::fs::File;
use std::path::{Path, PathBuf};

use scopeon_core::provider::IssueKind;

use super::{FileId, Refused, Stat, leads_down};

/// A root.
#[derive(Debug)]
pub(crate) struct RootDir {
    path: PathBuf,
}

impl RootDir {
    /// Takes a root that is a directory.
    pub(crate) fn open(path: &Path) -> Result<Self, Refused> {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Ok(Self { path: path.to_owned() }),
            Ok(_) => Err(Refused::Issue(IssueKind::NotRegular)),
            Err(error) => Err(Refused::from_error(&error)),
        }
    }

    /// Says nothing: directories are not numbered here.
    pub(crate) fn id(&self) -> FileId {
        FileId::default()
    }

    /// Tells nothing of where it lies.
    pub(crate) fn is_remote(&self) -> bool {
        false
    }

    /// Asks about what lies at `path`, without following a last link.
    pub(crate) fn stat(&self, path: &Path) -> Result<Stat, Refused> {
        if !leads_down(path) {
            return Err(Refused::Issue(IssueKind::NotRegular));
        }
        match std::fs::symlink_metadata(self.path.join(path)) {
            Ok(metadata) => Ok(Stat::from(&metadata)),
            Err(error) => Err(Refused::from_error(&error)),
        }
    }

    /// Opens the regular file at `path` after every component on the way was seen to be no link.
    pub(crate) fn file(&self, path: &Path) -> Result<File, Refused> {
        if !leads_down(path) {
            return Err(Refused::Issue(IssueKind::NotRegular));
        }
        let mut full = self.path.clone();
        let mut components = path.components().peekable();
        while let Some(component) = components.next() {
            full.push(component);
            let metadata = std::fs::symlink_metadata(&full).map_err(|error| Refused::from_error(&error))?;
            let expected = if components.peek().is_some() { metadata.is_dir() } else { metadata.is_file() };
            if !expected {
                return Err(Refused::Issue(IssueKind::NotRegular));
            }
        }
        File::open(&full).map_err(|error| Refused::from_error(&error))
    }
}
