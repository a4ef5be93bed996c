//! Where Goose's database lies. Nothing is opened here.

use std::collections::BTreeSet;
use std::path::PathBuf;

use scopeon_core::provider::{SearchRoots, Source};

use crate::kit::{paths, user_data};

const DATABASE: &str = "sessions.db";

/// Names the database in each of the places that versions and systems have it in.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    paths::databases(directories(roots), DATABASE, roots.tree, found);
}

fn directories(roots: &SearchRoots<'_>) -> BTreeSet<PathBuf> {
    if !roots.explicit.is_empty() {
        // A root that the user names is the directory or one around it.
        return roots
            .explicit
            .iter()
            .flat_map(|root| [root.clone(), root.join("sessions"), root.join("data/sessions")])
            .collect();
    }
    // One that is not absolute is ignored by the agent.
    let own = roots.variable("GOOSE_PATH_ROOT").map(PathBuf::from).filter(|root| root.is_absolute());
    if let Some(root) = own {
        return [root.join("data/sessions")].into();
    }
    let windows = user_data::roaming(roots).map(|data| data.join("Block/goose"));
    [
        user_data::home(roots).map(|data| data.join("goose/sessions")),
        user_data::application_support(roots).map(|data| data.join("Block/goose/sessions")),
        windows.as_ref().map(|data| data.join("data/sessions")),
        windows.map(|data| data.join("sessions")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
