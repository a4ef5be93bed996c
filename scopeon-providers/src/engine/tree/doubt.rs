//! What a provider would have taken and is not to be opened: a link, a FIFO, a device, a socket, a name that is no Unicode.
//! What it would have taken, only the provider knows; so it is shown the entry once more as what it is not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scopeon_core::provider::{EntryKind, IssueKind, Source, Visit};

use super::inaccessible::Inaccessible;
use super::{Walk, Walker};
use crate::engine::open::{RootDir, Stat, StatKind};

/// So many entries of one provider are asked about at most; what is beyond is only counted.
const MOST: usize = 10_000;

impl Walker {
    /// Counts a source that the provider named.
    pub(crate) fn name(&self) {
        self.doubts.borrow_mut().named += 1;
    }

    /// Takes out of some of a provider's sources the names that stand for others; a name is seen to do so before it is
    /// shown.
    pub(crate) fn unmask(&self, sources: &mut Vec<(Source, Arc<RootDir>)>) {
        let doubts = &mut *self.doubts.borrow_mut();
        let is_odd = |source: &Source| source.path.to_str().is_none() || source.root.to_str().is_none();
        let odd = sources.iter().map(|(source, _)| source).filter(|source| is_odd(source));
        doubts.named_odd.extend(odd.map(Source::full_path));
        if doubts.names.is_empty() {
            return;
        }
        sources.retain(|(source, _)| {
            let meant = doubts.names.get(&source.full_path());
            doubts.odd.extend(meant.cloned());
            meant.is_none()
        });
    }

    /// Notes what the names stand for that were taken out, and takes all such names, by their full paths.
    pub(crate) fn take_masks(&self) -> HashSet<PathBuf> {
        let doubts = &mut *self.doubts.borrow_mut();
        let mut odd = std::mem::take(&mut doubts.odd);
        // A provider that takes whatever is called so has named the file itself, too.
        odd.retain(|inaccessible| !doubts.named_odd.contains(&inaccessible.full_path()));
        self.inaccessible.borrow_mut().append(&mut odd);
        std::mem::take(&mut doubts.names).into_keys().collect()
    }

    /// Notes that a source is not to be opened.
    pub(crate) fn refuse(&self, source: &Source, stat: Stat) {
        let (root, path) = (source.root.clone(), source.path.clone());
        self.inaccessible.borrow_mut().push(Inaccessible { root, path, kind: IssueKind::NotRegular, stat });
    }
}

impl Walk<'_, '_> {
    /// Shows the entry the walk stands at, and notes it when the provider would have taken it were it a file or a directory
    /// with a name.
    pub(super) fn meet(&mut self, root: &RootDir, kind: EntryKind, is_odd: bool) -> Visit {
        if kind != EntryKind::Other && !is_odd {
            return self.show(kind);
        }
        let before = self.tree.doubts.borrow().named;
        let visit = self.show(kind);
        let is_taken = self.is_named_since(before) || (kind == EntryKind::Directory && visit != Visit::Skip);
        if !is_taken {
            self.ask(root, kind, is_odd);
        }
        visit
    }

    fn is_named_since(&self, before: u64) -> bool {
        self.tree.doubts.borrow().named > before
    }

    fn ask(&mut self, root: &RootDir, kind: EntryKind, is_odd: bool) {
        let Ok(stat) = root.stat(&self.path) else { return };
        let before = {
            let mut doubts = self.tree.doubts.borrow_mut();
            doubts.asked += 1;
            if doubts.asked > MOST {
                return;
            }
            doubts.named
        };
        let reason = if kind == EntryKind::Other { IssueKind::NotRegular } else { IssueKind::OddName };
        let inaccessible =
            Inaccessible { root: self.root.to_owned(), path: self.path.clone(), kind: reason, stat };
        let shown =
            if is_odd { PathBuf::from(self.path.to_string_lossy().as_ref()) } else { self.path.clone() };
        if kind != EntryKind::Directory && self.ask_as_file(&shown, is_odd.then_some(&inaccessible), before) {
            return;
        }
        if kind == EntryKind::Directory || stat.kind == Some(StatKind::Link) {
            self.ask_as_directory(&shown, inaccessible);
        }
    }

    fn ask_as_file(&mut self, shown: &Path, misnamed: Option<&Inaccessible>, before: u64) -> bool {
        if let Some(inaccessible) = misnamed {
            self.tree.doubts.borrow_mut().names.insert(self.root.join(shown), inaccessible.clone());
        }
        self.show_as(shown, EntryKind::File);
        self.is_named_since(before)
    }

    fn ask_as_directory(&mut self, shown: &Path, inaccessible: Inaccessible) {
        if inaccessible.kind == IssueKind::NotRegular {
            self.tree.doubts.borrow_mut().links.insert(self.root.join(shown), inaccessible.clone());
        }
        if self.show_as(shown, EntryKind::Directory) != Visit::Skip {
            self.tree.inaccessible.borrow_mut().push(inaccessible);
        }
    }
}
