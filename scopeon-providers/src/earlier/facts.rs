//! What the rows of Scopeon 0.x's database mean: Claude Code's calls as its logs would tell of them, and tags.

use std::collections::{BTreeMap, HashMap};

use scopeon_core::event::{Attribution, Call, Event, Origin, SessionFacts, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::pricing::Tier;
use scopeon_core::time::Timestamp;

use super::history::{EarlierHistory, EarlierSession};
use super::rows::{Read, Session, Turn};
use crate::agents::claude_code::{call_of_name, is_uuid, run_id, session_id};

const CLAUDE: &str = "claude-code";
/// What 0.x calls agents, how it begins their sessions' ids, and what they are here.
const AGENTS: [(&str, &str, &str); 4] = [
    (CLAUDE, "", CLAUDE),
    ("codex", "codex-", "codex"),
    ("copilot-cli", "copilot-", "copilot-cli"),
    ("gemini-cli", "gemini-", "gemini-cli"),
];

/// Where the calls of one row of `sessions` belong.
struct Thread<'a> {
    row: &'a Session,
    /// The key of the session of its own.
    main: String,
    facts: SessionFacts,
}

/// Makes a history of the rows.
pub(super) fn history(read: &Read) -> EarlierHistory {
    let mut history = EarlierHistory::default();
    let mut sessions: BTreeMap<(&'static str, String), EarlierSession> = BTreeMap::new();
    let mut threads: HashMap<&str, Thread<'_>> = HashMap::new();
    let mut tags: HashMap<&str, Vec<Label>> = HashMap::new();
    for (id, tag) in &read.tags {
        tags.entry(id).or_default().push(tag.clone());
    }
    for row in &read.sessions {
        let Some((agent, key)) = named(row) else {
            *history.other_agents.entry(row.agent.clone().unwrap_or_default()).or_default() += 1;
            continue;
        };
        if agent != CLAUDE && row.parent.is_none() {
            *history.other_agents.entry(agent.to_owned()).or_default() += 1;
        }
        let thread = (agent == CLAUDE).then(|| thread(row)).flatten();
        let main = thread.as_ref().map_or(key, |thread| thread.main.clone());
        let made = || EarlierSession { agent, key: main.clone(), ..EarlierSession::default() };
        let session = sessions.entry((agent, main.clone())).or_insert_with(made);
        session.tags.extend(tags.remove(row.id.as_str()).unwrap_or_default());
        threads.extend(thread.map(|thread| (row.id.as_str(), thread)));
    }
    for turn in &read.turns {
        let Some(thread) = threads.get_mut(turn.session.as_str()) else { continue };
        let Some(session) = sessions.get_mut(&(CLAUDE, thread.main.clone())) else { continue };
        match call(turn, thread) {
            Some(call) => {
                session.calls += 1;
                session.facts.push(Event::from(call));
            }
            None if turn.usage.is_empty() => {}
            None => session.unnamed += 1,
        }
    }
    for thread in threads.into_values().filter(|thread| thread.facts.span.0.is_some()) {
        if let Some(session) = sessions.get_mut(&(CLAUDE, thread.main)) {
            session.facts.push(Event::from(thread.facts));
        }
    }
    history.sessions = sessions.into_values().collect();
    history
}

/// Returns the agent of a session and the id that the agent shows for it.
fn named(row: &Session) -> Option<(&'static str, String)> {
    let is_of = |(theirs, start, _): &&(&str, &str, &str)| match &row.agent {
        Some(agent) => agent == theirs || (*theirs == "gemini-cli" && agent == "gemini"),
        // Before it knew several, only ids of other agents had such a start.
        None => !start.is_empty() && row.id.starts_with(start),
    };
    let found = AGENTS.iter().find(is_of);
    let (_, start, agent) = found.or_else(|| row.agent.is_none().then_some(&AGENTS[0]))?;
    Some((agent, row.id.strip_prefix(start).unwrap_or(&row.id).to_owned()))
}

/// Returns the thread of a row; none where its session's id is none of Claude Code's.
fn thread(row: &Session) -> Option<Thread<'_>> {
    let main = row.parent.as_ref().unwrap_or(&row.id);
    if !is_uuid(main) {
        return None;
    }
    let own = session_id(main);
    let facts = if row.parent.is_none() {
        SessionFacts::new(own, Label::new(main)?, SessionKind::Main)
    } else {
        let run = row.id.strip_prefix(main.as_str()).unwrap_or(&row.id).trim_start_matches('-');
        let run = run.strip_prefix("agent-").unwrap_or(run);
        let mut facts = SessionFacts::new(run_id(own, run), Label::new(run)?, SessionKind::SubAgent);
        facts.parent = Some(own);
        facts
    };
    Some(Thread { row, main: main.clone(), facts })
}

/// Makes a call of a response, and notes in its thread when it was; none where a log could tell of the same one under
/// another identity, or it is not known when it was.
fn call(turn: &Turn, thread: &mut Thread<'_>) -> Option<Call> {
    let (at, model) = (turn.at?, turn.model.clone()?);
    let id = call_of_name(&turn.id).filter(|_| !turn.usage.is_empty())?;
    see(thread, at);
    let mut sample = UsageSample::new(model, turn.usage);
    sample.tier = turn.tier.as_deref().map_or(Tier::Standard, Tier::stated);
    // What a log says of the same call is better, its counters and whose it is.
    sample.origin = Origin::Replay;
    let mut owner = Attribution::new(thread.facts.id);
    owner.origin = Origin::Export;
    owner.project.clone_from(&thread.row.project);
    owner.branch.clone_from(&thread.row.branch);
    Some(Call::new(id, at, sample, owner))
}

fn see(thread: &mut Thread<'_>, at: Timestamp) {
    let (facts, row) = (&mut thread.facts, thread.row);
    let first = facts.span.0.map_or(at, |first| first.min(at));
    let last = facts.span.1.map_or(at, |last| last.max(at));
    facts.span = (Some(first), Some(last));
    facts.project = row.project.clone().map(|project| (first, project));
    facts.branch = row.branch.clone().map(|branch| (first, branch));
    facts.version = row.version.clone().map(|version| (first, version));
}
