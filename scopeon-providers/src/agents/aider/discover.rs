//! Where Aider's analytics log lies: where the user said, else where users put it by custom.

use scopeon_core::provider::{SearchRoots, Source, SourceKind};

use crate::kit::paths::{self, has_extension};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let logs = match (roots.explicit, roots.variable("AIDER_ANALYTICS_LOG"), roots.home) {
        ([], Some(log), _) => paths::listed(log, roots),
        ([], None, Some(home)) => vec![home.join(".aider").join("analytics.jsonl")],
        (explicit, ..) => explicit.to_vec(),
    };
    for log in logs {
        paths::files(&log, roots.tree, &|name| has_extension(name, "jsonl"), &mut |root, path| {
            found(Source::new(SourceKind::Lines, root, path));
        });
    }
}
