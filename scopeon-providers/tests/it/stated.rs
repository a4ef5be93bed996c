//! What agents say of themselves held against what was read, and what a log says of prompts and requests in a few
//! numbers.

use std::collections::BTreeSet;

use scopeon_core::event::{Call, Covers, Event, Finish, Totals, Witness};
use scopeon_core::id::SessionId;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::plain_name;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;

use crate::expect::sessions;

/// Calls with counters, requests of unknown usage, and the prompts they answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) calls: usize,
    pub(crate) unknown: usize,
    pub(crate) turns: usize,
}

/// Counts what was read. A prompt counts whether the log tells of it or calls answer it: both are one number.
pub(crate) fn tally(ledger: &MemoryStore) -> Tally {
    let unknown = ledger.calls().filter(|call| call.sample.finish == Finish::Unknown).count();
    let told: BTreeSet<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Turn(turn) = event { Some(turn.id) } else { None })
        .collect();
    let answered: BTreeSet<_> = ledger.calls().filter_map(|call| call.attribution.turn).collect();
    assert!(answered.is_subset(&told), "every call answers a prompt that the log tells of");
    Tally { calls: ledger.calls().count() - unknown, unknown, turns: told.len() }
}

/// Returns the failed requests: those that were tried again, and the others.
pub(crate) fn errors(ledger: &MemoryStore) -> (usize, usize) {
    let all: Vec<bool> = ledger
        .facts()
        .filter_map(
            |event| if let Event::ApiError(error) = event { Some(error.retry.is_some()) } else { None },
        )
        .collect();
    let retried = all.iter().filter(|retried| **retried).count();
    (retried, all.len() - retried)
}

/// Returns what agents say of themselves.
pub(crate) fn witnesses(ledger: &MemoryStore) -> Vec<&Witness> {
    let facts = ledger.facts();
    facts
        .filter_map(|event| if let Event::Witness(witness) = event { Some(witness.as_ref()) } else { None })
        .collect()
}

/// Checks that every witness says what was counted, and that there are so many.
pub(crate) fn check_witnesses(ledger: &MemoryStore, count: usize) {
    let witnesses = witnesses(ledger);
    assert_eq!(witnesses.len(), count, "{witnesses:?}");
    for witness in witnesses {
        assert_eq!(counted(ledger, witness), witness.totals, "{witness:?}");
    }
}

/// Counts what a witness covers, in the counters that it states.
pub(crate) fn counted(ledger: &MemoryStore, witness: &Witness) -> Totals {
    let calls: Vec<&Call> = ledger.calls().filter(|call| covers(ledger, witness, call)).collect();
    let usage: Usage = calls.iter().map(|call| call.sample.usage).sum();
    let known = calls.iter().filter(|call| call.sample.finish != Finish::Unknown).count() as u64;
    let cost = calls.iter().filter_map(|call| call.reported).fold(PicoUsd::ZERO, PicoUsd::plus);
    let stated = witness.totals;
    Totals {
        calls: stated.calls.map(|_| known),
        prompt: stated.prompt.map(|_| usage.prompt()),
        input: stated.input.map(|_| usage.input),
        cache_read: stated.cache_read.map(|_| usage.cache_read),
        cache_write: stated.cache_write.map(|_| usage.cache_write_5m + usage.cache_write_1h),
        output: stated.output.map(|_| usage.output),
        total: stated.total.map(|_| usage.total()),
        web_searches: stated.web_searches.map(|_| usage.web_searches),
        cost_usd: stated.cost_usd.map(|_| cost),
    }
}

fn covers(ledger: &MemoryStore, witness: &Witness, call: &Call) -> bool {
    let model = witness.model.as_ref();
    let same = |model: &str| plain_name(model) == plain_name(call.sample.model.as_str());
    let own = call.attribution.session;
    let whose = match witness.covers {
        Covers::Run => witness.session == Some(own),
        Covers::Session => witness.session.is_some_and(|session| is_below(ledger, own, session)),
        _ => true,
    };
    whose && model.is_none_or(|model| same(model.as_str()))
}

/// Tells whether a session is another or a run of its sub-agents'.
fn is_below(ledger: &MemoryStore, own: SessionId, above: SessionId) -> bool {
    let parent =
        |of| sessions(ledger).into_iter().find(|known| known.id == of).and_then(|known| known.parent);
    std::iter::successors(Some(own), |of| parent(*of)).take(10).any(|of| of == above)
}
