//! What answers, whatever the protocol: tools and what resources tell, for one caller after another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use scopeon_app::{App, CancelToken};
use serde_json::{Map, Value};

use crate::alerts::Hearing;
use crate::answer::{self, Beside};
use crate::args::Args;
use crate::call::Call;
use crate::caller::{self, By, Who};
use crate::failure::Failure;
use crate::live::Live;
use crate::names::Names;
use crate::options::McpOptions;
use crate::progress::Progress;
use crate::schema;
use crate::tool::Tool;
use crate::tools::{self, TOOLS};

/// How long a first answer waits for what was logged before.
const BRIEF: Duration = Duration::from_millis(400);
/// The same where there is nothing yet to answer from.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long an answer waits for a session that its agent has begun and not yet logged.
const SESSION_PATIENCE: Duration = Duration::from_millis(500);
/// So long after its start a server may be that of a session that has just begun.
const BEGINNING: Duration = Duration::from_secs(30);
/// No more than that is waited for sessions in all: where none comes, the next calls are answered at once.
const ALL_PATIENCE: Duration = Duration::from_secs(2);

/// What answers.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) live: Arc<Live>,
    pub(crate) options: McpOptions,
    /// What each session was told of.
    hearing: Hearing,
    began: Instant,
    /// How long sessions were waited for in all.
    waited: Mutex<Duration>,
    /// Who each client was taken for, as of a change of the database.
    guessed: Mutex<BTreeMap<Option<String>, (u64, Who)>>,
}

/// Who asks, and how.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// The client, by the name that it gives itself.
    pub(crate) client: Option<&'a str>,
    /// Whether the answer is still wanted.
    pub(crate) cancel: &'a CancelToken,
    /// Who is told how far it is.
    pub(crate) progress: &'a Progress,
    /// Whether a session that has just begun is waited for: who looks on its own account looks again.
    pub(crate) is_patient: bool,
}

impl Server {
    /// Makes what answers.
    pub(crate) fn new(app: Arc<App>, live: Arc<Live>, options: McpOptions) -> Self {
        Self {
            app,
            live,
            options,
            hearing: Hearing::default(),
            began: Instant::now(),
            waited: Mutex::default(),
            guessed: Mutex::default(),
        }
    }

    /// Lists tools as they are listed to everybody.
    pub(crate) fn listed(&self) -> Vec<Map<String, Value>> {
        let is_listed =
            |tool: &&Tool| self.options.tools.lists(tool.name, tool.is_core) && self.refused(tool).is_none();
        TOOLS.iter().filter(is_listed).map(schema::listed).collect()
    }

    /// Answers a call of a tool, listed or not.
    pub(crate) fn call(
        &self,
        name: &str,
        stated: Map<String, Value>,
        asking: Asking<'_>,
    ) -> Result<Map<String, Value>, Failure> {
        let Some(tool) = tools::named(name) else {
            let known = TOOLS.iter().map(|tool| tool.name);
            return Err(Failure::parameter("name", "there is no such tool").allowing(name, known));
        };
        if let Some(refused) = self.refused(tool) {
            return Err(refused);
        }
        self.answer(tool, stated, asking, true)
    }

    /// Returns why a tool is not answered here, whoever asks.
    fn refused(&self, tool: &Tool) -> Option<Failure> {
        if tool.writes && self.options.is_read_only {
            let refused = Failure::tool("nothing may be changed here");
            return Some(refused.advising("the user can run: scopeon tag"));
        }
        (tool.tells_calls && self.options.hides_calls).then(Failure::calls_are_hidden)
    }

    /// Answers a call of a tool; `hears` says whether the caller is told what is new beside.
    pub(crate) fn answer(
        &self,
        tool: &Tool,
        stated: Map<String, Value>,
        asking: Asking<'_>,
        hears: bool,
    ) -> Result<Map<String, Value>, Failure> {
        let args = Args::read(tool.takes, stated)?;
        let place = answer::place(&args)?;
        self.wait_ready(asking.cancel);
        let who = self.who(args.text("session"), asking)?;
        let own = caller::own_project(&self.app, &self.options.started, asking.client);
        let names = Names::new(&self.app, self.options.names, own.as_deref())?;
        let Asking { cancel, progress, .. } = asking;
        let call = Call {
            app: &self.app,
            live: &self.live,
            hides_calls: self.options.hides_calls,
            args: &args,
            who: &who,
            names: &names,
            cancel,
            progress,
            place,
        };
        let answer = (tool.answer)(&call)?;
        let alerts =
            if hears { self.hearing.news((&self.app, &self.live), &who, &names) } else { Vec::new() };
        answer::write(answer, &call, Beside { stale: self.live.doubt(), alerts })
    }

    fn wait_ready(&self, cancel: &CancelToken) {
        let is_new = self.app.is_demo() || self.app.reader().is_err();
        self.live.wait_ready(if is_new { PATIENCE } else { BRIEF }, cancel);
    }

    /// Returns which session is meant.
    pub(crate) fn who(&self, stated: Option<&str>, asking: Asking<'_>) -> Result<Who, Failure> {
        match stated {
            None | Some("current" | "latest") => self.guess(asking),
            Some(id) => caller::find(&self.app, id),
        }
    }

    fn guess(&self, asking: Asking<'_>) -> Result<Who, Failure> {
        let mut number = self.live.number();
        if let Some(known) = self.known_guess(asking.client, number) {
            return Ok(known);
        }
        let mut who = caller::guess(&self.app, &self.options.started, asking.client)?;
        let asked = Instant::now();
        let patience = if asking.is_patient { self.session_patience() } else { Duration::ZERO };
        // A session that has just begun is logged in a moment.
        while self.may_have_begun(&who, asking.client) && asked.elapsed() < patience {
            if asking.cancel.is_requested() {
                return Err(Failure::Cancelled);
            }
            self.live.wait_change(number, patience.saturating_sub(asked.elapsed()));
            number = self.live.number();
            who = caller::guess(&self.app, &self.options.started, asking.client)?;
        }
        *self.waited.lock().unwrap_or_else(PoisonError::into_inner) += asked.elapsed();
        let key = asking.client.map(str::to_owned);
        let mut guessed = self.guessed.lock().unwrap_or_else(PoisonError::into_inner);
        // Clients name themselves: no more of them are remembered than there can honestly be.
        if guessed.len() > 16 {
            guessed.clear();
        }
        guessed.insert(key, (number, who.clone()));
        Ok(who)
    }

    /// Returns how long this call may wait for a session.
    fn session_patience(&self) -> Duration {
        let waited = *self.waited.lock().unwrap_or_else(PoisonError::into_inner);
        ALL_PATIENCE.saturating_sub(waited).min(SESSION_PATIENCE)
    }

    /// Whether a session may be there, or be known better, in a moment.
    fn may_have_begun(&self, who: &Who, client: Option<&str>) -> bool {
        match who.by {
            By::Environment => !who.has_calls,
            By::Nothing => {
                self.began.elapsed() < BEGINNING
                    && caller::own_project(&self.app, &self.options.started, client).is_some()
            }
            _ => !who.has_calls && self.began.elapsed() < BEGINNING,
        }
    }

    fn known_guess(&self, client: Option<&str>, number: u64) -> Option<Who> {
        let guessed = self.guessed.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, who) = guessed.get(&client.map(str::to_owned))?;
        // What was not there is not there while nobody writes.
        let is_final = who.has_calls || self.session_patience().is_zero();
        (*known == number && is_final).then(|| who.clone())
    }
}
