//! Compactions, which are requests of their own and start the roll-ups' counters anew, and truncations.

use scopeon_core::event::{Call, Compaction, Event, Reading, Trigger};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::events::{Events, Line};
use super::key;
use super::model::Counters;
use crate::json::Raw;
use crate::reading::Outlet;

/// Reads a `session.compaction_complete`.
pub(super) fn read(events: &mut Events, line: &Line<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [success, trigger, before, after, limit, used] = line.data.members([
        "success",
        "trigger",
        "preCompactionTokens",
        "postCompactionTokens",
        "tokenLimit",
        "compactionTokensUsed",
    ]);
    spend(events, line, used, out)?;
    hold(events, limit);
    if !success.is_true() {
        return Ok(());
    }
    for model in &mut events.state.models {
        (model.last, model.told) = (Counters::default(), 0);
    }
    let mut compaction = compaction(events, line, set_off_by(trigger));
    compaction.before = before.count();
    compaction.after = after.count();
    compaction.duration_ms = used.member("duration").count();
    out.give(Event::Compaction(compaction))
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
pub(super) fn truncated(events: &mut Events, line: &Line<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [limit, before, after] =
        line.data.members(["tokenLimit", "preTruncationTokensInMessages", "postTruncationTokensInMessages"]);
    hold(events, limit);
    let mut truncation = compaction(events, line, Trigger::Micro);
    truncation.before = before.count();
    truncation.after = after.count();
    out.give(Event::Compaction(truncation))
}

fn compaction(events: &mut Events, line: &Line<'_>, trigger: Trigger) -> Compaction {
    let id = key::fact("compaction", events.session(), &line.id);
    Compaction::new(id, line.at, events.owner(line).session, trigger)
}

fn hold(events: &mut Events, limit: Raw<'_>) {
    if let Some(limit) = limit.count().filter(|limit| *limit > 0) {
        let facts = events.sheet.facts();
        facts.window = facts.window.max(Some(limit));
    }
}

/// The request that made the summary.
fn spend(events: &mut Events, line: &Line<'_>, used: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let usage = Counters::stated(used).usage();
    if usage.is_empty() {
        return Ok(());
    }
    let model = used.member("model").name().or_else(|| events.state.model.clone());
    let Some(model) = model.or_else(|| Label::new("unknown")) else { return Ok(()) };
    let id = key::rest(events.session(), &line.id, model.as_str());
    let owner = events.owner(line);
    out.give(Event::Rest(Box::new(Call::new(id, line.at, Reading::new(model, usage), owner))))
}
