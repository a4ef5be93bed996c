//! Where Kiro's sessions lie: those of the command line in `sessions/cli/<session>.json`, those of the editor and of newer
//! versions in `sessions/<workspace>/<session>/`. Copies of files and prompts lie beside them and are not named.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use scopeon_core::label::Label;
use scopeon_core::provider::{EntryKind, IssueKind, Registered, SearchRoots, Source, SourceKind, Visit};

use crate::kit::json::Raw;
use crate::kit::paths::{self, names};
use crate::kit::uuid::is_uuid;

/// The command line's own.
const CLI: &str = "cli";
/// What a session's messages are in.
pub(super) const MESSAGES: &str = "messages.jsonl";
/// Says beside them where the session works. All else in it the messages say, too, or it is a title.
const MANIFEST: &str = "session.json";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for sessions in directories(roots) {
        let mut projects = HashMap::new();
        roots.tree.walk(&sessions, &mut |entry| {
            let source = |shape| Source::new(shape, entry.root, entry.path);
            match (entry.kind, names(entry.path).as_slice()) {
                (EntryKind::Directory, [bucket]) if !bucket.starts_with('.') => return Visit::Enter,
                (EntryKind::Directory, [bucket, _]) if *bucket != CLI => return Visit::Enter,
                (EntryKind::File, [CLI, file]) if file.strip_suffix(".json").is_some_and(is_uuid) => {
                    found(source(SourceKind::Document));
                }
                (EntryKind::File, [bucket, session, MESSAGES]) => {
                    let project = project(roots, &sessions, (bucket, session), &mut projects);
                    found(source(SourceKind::Lines).registered(Registered::new(project, None)));
                }
                _ => {}
            }
            Visit::Skip
        });
    }
}

/// The directory that a session works in. A bucket is named after it, so whichever of its sessions says what it is says
/// it for all.
fn project(
    roots: &SearchRoots<'_>,
    sessions: &Path,
    (bucket, session): (&str, &str),
    projects: &mut HashMap<String, Label>,
) -> Option<Label> {
    if let Some(known) = projects.get(bucket) {
        return Some(known.clone());
    }
    let place = Path::new(bucket).join(session).join(MANIFEST);
    let said = roots.tree.read_small_file(sessions, &place)?;
    let manifest = Raw::whole(&said);
    if manifest.is_none() {
        roots.tree.doubt(sessions, &place, IssueKind::Malformed);
    }
    let paths = manifest?.member("workspacePaths");
    let project = paths.items().first()?.label()?;
    projects.insert(bucket.to_owned(), project.clone());
    Some(project)
}

/// A root that the user names is the agent's home or the directory of sessions in it. Versions that keep a directory for
/// each session use the default place whatever the variable says.
fn directories(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    const SESSIONS: &str = "sessions";
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| paths::inside(root, SESSIONS, roots.tree)).collect();
    }
    let named = roots.variable("KIRO_HOME").map(|home| paths::listed(home, roots)).unwrap_or_default();
    let usual = roots.home.map(|home| home.join(".kiro"));
    named.into_iter().chain(usual).map(|home| home.join(SESSIONS)).collect()
}
