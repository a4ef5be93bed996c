//! Where Ollama's server logs lie, which say that it is there, and what the user names.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for root in roots.explicit {
        paths::files(root, roots.tree, &|name| has_extension(name, "jsonl"), &mut |around, path| {
            found(Source::new(SourceKind::Lines, around, path));
        });
    }
    if roots.explicit.is_empty() {
        for directory in directories(roots) {
            roots.tree.walk(&directory, &mut |entry| {
                if entry.kind == EntryKind::File && is_server_log(entry.path) {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                }
                Visit::Skip
            });
        }
    }
}

/// Returns `true` if a file is one of the server's logs: requests without models or tokens, which are not read.
pub(super) fn is_server_log(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("server") && path.extension().is_some_and(|extension| extension == "log")
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    let local = roots.variable("LOCALAPPDATA").map(PathBuf::from);
    let local = local.or_else(|| Some(roots.home?.join("AppData").join("Local")));
    let own = roots.home.map(|home| home.join(".ollama").join("logs"));
    own.into_iter().chain(local.map(|local| local.join("Ollama"))).collect()
}
