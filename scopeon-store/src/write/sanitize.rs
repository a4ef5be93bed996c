//! Bounds counts to what a column holds. It comes before any join, so that a stored fact and a fresh one compare
//! alike. Text was passed by [`scopeon_core::privacy::Door`] before.

use scopeon_core::event::{Call, Compaction, Event, SessionFacts, ToolCall, Totals};
use scopeon_core::money::PicoUsd;

use super::call::stored_amount;

/// The largest count a column holds.
const MAX_COUNT: u64 = i64::MAX.unsigned_abs();

/// Bounds the counts of a fact.
pub(crate) fn bound_fact(event: &mut Event) {
    match event {
        Event::Call(call) | Event::Residual(call) => bound_call(call),
        Event::Turn(turn) => bound(&mut turn.duration_ms),
        Event::Tool(tool) => bound_tool(tool),
        Event::Session(facts) => bound_session(facts),
        Event::Hook(hook) => bound(&mut hook.duration_ms),
        Event::Compaction(Compaction { before, after, duration_ms, .. }) => {
            [before, after, duration_ms].into_iter().for_each(bound);
        }
        Event::Witness(witness) => bound_totals(&mut witness.totals),
        _ => {}
    }
}

fn bound_session(facts: &mut SessionFacts) {
    // A session is not its own parent, and a join must not prefer that it were.
    facts.parent = facts.parent.filter(|parent| *parent != facts.id);
    facts.forked_from = facts.forked_from.filter(|origin| *origin != facts.id);
    bound(&mut facts.window);
    if let Some(reported) = &mut facts.reported {
        reported.cost = bounded_amount(reported.cost);
        reported.lines_added = reported.lines_added.min(MAX_COUNT);
        reported.lines_removed = reported.lines_removed.min(MAX_COUNT);
    }
}

fn bound_call(call: &mut Call) {
    let usage = &mut call.sample.usage;
    for count in [
        &mut usage.input,
        &mut usage.output,
        &mut usage.reasoning,
        &mut usage.cache_read,
        &mut usage.cache_write_5m,
        &mut usage.cache_write_1h,
        &mut usage.web_searches,
        &mut call.sample.context,
    ] {
        *count = (*count).min(MAX_COUNT);
    }
    bound(&mut call.window);
    call.reported = call.reported.map(bounded_amount);
}

fn bound_tool(tool: &mut ToolCall) {
    [&mut tool.input_bytes, &mut tool.output_bytes, &mut tool.searches].into_iter().for_each(bound);
}

fn bound_totals(totals: &mut Totals) {
    [
        &mut totals.calls,
        &mut totals.prompt,
        &mut totals.input,
        &mut totals.cache_read,
        &mut totals.cache_write,
        &mut totals.output,
        &mut totals.total,
        &mut totals.web_searches,
    ]
    .into_iter()
    .for_each(bound);
    totals.cost_usd = totals.cost_usd.map(bounded_amount);
}

fn bound(count: &mut Option<u64>) {
    *count = count.map(|count| count.min(MAX_COUNT));
}

fn bounded_amount(amount: PicoUsd) -> PicoUsd {
    PicoUsd::from_pico(stored_amount(amount).into())
}
