//! Where `OpenClaw`'s transcripts lie. Nothing is opened here; credentials lie beside them and are not named.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, names};

/// What the agent was called, the latest name first.
const DIRECTORIES: [&str; 4] = [".openclaw", ".clawdbot", ".moldbot", ".moltbot"];

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for state in directories(roots) {
        roots.tree.walk(&state.join("agents"), &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_] | [_, "sessions" | "agent"]) => return Visit::Enter,
                (EntryKind::File, [_, "agent", "openclaw-agent.sqlite"]) => {
                    found(Source::new(SourceKind::Database, entry.root, entry.path));
                }
                (EntryKind::File, [_, "sessions", file]) => {
                    if let Some(shape) = shape(file) {
                        found(Source::new(shape, entry.root, entry.path));
                    }
                }
                _ => {}
            }
            Visit::Skip
        });
    }
}

/// A session's transcript, its checkpoints, and what was archived when it was reset or deleted. Backups are
/// copies, and trajectories no transcripts.
fn shape(file: &str) -> Option<SourceKind> {
    let (stem, ending) = file.split_once(".jsonl")?;
    if stem.ends_with(".trajectory") || stem.is_empty() {
        return None;
    }
    let is_archive = ending.starts_with(".reset.") || ending.starts_with(".deleted.");
    match ending {
        "" => Some(SourceKind::Lines),
        _ if is_archive && Path::new(ending).extension().is_some_and(|last| last == "zst") => {
            Some(SourceKind::Document)
        }
        _ if is_archive => Some(SourceKind::Lines),
        _ => None,
    }
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.to_vec();
    }
    let named = roots.variable("OPENCLAW_STATE_DIR").or_else(|| roots.variable("CLAWDBOT_STATE_DIR"));
    if let Some(named) = named {
        return paths::listed(named, roots);
    }
    // What an earlier name left behind is read as well: an entry that was moved is told by its id.
    let home = roots.variable("OPENCLAW_HOME").map(PathBuf::from);
    let home = home.or_else(|| roots.home.map(Path::to_path_buf));
    home.iter().flat_map(|home| DIRECTORIES.map(|name| home.join(name))).collect()
}
