//! Where the conversations lie: `conversations/<id>.db` of each of the programs. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension, names};

/// The editor before it had a name of its own, the command line and the editor.
const PROGRAMS: [&str; 3] = ["antigravity", "antigravity-cli", "antigravity-ide"];
const CONVERSATIONS: &str = "conversations";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for directory in directories(roots) {
        roots.tree.walk(&directory, &mut |entry| {
            if let (EntryKind::File, [file]) = (entry.kind, names(entry.path).as_slice())
                && has_extension(file, "db")
            {
                found(Source::new(SourceKind::Database, entry.root, entry.path));
            }
            Visit::Skip
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, CONVERSATIONS, roots.tree)).collect();
    }
    let own =
        |home: &std::path::Path| PROGRAMS.map(|name| home.join(".gemini").join(name).join(CONVERSATIONS));
    roots.home.into_iter().flat_map(own).collect()
}
