//! Reads one transcript line by line: tells the types of records apart and gives what they hold to the sink.

use scopeon_core::event::{Call, Event, ToolCall};
use scopeon_core::id::{FactId, ToolId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, Issue, IssueKind, Line, Lines, Place, ReadError, Sink};

use super::facts::Facts;
use super::json::{Raw, Walk};
use super::key;
use super::memory::{Last, Names};
use super::scene::{Scene, Stage};
use super::site::Site;
use super::state::State;
use super::wire::{Record, member};
use super::{call, system, turn};

/// How much is read between two marks. Sessions' facts are given before each mark, so marks are worth saving.
const MARK_LINES: u64 = 512;
const MARK_BYTES: u64 = 1 << 20;

/// More uses of tools than this do not wait for their results at once; an older one is given without.
const MAX_OPEN_TOOLS: usize = 32;

/// One transcript being read.
pub(super) struct Transcript<'s> {
    stage: Stage,
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
    place: Place,
    out: &'s mut dyn Sink,
}

/// Reads all lines there are.
pub(super) fn read<W>(lines: &mut dyn Lines, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError>
where
    W: for<'a> Document<'a>,
{
    let source = lines.source();
    let known = State::load(carry);
    let stage = Stage::new(Site::of(&source.path), source.birth, known.clock);
    let mut transcript = Transcript::new(stage, known, out);
    let mut marked = None;
    let mut end = None;
    while let Some(line) = lines.next()? {
        transcript.line::<W>(line)?;
        let last = line.end;
        let from = *marked.get_or_insert(line.place);
        end = Some(last);
        if last.line - from.line >= MARK_LINES || last.offset - from.offset >= MARK_BYTES {
            transcript.mark(last, carry)?;
            (marked, end) = (Some(last), None);
        }
    }
    end.map_or(Ok(()), |end| transcript.mark(end, carry))
}

/// A walker that can tell whether a whole line is one JSON text.
pub(super) trait Document<'a> {
    type Walk: Walk<'a>;

    /// Takes in a line's record; tells whether it is a JSON object.
    fn record(line: &'a [u8], record: &mut Record<'a>) -> bool;
}

impl<'s> Transcript<'s> {
    fn new(stage: Stage, known: State, out: &'s mut dyn Sink) -> Self {
        Self {
            stage,
            state: known,
            facts: Facts::default(),
            names: Names::default(),
            model: Last::default(),
            effort: Last::default(),
            pending: None,
            tools: Vec::new(),
            place: Place::default(),
            out,
        }
    }

    fn line<'a, W: Document<'a>>(&mut self, line: Line<'a>) -> Result<(), ReadError> {
        self.place = line.place;
        let bytes = line.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line.bytes).trim_ascii();
        if bytes.is_empty() {
            return Ok(());
        }
        let mut record = Record::default();
        if !W::record(bytes, &mut record) {
            self.issue(IssueKind::Malformed, None);
            return Ok(());
        }
        self.record::<W::Walk>(&record, bytes)
    }

    fn record<'a, W: Walk<'a>>(&mut self, record: &Record<'a>, line: &'a [u8]) -> Result<(), ReadError> {
        let Some(kind) = record.kind.text() else {
            self.issue(IssueKind::MissingField, Label::new("type"));
            return Ok(());
        };
        match &*kind {
            "assistant" => self.message::<W>(record, line, call::read::<W>),
            "user" => self.message::<W>(record, line, turn::read::<W>),
            "system" => self.message::<W>(record, line, system::read::<W>),
            "attachment" => self.message::<W>(record, line, system::read_attachment::<W>),
            "progress" => self.progress::<W>(record),
            "cost-state" => self.message::<W>(record, line, |transcript, record, scene, _| {
                system::read_totals::<W>(transcript, record, scene);
                Ok(())
            }),
            kind if super::kinds::says_nothing(kind.as_bytes()) => Ok(()),
            _ => {
                self.issue(IssueKind::UnknownType, super::memory::identifier(record.kind));
                Ok(())
            }
        }
    }

    /// Reads a record that stands in a session.
    fn message<'a, W: Walk<'a>>(
        &mut self,
        record: &Record<'a>,
        line: &'a [u8],
        read: impl FnOnce(&mut Self, &Record<'a>, &mut Scene, &'a [u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let forked = member::<W>(record.forked_from, b"sessionId");
        let Some(mut scene) = self.stage.scene(record, forked) else {
            self.issue(IssueKind::MissingField, Label::new("sessionId"));
            return Ok(());
        };
        self.state.clock = self.stage.clock();
        read(self, record, &mut scene, line)
    }

    /// Until 2.1.2x a sub-agent's lines were also embedded in `progress` records of the main transcript.
    fn progress<'a, W: Walk<'a>>(&mut self, outer: &Record<'a>) -> Result<(), ReadError> {
        let [kind, agent, embedded] =
            super::wire::members::<W, 3>(outer.data, [b"type", b"agentId", b"message"]);
        if !kind.says("agent_progress") || !embedded.is_object() {
            return Ok(());
        }
        let mut record = Record::default();
        if record.read(&mut W::over(embedded)).is_err() {
            return Ok(());
        }
        record.session = outer.session;
        record.cwd = outer.cwd;
        record.branch = outer.branch;
        record.version = outer.version;
        record.entry_point = outer.entry_point;
        record.forked_from = outer.forked_from;
        record.sidechain = Raw(b"true");
        record.agent = if agent.is_missing() { outer.agent } else { agent };
        match record.kind {
            kind if kind.says("assistant") => self.message::<W>(&record, embedded.0, call::read::<W>),
            kind if kind.says("user") => self.message::<W>(&record, embedded.0, turn::read::<W>),
            _ => Ok(()),
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
    pub(super) fn give(&mut self, event: Event) -> Result<(), ReadError> {
        if self.out.event(event).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }

    /// Notes what is wrong with the line being read.
    pub(super) fn issue(&mut self, kind: IssueKind, name: Option<Label>) {
        self.out.issue(Issue::named(kind, self.place, name));
    }

    fn mark(&mut self, end: Place, carry: &mut Carry) -> Result<(), ReadError> {
        if let Some(call) = self.pending.take() {
            self.give(Event::Call(call))?;
        }
        for tool in std::mem::take(&mut self.tools) {
            self.give(Event::Tool(tool))?;
        }
        for facts in self.facts.drain() {
            if self.out.event(Event::Session(Box::new(facts))).is_break() {
                return Err(ReadError::Stopped);
            }
        }
        self.state.save(carry);
        if self.out.mark(end, carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }

    /// The identity of one of a line's facts; a line without a uuid is told by its bytes.
    pub(super) fn fact(kind: &str, record: &Record<'_>, line: &[u8], number: u64) -> FactId {
        match record.uuid.text() {
            Some(uuid) => key::fact(kind, &uuid, number),
            None => key::fact_of_bytes(kind, line, number),
        }
    }

    /// The identity of a tool use by the id a block states.
    pub(super) fn tool_id(id: Raw<'_>, scene: &Scene) -> Option<ToolId> {
        id.text().filter(|id| !id.is_empty()).map(|id| key::tool(&id, scene.origin_session))
    }

    /// A short name that a record states.
    pub(super) fn name(&mut self, raw: Raw<'_>) -> Option<Label> {
        if raw.is_missing() { None } else { self.names.label(raw) }
    }
}
