//! Where Zed's threads lie. Nothing is opened here.

use std::path::PathBuf;

use scopeon_core::provider::{SearchRoots, Source};

use crate::kit::{paths, user_data};

/// Names the database of threads.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    paths::databases(directories(roots), "threads.db", roots.tree, found);
}

fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        // A root that the user names is the directory or the one around it.
        return roots.explicit.iter().flat_map(|root| [root.clone(), root.join("threads")]).collect();
    }
    let flatpak = roots.variable("FLATPAK_XDG_DATA_HOME").map(PathBuf::from);
    [
        flatpak.or_else(|| user_data::home(roots)).map(|data| data.join("zed")),
        user_data::application_support(roots).map(|data| data.join("Zed")),
        user_data::local(roots).map(|data| data.join("Zed")),
    ]
    .into_iter()
    .flatten()
    .map(|data| data.join("threads"))
    .collect()
}
