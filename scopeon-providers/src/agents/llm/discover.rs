//! Where `llm`'s database lies. Nothing is opened here; keys lie beside it and are not named.

use scopeon_core::provider::{SearchRoots, Source, SourceKind};

use crate::kit::{paths, user_data};

/// What the directory is called wherever programs keep their settings.
const DIRECTORY: &str = "io.datasette.llm";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let directories = match (roots.explicit, roots.variable("LLM_USER_PATH")) {
        ([], Some(named)) => paths::listed(named, roots),
        ([], None) => {
            [user_data::config(roots), user_data::application_support(roots), user_data::roaming(roots)]
                .into_iter()
                .flatten()
                .map(|settings| settings.join(DIRECTORY))
                .collect()
        }
        (explicit, _) => explicit.to_vec(),
    };
    for directory in directories {
        paths::files(&directory, roots.tree, &|name| name == "logs.db", &mut |root, path| {
            found(Source::new(SourceKind::Database, root, path));
        });
    }
}
