//! Sessions and their totals. Names, descriptions and recipes lie in columns beside them that are not named.

use std::collections::HashMap;

use scopeon_core::event::{
    Attribution, Call, Event, SessionFacts, SessionKind, Totals, UsageSample, Witness,
};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Column, Flow, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::{rest_id, session_id, witness_id};
use crate::kit::row_view::{RowView, by_id};

/// Counters as logged: the input includes what caches served and stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    pub(super) total: u64,
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) read: u64,
    pub(super) write: u64,
}

impl Counters {
    /// Reads five columns, the first of which has the given number.
    pub(super) fn read(row: RowView<'_>, first: usize) -> Self {
        let [total, input, output, read, write] = [0, 1, 2, 3, 4].map(|column| row.sum(first + column));
        Self { total, input, output, read, write }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.total = self.total.saturating_add(other.total);
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.read = self.read.saturating_add(other.read);
        self.write = self.write.saturating_add(other.write);
    }

    fn minus(self, other: Self) -> Self {
        Self {
            total: self.total.saturating_sub(other.total),
            input: self.input.saturating_sub(other.input),
            output: self.output.saturating_sub(other.output),
            read: self.read.saturating_sub(other.read),
            write: self.write.saturating_sub(other.write),
        }
    }

    /// Returns disjoint counts. What the total holds besides is reasoning that the output leaves out.
    pub(super) fn usage(self) -> Usage {
        let hidden = match self.total {
            0 => 0,
            total => total.saturating_sub(self.input.saturating_add(self.output)),
        };
        Usage {
            input: self.input.saturating_sub(self.read.saturating_add(self.write)),
            output: self.output.saturating_add(hidden),
            reasoning: hidden,
            cache_read: self.read,
            cache_write_5m: self.write,
            ..Usage::default()
        }
    }
}

/// One session.
pub(super) struct Session {
    pub(super) id: SessionId,
    key: Label,
    parent: Option<String>,
    pub(super) project: Option<Label>,
    pub(super) model: Option<Label>,
    window: Option<u64>,
    pub(super) began: Option<Timestamp>,
    ended: Option<Timestamp>,
    totals: Counters,
    cost: Option<PicoUsd>,
    /// What the ledger's rows hold.
    pub(super) told: Counters,
    pub(super) told_cost: PicoUsd,
    /// What those rows hold that stand for all calls of before there was a ledger.
    pub(super) carried: Counters,
    pub(super) carried_cost: PicoUsd,
}

const COLUMNS: [Column<'static>; 13] = [
    Column::Plain("id"),
    Column::Plain("parent_session_id"),
    Column::Plain("working_dir"),
    Column::Json("model_config_json", "$.model_name"),
    Column::Json("model_config_json", "$.context_limit"),
    Column::Plain("created_at"),
    Column::Plain("updated_at"),
    Column::Plain("accumulated_total_tokens"),
    Column::Plain("accumulated_input_tokens"),
    Column::Plain("accumulated_output_tokens"),
    Column::Plain("accumulated_cache_read_tokens"),
    Column::Plain("accumulated_cache_write_tokens"),
    Column::Plain("accumulated_cost"),
];

/// Reads every session.
pub(super) fn read(rows: &mut dyn Rows) -> Result<HashMap<String, Session>, ReadError> {
    by_id(rows, &Select::all("sessions", &COLUMNS), session)
}

fn session(row: RowView<'_>) -> Option<Session> {
    let id = row.text(0)?;
    let began = row.date(5);
    Some(Session {
        id: session_id(id, began.map_or(0, Timestamp::millis)),
        key: Label::new(id)?,
        parent: row.text(1).map(str::to_owned),
        project: row.label(2),
        model: row.label(3),
        window: row.count(4).filter(|window| *window > 0),
        began,
        ended: row.date(6),
        totals: Counters::read(row, 7),
        cost: row.dollars(12),
        told: Counters::default(),
        told_cost: PicoUsd::ZERO,
        carried: Counters::default(),
        carried_cost: PicoUsd::ZERO,
    })
}

/// Tells of every session, and of what its totals hold that the ledger does not.
pub(super) fn give(sessions: &HashMap<String, Session>, out: &mut dyn Sink) -> Result<(), ReadError> {
    for session in sessions.values() {
        let parent = session.parent.as_ref().and_then(|parent| sessions.get(parent));
        give_one(session, parent, out)?;
    }
    Ok(())
}

fn give_one(session: &Session, parent: Option<&Session>, out: &mut dyn Sink) -> Flow {
    let kind = if session.parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
    let mut facts = SessionFacts::new(session.id, session.key.clone(), kind);
    facts.parent = parent.map(|parent| parent.id);
    facts.project = session.began.zip(session.project.clone());
    facts.span = (session.began, session.ended.or(session.began));
    facts.window = session.window;
    out.event(Event::from(facts))?;
    if let Some(call) = session.rest() {
        out.event(Event::from(call))?;
    }
    match session.witness() {
        Some(witness) => out.event(Event::from(witness)),
        None => Ok(()),
    }
}

impl Session {
    pub(super) fn owner(&self) -> Attribution {
        let mut owner = Attribution::new(self.id);
        owner.project.clone_from(&self.project);
        owner
    }

    /// What the session says of itself, where a ledger tells of its calls as well.
    fn witness(&self) -> Option<Witness> {
        let at = self.ended.or(self.began)?;
        let usage = self.totals.usage();
        if usage.is_empty() || self.told == Counters::default() {
            return None;
        }
        let mut totals = Totals::default();
        (totals.prompt, totals.output) = (Some(usage.prompt()), Some(usage.output));
        (totals.cache_read, totals.cache_write) = (Some(usage.cache_read), Some(usage.cache_write_5m));
        Some(Witness::new(witness_id(self.id), at, self.id, totals))
    }

    /// The totals are raised together with each row, so only what is above the rows' sum counts. It is dated at
    /// the session's start: when it was spent is not known.
    fn rest(&self) -> Option<Call> {
        let mut rest = self.totals.minus(self.told);
        rest.add(self.carried);
        let usage = rest.usage();
        if usage.is_empty() {
            return None;
        }
        let model = self.model.clone().or_else(|| Label::new("unknown"))?;
        let mut reading = UsageSample::new(model, usage);
        // The sum of many prompts was never in the context window at once.
        reading.context = 0;
        let mut call = Call::new(rest_id(self.id), self.began.or(self.ended)?, reading, self.owner());
        let above = self.cost.map_or(PicoUsd::ZERO, |cost| cost.minus(self.told_cost).max(PicoUsd::ZERO));
        call.reported = Some(above.plus(self.carried_cost)).filter(|cost| *cost > PicoUsd::ZERO);
        Some(call)
    }
}
