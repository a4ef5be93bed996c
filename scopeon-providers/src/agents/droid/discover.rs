//! Where Droid's sessions lie: `<id>.settings.json` and `<id>.jsonl`, by directory. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension, names};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for sessions in directories(roots) {
        roots.tree.walk(&sessions, &mut |entry| {
            let parts = names(entry.path);
            let shape = match (entry.kind, parts.last()) {
                (EntryKind::Directory, _) if entry.depth <= 2 => return Visit::Enter,
                (EntryKind::File, Some(file)) if file.ends_with(".settings.json") => SourceKind::Document,
                (EntryKind::File, Some(file)) if has_extension(file, "jsonl") => SourceKind::Lines,
                _ => return Visit::Skip,
            };
            found(Source::new(shape, entry.root, entry.path));
            Visit::Skip
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "sessions", roots.tree)).collect();
    }
    let homes = match roots.variable("FACTORY_DIR") {
        Some(named) => paths::listed(named, roots),
        None => roots.home.map(|home| home.join(".factory")).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join("sessions")).collect()
}
