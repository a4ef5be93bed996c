//! Who asks: which session the caller is, as well as that can be known. Never one of another project.

use std::path::PathBuf;

use scopeon_app::ask::{SessionNow, SessionOrder, Sessions};
use scopeon_app::{App, QueryArgs, StoreError};
use scopeon_core::project::key;
use scopeon_core::report::SessionRow;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, NEAREST, nearest};
use crate::options::StartedBy;

/// As many sessions of a project are looked at.
const LOOKED_AT: usize = 16;
/// How far back a caller's session is looked for: the last days are quick to look through, however much is kept.
const LOOKED_BACK: [&str; 2] = ["2d", "30d"];
/// How long ago a session may have been active to be another one that may be meant, in milliseconds.
const RECENT_MS: i64 = 24 * 60 * 60 * 1000;

/// How a session is known to be the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The caller names it.
    Argument,
    /// The agent that started this process says so.
    Environment,
    /// It is the last one of the directory that the agent says it works in.
    Project,
    /// It is the last one of this process's working directory.
    Directory,
    /// It is not.
    Nothing,
}

impl By {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::Environment => "environment",
            Self::Project => "project",
            Self::Directory => "directory",
            Self::Nothing => "none",
        }
    }

    const fn is_exact(self) -> bool {
        matches!(self, Self::Argument | Self::Environment)
    }
}

/// Which session is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// Its id; none where none fits.
    pub(crate) id: Option<String>,
    /// How that is known.
    pub(crate) by: By,
    /// Whether anything of it is kept yet.
    pub(crate) is_kept: bool,
    /// Whether any call of it is.
    pub(crate) has_calls: bool,
    /// Others that may be meant, last active first.
    pub(crate) others: Vec<String>,
}

impl Who {
    fn nobody() -> Self {
        Self { id: None, by: By::Nothing, is_kept: false, has_calls: false, others: Vec::new() }
    }

    fn named(id: String, by: By) -> Self {
        Self { id: Some(id), by, is_kept: true, has_calls: true, others: Vec::new() }
    }

    /// Returns its id.
    ///
    /// # Errors
    ///
    /// When none is known.
    pub(crate) fn known(&self) -> Result<&str, Failure> {
        match &self.id {
            Some(id) if self.is_kept => Ok(id),
            Some(_) => Err(Failure::tool("nothing of this session is logged yet")
                .advising("ask again after the next response of the model")),
            None => Err(Failure::tool("no session of this project is known")
                .advising("state session; list_sessions lists the ids")),
        }
    }

    /// Returns it as answers tell it.
    pub(crate) fn told(&self) -> Value {
        let mut told = Map::new();
        told.insert("id".to_owned(), json!(self.id));
        told.insert("by".to_owned(), json!(self.by.as_str()));
        if self.id.is_some() {
            told.insert("level".to_owned(), json!(if self.by.is_exact() { "exact" } else { "estimated" }));
        } else {
            told.insert("why".to_owned(), json!("no session of this project is known"));
        }
        if !self.others.is_empty() {
            told.insert("alternatives".to_owned(), json!(self.others));
        }
        Value::Object(told)
    }
}

/// Returns the agent of a client, by the name that it gives itself.
pub(crate) fn agent_of(client: &str, app: &App) -> Option<&'static str> {
    let plain = client.trim().to_lowercase().replace([' ', '_', '.'], "-");
    let ids = || app.agents().kept.iter().map(|(id, _)| *id);
    let begins =
        |id: &&str| plain.strip_prefix(*id).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let longest = ids().filter(begins).max_by_key(|id| id.len());
    longest.or_else(|| {
        // It goes by its maker's name: `github-copilot-developer`, `claude-ai`.
        let known = [
            ("copilot", "copilot-cli"),
            ("claude", "claude-code"),
            ("gemini", "gemini-cli"),
            ("qwen", "qwen-code"),
        ];
        let named = known.into_iter().find(|(word, _)| plain.contains(word))?.1;
        ids().find(|id| *id == named)
    })
}

/// Finds the session that an id, or the start of one, names.
///
/// # Errors
///
/// When it names none or several, or there is nothing to look in.
pub(crate) fn find(app: &App, id: &str) -> Result<Who, Failure> {
    if id.trim().is_empty() {
        return Err(Failure::parameter("session", "session is a text of 1 to 512 characters"));
    }
    match app.reader()?.session_tags(id, app.now(), &[]) {
        Ok(found) => Ok(Who::named(found.session, By::Argument)),
        Err(StoreError::UnknownSession { near }) => Err(unknown(app, id, near)),
        Err(error) => Err(error.into()),
    }
}

