//! Alerts as lines, for whoever shows an agent what a command writes: only what is new, and of one session.

use std::sync::Arc;
use std::time::Duration;

use scopeon_app::ask::Alerts;
use scopeon_app::words::alert_text;
use scopeon_app::{App, CancelToken};
use scopeon_core::alert::{Alert, AlertLog, AlertSeverity};

use crate::caller;
use crate::failure::Failure;
use crate::live::Live;
use crate::names::Names;
use crate::options::McpOptions;
use crate::progress::Progress;
use crate::server::{Asking, Server};

/// How long a request to stop takes at most to be noticed.
const GLANCE: Duration = Duration::from_secs(1);
/// How long what was logged before is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which alerts are wanted.
#[derive(Clone, Debug)]
pub struct WatchOptions {
    /// The session, by its id or the start of it; none or `current` for that of whoever started this process.
    pub session: Option<String>,
    /// The least that matters.
    pub least: AlertSeverity,
}

/// Why nothing is watched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct WatchError {
    /// What is wrong, as a sentence.
    pub problem: String,
    /// What was meant, perhaps.
    pub nearest: Vec<String>,
}

impl From<Failure> for WatchError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Tool { problem, nearest, .. } => Self { problem, nearest },
            Failure::Parameter { name, problem, .. } => {
                Self { problem: format!("{name}: {problem}"), nearest: Vec::new() }
            }
            Failure::Cancelled => Self { problem: "stopped".to_owned(), nearest: Vec::new() },
        }
    }
}

/// Tells each alert that is new to a session, with its words, until a request to stop or until `tell` says that nobody
/// listens. A session that is not known yet is waited for where the process that started this one names it.
///
/// # Errors
///
/// When a session is stated that is not there.
pub fn watch_alerts(
    app: Arc<App>,
    options: McpOptions,
    wanted: &WatchOptions,
    cancel: &CancelToken,
    tell: &mut dyn FnMut(&Alert, &str) -> bool,
) -> Result<(), WatchError> {
    let stop = CancelToken::new();
    let live = Live::start(&app, &stop, options.is_read_elsewhere);
    let server = Server::new(app, Arc::clone(&live), options);
    let watched = watch(&server, wanted, cancel, tell);
    stop.request();
    live.join(GLANCE);
    watched
}

fn watch(
    server: &Server,
    wanted: &WatchOptions,
    cancel: &CancelToken,
    tell: &mut dyn FnMut(&Alert, &str) -> bool,
) -> Result<(), WatchError> {
    server.live.wait_ready(PATIENCE, cancel);
    let stated = wanted.session.as_deref().filter(|session| *session != "current");
    if let Some(id) = stated {
        caller::find(&server.app, id)?;
    }
    let mut log = AlertLog::new();
    while !cancel.is_requested() {
        let number = server.live.number();
        match news(server, stated, &mut log) {
            Ok(news) => {
                for (alert, text) in news {
                    if alert.severity <= wanted.least && !tell(&alert, &text) {
                        return Ok(());
                    }
                }
            }
            // It may be there in a moment.
            Err(failure) => tracing::debug!(?failure, "alerts cannot be looked up"),
        }
        while server.live.number() == number && !cancel.is_requested() {
            server.live.wait_change(number, GLANCE);
        }
    }
    Ok(())
}

fn news(server: &Server, stated: Option<&str>, log: &mut AlertLog) -> Result<Vec<(Alert, String)>, Failure> {
    let (cancel, progress) = (CancelToken::new(), Progress::default());
    let who = server
        .who(stated, Asking { client: None, cancel: &cancel, progress: &progress, is_patient: false })?;
    let own = caller::own_project(&server.app, &server.options.started, None);
    let names = Names::new(&server.app, server.options.names, own.as_deref())?;
    let sessions = vec![who.known()?.to_owned()];
    let held = server.app.ask_kept(&Alerts { sessions: Some(sessions) })?.rows;
    let now = server.app.now();
    log.settle(&held);
    let news: Vec<Alert> = log.news(&held, now).into_iter().cloned().collect();
    let told = |alert: Alert| {
        log.tell(&alert, now);
        let text = alert_text(&alert, &|project| names.project(project));
        (alert, text)
    };
    Ok(news.into_iter().map(told).collect())
}
