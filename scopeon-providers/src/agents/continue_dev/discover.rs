//! Where Continue's token events and its command line's sessions lie. Nothing is opened here but the list of sessions.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use scopeon_core::label::Label;
use scopeon_core::provider::{EntryKind, IssueKind, Registered, SearchRoots, Source, SourceKind, Visit};

use crate::kit::json::Raw;
use crate::kit::paths::{self, names};
use crate::kit::uuid::is_uuid;

const DATA: &str = "dev_data";
const SESSIONS: &str = "sessions";
/// Says of each session when it began and where it works.
const LIST: &str = "sessions.json";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for data in directories(roots, DATA) {
        events(&data, roots, found);
    }
    for directory in directories(roots, SESSIONS) {
        sessions(&directory, roots, found);
    }
}

/// Names the events of the highest version of the schema, or the ones from before there were versions.
fn events(data: &Path, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let mut highest: Option<(Vec<u32>, Source)> = None;
    roots.tree.walk(data, &mut |entry| {
        let parts = names(entry.path);
        let version = match (entry.kind, parts.as_slice()) {
            (EntryKind::Directory, [_]) => return Visit::Enter,
            (EntryKind::File, [version, "tokensGenerated.jsonl"]) => numbers(version),
            (EntryKind::File, ["tokens_generated.jsonl"]) => Vec::new(),
            _ => return Visit::Skip,
        };
        if highest.as_ref().is_none_or(|(known, _)| *known < version) {
            highest = Some((version, Source::new(SourceKind::Lines, entry.root, entry.path)));
        }
        Visit::Skip
    });
    if let Some((_, source)) = highest {
        found(source);
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn sessions(directory: &Path, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let list = Path::new(LIST);
    let listed = roots.tree.read_small_file(directory, list).map(|said| {
        listed(&said).unwrap_or_else(|| {
            roots.tree.doubt(directory, list, IssueKind::Malformed);
            HashMap::new()
        })
    });
    let listed = listed.unwrap_or_default();
    roots.tree.walk(directory, &mut |entry| {
        let parts = names(entry.path);
        // Settings and keys lie one directory higher.
        let id = parts.first().and_then(|file| file.strip_suffix(".json")).filter(|id| is_uuid(id));
        if let Some(id) = id.filter(|_| entry.kind == EntryKind::File) {
            let source = Source::new(SourceKind::Document, entry.root, entry.path);
            found(source.registered(listed.get(id).cloned().unwrap_or_default()));
        }
        Visit::Skip
    });
}

/// What stands in the list; `None` where it is none.
fn listed(list: &[u8]) -> Option<HashMap<String, Registered>> {
    let sessions = Raw::whole_array(list).map(Raw::items)?;
    let one = |session: Raw<'_>| {
        let [id, created, directory] = session.members(["sessionId", "dateCreated", "workspaceDirectory"]);
        // Milliseconds, as a string.
        let began = created.instant();
        let project = directory.text().and_then(|directory| Label::new(&directory));
        Some((id.text()?.into_owned(), Registered::new(project, began)))
    };
    Some(sessions.into_iter().filter_map(one).collect())
}

/// A root that the user names is the agent's home or the directory in it.
fn directories(roots: &SearchRoots<'_>, name: &str) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, name, roots.tree)).collect();
    }
    let homes = match roots.variable("CONTINUE_GLOBAL_DIR") {
        Some(named) => paths::listed(named, roots),
        None => roots.home.map(|home| home.join(".continue")).into_iter().collect(),
    };
    homes.into_iter().map(|home| home.join(name)).collect()
}
