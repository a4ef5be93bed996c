//! Where Qwen Code's chats lie. Nothing is opened here.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use super::ledger::NAME;
use crate::kit::paths::{self, has_extension, names};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for projects in directories(roots, "projects") {
        usage_record(&projects, roots, found);
        roots.tree.walk(&projects, &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_] | [_, "chats" | "subagents"] | [_, "subagents", _]) => {
                    Visit::Enter
                }
                (EntryKind::File, [_, "chats", file]) if has_extension(file, "jsonl") => {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                    Visit::Skip
                }
                (EntryKind::File, [_, "subagents", _, file]) if file.starts_with("agent-") => {
                    let shape = match file {
                        file if has_extension(file, "jsonl") => SourceKind::Lines,
                        file if file.ends_with(".meta.json") => SourceKind::Document,
                        _ => return Visit::Skip,
                    };
                    found(Source::new(shape, entry.root, entry.path));
                    Visit::Skip
                }
                _ => Visit::Skip,
            }
        });
    }
    old_chats(roots, found);
}

/// The agent's own totals lie beside the projects.
fn usage_record(projects: &Path, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let is_named = roots.explicit.iter().any(|root| root == projects);
    let Some(base) = projects.parent().filter(|_| !is_named) else { return };
    roots.tree.walk(base, &mut |entry| {
        if entry.kind == EntryKind::File && is_usage_record(entry.path) {
            found(Source::new(SourceKind::Lines, entry.root, entry.path));
        }
        Visit::Skip
    });
}

/// Returns `true` if a file is the agent's own record of what sessions took.
pub(super) fn is_usage_record(path: &Path) -> bool {
    path == Path::new(NAME)
}

/// Returns `true` if a document is a chat of a version before 0.14.
pub(super) fn is_old_chat(path: &Path) -> bool {
    matches!(names(path).as_slice(), [_, "chats", file] if is_old(file))
}

fn is_old(file: &str) -> bool {
    file.starts_with("session-") && has_extension(file, "json")
}

/// Before 0.14 chats were documents, in directories named after a hash of the project's path.
fn old_chats(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for directory in directories(roots, "tmp") {
        roots.tree.walk(&directory, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
            (EntryKind::Directory, [_] | [_, "chats"]) => Visit::Enter,
            (EntryKind::File, [_, "chats", file]) if is_old(file) => {
                found(Source::new(SourceKind::Document, entry.root, entry.path));
                Visit::Skip
            }
            _ => Visit::Skip,
        });
    }
}

/// The directories of that name in every place where the agent keeps its files.
fn directories(roots: &SearchRoots<'_>, name: &str) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, name, roots.tree)).collect();
    }
    let named = roots.variable("QWEN_RUNTIME_DIR").or_else(|| roots.variable("QWEN_HOME"));
    let base = match named.map(|path| path.to_str().map(|text| paths::named(text, roots)).ok_or(path)) {
        Some(Ok(path)) => Some(path),
        Some(Err(path)) => Some(PathBuf::from(path)),
        None => roots.home.map(|home| home.join(".qwen")),
    };
    base.map(|base| base.join(name)).into_iter().collect()
}
