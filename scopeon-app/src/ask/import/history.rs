//! The history: calls of sessions of which none are known, and tags.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Batch, EventStore as _};
use scopeon_core::report::ImportedHistory;
use scopeon_providers::{EarlierError, EarlierHistory, EarlierSession, read_earlier};
use scopeon_store::{Store, StoreError};

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::words::counted;

/// The agent of which calls are taken over.
const AGENT: &str = "claude-code";
/// Why none are of others, by the id that 0.x has for them.
const WHY: [(&str, &str); 3] = [
    ("codex", "it kept the last call of each turn alone"),
    ("copilot-cli", "it guessed their tokens"),
    ("gemini-cli", "their logs could not be recognised later, and would count twice"),
];

/// What the database of 0.x holds.
pub(super) struct History {
    file: PathBuf,
    found: EarlierHistory,
}

/// Reads the database of 0.x.
pub(super) fn read(file: &Path, app: &App, cancel: &CancelToken) -> Result<History, AppError> {
    let found = read_earlier(file, &app.settings(), cancel.flag());
    if cancel.is_requested() {
        return Err(AppError::Cancelled);
    }
    let found = found.map_err(|error| match error {
        EarlierError::Scan(error) => crate::refresh::store_error(error, app).into(),
        error => AppError::refused(format_args!(
            "the database of Scopeon 0.x cannot be read, and nothing was taken over: {}: {error}",
            file.display()
        )),
    })?;
    Ok(History { file: file.to_owned(), found })
}

impl History {
    /// Keeps what is not known, after what is new in the logs was read: their calls come first.
    pub(super) fn take_over(
        self,
        dry_run: bool,
        app: &App,
        cancel: &CancelToken,
    ) -> Result<ImportedHistory, AppError> {
        app.refresh(cancel)?;
        let known = app.reader()?.sessions_with_calls(AGENT)?;
        let mut told = ImportedHistory::new(self.file.display().to_string());
        let is_new = |session: &&EarlierSession| session.calls > 0 && !known.contains(&session.key);
        let new: Vec<&EarlierSession> = self.found.sessions.iter().filter(is_new).collect();
        (told.sessions, told.calls) = (new.len() as u64, new.iter().map(|session| session.calls).sum());
        let of_agent = self.found.sessions.iter().filter(|session| session.agent == AGENT);
        told.known = of_agent.filter(|session| known.contains(&session.key)).count() as u64;
        told.left_out = self.left_out(&known);
        told.tagged = if dry_run { self.taggable(&new, app)? } else { self.write(&new, app, cancel)? };
        Ok(told)
    }

    /// Writes the calls of sessions, each session's at once, and then the tags of all; returns how many got some.
    fn write(&self, new: &[&EarlierSession], app: &App, cancel: &CancelToken) -> Result<u64, AppError> {
        let _lock = app.lock(cancel)?;
        let mut store = Store::open(&app.db(), app.open_options()?)?;
        // A path always makes a label.
        let path = self.file.display().to_string();
        let Some(label) = Label::new(&path) else { return Ok(0) };
        for session in new {
            store.apply(batch(session, &label)).map_err(|error| write_error(error.into_inner(), app))?;
        }
        store.commit().map_err(|error| write_error(error.into_inner(), app))?;
        let tags: Vec<(&str, &str, &[Label])> = self
            .found
            .sessions
            .iter()
            .map(|session| (session.agent, session.key.as_str(), session.tags.as_slice()))
            .collect();
        let tagged = store.add_tags(&tags)?;
        store.close()?;
        Ok(tagged)
    }

    /// Counts the sessions that would get tags.
    fn taggable(&self, new: &[&EarlierSession], app: &App) -> Result<u64, AppError> {
        let reader = app.reader()?;
        let mut count = 0;
        for session in self.found.sessions.iter().filter(|session| !session.tags.is_empty()) {
            let is_new = new.iter().any(|new| std::ptr::eq(*new, session));
            count += u64::from(is_new || reader.is_untagged(session.agent, &session.key)?);
        }
        Ok(count)
    }

    fn left_out(&self, known: &BTreeSet<String>) -> Vec<String> {
        let other = |(agent, sessions): (&String, &u64)| {
            let why = WHY
                .iter()
                .find(|(id, _)| id == agent)
                .map_or("it is not known what they mean", |(_, why)| why);
            let name = if agent.is_empty() { "other agents" } else { agent };
            format!("{} of {name}: {why}", counted(*sessions, "session"))
        };
        let mut lines: Vec<String> = self.found.other_agents.iter().map(other).collect();
        let unknown = self.found.sessions.iter().filter(|session| !known.contains(&session.key));
        let unnamed: u64 = unknown.map(|session| session.unnamed).sum();
        if unnamed > 0 {
            lines.push(format!(
                "{} without a time or a name of Anthropic's: a log could not be known to tell of the same ones",
                counted(unnamed, "call")
            ));
        }
        lines
    }
}

fn batch(session: &EarlierSession, path: &Label) -> Batch {
    Batch {
        source: Identity::builder("source").text("scopeon-0.x").text(path.as_str()).finish().into(),
        provider: AGENT,
        path: path.clone(),
        events: session.facts.clone(),
        issues: Vec::new(),
        checkpoint: None,
        restarted: false,
    }
}

fn write_error(error: Box<dyn std::error::Error + Send + Sync>, app: &App) -> AppError {
    match error.downcast::<StoreError>() {
        Ok(error) => (*error).into(),
        Err(source) => StoreError::Database { path: app.db(), source }.into(),
    }
}
