//! Where OpenCode's databases and its old documents lie. Nothing is opened here; keys, logs and snapshots lie
//! beside them and are not named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use scopeon_core::provider::{Entry, EntryKind, SearchRoots, Source, SourceKind, Visit};

use super::member::Member;
use crate::kit::{paths, user_data};

/// Names every source below the roots.
pub(super) fn sources(member: &Member, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    if let Some(database) = named_database(member, roots) {
        found(database);
    }
    for directory in directories(member, roots) {
        roots.tree.walk(&directory, &mut |entry| visit(member, entry, found));
    }
}

/// The database that a variable names; it may lie anywhere.
fn named_database(member: &Member, roots: &SearchRoots<'_>) -> Option<Source> {
    let name = member.database_variable.filter(|_| roots.explicit.is_empty())?;
    let path = PathBuf::from(roots.variable(name)?);
    Some(Source::new(SourceKind::Database, path.parent()?, path.file_name()?))
}

fn directories(member: &Member, roots: &SearchRoots<'_>) -> BTreeSet<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().cloned().collect();
    }
    if let Some(list) = member.directories_variable.and_then(|name| roots.variable(name)) {
        return paths::listed(list, roots).into_iter().collect();
    }
    user_data::home(roots).map(|data| data.join(member.directory)).into_iter().collect()
}

fn visit(member: &Member, entry: &Entry<'_>, found: &mut dyn FnMut(Source)) -> Visit {
    let parts: Vec<&str> = entry.path.iter().filter_map(|part| part.to_str()).collect();
    match (entry.kind, parts.as_slice()) {
        (EntryKind::File, [name]) if is_database(member, name) => {
            found(Source::new(SourceKind::Database, entry.root, entry.path));
        }
        (EntryKind::File, ["storage", "session", _, name]) if is_document(name, "ses_") => {
            found(Source::new(SourceKind::Document, entry.root, entry.path));
        }
        (EntryKind::File, ["storage", "message", _, name]) if is_document(name, "msg_") => {
            found(Source::new(SourceKind::Document, entry.root, entry.path));
        }
        (
            EntryKind::Directory,
            ["storage"] | ["storage", "session" | "message"] | ["storage", "session" | "message", _],
        ) => return Visit::Enter,
        _ => {}
    }
    Visit::Skip
}

/// A database is named after the agent, and after the channel it came by where that is not the usual one.
fn is_database(member: &Member, name: &str) -> bool {
    let path = Path::new(name);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    path.extension().is_some_and(|extension| extension == "db")
        && member.databases.iter().any(|own| {
            stem.strip_prefix(own).is_some_and(|channel| channel.is_empty() || channel.starts_with('-'))
        })
}

fn is_document(name: &str, prefix: &str) -> bool {
    name.starts_with(prefix) && Path::new(name).extension().is_some_and(|extension| extension == "json")
}
