//! Reads one session's entries line by line: what it is, and the messages in it.

use std::path::Path;

use scopeon_core::event::{Attribution, Compaction, Event, Origin, SessionKind, Trigger};
use scopeon_core::id::{FactId, SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::discover::session_named;
use super::message;
use crate::kit::id_factory::IdFactory;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

const SESSION: u8 = 0;
const PROJECT: u8 = 1;
const MODEL: u8 = 2;
const EFFORT: u8 = 3;
const TURN: u8 = 4;
const FORKED_AT: u8 = 5;
const FAILED: u8 = 6;
const FAILED_AT: u8 = 7;
const ATTEMPT: u8 = 8;
const ORDER_AT: u8 = 9;
const ORDER: u8 = 10;

/// Entries that say nothing that is counted.
const SILENT: [&str; 4] = ["custom", "custom_message", "label", "session_info"];

/// One session being read.
pub(crate) struct Entries {
    pub(super) keys: IdFactory,
    named: Option<Label>,
    session: Option<Label>,
    project: Option<Label>,
    pub(super) model: Option<Label>,
    pub(super) effort: Option<Label>,
    pub(super) turn: Option<TurnId>,
    /// When the session was made from another: what is older is copied.
    forked_at: Option<Timestamp>,
    /// The last request of the prompt, where it failed.
    pub(super) failed: Option<Failure>,
    builder: Option<SessionBuilder>,
    order: Order,
}

/// A request that failed and may be tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    pub(super) id: FactId,
    pub(super) at: Timestamp,
    /// How many of the prompt's requests failed one after the other.
    pub(super) attempt: u32,
}

/// The number of an entry among those of one instant.
#[derive(Clone, Copy, Debug, Default)]
struct Order {
    at: i64,
    count: u64,
}

impl Order {
    fn read(carry: &ReaderState) -> Self {
        let number = |key| carry.number(key).unwrap_or(0);
        Self { at: number(ORDER_AT), count: u64::try_from(number(ORDER)).unwrap_or(0) }
    }

    fn next(&mut self, at: Timestamp) -> u64 {
        self.count = if self.at == at.millis() { self.count + 1 } else { 0 };
        self.at = at.millis();
        self.count
    }

    fn keep(self, carry: &mut ReaderState) {
        carry.set(ORDER_AT, StateValue::Number(self.at));
        carry.set(ORDER, StateValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
    }
}

/// One entry.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) raw: Raw<'a>,
    /// Missing in the first version's logs.
    pub(super) id: Raw<'a>,
    pub(super) at: Timestamp,
    pub(super) session: SessionId,
    pub(super) copied: bool,
    /// Which of the entries of its instant it is, for entries without an id. Where it stands in a file is another place when
    /// the file is made anew.
    pub(super) place: u64,
}

impl Entries {
    /// Reads a session for the provider with this id.
    pub(crate) fn new(provider: &'static str, path: &Path, carry: &ReaderState) -> Self {
        let label = |key| carry.label(key).cloned();
        Self {
            keys: IdFactory::new(provider),
            named: session_named(path).and_then(Label::new),
            session: label(SESSION),
            project: label(PROJECT),
            model: label(MODEL),
            effort: label(EFFORT),
            turn: carry.identity(TURN).map(TurnId),
            forked_at: carry.number(FORKED_AT).and_then(Timestamp::from_millis),
            failed: failed(carry),
            builder: None,
            order: Order::read(carry),
        }
    }

    pub(super) fn owner(&self, entry: &Entry<'_>) -> Attribution {
        let mut owner = Attribution::new(entry.session);
        owner.origin = if entry.copied { Origin::Fork } else { Origin::Direct };
        owner.turn = self.turn;
        owner.project.clone_from(&self.project);
        owner
    }

    fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let key = self.session.get_or_insert(self.named.clone()?).clone();
            self.builder = Some(SessionBuilder::new(self.keys.session(key.as_str()), key, SessionKind::Main));
        }
        self.builder.as_mut()
    }

    /// The first line: what the session is and what it was made from.
    fn begin(&mut self, raw: Raw<'_>, at: Option<Timestamp>) {
        let [id, cwd, parent] = raw.members(["id", "cwd", "parentSession"]);
        // What was read so far is of a session already: another line that begins one does not part the log in two.
        if self.session.is_none() {
            self.session = id.label();
        }
        self.project = cwd.label();
        let parent = parent.text();
        let original = parent.as_deref().and_then(|path| {
            // A path of the agent's own making, with either kind of separator.
            let file = path.rsplit(['/', '\\']).next()?;
            session_named(Path::new(file)).map(|id| self.keys.session(id))
        });
        self.forked_at = at.filter(|_| original.is_some());
        let project = self.project.clone();
        let Some(builder) = self.builder() else { return };
        if original.is_some() {
            builder.facts().forked_from = original;
        }
        let Some(at) = at else { return };
        builder.see(at);
        if let Some(project) = project {
            builder.work_in(at, project);
        }
    }

    fn compacted(&self, entry: &Entry<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if entry.copied {
            return Ok(());
        }
        let id = entry.id.text().unwrap_or_default();
        let key = format!("{id}@{}", entry.at.millis());
        let id = self.keys.fact_in("compaction", entry.session, &key);
        // Whether the user asked for it is not said.
        let mut compaction = Compaction::new(id, entry.at, entry.session, Trigger::Unknown);
        compaction.before = entry.raw.member("tokensBefore").count();
        out.give(Event::Compaction(compaction))
    }
}

fn failed(carry: &ReaderState) -> Option<Failure> {
    Some(Failure {
        id: carry.identity(FAILED)?.into(),
        at: carry.number(FAILED_AT).and_then(Timestamp::from_millis)?,
        attempt: carry.number(ATTEMPT)?.try_into().ok()?,
    })
}

impl RecordReader for Entries {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(raw) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, id, timestamp] = raw.members(["type", "id", "timestamp"]);
        let at = timestamp.text().and_then(|text| Timestamp::parse(&text));
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        if &*kind == "session" {
            self.begin(raw, at);
            return Ok(());
        }
        let Some(at) = at else {
            out.missing("timestamp");
            return Ok(());
        };
        let copied = self.forked_at.is_some_and(|fork| at < fork);
        let Some(builder) = self.builder() else { return Ok(()) };
        if !copied {
            builder.see(at);
        }
        let entry = Entry { raw, id, at, session: builder.id(), copied, place: self.order.next(at) };
        match &*kind {
            "message" => message::read(self, &entry, out),
            "compaction" => {
                message::summarised(self, &entry, out)?;
                self.compacted(&entry, out)
            }
            "branch_summary" => message::summarised(self, &entry, out),
            "model_change" => {
                self.model = raw.member("modelId").label().or_else(|| self.model.take());
                Ok(())
            }
            "thinking_level_change" => {
                self.effort = raw.member("thinkingLevel").identifier().or_else(|| self.effort.take());
                Ok(())
            }
            kind if SILENT.contains(&kind) => Ok(()),
            _ => {
                out.named_issue(IssueKind::UnknownType, raw.member("type").identifier());
                Ok(())
            }
        }
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        let names = [
            (SESSION, self.session.clone().map(StateValue::Label)),
            (PROJECT, self.project.clone().map(StateValue::Path)),
            (MODEL, self.model.clone().map(StateValue::Label)),
            (EFFORT, self.effort.clone().map(StateValue::Label)),
        ];
        for (key, name) in names {
            if let Some(name) = name {
                carry.set(key, name);
            }
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        self.order.keep(carry);
        if let Some(at) = self.forked_at {
            carry.set(FORKED_AT, StateValue::Number(at.millis()));
        }
        if let Some(failed) = self.failed {
            carry.set(FAILED, StateValue::Identity(failed.id.0));
            carry.set(FAILED_AT, StateValue::Number(failed.at.millis()));
            carry.set(ATTEMPT, StateValue::Number(failed.attempt.into()));
        }
        match self.builder.as_mut().and_then(SessionBuilder::take) {
            Some(facts) => out.session(facts),
            None => Ok(()),
        }
    }
}
