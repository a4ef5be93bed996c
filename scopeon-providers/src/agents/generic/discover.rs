//! The files that the user names, alone or by their directory.

use std::path::Path;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths;

/// Files lie at most this far below a directory that is named.
const MAX_DEPTH: usize = 4;

/// Names every source that is named.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for root in roots.explicit {
        let mut is_directory = true;
        paths::files(root, roots.tree, &|_| false, &mut |around, path| {
            is_directory = false;
            found(Source::new(shape(path).unwrap_or(SourceKind::Lines), around, path));
        });
        if !is_directory {
            continue;
        }
        roots.tree.walk(root, &mut |entry| {
            if entry.kind == EntryKind::File
                && let Some(shape) = shape(entry.path)
            {
                found(Source::new(shape, entry.root, entry.path));
            }
            if entry.depth < MAX_DEPTH { Visit::Enter } else { Visit::Skip }
        });
    }
}

fn shape(path: &Path) -> Option<SourceKind> {
    match path.extension()?.to_str()? {
        "jsonl" | "ndjson" => Some(SourceKind::Lines),
        "json" => Some(SourceKind::Document),
        _ => None,
    }
}
