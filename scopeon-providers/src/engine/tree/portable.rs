//! The walk where directories cannot be opened relative to each other.

use std::fs::{self, FileType};

use scopeon_core::provider::{EntryKind, IssueKind, Visit};

use super::Walk;
use crate::engine::open::{RootDir, Stat};

impl Walk<'_, '_> {
    pub(super) fn run(&mut self, root: &RootDir) {
        self.read(root);
    }

    fn read(&mut self, root: &RootDir) {
        let Ok(entries) = fs::read_dir(self.root.join(&self.path)) else {
            return self.note(IssueKind::Unreadable, Stat::default());
        };
        self.depth += 1;
        for entry in entries.flatten() {
            if !self.count() {
                self.note(IssueKind::TooMany, Stat::default());
                break;
            }
            let Ok(kind) = entry.file_type().map(kind_of) else { continue };
            self.path.push(entry.file_name());
            let is_odd = self.path.to_str().is_none();
            let visit = self.meet(root, kind, is_odd);
            if kind == EntryKind::Directory {
                self.follow(root, visit);
            }
            self.path.pop();
        }
        self.depth -= 1;
    }

    /// Goes on from the directory the walk stands at as its visitor wishes.
    fn follow(&mut self, root: &RootDir, visit: Visit) {
        match visit {
            Visit::Enter => self.descend(root),
            Visit::Only(name) => self.descend_into(root, name),
            Visit::Skip => {}
        }
    }

    /// Shows one directory in this one, whether it is there or not, and goes on there if it is.
    fn descend_into(&mut self, root: &RootDir, name: &str) {
        self.path.push(name);
        self.depth += 1;
        let visit = self.meet(root, EntryKind::Directory, self.path.to_str().is_none());
        if fs::symlink_metadata(self.root.join(&self.path)).is_ok_and(|about| about.is_dir()) {
            self.follow(root, visit);
        }
        self.depth -= 1;
        self.path.pop();
    }

    fn descend(&mut self, root: &RootDir) {
        if self.depth >= self.tree.max_depth {
            return self.note(IssueKind::TooMany, Stat::default());
        }
        self.read(root);
    }
}

fn kind_of(kind: FileType) -> EntryKind {
    if kind.is_dir() {
        EntryKind::Directory
    } else if kind.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    }
}
