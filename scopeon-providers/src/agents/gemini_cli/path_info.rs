//! What a chat's path says: its project, its parent, and its session where it says no other itself.

use std::path::Path;

use scopeon_core::label::Label;

use crate::kit::paths::names;

/// What `<project>/chats/[<parent>/]<file>` says.
#[derive(Clone, Debug, Default)]
pub(super) struct PathInfo {
    pub(super) project: Option<Label>,
    /// The session that a sub-agent works for.
    pub(super) parent: Option<Label>,
    pub(super) session: Option<Label>,
}

impl PathInfo {
    pub(super) fn of(path: &Path) -> Self {
        let (project, parent, file) = match names(path).as_slice() {
            [project, "chats", file] => (project.to_owned(), None, file.to_owned()),
            [project, "chats", parent, file] => (project.to_owned(), Label::new(parent), file.to_owned()),
            _ => return Self::default(),
        };
        let stem = file.strip_suffix(".jsonl").or_else(|| file.strip_suffix(".json"));
        Self { project: project_named(project), parent, session: stem.and_then(Label::new) }
    }
}

/// Projects' directories have their project's name or, older, a hash of its path. A hash is shown behind a
/// `~`, so that wherever the same chat lies in both, the name comes first.
fn project_named(directory: &str) -> Option<Label> {
    let hashed = directory.len() == 64 && directory.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hashed { Label::new(&format!("~{}", &directory[..16])) } else { Label::new(directory) }
}
