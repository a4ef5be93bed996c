//! Where the store and the chats lie. Nothing is opened here; conversations lie beside the store and are not named.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, Registered, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths::{self, has_extension, names};
use crate::kit::{folder, user_data};

const STORE: &str = "agent-traces.db";
/// The extension's own storage, below an editor's user data.
const STORAGE: &str = "globalStorage/github.copilot-chat";
/// A directory for each folder that was ever opened, and in it its chats.
const WORKSPACES: &str = "workspaceStorage";
const CHATS: &str = "chatSessions";
/// The chats of windows without a folder.
const EMPTY: &str = "globalStorage/emptyWindowChatSessions";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    paths::databases(storages(roots), STORE, roots.tree, found);
    for user in users(roots) {
        chats(&user, roots, found);
    }
}

fn storages(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    let named = roots.explicit.iter().cloned();
    named.chain(users(roots).into_iter().map(|user| user.join(STORAGE))).collect()
}

/// The directories of editors' user data. A root that the user names is one, or holds one.
fn users(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if roots.explicit.is_empty() {
        return user_data::editors(roots).collect();
    }
    roots.explicit.iter().flat_map(|root| [root.clone(), root.join("User")]).collect()
}

fn chats(user: &Path, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let storage = user.join(WORKSPACES);
    let mut last: Option<(String, Registered)> = None;
    roots.tree.walk(&storage, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
        (EntryKind::Directory, [_]) => Visit::Only(CHATS),
        (EntryKind::Directory, [_, CHATS]) => Visit::Enter,
        (EntryKind::File, [workspace, CHATS, file]) => {
            if last.as_ref().is_none_or(|(directory, _)| directory != workspace) {
                let folder = folder::of_workspace(roots, &storage, workspace);
                last = Some(((*workspace).to_owned(), Registered::new(folder, None)));
            }
            let known = last.as_ref().map(|(_, known)| known.clone()).unwrap_or_default();
            chat(file, (entry.root, entry.path), known, found)
        }
        _ => Visit::Skip,
    });
    roots.tree.walk(&user.join(EMPTY), &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
        (EntryKind::File, [file]) => chat(file, (entry.root, entry.path), Registered::default(), found),
        _ => Visit::Skip,
    });
}

/// A chat is a journal; in older versions it is a document.
fn chat(file: &str, (root, path): (&Path, &Path), known: Registered, found: &mut dyn FnMut(Source)) -> Visit {
    let shape = match file {
        _ if has_extension(file, "jsonl") => Some(SourceKind::Lines),
        _ if has_extension(file, "json") => Some(SourceKind::Document),
        _ => None,
    };
    if let Some(shape) = shape {
        found(Source::new(shape, root, path).registered(known));
    }
    Visit::Skip
}