/// Names those that are nearest to an id that nothing has.
fn unknown(app: &App, id: &str, near: Vec<String>) -> Failure {
    let mut named: Vec<String> = near.into_iter().take(NEAREST).collect();
    let question = Sessions {
        args: QueryArgs::default(),
        order: SessionOrder::Last,
        limit: Some(200),
        ..Sessions::default()
    };
    if let Ok(report) = app.ask_kept(&question) {
        let others =
            report.rows.iter().map(|row| row.id.as_str()).filter(|id| !named.iter().any(|one| one == id));
        let others = nearest(id, others);
        named.extend(others);
    }
    named.truncate(NEAREST);
    Failure::Tool {
        problem: "there is no such session".to_owned(),
        nearest: named,
        advice: Some("list_sessions lists them".to_owned()),
    }
}

/// Returns which session the caller is, who states none.
pub(crate) fn guess(app: &App, started: &StartedBy, client: Option<&str>) -> Result<Who, Failure> {
    let (session, project) = said_by_own(app, started, client);
    if let Some(id) = session.filter(|id| !id.trim().is_empty()) {
        return Ok(match app.reader()?.session_tags(id, app.now(), &[]) {
            // The start of an id would be another session's.
            Ok(found) if found.session == id => {
                let has_calls =
                    app.ask_kept(&SessionNow { session: id.to_owned() })?.live.session.figures.calls > 0;
                Who { has_calls, ..Who::named(id.to_owned(), By::Environment) }
            }
            Ok(_) | Err(StoreError::UnknownSession { .. } | StoreError::AmbiguousSession { .. }) => {
                Who { is_kept: false, has_calls: false, ..Who::named(id.to_owned(), By::Environment) }
            }
            Err(error) => return Err(error.into()),
        });
    }
    // Where the agent says what it works in, this process's own directory is another project's, perhaps.
    let (place, by) = match (project, started.directory.as_ref()) {
        (Some(project), _) => (project, By::Project),
        (None, Some(directory)) => (directory, By::Directory),
        (None, None) => return Ok(Who::nobody()),
    };
    Ok(of_project(app, &place.to_string_lossy(), (client, by))?.unwrap_or_else(Who::nobody))
}

/// Returns the session and the project that its own agent says a client is of: what another agent says, within which this one
/// was started, is not meant.
fn said_by_own<'a>(
    app: &App,
    started: &'a StartedBy,
    client: Option<&str>,
) -> (Option<&'a str>, Option<&'a PathBuf>) {
    let agent = client.and_then(|client| agent_of(client, app));
    match (client, started.agent.as_deref()) {
        // One that is not known may be started within anything.
        (Some(_), Some(own)) if agent != Some(own) => (None, None),
        _ => (started.session.as_deref(), started.project.as_ref()),
    }
}

/// The last active session of a directory itself: one below it is another project's.
fn of_project(app: &App, directory: &str, (client, by): (Option<&str>, By)) -> Result<Option<Who>, Failure> {
    let agent = client.and_then(|client| agent_of(client, app));
    let kept = app.project(directory);
    let aliases = app.aliases();
    let is_here = |row: &&SessionRow| {
        let alias = aliases.name_of(&kept);
        row.project.as_deref().is_some_and(|project| key(project) == key(&kept) || alias == Some(project))
    };
    let question = |since: &str| Sessions {
        args: QueryArgs {
            since: Some(since.to_owned()),
            project: vec![directory.to_owned()],
            provider: agent.map(str::to_owned).into_iter().collect(),
            ..QueryArgs::default()
        },
        order: SessionOrder::Last,
        limit: Some(LOOKED_AT),
        ..Sessions::default()
    };
    let mut rows = Vec::new();
    for since in LOOKED_BACK {
        rows = app.ask_kept(&question(since))?.rows;
        if rows.iter().any(|row| is_here(&row)) {
            break;
        }
    }
    let mut here = rows.iter().filter(is_here);
    let Some(first) = here.next() else { return Ok(None) };
    let since = app.now().millis().saturating_sub(RECENT_MS);
    let is_recent = |row: &&SessionRow| row.last_at.is_some_and(|at| at.millis() >= since);
    let others = here.filter(is_recent).take(NEAREST).map(|row| row.id.clone()).collect();
    let has_calls = first.figures.calls > 0;
    Ok(Some(Who { has_calls, others, ..Who::named(first.id.clone(), by) }))
}

/// Returns the project that the caller works in, as it is kept; none where that is not known.
pub(crate) fn own_project(app: &App, started: &StartedBy, client: Option<&str>) -> Option<String> {
    let place = said_by_own(app, started, client).1.or(started.directory.as_ref())?;
    Some(app.project(&place.to_string_lossy()))
}
