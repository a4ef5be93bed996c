//! Where the conversations lie: `<conversation>/base_state.json`. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, names};

/// Where the command line and the desktop keep conversations.
const DIRECTORIES: [&str; 3] = [
    ".openhands/conversations",
    ".openhands/agent-canvas/conversations",
    ".openhands/agent-canvas/dev_conversations",
];

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for conversations in directories(roots) {
        roots.tree.walk(&conversations, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
            (EntryKind::Directory, [_]) => Visit::Enter,
            (EntryKind::File, [_, "base_state.json"]) => {
                found(Source::new(SourceKind::Document, entry.root, entry.path));
                Visit::Skip
            }
            _ => Visit::Skip,
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "conversations", roots.tree)).collect();
    }
    match roots.variable("OH_PERSISTENCE_DIR") {
        Some(named) => {
            let roots_of = |root: PathBuf| paths::inside(&root, "conversations", roots.tree);
            paths::listed(named, roots).into_iter().map(roots_of).collect()
        }
        None => roots.home.iter().flat_map(|home| DIRECTORIES.map(|path| home.join(path))).collect(),
    }
}
