//! Where the store lies. Nothing is opened here; conversations lie beside it and are not named.

use std::path::PathBuf;

use scopeon_core::provider::{Roots, Source};

use crate::{homes, user_data};

const STORE: &str = "agent-traces.db";
/// The extension's own storage, below an editor's user data.
const STORAGE: &str = "globalStorage/github.copilot-chat";

/// Names every source below the roots.
pub(super) fn sources(roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
    homes::databases(storages(roots), STORE, roots.tree, found);
}

fn storages(roots: &Roots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        let inside = |root: &PathBuf| [root.clone(), root.join(STORAGE), root.join("User").join(STORAGE)];
        return roots.explicit.iter().flat_map(inside).collect();
    }
    user_data::editors(roots).map(|user| user.join(STORAGE)).collect()
}
