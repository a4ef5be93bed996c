//! Where Copilot's store, OTEL files and event logs lie. Nothing is opened here; keys, plans, checkpoints and
//! prompts lie beside them and are not named.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Visit};

use crate::kit::paths;

const STORE: &str = "session-store.db";
const SESSIONS: &str = "session-state";
const LEGACY: &str = "history-session-state";
const OTEL: &str = "otel";

/// Returns `true` if a log of lines is an OTEL file: any but a session's event log is.
pub(super) fn is_otel(source: &Source) -> bool {
    !matches!(paths::names(&source.path).as_slice(), [SESSIONS | LEGACY, ..])
}

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let homes = match roots.variable("COPILOT_HOME") {
        _ if !roots.explicit.is_empty() => roots.explicit.to_vec(),
        Some(list) => paths::listed(list, roots),
        None => roots.home.map(|home| home.join(".copilot")).into_iter().collect(),
    };
    let exported = exported(roots);
    for home in homes {
        let mut files = Files { otel: exported.clone(), ..Files::default() };
        files.look(&home, roots);
        files.name(&home, found);
    }
}

/// The file that a variable names for OTEL.
fn exported(roots: &SearchRoots<'_>) -> Vec<(PathBuf, PathBuf)> {
    let path = roots.variable("COPILOT_OTEL_FILE_EXPORTER_PATH").filter(|_| roots.explicit.is_empty());
    let path = path.map(PathBuf::from).filter(|path| path.is_absolute());
    path.and_then(|path| Some((path.parent()?.to_owned(), PathBuf::from(path.file_name()?))))
        .into_iter()
        .collect()
}

#[derive(Default)]
struct Files {
    has_store: bool,
    /// By the root and the path below it.
    otel: Vec<(PathBuf, PathBuf)>,
    events: Vec<PathBuf>,
}

impl Files {
    fn look(&mut self, home: &Path, roots: &SearchRoots<'_>) {
        roots.tree.walk(home, &mut |entry| {
            let names = paths::names(entry.path);
            match (entry.kind, names.as_slice()) {
                (EntryKind::Directory, [OTEL | SESSIONS | LEGACY] | [SESSIONS, _]) => return Visit::Enter,
                (EntryKind::File, [STORE]) => self.has_store = true,
                (EntryKind::File, [OTEL, name]) if is_lines(name) => {
                    self.otel.push((home.to_owned(), entry.path.to_owned()));
                }
                (EntryKind::File, [SESSIONS, _, "events.jsonl"]) => self.events.push(entry.path.to_owned()),
                (EntryKind::File, [SESSIONS | LEGACY, name]) if is_lines(name) => {
                    self.events.push(entry.path.to_owned());
                }
                _ => {}
            }
            Visit::Skip
        });
    }

    fn name(self, home: &Path, found: &mut dyn FnMut(Source)) {
        if self.has_store {
            found(Source::new(SourceKind::Database, home, STORE));
        }
        for (root, path) in self.otel {
            found(Source::new(SourceKind::Lines, root, path));
        }
        for path in self.events {
            found(Source::new(SourceKind::Lines, home, path));
        }
    }
}

fn is_lines(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "jsonl")
}
