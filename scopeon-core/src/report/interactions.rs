//! What a session did beside its calls, one by one.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::time::Timestamp;

/// What a session did beside its calls: tools it used, skills, hooks, compactions and failed requests, its sub-agents' included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InteractionsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session, by its id.
    pub session: String,
    /// How many there are.
    pub interactions: u64,
    /// Each of them in order of time; those of unknown time come last.
    pub rows: Vec<InteractionRow>,
}

impl InteractionsReport {
    /// Makes one of all it holds.
    #[must_use]
    pub fn new(scope: Scope, session: String, rows: Vec<InteractionRow>) -> Self {
        Self { scope, session, interactions: u64::try_from(rows.len()).unwrap_or(u64::MAX), rows }
    }
}

/// What an interaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InteractionKind {
    /// A use of a tool of the agent.
    Tool,
    /// A use of a tool of an MCP server.
    Mcp,
    /// A skill that was loaded.
    Skill,
    /// A hook that ran.
    Hook,
    /// A compaction of the context.
    Compaction,
    /// A request that failed.
    ApiError,
}

/// One interaction. What its log does not say is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InteractionRow {
    /// When it began, or else when it ended or the call that asked for it was made; none where the log says none of these.
    pub at: Option<Timestamp>,
    /// What it is.
    pub kind: InteractionKind,
    /// The tool, the skill, the hook, what set a compaction off, or the kind of a failure.
    pub name: Option<String>,
    /// The MCP server.
    pub server: Option<String>,
    /// The sub-agent that did it, by its id; none for the session itself.
    pub sub_agent: Option<String>,
    /// The number of its turn in the session, as `explore` counts.
    pub turn: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Whether it succeeded.
    pub ok: Option<bool>,
    /// The size of its input, in bytes.
    pub input_bytes: Option<u64>,
    /// The size of its result, in bytes.
    pub output_bytes: Option<u64>,
    /// Tokens in the context before a compaction.
    pub before: Option<u64>,
    /// Tokens in the context after it.
    pub after: Option<u64>,
    /// The HTTP status of a failed request.
    pub status: Option<u64>,
    /// The number of the attempt that followed a failed request; none where the agent gave up.
    pub retry: Option<u64>,
}

impl InteractionRow {
    /// Makes one of what it cannot be without; the rest is not known yet.
    #[must_use]
    pub const fn new(at: Option<Timestamp>, kind: InteractionKind) -> Self {
        Self {
            at,
            kind,
            name: None,
            server: None,
            sub_agent: None,
            turn: None,
            duration_ms: None,
            ok: None,
            input_bytes: None,
            output_bytes: None,
            before: None,
            after: None,
            status: None,
            retry: None,
        }
    }
}
