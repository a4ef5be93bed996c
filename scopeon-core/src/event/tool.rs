//! A use of a tool: its name, sizes, time and outcome. Its input and output have no field.

use super::call::Attribution;
use super::join::{earliest, latest};
use crate::id::{CallId, ToolId};
use crate::input_fingerprint::InputFingerprint;
use crate::label::Label;
use crate::time::Timestamp;

/// One use of a tool. The request and the result are two sightings of it, usually on different lines;
/// [`ToolCall::join`] makes one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToolCall {
    /// The provider's own key of the use, hashed.
    pub id: ToolId,
    /// Who used it.
    pub attribution: Attribution,
    /// The call that asked for it; unknown where only the result was seen.
    pub call: Option<CallId>,
    /// The tool's name.
    pub name: Option<Label>,
    /// The server and tool, where it is an MCP tool.
    pub mcp: Option<McpName>,
    /// When it was asked for.
    pub started: Option<Timestamp>,
    /// When its result came; what lies between includes the wait for a permission.
    pub ended: Option<Timestamp>,
    /// The size of its input as logged, in bytes.
    pub input_bytes: Option<u64>,
    /// The size of its result as logged, in bytes.
    pub output_bytes: Option<u64>,
    /// Whether it succeeded; unknown while it runs.
    pub ok: Option<bool>,
    /// Web searches that a side call of this tool made and that the call's own counter may lack.
    pub searches: Option<u64>,
    /// The mark of its input, by which uses in one session that ask the same are told.
    pub input_fingerprint: Option<InputFingerprint>,
}

/// The server and the tool of an MCP call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct McpName {
    /// The server's name.
    pub server: Label,
    /// The tool's name on that server.
    pub tool: Label,
}

impl ToolCall {
    /// Makes a use of which nothing but its owner is known.
    #[must_use]
    pub const fn new(id: ToolId, owner: Attribution) -> Self {
        Self {
            id,
            attribution: owner,
            call: None,
            name: None,
            mcp: None,
            started: None,
            ended: None,
            input_bytes: None,
            output_bytes: None,
            ok: None,
            searches: None,
            input_fingerprint: None,
        }
    }

    /// Joins another sighting of the same use; commutative, associative and idempotent.
    pub fn join(&mut self, other: Self) {
        self.attribution.join(other.attribution);
        latest(&mut self.call, other.call);
        latest(&mut self.name, other.name);
        latest(&mut self.mcp, other.mcp);
        earliest(&mut self.started, other.started);
        earliest(&mut self.ended, other.ended);
        latest(&mut self.input_bytes, other.input_bytes);
        latest(&mut self.output_bytes, other.output_bytes);
        earliest(&mut self.ok, other.ok);
        latest(&mut self.searches, other.searches);
        latest(&mut self.input_fingerprint, other.input_fingerprint);
    }
}
