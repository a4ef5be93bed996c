//! Where Hermes' databases lie: its own and one for each profile. Nothing is opened here.

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths;

const DATABASE: &str = "state.db";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let homes = match roots.variable("HERMES_HOME") {
        _ if !roots.explicit.is_empty() => roots.explicit.to_vec(),
        Some(list) => paths::listed(list, roots),
        None => roots.home.map(|home| home.join(".hermes")).into_iter().collect(),
    };
    for home in homes {
        roots.tree.walk(&home, &mut |entry| {
            let names = paths::names(entry.path);
            match (entry.kind, names.as_slice()) {
                (EntryKind::Directory, ["profiles"] | ["profiles", _]) => return Visit::Enter,
                (EntryKind::File, [DATABASE] | ["profiles", _, DATABASE]) => {
                    found(Source::new(SourceKind::Database, entry.root, entry.path));
                }
                _ => {}
            }
            Visit::Skip
        });
    }
}
