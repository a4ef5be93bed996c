//! Roots that the user named and that hold nothing: what was expected there.

use std::path::{Path, PathBuf};

use scopeon_core::report::ChosenBy;
use scopeon_providers::{DefaultPaths, Summary, default_paths};

use crate::app::App;
use scopeon_core::report::{Notice, NoticeCode};

/// How many of the places that a root may stand for are named.
const SOME: usize = 3;

/// Returns a remark for each named root in which nothing was found, with what it would have to be.
pub(super) fn notices(app: &App, summary: &Summary) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut note = |text: String| notices.push(Notice::new(NoticeCode::EmptyRoot, text));
    for provider in app.providers() {
        let about = provider.info();
        let option = match app.paths.chosen_by(about) {
            ChosenBy::Option => format!("--root {}=", about.id),
            ChosenBy::Config => format!("[providers.{}] roots: ", about.id),
            _ => continue,
        };
        let has_sources = summary.providers.get(about.id).is_some_and(|tally| tally.sources > 0);
        for root in app.paths.places.explicit.get(about.id).into_iter().flatten() {
            let named = format!("{option}{}", root.display());
            if root.symlink_metadata().is_err() {
                note(format!("{named} is not there{}", pattern(root)));
            } else if !has_sources {
                let usual = default_paths(provider);
                let hint = hint(root, &usual);
                note(format!("{named} holds no logs of {}{hint}", about.name));
            }
        }
    }
    notices
}

/// Whoever writes a pattern may expect it to be read as one.
fn pattern(root: &Path) -> &'static str {
    let is_one = root.to_string_lossy().contains(['*', '?', '[']);
    if is_one { "; it is taken as it is written, not as a pattern" } else { "" }
}

fn hint(root: &Path, usual: &DefaultPaths) -> String {
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
