//! Sessions and their totals. Prompts, titles and who was talked to lie in columns that are not named.

use std::collections::{BTreeMap, HashMap};

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::id::{CallId, SessionId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Column, Flow, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::spent::{Spent, cost, counters};
use crate::kit::row_view::{RowView, by_id};

/// One session.
pub(super) struct Session {
    pub(super) id: SessionId,
    key: Label,
    parent: Option<String>,
    /// How it ended: a compression is gone on with in another session.
    end: Option<Label>,
    lineage: Lineage,
    model: Option<Label>,
    source: Option<Label>,
    project: Option<Label>,
    branch: Option<Label>,
    pub(super) began: Option<Timestamp>,
    ended: Option<Timestamp>,
    totals: Usage,
    cost: Option<PicoUsd>,
    /// What the split by model and task holds.
    pub(super) told: Spent,
    /// Each model's main work.
    pub(super) models: BTreeMap<Label, Spent>,
}

/// What a session is to the one it names as its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lineage {
    /// It works for it.
    Delegate,
    /// It began as a copy.
    Branch,
    /// It is a new conversation in the same place.
    Reset,
    /// It does not say.
    Unsaid,
}

impl Lineage {
    fn read(row: RowView<'_>) -> Self {
        let stated = [(17, Self::Delegate), (18, Self::Branch), (19, Self::Reset)];
        let found = stated.into_iter().find(|(column, _)| row.text(*column).is_some());
        found.map_or(Self::Unsaid, |(_, lineage)| lineage)
    }
}

const COLUMNS: [Column<'static>; 20] = [
    Column::Plain("id"),
    Column::Plain("parent_session_id"),
    Column::Plain("model"),
    Column::Plain("source"),
    Column::Plain("git_repo_root"),
    Column::Plain("cwd"),
    Column::Plain("git_branch"),
    Column::Plain("started_at"),
    Column::Plain("ended_at"),
    Column::Plain("input_tokens"),
    Column::Plain("output_tokens"),
    Column::Plain("cache_read_tokens"),
    Column::Plain("cache_write_tokens"),
    Column::Plain("reasoning_tokens"),
    Column::Plain("actual_cost_usd"),
    Column::Plain("estimated_cost_usd"),
    Column::Plain("end_reason"),
    Column::Json("model_config", "$._delegate_from"),
    Column::Json("model_config", "$._branched_from"),
    Column::Json("model_config", "$._reset_from"),
];

/// Reads every session.
pub(super) fn read(rows: &mut dyn Rows) -> Result<HashMap<String, Session>, ReadError> {
    by_id(rows, &Select::all("sessions", &COLUMNS), session)
}

fn session(row: RowView<'_>) -> Option<Session> {
    let id = row.text(0)?;
    Some(Session {
        id: IDS.of("session").text(id).finish().into(),
        key: Label::new(id)?,
        parent: row.text(1).map(str::to_owned),
        end: row.identifier(16),
        lineage: Lineage::read(row),
        model: row.label(2),
        source: row.identifier(3),
        project: row.label(4).or_else(|| row.label(5)),
        branch: row.label(6),
        began: row.seconds(7),
        ended: row.seconds(8),
        totals: counters(row, 9),
        cost: cost(row, 14),
        told: Spent::default(),
        models: BTreeMap::new(),
    })
}

/// Tells of every session, and of what its totals hold that the split by model does not.
pub(super) fn give(sessions: &HashMap<String, Session>, out: &mut dyn Sink) -> Result<(), ReadError> {
    for session in sessions.values() {
        let parent = session.parent.as_ref().and_then(|parent| sessions.get(parent));
        give_one(session, parent, out)?;
    }
    Ok(())
}

fn give_one(session: &Session, parent: Option<&Session>, out: &mut dyn Sink) -> Flow {
    out.event(Event::from(session.facts(parent)))?;
    for call in session.calls() {
        out.event(Event::from(call))?;
    }
    Ok(())
}

impl Session {
    fn facts(&self, parent: Option<&Self>) -> SessionFacts {
        // A session that was compressed goes on in its child.
        let was_compressed =
            parent.and_then(|parent| parent.end.as_ref()).is_some_and(|end| end.as_str() == "compression");
        let works_for_it = match self.lineage {
            Lineage::Delegate => true,
            Lineage::Branch | Lineage::Reset => false,
            Lineage::Unsaid => self.parent.is_some() && !was_compressed,
        };
        let kind = if works_for_it { SessionKind::SubAgent } else { SessionKind::Main };
        let mut facts = SessionFacts::new(self.id, self.key.clone(), kind);
        if works_for_it {
            facts.parent = parent.map(|parent| parent.id);
        } else if self.lineage != Lineage::Reset {
            facts.forked_from = parent.map(|parent| parent.id);
        }
        facts.entry_point.clone_from(&self.source);
        facts.project = self.began.zip(self.project.clone());
        facts.branch = self.began.zip(self.branch.clone());
        facts.span = (self.began, self.ended.or(self.began));
        facts
    }

    pub(super) fn owner(&self) -> Attribution {
        let mut owner = Attribution::new(self.id);
        owner.project.clone_from(&self.project);
        owner.branch.clone_from(&self.branch);
        owner
    }

    /// Makes a call of what was spent; none when nothing was.
    pub(super) fn call(&self, spent: Spent, id: CallId, model: Label) -> Option<Call> {
        if spent.usage.is_empty() {
            return None;
        }
        let mut reading = UsageSample::new(model, spent.usage);
        // The sum of many prompts was never in the context window at once.
        reading.context = 0;
        let mut call = Call::new(id, spent.at.or(self.began)?, reading, self.owner());
        call.reported = spent.cost.filter(|cost| *cost > PicoUsd::ZERO);
        Some(call)
    }

    /// One call that grows for each model. What the totals hold besides is the session's own model's: it was
    /// all of it when there was no split.
    fn calls(&self) -> Vec<Call> {
        let mut models = self.models.clone();
        let above = Spent {
            usage: minus(self.totals, self.told.usage),
            cost: self.cost.map(|cost| cost.minus(self.told.cost.unwrap_or_default()).max(PicoUsd::ZERO)),
            at: self.began,
        };
        if let Some(model) = self.model.clone().or_else(|| Label::new("unknown"))
            && !above.usage.is_empty()
        {
            models.entry(model).or_default().add(above);
        }
        let call = |(model, spent): (Label, Spent)| {
            let key = IDS.of("call").identity(self.id.0).text(model.as_str());
            self.call(spent, key.finish().into(), model)
        };
        models.into_iter().filter_map(call).collect()
    }
}

fn minus(totals: Usage, told: Usage) -> Usage {
    Usage {
        input: totals.input.saturating_sub(told.input),
        output: totals.output.saturating_sub(told.output),
        reasoning: totals.reasoning.saturating_sub(told.reasoning),
        cache_read: totals.cache_read.saturating_sub(told.cache_read),
        cache_write_5m: totals.cache_write_5m.saturating_sub(told.cache_write_5m),
        ..Usage::default()
    }
}
