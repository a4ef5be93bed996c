//! The running total of a thread is held against what was counted of it.

use std::collections::BTreeMap;

use scopeon_core::event::{Covers, Event, Finish, Witness, WitnessScope};
use scopeon_core::id::SessionId;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;

fn witnesses(ledger: &MemoryStore) -> impl Iterator<Item = &Witness> {
    ledger.facts().filter_map(|event| if let Event::Witness(one) = event { Some(one.as_ref()) } else { None })
}

/// Where a thread's own total is not what was counted of it.
pub(super) fn disagreements(ledger: &MemoryStore) -> Vec<String> {
    let mut sums: BTreeMap<SessionId, Usage> = BTreeMap::new();
    for call in ledger.calls().filter(|call| call.sample.finish != Finish::Unknown) {
        let sum = sums.entry(call.attribution.session).or_default();
        *sum = sum.plus(call.sample.usage);
    }
    let mut wrong = Vec::new();
    for witness in witnesses(ledger) {
        assert_eq!((witness.covers, witness.holds), (Covers::Run, WitnessScope::RecordedCalls));
        let used = witness.session.and_then(|session| sums.get(&session)).copied().unwrap_or_default();
        let said = witness.totals;
        let pairs = [
            ("prompt", said.prompt, used.prompt()),
            ("cache reads", said.cache_read, used.cache_read),
            ("cache writes", said.cache_write, used.cache_write_5m),
            ("output", said.output, used.output),
            ("total", said.total, used.total()),
        ];
        let differ = pairs.into_iter().filter(|(_, said, counted)| said.is_some_and(|said| said != *counted));
        wrong.extend(
            differ.map(|(name, said, counted)| format!("{name}: {said:?} stated, {counted} counted")),
        );
    }
    wrong
}

/// How many threads state a total.
pub(super) fn statements(ledger: &MemoryStore) -> usize {
    witnesses(ledger).filter(|witness| witness.totals.total.is_some()).count()
}
