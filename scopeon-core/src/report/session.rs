//! Sessions, and one session in full.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::{Figures, RecachedRow, TurnRow, Unrecorded, UsageRow, WitnessRow};
use crate::money::PicoUsd;
use crate::time::Timestamp;
use crate::usage::Usage;

/// One session in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionRow {
    /// The session's id as its agent shows it.
    pub id: String,
    /// The agent.
    pub provider: String,
    /// The project directory; none where the log does not say.
    pub project: Option<String>,
    /// The branch it was last on; none where the log does not say.
    pub branch: Option<String>,
    /// The agent's version that last wrote to it; none where the log does not say.
    pub version: Option<String>,
    /// How it was started; none where the log does not say.
    pub entry_point: Option<String>,
    /// The session whose history it continues as a copy, by its id; none where it continues none.
    pub forked_from: Option<String>,
    /// Its first call or record; none where nothing of it is dated.
    pub first_at: Option<Timestamp>,
    /// Its last call or record; none where nothing of it is dated.
    pub last_at: Option<Timestamp>,
    /// Its models, most used first.
    pub models: Vec<String>,
    /// How many sub-agents it ran.
    pub sub_agents: u64,
    /// What it consumed, its sub-agents included.
    #[serde(flatten)]
    pub figures: Figures,
}

impl SessionRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(id: String, provider: String, figures: Figures) -> Self {
        Self {
            id,
            provider,
            project: None,
            branch: None,
            version: None,
            entry_point: None,
            forked_from: None,
            first_at: None,
            last_at: None,
            models: Vec::new(),
            sub_agents: 0,
            figures,
        }
    }
}

/// A list of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionsReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The sessions, last active first unless another order was asked for.
    pub rows: Vec<SessionRow>,
    /// The sum over all sessions the filter lets through.
    pub total: Figures,
}

impl SessionsReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<SessionRow>, total: Figures) -> Self {
        Self { scope, rows, total }
    }
}

/// One session in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionDetail {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session and its sums.
    pub session: SessionRow,
    /// What the agent itself says the whole session cost, which may hold side calls that no log records; none where it
    /// does not say.
    pub reported_total_usd: Option<PicoUsd>,
    /// Lines of code added, as the agent counts them; none where it does not say.
    pub lines_added: Option<u64>,
    /// Lines of code removed, as the agent counts them; none where it does not say.
    pub lines_removed: Option<u64>,
    /// What each model took of it, what is in no call record included, the most expensive first.
    #[serde(default)]
    pub by_model: Vec<UsageRow>,
    /// Its most expensive turns, the most expensive first: ten at most.
    #[serde(default)]
    pub top_turns: Vec<TurnRow>,
    /// Its calls that paid again for what had been cached, the most expensive first.
    #[serde(default)]
    pub recached: Vec<RecachedRow>,
    /// Its calls in order of time, sub-agents' included, and the requests of unknown usage among them.
    pub calls: Vec<CallRow>,
    /// What the agent's own totals hold beyond them, by model.
    #[serde(default)]
    pub unrecorded: Vec<UnrecordedRow>,
    /// Totals that the agent itself states, and what was counted of the calls they cover.
    #[serde(default)]
    pub witnesses: Vec<WitnessRow>,
    /// How many of the calls are parts of what the agent tells in sums: the output of a response whose input is in a total, or
    /// such a total. With any, the log holds exact totals of this session and not of each call.
    #[serde(default)]
    pub partial_calls: u64,
    /// Its tools by name, most used first.
    pub tools: Vec<ToolRow>,
    /// Its MCP tools by server and name, most used first.
    pub mcp: Vec<ToolRow>,
    /// Its skills by name, most used first.
    pub skills: Vec<ToolRow>,
    /// Its hooks by name, most run first.
    pub hooks: Vec<ToolRow>,
    /// Its sub-agents in order of time.
    pub sub_agents: Vec<SubAgentRow>,
    /// Its compactions in order of time.
    pub compactions: Vec<CompactionRow>,
    /// Failed requests that the agent tried again.
    pub api_retries: u64,
    /// Failed requests on which the agent gave up.
    pub api_errors: u64,
}

