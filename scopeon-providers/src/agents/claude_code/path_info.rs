//! What a log's path says: the project directory, the session and the sub-agent.

use std::path::Path;

/// Where a log lies below a `projects` directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PathInfo {
    /// The project directory's name.
    pub(super) slug: String,
    /// The session: by the directory for a sub-agent's log, by the file's name otherwise.
    pub(super) session: String,
    /// Whether the directory names the session, so that lines need not.
    pub(super) nested: bool,
    /// The sub-agent, where the file is one's log.
    pub(super) agent: Option<String>,
}

impl PathInfo {
    /// Reads a path such as `slug/session.jsonl`, `slug/agent-id.jsonl` (before 2.1.2) or
    /// `slug/session/subagents/…/agent-id.jsonl`.
    pub(super) fn of(path: &Path) -> Self {
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let (file, directories) = parts.split_last().map_or(("", &[][..]), |(file, rest)| (file, rest));
        let stem = file.strip_suffix(".jsonl").or(file.strip_suffix(".meta.json")).unwrap_or(file);
        let agent = stem.strip_prefix("agent-").map(str::to_owned);
        if let Some(place) = directories.iter().rposition(|part| part == "subagents") {
            let above = |steps: usize| place.checked_sub(steps).map_or("", |place| &directories[place]);
            return Self { slug: above(2).to_owned(), session: above(1).to_owned(), nested: true, agent };
        }
        let slug = directories.last().map_or(String::new(), ToString::to_string);
        Self { slug, session: stem.to_owned(), nested: false, agent }
    }
}
