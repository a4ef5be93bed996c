//! What is kept of a log: facts made of numbers, identities and bounded labels. No variant has a field that
//! could hold content.

mod beyond;
mod call;
mod interaction;
mod join;
mod names;
mod rest;
mod session;
mod tool;
mod witness;

pub use beyond::beyond;
pub use call::{Call, Finish, Origin, Owner, Reading};
pub use interaction::{ApiError, Compaction, HookRun, LimitReading, SkillUse, Trigger, Turn};
pub use rest::{Spent, counted, rests};
pub use session::{Reported, SessionFacts, SessionKind};
pub use tool::{McpName, ToolCall};
pub use witness::{Covers, Holds, Totals, Witness};

/// One fact of a log. Every kind has an identity, so seeing it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A model response, or one more sighting of it.
    Call(Box<Call>),
    /// A response, or a total of many, of which only that counts which no [`Event::Call`] of its session tells: see
    /// [`counted`]. Totals of one session do not overlap, but for exported responses ([`Origin::Export`]).
    Rest(Box<Call>),
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
