//! What a name stands for that is stated behind a colon: what is called so, or else whatever holds it.

use scopeon_core::filter::NameField;

use crate::app::App;

/// The word for what has no name.
const NONE: &str = "(none)";

/// Returns what a name stands for: itself where it stands behind no colon or something is called so, else `*` around it.
pub(crate) fn meant(field: NameField, stated: &str, app: &App) -> String {
    let Some(part) = stated.strip_prefix(':') else { return kept(field, stated, app) };
    let whole = kept(field, part, app);
    if part == NONE || is_known(field, &whole, app) { whole } else { format!("*{part}*") }
}

fn kept(field: NameField, name: &str, app: &App) -> String {
    if field == NameField::Project { app.project(name) } else { name.to_owned() }
}

/// Returns `true` if something is called so.
fn is_known(field: NameField, name: &str, app: &App) -> bool {
    if field == NameField::Project && app.aliases().has(name) {
        return true;
    }
    let is_known = |name: &str| app.reader().and_then(|reader| reader.is_known(field, name)).unwrap_or(false);
    // Reports write a branch with its repository before it where others are called so, too.
    let bare = name.split_once(':').filter(|_| field == NameField::Branch);
    is_known(name) || bare.is_some_and(|(_, branch)| is_known(branch))
}
