//! Where the family's sessions lie. Nothing is opened here.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension, names};

/// Names every source below the roots: `sessions/<directory>/<time>_<id>.jsonl`.
pub(super) fn sources(
    directory: &str,
    variable: Option<&'static str>,
    roots: &SearchRoots<'_>,
    found: &mut dyn FnMut(Source),
) {
    for sessions in directories(directory, variable, roots) {
        roots.tree.walk(&sessions, &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_]) => Visit::Enter,
                (EntryKind::File, [file] | [_, file]) if has_extension(file, "jsonl") => {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                    Visit::Skip
                }
                _ => Visit::Skip,
            }
        });
    }
}

fn directories(directory: &str, variable: Option<&'static str>, roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, "sessions", roots.tree)).collect();
    }
    let named = variable.and_then(|name| roots.variable(name));
    let homes = match named {
        Some(list) => paths::listed(list, roots),
        None => roots.home.map(|home| home.join(directory)).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join("sessions")).collect()
}

/// The session that a log is named after: `<time>_<id>.jsonl`, or `<id>.jsonl` with whatever an archive adds.
pub(crate) fn session_named(path: &Path) -> Option<&str> {
    let file = path.file_name()?.to_str()?;
    let stem = file.split(".jsonl").next()?;
    let stem = stem.split_once(".checkpoint.").map_or(stem, |(session, _)| session);
    Some(stem.rsplit_once('_').map_or(stem, |(_, id)| id)).filter(|id| !id.is_empty())
}
