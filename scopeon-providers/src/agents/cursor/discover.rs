//! Where Cursor's database and its command line's sessions lie. Nothing is opened here; prompts and
//! transcripts lie beside them and are not named.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::{paths, user_data};

const DATABASE: &str = "state.vscdb";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for directory in directories(roots) {
        roots.tree.walk(&directory, &mut |entry| {
            let names = paths::names(entry.path);
            match (entry.kind, names.as_slice()) {
                (EntryKind::Directory, ["globalStorage" | "chats"] | ["chats", _] | ["chats", _, _]) => {
                    return Visit::Enter;
                }
                (EntryKind::File, ["globalStorage", DATABASE]) => {
                    found(Source::new(SourceKind::Database, entry.root, entry.path));
                }
                (EntryKind::File, ["chats", _, _, "meta.json"]) => {
                    found(Source::new(SourceKind::Document, entry.root, entry.path));
                }
                _ => {}
            }
            Visit::Skip
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.to_vec();
    }
    let programs =
        [user_data::config(roots), user_data::application_support(roots), user_data::roaming(roots)];
    let users = programs.into_iter().flatten().map(|data| data.join("Cursor/User"));
    users.chain(roots.home.map(|home| home.join(".cursor"))).collect()
}
