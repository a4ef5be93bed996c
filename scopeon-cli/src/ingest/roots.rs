//! Roots that the user named and that hold nothing: what was expected there.

use std::path::{Path, PathBuf};

use scopeon_core::report::ChosenBy;
use scopeon_providers::{Summary, Usual, usual};

use crate::context::Context;

/// How many of the places that a root may stand for are named.
const SOME: usize = 3;

/// Tells of named roots in which nothing was found, and what they would have to be.
pub(super) fn note_empty(context: &Context, summary: &Summary) {
    for provider in context.providers() {
        let about = provider.about();
        let option = match context.places.chosen_by(about) {
            ChosenBy::Option => format!("--root {}=", about.id),
            ChosenBy::Config => format!("[providers.{}] roots: ", about.id),
            _ => continue,
        };
        let has_sources = summary.providers.get(about.id).is_some_and(|tally| tally.sources > 0);
        for root in context.places.places.explicit.get(about.id).into_iter().flatten() {
            let named = format!("{option}{}", root.display());
            if root.symlink_metadata().is_err() {
                context.console.note(format_args!("{named} is not there{}", pattern(root)));
            } else if !has_sources {
                let usual = usual(provider);
                let hint = hint(root, &usual);
                context.console.note(format_args!("{named} holds no logs of {}{hint}", about.name));
            }
        }
    }
}

/// Whoever writes a pattern may expect it to be read as one.
fn pattern(root: &Path) -> &'static str {
    let is_one = root.to_string_lossy().contains(['*', '?', '[']);
    if is_one { "; it is taken as it is written, not as a pattern" } else { "" }
}

fn hint(root: &Path, usual: &Usual) -> String {
    if let Some(found) = usual.expected_below(root).into_iter().find(|path| path.exists()) {
        return format!("; {} may be meant", found.display());
    }
    let home = |path: &PathBuf| format!("~/{}", path.display());
    let mut roots: Vec<String> = usual.roots.iter().take(SOME).map(home).collect();
    if usual.roots.len() > SOME {
        roots.push("others".to_owned());
    }
    match roots.as_slice() {
        [] => String::new(),
        roots => format!("; it has to be what {} is by default, see docs/providers.md", roots.join(" or ")),
    }
}
