//! Where the store lies. Nothing is opened here; conversations lie beside it and are not named.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, Roots, Shape, Source, Visit};

use crate::user_data;

const STORE: &str = "agent-traces.db";
/// The extension's own storage, below an editor's user data.
const STORAGE: &str = "globalStorage/github.copilot-chat";

/// Names every source below the roots.
pub(super) fn sources(roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
    for storage in storages(roots) {
        roots.tree.walk(&storage, &mut |entry| {
            if entry.kind == EntryKind::File && entry.path == Path::new(STORE) {
                found(Source::new(Shape::Database, entry.root, entry.path));
            }
            Visit::Skip
        });
    }
}

fn storages(roots: &Roots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        let inside = |root: &PathBuf| [root.clone(), root.join(STORAGE), root.join("User").join(STORAGE)];
        return roots.explicit.iter().flat_map(inside).collect();
    }
    user_data::editors(roots).map(|user| user.join(STORAGE)).collect()
}
