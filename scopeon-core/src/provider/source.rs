//! Where logs are: the roots a provider is handed, the tree it may look through, and the sources it names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::id::{Identity, SourceId};
use crate::label::Label;
use crate::time::Timestamp;

use super::issue::IssueKind;

/// Where to look, handed in by the caller.
pub struct SearchRoots<'a> {
    /// The home directory below which the agent's default places lie.
    pub home: Option<&'a Path>,
    /// Places the user named for this provider; when there is one, nothing else is looked at.
    pub explicit: &'a [PathBuf],
    /// The values of the variables that [`ProviderInfo::variables`](super::ProviderInfo::variables) names.
    pub variables: &'a BTreeMap<&'static str, OsString>,
    /// The way to look.
    pub tree: &'a dyn Tree,
}

impl SearchRoots<'_> {
    /// Returns the value of one of the agent's own variables, if it is set and not empty.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&OsString> {
        self.variables.get(name).filter(|value| !value.is_empty())
    }
}

/// A safe way to look through directories: no link is followed, nothing is opened but directories and registries, and depth
/// and number are bounded. What cannot be read becomes an issue of whoever implements this.
pub trait Tree {
    /// Shows every entry below `root` to `visit`, a directory before what it holds.
    ///
    /// What is to be told of rather than opened is shown first as it is ([`EntryKind::Other`], or with a name that is no
    /// Unicode) and, if nothing was made of it, once more as the file or directory it could be: what `visit` makes of that
    /// says whether it is missed. Nothing of it is opened or entered.
    ///
    /// A root that does not exist holds nothing.
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit);

    /// Returns what stands in a small file below `root` that names further places, or says whose a source is, opened like
    /// a source.
    ///
    /// `None` where there is none, where it cannot be read or is too large, which is noted, and in a tree that opens no
    /// files.
    fn read_small_file(&self, root: &Path, path: &Path) -> Option<Vec<u8>> {
        let _ = (root, path);
        None
    }

    /// Notes that such a file does not say what it is for: what it would have named is not found.
    fn doubt(&self, root: &Path, path: &Path, kind: IssueKind) {
        let _ = (root, path, kind);
    }
}

/// What to do after an entry was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Go on; a directory is entered.
    Enter,
    /// Of a directory, go on with what is called so and look at nothing else in it. The entry is shown as a directory
    /// whether it is there or not: to list thousands of directories that hold one of interest takes most of a walk.
    Only(&'static str),
    /// Do not enter this directory.
    Skip,
}

/// One thing in a directory.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The root it was found below.
    pub root: &'a Path,
    /// Its path below the root.
    pub path: &'a Path,
    /// How many directories lie between: 1 for what is in the root itself.
    pub depth: usize,
    /// What it is.
    pub kind: EntryKind,
}

/// What a directory holds, as far as it can be known without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// Anything else: a link, a FIFO, a device, a socket. It is never opened.
    Other,
}

/// How a source grows, and so how reading it is resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SourceKind {
    /// Lines are appended; reading goes on after the last whole line.
    Lines,
    /// Rewritten as a whole; read again when it changed.
    Document,
    /// An SQLite database of the agent's; a private copy is read when it changed.
    Database,
}

/// One file that holds facts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// How it grows.
    pub kind: SourceKind,
    /// The root it lies below; it is opened beneath that root and never outside.
    pub root: PathBuf,
    /// Its path below the root.
    pub path: PathBuf,
    /// When the file was created, where the file system says; filled in by the engine before a read.
    pub birth: Option<Timestamp>,
    /// When the file was last written to; filled in by the engine before a read.
    pub modified: Option<Timestamp>,
    /// What stands of it in a file beside it.
    pub registered: Registered,
}

/// What the agent keeps of a source in another file: see [`Tree::read_small_file`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registered {
    /// The project directory that it is about.
    pub project: Option<Label>,
    /// When what it tells of began.
    pub began: Option<Timestamp>,
}

impl Registered {
    /// Takes what is known, each as far as it is.
    #[must_use]
    pub const fn new(project: Option<Label>, began: Option<Timestamp>) -> Self {
        Self { project, began }
    }
}

impl Source {
    /// Names a source.
    #[must_use]
    pub fn new(shape: SourceKind, root: impl Into<PathBuf>, path: impl Into<PathBuf>) -> Self {
        let (root, path, registered) = (root.into(), path.into(), Registered::default());
        Self { kind: shape, root, path, birth: None, modified: None, registered }
    }

    /// Returns the source with what the agent keeps of it elsewhere.
    #[must_use]
    pub fn registered(mut self, registered: Registered) -> Self {
        self.registered = registered;
        self
    }

    /// Returns where the file is.
    #[must_use]
    pub fn full_path(&self) -> PathBuf {
        self.root.join(&self.path)
    }

    /// Returns the identity of the place; what the file there holds may be replaced.
    #[must_use]
    pub fn id(&self, provider: &str) -> SourceId {
        let path = self.full_path();
        SourceId(
            Identity::builder("source").text(provider).bytes(path.as_os_str().as_encoded_bytes()).finish(),
        )
    }
}
