//! What agents' logs can tell, and what that makes of figures that rest on it.

use scopeon_core::event::Trigger;
use scopeon_core::metrics::cache::last_lifetime_ms;
use scopeon_core::metrics::context::{Capacity, CompactionPoint, Evidence, occupancy, outlook};
use scopeon_core::metrics::{FidelityIndex, Figure, Provenance, Reason};
use scopeon_core::provider::{Coverage, FactKind, Fidelity, ProviderInfo};
use scopeon_core::usage::Usage;

use super::{call, noon};

const EXACT: ProviderInfo = ProviderInfo::new("exact", "Exact", Coverage::PerCall).capabilities(&[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::Turns, Fidelity::Exact),
]);
const ROUGH: ProviderInfo = ProviderInfo::new("rough", "Rough", Coverage::PerSession).capabilities(&[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::CacheRead, Fidelity::Estimated),
]);
const BARE: ProviderInfo =
    ProviderInfo::new("bare", "Bare", Coverage::Partial).capabilities(&[(FactKind::Output, Fidelity::Exact)]);
const SILENT: ProviderInfo = ProviderInfo::new("silent", "Silent", Coverage::DetectedOnly);

#[test]
fn tokens_rest_on_input_and_output_and_a_cache_that_is_stated_roughly() {
    let trust = FidelityIndex::new([&EXACT, &ROUGH, &BARE, &SILENT]);
    let rough = Provenance::estimated(Reason::AgentEstimates);
    let partly = Provenance::estimated(Reason::PartlyUnsupported);
    let cases: [(&[&str], Provenance); 9] = [
        (&[], Provenance::EXACT),
        (&["exact"], Provenance::EXACT),
        (&["rough"], rough),
        (&["bare"], partly),
        (&["silent"], Provenance::UNSUPPORTED),
        (&["unheard-of"], Provenance::UNSUPPORTED),
        (&["exact", "rough"], rough),
        (&["exact", "silent"], partly),
        (&["bare", "rough"], partly.and(rough)),
    ];
    for (agents, expected) in cases {
        assert_eq!(trust.tokens(agents), expected, "{agents:?}");
    }
    assert_eq!(trust.over(["exact", "rough"], FactKind::Turns), partly);
    assert_eq!(trust.capability("exact", FactKind::Hooks), Fidelity::Unsupported);
}

#[test]
fn a_figure_has_no_value_without_the_fact_it_rests_on() {
    let rough = Provenance::estimated(Reason::AgentEstimates);
    let figure = Figure::estimated(7_u64, Reason::Projected);
    assert_eq!(figure.resting_on(Provenance::EXACT), figure);
    assert_eq!(figure.resting_on(rough).provenance, figure.provenance.and(rough));
    assert_eq!(figure.resting_on(Provenance::UNSUPPORTED), Figure::unsupported());
    let usage = Usage { input: 100, ..Usage::default() };
    let calls = [call(0, usage), call(60, usage), call(120, usage)];
    let found = outlook(&calls, &[], &Capacity { tokens: Some(1_000), evidence: Evidence::Call });
    let no_turns = found.trusted(Provenance::EXACT, Provenance::UNSUPPORTED);
    assert_eq!(no_turns.growth_per_turn_milli, Figure::unsupported());
    assert_eq!(
        (no_turns.occupancy, no_turns.growth_per_call_milli),
        (found.occupancy, found.growth_per_call_milli)
    );
    let no_context = found.trusted(Provenance::UNSUPPORTED, Provenance::EXACT);
    assert_eq!((no_context.fill_bp, no_context.turns_left), (Figure::unsupported(), Figure::unsupported()));
    assert_eq!(no_context.capacity, found.capacity, "a window is known without a prompt");
}

#[test]
fn a_compaction_that_no_call_followed_is_what_is_in_the_context() {
    let compaction = |after| CompactionPoint {
        at: noon(60),
        trigger: Trigger::Manual,
        before: None,
        after,
        duration_ms: None,
    };
    let cases = [
        (None, None, 0),
        (Some((noon(0), 90)), None, 90),
        (Some((noon(0), 90)), Some(compaction(Some(20))), 20),
        (Some((noon(60), 90)), Some(compaction(Some(20))), 20),
        (Some((noon(61), 90)), Some(compaction(Some(20))), 90),
        (Some((noon(0), 90)), Some(compaction(None)), 90),
        (None, Some(compaction(Some(20))), 20),
    ];
    for (last, compacted, expected) in cases {
        assert_eq!(occupancy(last, compacted.as_ref()), expected, "{last:?} {compacted:?}");
    }
}

#[test]
fn a_cache_that_was_asked_for_an_hour_keeps_an_hour_while_it_is_read() {
    let hour = call(0, Usage { cache_write_1h: 5_000, ..Usage::default() });
    let short = call(1, Usage { cache_write_5m: 5_000, ..Usage::default() });
    let read = call(2, Usage { cache_read: 5_000, ..Usage::default() });
    let none = call(3, Usage { input: 5_000, ..Usage::default() });
    let minutes = |calls: &[_]| last_lifetime_ms(calls) / 60_000;
    assert_eq!(minutes(&[]), 0);
    assert_eq!(minutes(&[hour.clone(), read.clone()]), 60);
    assert_eq!(minutes(&[hour.clone(), short, read.clone()]), 5);
    assert_eq!(minutes(&[hour, read, none]), 0);
}
