//! Capacity, fill, growth, calls left, advice and compactions.

use proptest::prelude::*;
use scopeon_core::event::Trigger;
use scopeon_core::metrics::context::{
    Advice, Because, Capacity, CapacityInputs, CompactionPoint, Evidence, Outlook, Situation, Surroundings,
    advise, capacities, capacity, compactions, crowding, outlook, steps,
};
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::metrics::{Figure, Provenance, Reason, Share};
use scopeon_core::pricing::{PriceBook, PriceRow, RateSet};
use scopeon_core::usage::Usage;

use super::{call, label, noon, turn_call, usd};

fn stated(tokens: u64) -> Capacity {
    Capacity { tokens: Some(tokens), evidence: Evidence::Call }
}

fn contexts(contexts: &[u64]) -> Vec<CallPoint> {
    (0..)
        .zip(contexts)
        .map(|(index, context)| turn_call(index * 60, index.unsigned_abs(), *context))
        .collect()
}

fn compaction(seconds: i64, trigger: Trigger, before: Option<u64>, after: Option<u64>) -> CompactionPoint {
    CompactionPoint { at: noon(seconds), trigger, before, after, duration_ms: None }
}

#[test]
fn capacity_by_the_best_evidence() {
    let seen = |model| CapacityInputs {
        agent: "claude-code",
        model,
        at: noon(0),
        call_window: None,
        session_window: None,
        largest_prompt: 0,
    };
    let opus = "claude-opus-5-5";
    let cases = [
        (
            CapacityInputs { call_window: Some(258_400), session_window: Some(1), ..seen("gpt-5") },
            Some(258_400),
            Evidence::Call,
        ),
        (
            CapacityInputs { call_window: Some(0), session_window: Some(500_000), ..seen(opus) },
            Some(500_000),
            Evidence::Session,
        ),
        (seen("claude-opus-5-5[1m]"), Some(1_000_000), Evidence::Name),
        (seen(opus), Some(200_000), Evidence::Default), // the table says 1,000,000, which is an option
        (CapacityInputs { largest_prompt: 200_000, ..seen(opus) }, Some(200_000), Evidence::Default),
        (CapacityInputs { largest_prompt: 200_001, ..seen(opus) }, Some(1_000_000), Evidence::Prompt),
        (seen("claude-haiku-4-5"), Some(200_000), Evidence::Table),
        (
            CapacityInputs { largest_prompt: 200_001, ..seen("claude-haiku-4-5") },
            Some(1_000_000),
            Evidence::Prompt,
        ),
        (seen("gpt-5"), Some(272_000), Evidence::Table),
        (CapacityInputs { largest_prompt: 300_000, ..seen("gpt-5") }, Some(300_000), Evidence::Prompt),
        (seen("claude-yonder-99"), Some(200_000), Evidence::Default),
        (seen("gpt-5.97-yonder"), Some(272_000), Evidence::Default),
        (seen("yonder"), None, Evidence::Unknown),
    ];
    for (seen, tokens, evidence) in cases {
        assert_eq!(capacity(&seen, &PriceBook::builtin()), Capacity { tokens, evidence }, "{seen:?}");
    }
    let mut own = PriceRow::new(opus, RateSet::default(), "override");
    own.window = Some(600_000);
    let book = PriceBook::builtin().with_overrides(vec![own]);
    assert_eq!(
        capacity(&seen(opus), &book),
        Capacity { tokens: Some(600_000), evidence: Evidence::Override }
    );
    assert_eq!(stated(1).provenance(), Provenance::EXACT);
    let assumed = Capacity { tokens: Some(1), evidence: Evidence::Table };
    assert_eq!(assumed.provenance(), Provenance::estimated(Reason::AssumedWindow));
}