impl SessionDetail {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(scope: Scope, session: SessionRow) -> Self {
        Self {
            scope,
            session,
            reported_total_usd: None,
            lines_added: None,
            lines_removed: None,
            by_model: Vec::new(),
            top_turns: Vec::new(),
            recached: Vec::new(),
            calls: Vec::new(),
            unrecorded: Vec::new(),
            witnesses: Vec::new(),
            partial_calls: 0,
            tools: Vec::new(),
            mcp: Vec::new(),
            skills: Vec::new(),
            hooks: Vec::new(),
            sub_agents: Vec::new(),
            compactions: Vec::new(),
            api_retries: 0,
            api_errors: 0,
        }
    }
}

/// What a session's own totals hold of one model beyond its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnrecordedRow {
    /// The model as logged.
    pub model: String,
    /// What is in no call record.
    #[serde(flatten)]
    pub unrecorded: Unrecorded,
}

impl UnrecordedRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(model: String, unrecorded: Unrecorded) -> Self {
        Self { model, unrecorded }
    }
}

/// One call of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CallRow {
    /// When it was first seen.
    pub at: Timestamp,
    /// The model as logged.
    pub model: String,
    /// The sub-agent that made it, by its id; none for the session itself.
    pub sub_agent: Option<String>,
    /// The number of its turn in the session, as `explore` counts; none where the log does not say what prompt it answers.
    #[serde(default)]
    pub turn: Option<u64>,
    /// Its tokens.
    pub usage: Usage,
    /// The prompt in the context window, in tokens; none where the log does not tell it.
    pub context: Option<u64>,
    /// What it cost in dollars; none where no price is known.
    pub cost_usd: Option<PicoUsd>,
    /// What the agent says it cost; none where it does not say.
    pub reported_usd: Option<PicoUsd>,
    /// How many tools it asked for; none where the log does not say which call asked for a tool.
    pub tools: Option<u64>,
    /// Whether its cost is a lower bound, since no price list has its tier, size or region.
    #[serde(default)]
    pub floor: bool,
    /// Whether its output is a lower bound.
    pub unfinished: bool,
    /// Whether it is a request of which the log does not say what it took: no call.
    #[serde(default)]
    pub unknown: bool,
}

impl CallRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(at: Timestamp, model: String, usage: Usage) -> Self {
        Self {
            at,
            model,
            sub_agent: None,
            turn: None,
            usage,
            context: None,
            cost_usd: None,
            reported_usd: None,
            tools: None,
            floor: false,
            unfinished: false,
            unknown: false,
        }
    }
}

/// Uses of one tool, MCP tool, skill or hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolRow {
    /// Its name; `server/tool` for MCP.
    pub name: String,
    /// How often it was used.
    pub uses: u64,
    /// How often it failed.
    pub failures: u64,
    /// The sizes of its inputs, summed, in bytes.
    pub input_bytes: u64,
    /// The sizes of its results, summed, in bytes.
    pub output_bytes: u64,
    /// How long it ran, summed, in milliseconds, waits for permission included.
    pub duration_ms: u64,
}

impl ToolRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        name: String,
        uses: u64,
        failures: u64,
        input_bytes: u64,
        output_bytes: u64,
        duration_ms: u64,
    ) -> Self {
        Self { name, uses, failures, input_bytes, output_bytes, duration_ms }
    }
}

/// One sub-agent of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubAgentRow {
    /// Its id as the agent shows it.
    pub id: String,
    /// Its type; none where the log does not say.
    pub agent_type: Option<String>,
    /// The sub-agent that started it, by its id; none where the session did.
    pub parent: Option<String>,
    /// Its first record; none where nothing of it is dated.
    pub first_at: Option<Timestamp>,
    /// Its own consumption.
    #[serde(flatten)]
    pub figures: Figures,
}

impl SubAgentRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        id: String,
        agent_type: Option<String>,
        parent: Option<String>,
        first_at: Option<Timestamp>,
        figures: Figures,
    ) -> Self {
        Self { id, agent_type, parent, first_at, figures }
    }
}

/// One compaction of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CompactionRow {
    /// When it happened.
    pub at: Timestamp,
    /// What set it off: `manual`, `automatic`, `micro` or `unknown`.
    pub trigger: String,
    /// Tokens in the context before; none where the log does not say.
    pub before: Option<u64>,
    /// Tokens in the context after; none where the log does not say.
    pub after: Option<u64>,
    /// How long it took, in milliseconds; none where the log does not say.
    pub duration_ms: Option<u64>,
}

impl CompactionRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        at: Timestamp,
        trigger: String,
        before: Option<u64>,
        after: Option<u64>,
        duration_ms: Option<u64>,
    ) -> Self {
        Self { at, trigger, before, after, duration_ms }
    }
}
