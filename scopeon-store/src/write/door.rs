//! The door facts come in by: paths become what the policy keeps of them, counts are bounded to what a column
//! holds. It comes before any join, so that a stored fact and a fresh one compare alike.

use scopeon_core::event::{Call, Compaction, Event, Owner, SessionFacts, ToolCall, Totals};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::privacy::PathKeeper;
use scopeon_core::project::expand_home;

use super::call::stored_amount;
use super::memory::Known;

/// The largest count a column holds.
const MAX_COUNT: u64 = i64::MAX.unsigned_abs();

/// Applies the path policy, and remembers what it said.
pub(crate) struct Door<'a> {
    pub(crate) keeper: Option<&'a PathKeeper>,
    /// The home directory that a `~` stands for.
    pub(crate) home: Option<&'a str>,
    pub(crate) paths: &'a mut Known<Label, Label>,
}

impl Door<'_> {
    /// Lets a fact in.
    pub(crate) fn pass(&mut self, event: &mut Event) {
        match event {
            Event::Call(call) | Event::Rest(call) => {
                self.keep_owner(&mut call.owner);
                bound_call(call);
            }
            Event::Turn(turn) => {
                self.keep_owner(&mut turn.owner);
                bound(&mut turn.duration_ms);
            }
            Event::Tool(tool) => {
                self.keep_owner(&mut tool.owner);
                bound_tool(tool);
            }
            Event::Session(facts) => self.pass_session(facts),
            Event::Hook(hook) => bound(&mut hook.duration_ms),
            Event::Compaction(Compaction { before, after, duration_ms, .. }) => {
                [before, after, duration_ms].into_iter().for_each(bound);
            }
            Event::Witness(witness) => bound_totals(&mut witness.totals),
            _ => {}
        }
    }

    /// Returns what is kept of a path.
    pub(crate) fn keep(&mut self, path: &Label) -> Label {
        let is_whole = !path.as_str().starts_with('~');
        if self.keeper.is_none() && is_whole {
            return path.clone();
        }
        if let Some(kept) = self.paths.get(path) {
            return kept;
        }
        let whole = self.home.filter(|_| !is_whole).map(|home| expand_home(path.as_str(), home));
        let whole = whole.and_then(|whole| Label::new(&whole)).unwrap_or_else(|| path.clone());
        let kept = self.keeper.map_or_else(|| whole.clone(), |keeper| keeper.keep(&whole));
        self.paths.put(path.clone(), kept.clone());
        kept
    }

    fn keep_owner(&mut self, owner: &mut Owner) {
        if let Some(project) = &mut owner.project {
            *project = self.keep(project);
        }
    }

    fn pass_session(&mut self, facts: &mut SessionFacts) {
        if let Some((_, project)) = &mut facts.project {
            *project = self.keep(project);
        }
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
}

fn bound_call(call: &mut Call) {
    let usage = &mut call.reading.usage;
    for count in [
        &mut usage.input,
        &mut usage.output,
        &mut usage.reasoning,
        &mut usage.cache_read,
        &mut usage.cache_write_5m,
        &mut usage.cache_write_1h,
        &mut usage.web_searches,
        &mut call.reading.context,
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
