//! The roll-up at a session's end: totals of each model since the session's first start, or since the last
//! compaction. What responses did not tell by themselves is counted from it.

use scopeon_core::event::{Attribution, Call, Covers, Event, Finish, Reported, Totals, UsageSample, Witness};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::key;
use super::model::Counters;
use super::session::{Events, Line};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// Reads a `session.shutdown`.
pub(super) fn read(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let [models, changes, nano] = line.data.members(["modelMetrics", "codeChanges", "totalNanoAiu"]);
    let mut stated: Vec<(Label, Counters)> = Vec::new();
    models.each_member(|name, metrics| {
        let name = std::str::from_utf8(name).ok().and_then(Label::new);
        stated.extend(name.map(|name| (name, totals(metrics))));
    });
    report(events, changes, nano);
    for (model, totals) in stated {
        leg(events, line, model, totals, out)?;
    }
    Ok(())
}

fn totals(metrics: Raw<'_>) -> Counters {
    let [usage, nano] = metrics.members(["usage", "totalNanoAiu"]);
    Counters { nano: nano.sum(), ..Counters::stated(usage) }
}

/// The agent's own totals, as a cross-check.
fn report(events: &mut Events, changes: Raw<'_>, nano: Raw<'_>) {
    let [added, removed] = changes.members(["linesAdded", "linesRemoved"]);
    let cost = Counters { nano: nano.sum(), ..Counters::default() }.cost().unwrap_or_default();
    let mut reported = Reported::new(cost);
    reported.lines_added = added.sum();
    reported.lines_removed = removed.sum();
    let facts = events.builder.facts();
    facts.reported = facts.reported.max(Some(reported));
}

/// What the session says of a model. A fork's totals hold what it copied, which was paid for elsewhere.
fn witness(
    events: &Events,
    line: &Line<'_>,
    model: &Label,
    stated: Counters,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    if events.state.is_fork {
        return Ok(());
    }
    let usage = stated.usage();
    let totals = Totals {
        prompt: Some(usage.prompt()),
        cache_read: Some(usage.cache_read),
        cache_write: Some(usage.cache_write_5m),
        output: Some(usage.output),
        ..Totals::default()
    };
    let id = key::witness(events.session(), model.as_str());
    let witness = Witness::new(id, line.at, events.session(), totals);
    out.give(witness.model(model.clone()).covers(Covers::Session))
}

/// Returns `true` if totals are of the last process alone: then they grew less than was told, and are as much as that.
const fn is_of_process(totals: Counters, grown: Counters, told: Counters) -> bool {
    told.output > grown.output
        && totals.output >= told.output
        && totals.output - told.output <= told.output - grown.output
}

/// One model's part between two ends of the session.
fn leg(
    events: &mut Events,
    line: &Line<'_>,
    model: Label,
    totals: Counters,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let Some(entry) = events.state.model_named(&model) else {
        out.missing("modelMetrics");
        return Ok(());
    };
    let told = std::mem::take(&mut entry.told);
    let grown = totals.since(entry.last);
    // Some versions count each process by itself, some go on from the last one's totals: what was told since tells.
    let leg = if is_of_process(totals, grown, told) { totals } else { grown };
    let rest = leg.less(told);
    entry.last = totals;
    entry.stated = entry.stated.plus(leg);
    let stated = entry.stated;
    witness(events, line, &model, stated, out)?;
    if rest == Counters::default() {
        return Ok(());
    }
    let id = key::rest(&line.id, line.at, model.as_str());
    let mut owner = Attribution::new(events.session());
    owner.origin = events.origin(line);
    owner.project.clone_from(&events.state.project);
    owner.branch.clone_from(&events.state.branch);
    let mut reading = UsageSample::new(model, rest.usage());
    // The sum of many prompts was never in the context window at once.
    reading.context = 0;
    if told != Counters::default() {
        // It is of responses that were told: what they read, and no request besides.
        reading.finish = Finish::Residual;
    }
    let mut call = Call::new(id, line.at, reading, owner);
    call.reported = rest.cost();
    out.give(Event::Residual(Box::new(call)))
}
