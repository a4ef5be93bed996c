//! Where the chats lie: `projects/<project>/chats/<chat>/chat-messages.json`. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, names};
use crate::kit::user_data;

/// What the agent's directory is called, by the channel it came by.
const DIRECTORIES: [&str; 3] = ["manicode", "manicode-dev", "manicode-staging"];

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for projects in directories(roots) {
        roots.tree.walk(&projects, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
            (EntryKind::Directory, [_] | [_, "chats"] | [_, "chats", _]) => Visit::Enter,
            (EntryKind::File, [_, "chats", _, "chat-messages.json"]) => {
                found(Source::new(SourceKind::Document, entry.root, entry.path));
                Visit::Skip
            }
            _ => Visit::Skip,
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "projects", roots.tree)).collect();
    }
    let homes = match roots.variable("CODEBUFF_DATA_DIR") {
        Some(named) => paths::listed(named, roots),
        None => user_data::config(roots)
            .iter()
            .flat_map(|config| DIRECTORIES.map(|name| config.join(name)))
            .collect(),
    };
    homes.into_iter().map(|home| home.join("projects")).collect()
}
