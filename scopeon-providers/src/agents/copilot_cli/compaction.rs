//! Compactions, which are requests of their own and start the roll-ups' counters again, and truncations.

use scopeon_core::event::{Call, Compaction, Event, Trigger, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::key;
use super::model::Counters;
use super::session::{Events, Line};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// Reads a `session.compaction_complete`.
pub(super) fn read(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let [success, trigger, before, after, limit, used, basis] = line.data.members([
        "success",
        "trigger",
        "preCompactionTokens",
        "postCompactionTokens",
        "tokenLimit",
        "compactionTokensUsed",
        "tokenAccountingBasis",
    ]);
    spend(events, line, used, out)?;
    hold(events, limit);
    let held = events.state.held.take();
    if !success.is_true() {
        return Ok(());
    }
    // Roll-ups go on where each request is told with its input, in this process or in one before it.
    if !events.state.is_recorded {
        for model in &mut events.state.models {
            (model.last, model.told) = (Counters::default(), Counters::default());
        }
    }
    // What the agent estimates by itself is no size that was in the window.
    let stated = |count: Raw<'_>| count.count().filter(|_| !basis.says("local_full_context_estimate"));
    let mut compaction = compaction(events, line, set_off_by(trigger));
    compaction.before = held.or(stated(before));
    compaction.after = stated(after);
    compaction.duration_ms = used.member("duration").count();
    out.give(compaction)
}

/// Reads a `session.compaction_start`: how full the window is, and how much it holds.
pub(super) fn started(events: &mut Events, line: &Line<'_>) {
    let [held, limit] = line.data.members(["currentTokens", "tokenLimit"]);
    hold(events, limit);
    events.state.held = held.count().filter(|held| *held > 0);
}

/// What is no user's wish is the agent's: a threshold, a request refused, a model or memory that is too small.
fn set_off_by(trigger: Raw<'_>) -> Trigger {
    match trigger.text().as_deref() {
        None => Trigger::Unknown,
        Some("manual") => Trigger::Manual,
        Some(_) => Trigger::Automatic,
    }
}

/// Reads a `session.truncation`: old messages were dropped without a summary.
pub(super) fn truncated(
    events: &mut Events,
    line: &Line<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [limit, before, after] =
        line.data.members(["tokenLimit", "preTruncationTokensInMessages", "postTruncationTokensInMessages"]);
    hold(events, limit);
    let mut truncation = compaction(events, line, Trigger::Micro);
    truncation.before = before.count();
    truncation.after = after.count();
    out.give(truncation)
}

fn compaction(events: &mut Events, line: &Line<'_>, trigger: Trigger) -> Compaction {
    let id = key::fact("compaction", events.session(), &line.id);
    Compaction::new(id, line.at, events.owner(line).session, trigger)
}

fn hold(events: &mut Events, limit: Raw<'_>) {
    if let Some(limit) = limit.count().filter(|limit| *limit > 0) {
        let facts = events.builder.facts();
        facts.window = facts.window.max(Some(limit));
    }
}

/// The request that made the summary.
fn spend(
    events: &mut Events,
    line: &Line<'_>,
    used: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let counters = Counters::stated(used);
    let usage = counters.usage();
    if usage.is_empty() {
        return Ok(());
    }
    let model = used.member("model").label().or_else(|| events.state.model.clone());
    let Some(model) = model.or_else(|| Label::new("unknown")) else { return Ok(()) };
    if let Some(entry) = events.state.model_named(&model) {
        entry.stated = entry.stated.plus(counters);
    }
    let id = key::rest(&line.id, line.at, model.as_str());
    let owner = events.owner(line);
    let mut reading = UsageSample::new(model, usage);
    if used.member("requestCount").count().is_some_and(|count| count > 1) {
        // The prompts of many requests were never in the window at once.
        reading.context = 0;
    }
    out.give(Event::Residual(Box::new(Call::new(id, line.at, reading, owner))))
}