#[test]
fn growth_and_what_is_left() {
    // 10,000 a call; the next request carries 41,000: 59,000 more fit, 5.9 calls.
    let found = outlook(&contexts(&[10_000, 20_000, 30_000, 40_000]), &[], &stated(100_000));
    assert_eq!(found.occupancy, Figure::exact(40_000));
    assert_eq!(found.fill_bp, Figure::exact(Share::from_bp(4_000)));
    assert_eq!(found.growth_per_call_milli, Figure::estimated(10_000_000, Reason::Projected));
    assert_eq!((found.calls_left.value, found.turns_left.value), (Some(5), Some(5)));

    // Two calls a turn: turns end at 20, 40 and 60 thousand, so half as many turns as calls are left.
    let calls: Vec<CallPoint> = (1..=6)
        .map(|index| turn_call(index * 60, index.unsigned_abs().div_ceil(2), index.unsigned_abs() * 10_000))
        .collect();
    let found = outlook(&calls, &[], &stated(101_000));
    assert_eq!(found.growth_per_turn_milli.value, Some(20_000_000));
    assert_eq!((found.calls_left.value, found.turns_left.value), (Some(4), Some(2)));
}

#[test]
fn growth_is_that_of_the_last_thirty_calls_and_ten_turns() {
    // The slope between the squares of i and j is i + j: 10 to 39 have a median of 49, 30 to 39 one of 69.
    let squares: Vec<u64> = (0..40_u64).map(|index| index * index).collect();
    let found = outlook(&contexts(&squares), &[], &stated(100_000));
    assert_eq!(found.growth_per_call_milli.value, Some(49_000));
    assert_eq!(found.growth_per_turn_milli.value, Some(69_000));
}

#[test]
fn a_compaction_or_a_drop_starts_the_trend_anew() {
    let automatic = compaction(90, Trigger::Automatic, Some(95_000), Some(20_000));
    // After it 5,000 a call; the agent compacts at 95,000: (95 − 31) ÷ 5 = 12.8.
    let found = outlook(&contexts(&[80_000, 90_000, 20_000, 25_000, 30_000]), &[automatic], &stated(200_000));
    assert_eq!(found.growth_per_call_milli.value, Some(5_000_000));
    assert_eq!(found.limit, Figure::estimated(95_000, Reason::Projected));
    assert_eq!(found.calls_left.value, Some(12));

    let dropped = outlook(&contexts(&[80_000, 90_000, 20_000, 22_000, 24_000]), &[], &stated(200_000));
    assert_eq!(dropped.growth_per_call_milli.value, Some(2_000_000));
    // A fall by exactly a fifth is none.
    let kept = outlook(&contexts(&[100, 80, 120]), &[], &stated(200_000));
    assert_eq!(kept.growth_per_call_milli.value, Some(10_000)); // −20, 10, 40
    let cut = outlook(&contexts(&[100, 79, 120]), &[], &stated(200_000));
    assert_eq!(cut.growth_per_call_milli, Figure::unknown(Reason::FewSamples));

    let manual = compaction(600, Trigger::Manual, Some(90_000), Some(12_000));
    let just = outlook(&contexts(&[80_000, 90_000]), &[manual], &stated(200_000));
    assert_eq!(just.occupancy.value, Some(12_000), "no call has followed");
    assert_eq!(just.limit.value, Some(200_000), "a compaction by hand shows no limit");
    let unsaid = compaction(90, Trigger::Unknown, Some(95_000), None);
    let found = outlook(&contexts(&[80_000, 90_000, 20_000]), &[unsaid], &stated(200_000));
    assert_eq!(found.limit, Figure::exact(200_000), "nor does one that may have been asked for");
}

#[test]
fn what_cannot_be_told_has_no_value() {
    let none = Capacity { tokens: None, evidence: Evidence::Unknown };
    let unknown = outlook(&contexts(&[10, 20, 30]), &[], &none);
    assert_eq!(unknown.capacity, Figure::unsupported());
    assert_eq!((unknown.fill_bp.value, unknown.calls_left.value), (None, None));
    let shrinking = outlook(&contexts(&[1_000, 990, 980]), &[], &stated(100_000));
    assert_eq!((shrinking.growth_per_call_milli.value, shrinking.calls_left.value), (Some(-10_000), None));
    let still = outlook(&contexts(&[1_000, 1_000, 1_000]), &[], &stated(100_000));
    assert_eq!((still.growth_per_call_milli.value, still.calls_left.value), (Some(0), None));
    let full = outlook(&contexts(&[80_000, 90_000, 100_000]), &[], &stated(100_000));
    assert_eq!(full.calls_left.value, Some(0));
    let empty = outlook(&[], &[], &stated(100_000));
    assert_eq!((empty.occupancy.value, empty.fill_bp.value), (Some(0), Some(Share::NONE)));
    assert_eq!(empty.calls_left.value, None);
}

