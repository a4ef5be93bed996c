//! Where the wire logs lie. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, names};

/// Where Kimi's desktop application keeps Kimi Code's home on macOS.
const DESKTOP: &str = "Library/Application Support/kimi-desktop/daimon-share/daimon/runtime/kimi-code/home";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for sessions in directories(roots) {
        roots.tree.walk(&sessions, &mut |entry| {
            let parts = names(entry.path);
            let shape = match (entry.kind, parts.as_slice()) {
                (
                    EntryKind::Directory,
                    [_] | [_, _] | [_, _, "agents" | "subagents"] | [_, _, "agents" | "subagents", _],
                ) => return Visit::Enter,
                (EntryKind::File, [_, _, "wire.jsonl"] | [_, _, "agents" | "subagents", _, "wire.jsonl"]) => {
                    SourceKind::Lines
                }
                // Kimi Code's; Kimi CLI's names no directory.
                (EntryKind::File, [work, _, "state.json"]) if work.starts_with("wd_") => SourceKind::Document,
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
    let mut found = Vec::new();
    let defaults: [(&str, &[&str]); 2] =
        [("KIMI_SHARE_DIR", &[".kimi"]), ("KIMI_CODE_HOME", &[".kimi-code", DESKTOP])];
    for (variable, places) in defaults {
        match (roots.variable(variable), roots.home) {
            (Some(named), _) => found.extend(paths::listed(named, roots)),
            (None, Some(home)) => found.extend(places.iter().map(|place| home.join(place))),
            (None, None) => {}
        }
    }
    found.into_iter().map(|home| home.join("sessions")).collect()
}
