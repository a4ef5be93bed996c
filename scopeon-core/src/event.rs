//! What is kept of a log: facts made of numbers, identities and bounded labels. No variant has a field that
//! could hold content.

mod beyond;
mod call;
mod interaction;
mod join;
mod kind;
mod names;
mod residual;
mod session;
mod tool;
mod witness;

pub use beyond::unrecorded_usage;
pub use call::{Attribution, Call, Finish, Origin, UsageSample};
pub use interaction::{ApiError, Compaction, HookRun, LimitReading, SkillUse, Trigger, Turn};
pub use kind::EventKind;
pub use residual::{Consumption, countable_totals, finishes, residuals};
pub use session::{Reported, SessionFacts, SessionKind};
pub use tool::{McpName, ToolCall};
pub use witness::{Covers, Totals, Witness, WitnessScope};

use crate::time::Timestamp;

/// One fact of a log. Every kind has an identity, so seeing it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A model response, or one more sighting of it.
    Call(Box<Call>),
    /// A response, or a total of many, of which only that counts which no [`Event::Call`] of its session tells: see
    /// [`countable_totals`]. Totals of one session do not overlap, but for exported responses ([`Origin::Export`]).
    Residual(Box<Call>),
    /// A prompt of the user.
    Turn(Turn),
    /// A use of a tool, or its result.
    Tool(Box<ToolCall>),
    /// A use of a skill.
    Skill(SkillUse),
    /// A run of a hook.
    Hook(HookRun),
    /// What is known of a session or a sub-agent run.
    Session(Box<SessionFacts>),
    /// A compaction of the context.
    Compaction(Compaction),
    /// A failed request.
    ApiError(ApiError),
    /// A reading of a rate limit that the agent wrote down.
    Limit(LimitReading),
    /// A total that the agent states of itself: a witness, which is never counted.
    Witness(Box<Witness>),
}

impl Event {
    /// Returns the instants at which it says that something happened, as far as it does: one, or the ends of a span. What
    /// is yet to come, as the reset of a limit, is none of them.
    #[must_use]
    pub fn instants(&self) -> [Option<Timestamp>; 2] {
        match self {
            Self::Call(call) | Self::Residual(call) => [Some(call.at), None],
            Self::Turn(turn) => [Some(turn.at), None],
            Self::Tool(tool) => [tool.started, tool.ended],
            Self::Skill(skill) => [Some(skill.at), None],
            Self::Hook(hook) => [Some(hook.at), None],
            Self::Session(session) => [session.span.0, session.span.1],
            Self::Compaction(compaction) => [Some(compaction.at), None],
            Self::ApiError(error) => [Some(error.at), None],
            Self::Limit(limit) => [Some(limit.at), None],
            Self::Witness(witness) => [Some(witness.at), None],
        }
    }
}
