//! Small homes of all the agents with a reader beside Claude Code's, for the demo: a few plain sessions each, with
//! their truth. How an agent writes is not in here.

mod account;
mod agent;
mod agents;
mod chats;
mod counted;
mod database;
mod documents;
mod file;
mod heavy;
mod journals;
mod rollouts;
mod session;
mod tasks;

pub use heavy::write_heavy_home;

use std::collections::BTreeMap;
use std::io::{self};
use std::path::Path;

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::claude::write_claude_home;
use super::prng::Prng;
use super::settings::Settings;
use super::truth::Truth;
use agent::{Agent, Kept, States};
use agents::AGENTS;
use database::format;
use file::{last, write};
use session::{DAY, HOUR, PROJECTS, Reply, Session, Tool};

/// How many sessions an agent has, each so many days before the one after it.
const SESSIONS: i64 = 4;
const DAYS_BETWEEN: i64 = 9;
/// The agent beside Claude Code whose last session is live, and how long before the end its last response came.
const LIVE: &str = "codex";
const LAST_MS: i64 = 90_000;
/// The agents' last sessions are spread over so many days.
const LAST_DAYS: i64 = 12;
/// How many responses a session has.
const REPLIES: usize = 12;
/// How long before its first response a prompt is asked, in milliseconds: responses lie farther apart.
const ASKED_MS: i64 = 4_000;

/// Writes a home of many agents below `root`, as the demo shows it, and returns what a correct reader must
/// answer about each, by its id.
///
/// # Errors
///
/// What creating or writing a directory, a file or a database fails with.
pub fn write_mixed_home(root: &Path, end: Timestamp) -> io::Result<BTreeMap<&'static str, Truth>> {
    let mut truths = BTreeMap::from([("claude-code", write_claude_home(root, &Settings::demo(end))?)]);
    for (number, agent) in (0_i64..).zip(AGENTS) {
        let sessions = sessions(agent, number, end);
        let mut truth = Truth::default();
        for session in &sessions {
            account::tell(agent, session, &mut truth);
        }
        keep(agent, root, &sessions.iter().collect::<Vec<_>>())?;
        truths.insert(agent.id, truth);
    }
    Ok(truths)
}

/// An agent's sessions, the oldest first.
fn sessions(agent: &Agent, number: i64, end: Timestamp) -> Vec<Session> {
    let mut prng = Prng::new(100 + number.unsigned_abs());
    let start = |back: i64| {
        let days = 2 + back * DAYS_BETWEEN + number % LAST_DAYS;
        Timestamp::from_millis(end.millis() - DAY * days - HOUR * (back + number)).unwrap_or_default()
    };
    let last = |prng: &Prng| {
        // So long that its last response is the last thing that happened.
        let dry = session(agent, end, &mut prng.clone());
        let lasts = dry.end().millis() - dry.start.millis();
        Timestamp::from_millis(end.millis() - lasts - LAST_MS).unwrap_or_default()
    };
    let mut each = |back| {
        let start = if agent.id == LIVE && back == 0 { last(&prng) } else { start(back) };
        session(agent, start, &mut prng)
    };
    let mut sessions: Vec<_> = (0..SESSIONS).map(&mut each).collect();
    sessions.reverse();
    // One use of a tool that fails is enough to be seen.
    if let Some(Reply { tool: Some(tool), .. }) = sessions.last_mut().and_then(|last| last.replies.get_mut(5))
    {
        tool.has_failed = true;
    }
    sessions
}

fn session(agent: &Agent, start: Timestamp, prng: &mut Prng) -> Session {
    let (id, project) = (prng.uuid(), prng.pick(&PROJECTS));
    let mut at = start.millis();
    let mut context = prng.between(9_000, 16_000);
    let mut reply = |number| {
        at += i64::try_from(prng.between(8_000, 90_000)).unwrap_or(0);
        let (new, output) = (prng.between(300, 2_500), prng.between(80, 1_400));
        let reasoning = if agent.states.reasoning { output / 4 } else { 0 };
        let cached = context;
        context += new + output;
        // Who states no cache is mostly asked with little around the question.
        let (input, cache_read, cache_write_5m) = match agent.states {
            States { cache_read: false, .. } => (new + cached / 8, 0, 0),
            States { cache_write: false, .. } => (new, cached, 0),
            States { .. } => (40, cached, new),
        };
        let usage = Usage { input, output, reasoning, cache_read, cache_write_5m, ..Usage::default() };
        let asked = (number % agent.steps == 0).then(|| instant(at - ASKED_MS));
        Reply { at: instant(at), usage, asked, tool: tool(agent, number, at) }
    };
    let replies = (0..REPLIES).map(&mut reply).collect();
    Session { id, model: agent.model, project, start, replies }
}

/// The tool a response asks for, unless it is the last one to its prompt, or in the session where each response is told
/// as if it had a prompt of its own.
fn tool(agent: &Agent, number: usize, at: i64) -> Option<Tool> {
    let steps = if agent.steps > 1 { agent.steps } else { REPLIES };
    let is_last = number % steps + 1 == steps;
    let name = *agent.tools.get(number % agent.tools.len().max(1)).filter(|_| !is_last)?;
    let took = 300 + 150 * i64::try_from(number).unwrap_or(0);
    Some(Tool { name, number, has_failed: false, end: instant(at + took) })
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap_or_default()
}

fn keep(agent: &Agent, root: &Path, sessions: &[&Session]) -> io::Result<()> {
    match agent.kept {
        Kept::Files(files) => sessions.iter().try_for_each(|session| {
            files(session).iter().try_for_each(|file| write(root, file, session.end()))
        }),
        Kept::Log(log) => write(root, &log(sessions), last(sessions)),
        Kept::Database(path, format) => format::write(&root.join(path), format, sessions),
        Kept::Databases(path, format) => sessions
            .iter()
            .try_for_each(|session| format::write(&root.join(path(session)), format, &[session])),
        Kept::Places(places) => places(root, sessions),
    }
}