#[test]
fn each_call_has_the_window_of_its_model() {
    let book = PriceBook::builtin();
    let call = |second: i64, model: &str, context: u64| CallPoint {
        at: noon(second),
        model: label(model),
        context,
        ..contexts(&[0])[0].clone()
    };
    let (opus, haiku) = ("claude-opus-5", "claude-haiku-4-5");
    let calls =
        [call(0, opus, 150_000), call(60, haiku, 90_000), call(120, opus, 20_000), call(180, "own", 9)];
    let seen = |stated: &[Option<u64>], session_window, points: &[CompactionPoint]| -> Vec<Option<u64>> {
        let around = Surroundings { agent: "claude-code", session_window, compactions: points };
        capacities(&calls, stated, &around, &book).iter().map(|window| window.tokens).collect()
    };
    let usual = Some(200_000);
    assert_eq!(seen(&[], None, &[]), [usual, usual, usual, None]);
    // What grew to 260,000 before it was compacted was the window of the call before.
    let grown = [compaction(30, Trigger::Automatic, Some(260_000), None)];
    assert_eq!(seen(&[], None, &grown), [Some(1_000_000), usual, Some(1_000_000), None]);
    let early = [compaction(-30, Trigger::Automatic, Some(260_000), None)];
    assert_eq!(seen(&[], None, &early), [usual, usual, usual, None], "of a call that is not known");
    // What the log states of a call is that call's alone; 0 states nothing.
    assert_eq!(seen(&[Some(300_000), Some(0)], None, &[]), [Some(300_000), usual, usual, None]);
    assert_eq!(
        seen(&[Some(300_000)], Some(500_000), &grown),
        [Some(300_000), Some(500_000), Some(500_000), Some(500_000)]
    );
}

#[test]
fn each_call_has_its_fill_and_change() {
    let all = steps(&contexts(&[10_000, 30_000, 25_000]), &[stated(40_000), stated(40_000), stated(50_000)]);
    let seen: Vec<_> = all.iter().map(|step| (step.occupancy, step.fill_bp.bp(), step.change)).collect();
    assert_eq!(seen, [(10_000, 2_500, 0), (30_000, 7_500, 20_000), (25_000, 5_000, -5_000)]);
}

#[test]
fn crowding_counts_from_four_fifths_on() {
    let found = crowding(&contexts(&[79_994, 80_000, 90_000]), &[stated(100_000); 3]);
    assert_eq!((found.calls, found.crowded, found.above_half), (3, 2, 70_000));
    assert_eq!(found.above_half_usd, usd("0.014")); // 70,000 × 0.2 per million
    assert_eq!(found.share().bp(), 6_667);
    let unknown = Capacity { tokens: None, evidence: Evidence::Unknown };
    assert_eq!(crowding(&contexts(&[90_000]), &[unknown]).calls, 0);
}

#[test]
fn compactions_and_what_they_freed() {
    let calls = contexts(&[80_000, 90_000, 20_000]);
    let points = [
        compaction(70, Trigger::Automatic, Some(100_000), Some(25_000)),
        compaction(80, Trigger::Manual, None, None), // between the calls of 90,000 and 20,000
        compaction(900, Trigger::Micro, Some(30_000), None),
        compaction(901, Trigger::Unknown, Some(90_000), None),
    ];
    let found = compactions(&points, &calls);
    assert_eq!((found.automatic, found.manual, found.micro, found.unknown), (1, 1, 1, 1));
    assert_eq!(found.compactions[3].trigger, "unknown");
    assert_eq!(found.compactions[0].freed, Figure::exact(75_000));
    assert_eq!(found.compactions[0].freed_bp, Figure::exact(Share::from_bp(7_500)));
    assert_eq!(found.compactions[1].freed, Figure::estimated(70_000, Reason::Reconstructed));
    assert_eq!(found.compactions[2].freed.value, None, "nothing shows what was left");
    assert_eq!((found.freed, found.median_before), (145_000, 90_000));
    assert_eq!(compactions(&[], &calls).freed, 0);
}

