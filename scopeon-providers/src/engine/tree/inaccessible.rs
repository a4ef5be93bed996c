//! A place that was not looked through, or is not to be opened.

use std::path::PathBuf;

use scopeon_core::provider::IssueKind;

use crate::engine::open::Stat;

/// A directory that could not be looked through, or not to its end, or what a provider asks for and is not to be opened.
#[derive(Clone, Debug)]
pub(crate) struct Inaccessible {
    pub(crate) root: PathBuf,
    pub(crate) path: PathBuf,
    pub(crate) kind: IssueKind,
    pub(crate) stat: Stat,
}

impl Inaccessible {
    /// Returns where it is.
    pub(crate) fn full_path(&self) -> PathBuf {
        if self.path.as_os_str().is_empty() { self.root.clone() } else { self.root.join(&self.path) }
    }
}
