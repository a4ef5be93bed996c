//! Where Gemini CLI's chats lie. Nothing is opened here.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use scopeon_core::label::Label;
use scopeon_core::provider::{EntryKind, IssueKind, Registered, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{has_extension, names};

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for directory in directories(roots) {
        let mut projects = HashMap::new();
        let mut project_of = |project: &str| -> Registered {
            let read = |project: &String| Registered::new(root_of(roots, &directory, project), None);
            projects.entry(project.to_owned()).or_insert_with_key(read).clone()
        };
        roots.tree.walk(&directory, &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_] | [_, "chats"] | [_, "chats", _]) => Visit::Enter,
                (EntryKind::File, [project, "chats", file] | [project, "chats", _, file]) => {
                    if let Some(shape) = shape(file) {
                        let source = Source::new(shape, entry.root, entry.path);
                        found(source.registered(project_of(project)));
                    }
                    Visit::Skip
                }
                _ => Visit::Skip,
            }
        });
    }
}

/// The directory that a project's directory is of: newer versions write it down there.
fn root_of(roots: &SearchRoots<'_>, projects: &Path, project: &str) -> Option<Label> {
    let place = Path::new(project).join(".project_root");
    let said = roots.tree.read_small_file(projects, &place)?;
    let root = str::from_utf8(&said).ok().filter(|said| !said.contains('\0'));
    if root.is_none() {
        roots.tree.doubt(projects, &place, IssueKind::Malformed);
    }
    Label::new(root?.trim())
}

/// The directories whose directories are projects'.
fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| of_root(root, roots)).collect();
    }
    let home = roots.variable("GEMINI_CLI_HOME").map(PathBuf::from);
    let home = home.or_else(|| roots.home.map(Path::to_path_buf));
    home.map(|home| home.join(".gemini").join("tmp")).into_iter().collect()
}

/// A root that the user names is the agent's home, what is in it, or the directory of projects itself.
fn of_root(root: &Path, roots: &SearchRoots<'_>) -> PathBuf {
    let mut found = root.to_owned();
    roots.tree.walk(root, &mut |entry| match names(entry.path).as_slice() {
        [".gemini"] => Visit::Enter,
        ["tmp"] | [".gemini", "tmp"] if entry.kind == EntryKind::Directory => {
            found = root.join(entry.path);
            Visit::Skip
        }
        _ => Visit::Skip,
    });
    found
}

fn shape(file: &str) -> Option<SourceKind> {
    if has_extension(file, "jsonl") {
        return Some(SourceKind::Lines);
    }
    (file.starts_with("session-") && has_extension(file, "json")).then_some(SourceKind::Document)
}
