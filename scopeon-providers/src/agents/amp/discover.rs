//! Where Amp's threads lie. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension, names};
use crate::kit::user_data;

/// Names every source below the roots: `threads/T-….json`.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for threads in directories(roots) {
        roots.tree.walk(&threads, &mut |entry| {
            let is_thread = matches!(names(entry.path).as_slice(), [file] if file.starts_with("T-") && has_extension(file, "json"));
            if entry.kind == EntryKind::File && is_thread {
                found(Source::new(SourceKind::Document, entry.root, entry.path));
            }
            Visit::Skip
        });
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "threads", roots.tree)).collect();
    }
    let data = match roots.variable("AMP_DATA_DIR") {
        Some(list) => paths::listed(list, roots),
        None => user_data::home(roots).map(|data| data.join("amp")).into_iter().collect(),
    };
    data.into_iter().map(|data| data.join("threads")).collect()
}
