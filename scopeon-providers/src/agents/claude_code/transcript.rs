//! A transcript being read: what is remembered from line to line, and the facts on their way to the sink.

use scopeon_core::event::{Call, Event, ToolCall};
use scopeon_core::id::{FactId, ToolId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Position, ReadError, ReaderState, Sink};

use super::facts::Facts;
use super::key;
use super::line_context::{ContextTracker, LineContext};
use super::memory::{Last, Names};
use super::state::State;
use super::wire::Record;
use crate::kit::json::Raw;

/// More uses of tools than this do not wait for their results at once; an older one is given without.
const MAX_OPEN_TOOLS: usize = 32;

/// One transcript being read.
pub(super) struct Transcript<'s> {
    pub(super) tracker: ContextTracker,
    pub(super) state: State,
    pub(super) facts: Facts,
    pub(super) names: Names,
    pub(super) model: Last<Label>,
    pub(super) effort: Last<Label>,
    /// The last call seen, which the next line may well be another sighting of.
    pending: Option<Box<Call>>,
    /// Uses of tools whose results are still to come.
    #[expect(clippy::vec_box, reason = "each leaves in its box as the event it becomes")]
    tools: Vec<Box<ToolCall>>,
    /// Where the line being read starts.
    pub(super) place: Position,
    out: &'s mut dyn Sink,
}

impl<'s> Transcript<'s> {
    pub(super) fn new(tracker: ContextTracker, known: State, out: &'s mut dyn Sink) -> Self {
        Self {
            tracker,
            state: known,
            facts: Facts::default(),
            names: Names::default(),
            model: Last::default(),
            effort: Last::default(),
            pending: None,
            tools: Vec::new(),
            place: Position::default(),
            out,
        }
    }

    /// Takes a sighting of a call, and gives the one before once no more of it follow.
    pub(super) fn call(&mut self, call: Box<Call>) -> Result<(), ReadError> {
        match &mut self.pending {
            Some(pending) if pending.id == call.id => pending.join(*call),
            _ => {
                let before = self.pending.replace(call);
                before.map_or(Ok(()), |before| self.give(Event::Call(before)))?;
            }
        }
        Ok(())
    }

    /// Takes a sighting of a tool's use and gives it once its result is known.
    pub(super) fn tool(&mut self, tool: Box<ToolCall>) -> Result<(), ReadError> {
        if let Some(place) = self.tools.iter().rposition(|known| known.id == tool.id) {
            self.tools[place].join(*tool);
            if self.tools[place].ended.is_none() {
                return Ok(());
            }
            let whole = self.tools.swap_remove(place);
            return self.give(Event::Tool(whole));
        }
        if tool.ended.is_some() {
            return self.give(Event::Tool(tool));
        }
        self.tools.push(tool);
        if self.tools.len() > MAX_OPEN_TOOLS {
            let oldest = self.tools.remove(0);
            return self.give(Event::Tool(oldest));
        }
        Ok(())
    }

    /// Gives a fact.
    pub(super) fn give(&mut self, event: impl Into<Event>) -> Result<(), ReadError> {
        Ok(self.out.event(event.into())?)
    }

    /// Notes what is wrong with the line being read.
    pub(super) fn issue(&mut self, kind: IssueKind, name: Option<Label>) {
        self.out.issue(Issue::named(kind, self.place, name));
    }

    pub(super) fn mark(&mut self, end: Position, carry: &mut ReaderState) -> Result<(), ReadError> {
        if let Some(call) = self.pending.take() {
            self.give(Event::Call(call))?;
        }
        for tool in std::mem::take(&mut self.tools) {
            self.give(Event::Tool(tool))?;
        }
        for facts in self.facts.drain() {
            self.out.event(facts.into())?;
        }
        self.state.save(carry);
        Ok(self.out.checkpoint(end, carry)?)
    }

    /// The identity of one of a line's facts; a line without a uuid is told by its bytes.
    pub(super) fn fact(kind: &str, record: &Record<'_>, line: &[u8], number: u64) -> FactId {
        match record.uuid.text() {
            Some(uuid) => key::fact(kind, &uuid, number),
            None => key::fact_of_bytes(kind, line, number),
        }
    }

    /// The identity of a tool use by the id a block states.
    pub(super) fn tool_id(id: Raw<'_>, context: &LineContext) -> Option<ToolId> {
        id.text().filter(|id| !id.is_empty()).map(|id| key::tool(&id, context.origin_session))
    }

    /// A short name that a record states.
    pub(super) fn name(&mut self, raw: Raw<'_>) -> Option<Label> {
        if raw.is_missing() { None } else { self.names.label(raw) }
    }
}
