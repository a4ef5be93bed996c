//! Which names Scopeon's own files have where files of Scopeon 0.x have theirs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use scopeon_core::earlier::is_earlier;
use scopeon_store::{DatabaseKind, Owners, check_owner, database_kind};

use crate::small_file;

/// One file of Scopeon's own, by its usual name and by the one it has beside a file of 0.x.
pub(super) struct Names {
    pub(super) usual: PathBuf,
    pub(super) beside: PathBuf,
}

/// Which of the names is used.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) path: PathBuf,
    /// The file of 0.x that has the usual name.
    pub(super) earlier: Option<PathBuf>,
    /// A file of ours under the other name, which is not used.
    pub(super) unused: Option<PathBuf>,
}

/// Whose the file of a name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Nobodys,
    Ours,
    Earlier,
    /// It is refused by whoever opens it.
    Others,
}

impl Names {
    pub(super) fn in_home(home: &Path, usual: &str, beside: &str) -> Self {
        Self { usual: home.join(usual), beside: home.join(beside) }
    }

    /// Chooses the database's name.
    pub(super) fn database(self) -> Chosen {
        self.choose(|path| {
            // Another user's is not opened.
            if check_owner(path, Owners::User).is_err() {
                return Whose::Others;
            }
            match database_kind(path) {
                DatabaseKind::Missing => Whose::Nobodys,
                DatabaseKind::Own => Whose::Ours,
                DatabaseKind::Earlier => Whose::Earlier,
                _ => Whose::Others,
            }
        })
    }

    /// Chooses the configuration's name. One that is none of 0.x is ours, whatever is wrong with it.
    pub(super) fn config(self) -> Chosen {
        self.choose(|path| match small_file::read_text(path, small_file::MAX_CONFIG) {
            Ok(text) if is_earlier(&text) => Whose::Earlier,
            Ok(_) => Whose::Ours,
            // A link that leads nowhere is no place that is free.
            Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
                Whose::Nobodys
            }
            Err(_) => Whose::Others,
        })
    }

    /// The usual name is taken unless a file of 0.x has it, or nobody has it and ours lies beside it since one had.
    fn choose(self, whose: impl Fn(&Path) -> Whose) -> Chosen {
        let Self { usual, beside } = self;
        let is_beside = || whose(&beside) == Whose::Ours;
        match whose(&usual) {
            Whose::Earlier => Chosen { path: beside, earlier: Some(usual), unused: None },
            Whose::Nobodys if is_beside() => Chosen { path: beside, earlier: None, unused: None },
            Whose::Ours if is_beside() => Chosen { path: usual, earlier: None, unused: Some(beside) },
            _ => Chosen { path: usual, earlier: None, unused: None },
        }
    }
}
