//! Where the tasks and sessions lie. Nothing is opened here; conversations lie beside the tasks and are not
//! named.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use super::workplace::Workplaces;
use crate::kit::paths::{self, names};
use crate::kit::user_data;

/// Where an extension keeps its tasks.
#[derive(Clone, Copy)]
pub(super) struct ExtensionStorage {
    /// Its directory in the editor's storage.
    pub(super) extension: &'static str,
    pub(super) editors: &'static [&'static str],
}

/// Names every source below the roots.
pub(super) fn sources(
    place: ExtensionStorage,
    has_sessions: bool,
    roots: &SearchRoots<'_>,
    found: &mut dyn FnMut(Source),
) {
    for tasks in task_directories(place, has_sessions, roots) {
        let workplaces = Workplaces::of_tasks(roots, &tasks);
        roots.tree.walk(&tasks, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
            (EntryKind::Directory, [_]) => Visit::Enter,
            (EntryKind::File, [task, "ui_messages.json" | "history_item.json"]) => {
                let source = Source::new(SourceKind::Document, entry.root, entry.path);
                found(source.registered(workplaces.task(task)));
                Visit::Skip
            }
            _ => Visit::Skip,
        });
        task_history(&tasks, roots, found);
    }
    if !has_sessions {
        return;
    }
    for sessions in session_directories(roots) {
        let workplaces = Workplaces::of_sessions(roots, &sessions);
        roots.tree.walk(&sessions, &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_]) => return Visit::Enter,
                (EntryKind::File, [id, file]) if is_session(id, file) => {
                    let source = Source::new(SourceKind::Document, entry.root, entry.path);
                    found(source.registered(workplaces.session(id)));
                }
                _ => {}
            }
            Visit::Skip
        });
    }
}

/// The extension's list of its tasks lies beside them.
fn task_history(tasks: &Path, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let is_named = roots.explicit.iter().any(|root| root == tasks);
    let Some(own) = tasks.parent().filter(|_| !is_named) else { return };
    roots.tree.walk(own, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
        (EntryKind::Directory, ["state"]) => Visit::Enter,
        (EntryKind::File, ["state", "taskHistory.json"]) => {
            found(Source::new(SourceKind::Document, entry.root, entry.path));
            Visit::Skip
        }
        _ => Visit::Skip,
    });
}

/// `<id>.json` says what the session is, `<id>.messages.json` what it used, and `agent_<number>.messages.json` what each of
/// its sub-agents did.
fn is_session(id: &str, file: &str) -> bool {
    let is_run = file.starts_with("agent_") && file.ends_with(".messages.json");
    is_run || file.strip_prefix(id).is_some_and(|ending| matches!(ending, ".json" | ".messages.json"))
}

fn task_directories(place: ExtensionStorage, has_sessions: bool, roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        let inside = |root: &PathBuf| {
            let own = Path::new("globalStorage").join(place.extension).join("tasks");
            [paths::inside(root, "tasks", roots.tree), root.join(&own), root.join("User").join(own)]
        };
        return roots.explicit.iter().flat_map(inside).collect();
    }
    let own = |user: PathBuf| user.join("globalStorage").join(place.extension).join("tasks");
    let mut found: Vec<_> = user_data::editors_named(place.editors, roots).map(own).collect();
    if has_sessions {
        found.extend(data_directories(roots).into_iter().map(|data| data.join("tasks")));
    }
    found
}

fn session_directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| root.join("sessions")).collect();
    }
    match roots.variable("CLINE_SESSION_DATA_DIR") {
        Some(named) => paths::listed(named, roots),
        None => data_directories(roots).into_iter().map(|data| data.join("sessions")).collect(),
    }
}

fn data_directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if let Some(named) = roots.variable("CLINE_DATA_DIR") {
        return paths::listed(named, roots);
    }
    let homes = match roots.variable("CLINE_DIR") {
        Some(named) => paths::listed(named, roots),
        None => roots.home.map(|home| home.join(".cline")).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join("data")).collect()
}