#[test]
fn advice_and_its_reason() {
    let with = |occupancy: u64, calls_left: Option<u64>, turns_left: Option<u64>| Outlook {
        occupancy: Figure::exact(occupancy),
        calls_left: Figure { value: calls_left, provenance: Provenance::EXACT },
        turns_left: Figure { value: turns_left, provenance: Provenance::EXACT },
        ..outlook(&[], &[], &stated(100_000))
    };
    let idle = |idle_ms| Situation { compactions: 0, idle_ms, cache_ms: 300_000 };
    let often = Situation { compactions: 3, ..Situation::default() };
    let cases = [
        (with(10_000, None, None), idle(0), Advice::GoOn, Because::Room),
        (with(89_994, None, None), idle(0), Advice::CompactSoon, Because::Filling),
        (with(90_000, None, None), idle(0), Advice::CompactNow, Because::NearlyFull),
        (with(74_000, Some(10), None), idle(0), Advice::CompactSoon, Because::FewCallsLeft),
        (with(74_000, Some(11), None), idle(0), Advice::GoOn, Because::Room),
        (with(74_000, Some(3), Some(1)), idle(0), Advice::CompactNow, Because::LastTurn),
        (with(50_000, None, None), idle(300_001), Advice::CompactNow, Because::CacheExpired),
        (with(50_000, None, None), idle(300_000), Advice::GoOn, Because::Room),
        (with(49_000, None, None), idle(300_001), Advice::GoOn, Because::Room),
        (with(75_000, None, None), often, Advice::StartFresh, Because::CompactedOften),
    ];
    for (outlook, situation, advice, because) in cases {
        let given = advise(&outlook, &situation);
        assert_eq!((given.advice, given.because), (advice, because), "{:?} {situation:?}", outlook.occupancy);
    }
    let unknown = Capacity { tokens: None, evidence: Evidence::Unknown };
    let given = advise(&outlook(&contexts(&[90_000]), &[], &unknown), &Situation::default());
    assert_eq!(given.because, Because::CapacityUnknown);
    let unsaid = outlook(&contexts(&[90_000]), &[], &stated(100_000));
    let given = advise(&unsaid.trusted(Provenance::UNSUPPORTED, Provenance::EXACT), &Situation::default());
    assert_eq!(given.because, Because::OccupancyUnknown, "nothing says that there is room");
}

proptest! {
    #[test]
    fn fill_is_bounded_and_more_room_never_means_fewer_calls(
        sizes in prop::collection::vec(0..400_000_u64, 0..40),
        window in 1..300_000_u64,
        more in 0..300_000_u64,
    ) {
        let calls = contexts(&sizes);
        let (small, large) = (outlook(&calls, &[], &stated(window)), outlook(&calls, &[], &stated(window + more)));
        prop_assert!(small.fill_bp.value.unwrap() <= Share::ALL);
        prop_assert!(small.fill_bp.value >= large.fill_bp.value);
        prop_assert!(small.calls_left.value <= large.calls_left.value);
        prop_assert_eq!(small.calls_left.value.is_some(), small.growth_per_call_milli.value.is_some_and(|growth| growth > 0));
        let windows = vec![stated(window); calls.len()];
        let found = crowding(&calls, &windows);
        prop_assert!(found.crowded <= found.calls && found.calls == sizes.len() as u64);
        let mut reversed = calls.clone();
        reversed.reverse();
        prop_assert_eq!(crowding(&reversed, &windows), found);
    }

    #[test]
    fn an_assumed_window_holds_every_prompt_seen(prompt in 0..2_000_000_u64, model in prop::sample::select(vec!["claude-opus-5-5", "claude-haiku-4-5", "gpt-5", "claude-x"])) {
        let seen = CapacityInputs { agent: "a", model, at: noon(0), call_window: None, session_window: None, largest_prompt: prompt };
        prop_assert!(capacity(&seen, &PriceBook::builtin()).tokens.unwrap() >= prompt);
    }
}

#[test]
fn the_next_request_carries_the_last_answer() {
    let mut calls = contexts(&[10_000, 20_000, 30_000]);
    calls[2] = CallPoint { usage: Usage { output: 20_000, ..calls[2].usage }, ..call(120, calls[2].usage) };
    let found = outlook(&calls, &[], &stated(100_000));
    assert_eq!(found.calls_left.value, Some(5), "(100 − 30 − 20) ÷ 10");
}
