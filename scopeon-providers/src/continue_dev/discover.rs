//! Where Continue's token events lie. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{EntryKind, Roots, Shape, Source, Visit};

use crate::homes::{self, names};

/// Names the events of the highest version of the schema, or the ones from before there were versions.
pub(super) fn sources(roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
    for data in directories(roots) {
        let mut highest: Option<(Vec<u32>, Source)> = None;
        roots.tree.walk(&data, &mut |entry| {
            let parts = names(entry.path);
            let version = match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_]) => return Visit::Enter,
                (EntryKind::File, [version, "tokensGenerated.jsonl"]) => numbers(version),
                (EntryKind::File, ["tokens_generated.jsonl"]) => Vec::new(),
                _ => return Visit::Skip,
            };
            if highest.as_ref().is_none_or(|(known, _)| *known < version) {
                highest = Some((version, Source::new(Shape::Lines, entry.root, entry.path)));
            }
            Visit::Skip
        });
        if let Some((_, source)) = highest {
            found(source);
        }
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn directories(roots: &Roots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| homes::inside(root, "dev_data", roots.tree)).collect();
    }
    let homes = match roots.variable("CONTINUE_GLOBAL_DIR") {
        Some(named) => homes::listed(named, roots),
        None => roots.home.map(|home| home.join(".continue")).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join("dev_data")).collect()
}
