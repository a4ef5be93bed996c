//! Where Grok's sessions lie: `sessions/<directory>/<session>/updates.jsonl`. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, names};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for sessions in directories(roots) {
        roots.tree.walk(&sessions, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
            (EntryKind::Directory, [_] | [_, _]) => Visit::Enter,
            (EntryKind::File, [_, _, "updates.jsonl"]) => {
                found(Source::new(SourceKind::Lines, entry.root, entry.path));
                Visit::Skip
            }
            _ => Visit::Skip,
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "sessions", roots.tree)).collect();
    }
    let homes = match roots.variable("GROK_HOME") {
        Some(list) => paths::listed(list, roots),
        None => roots.home.map(|home| home.join(".grok")).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join("sessions")).collect()
}
