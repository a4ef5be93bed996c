//! What totals leave beside calls that are told by themselves.

use proptest::prelude::*;
use scopeon_core::event::{Consumption, Origin, countable_totals, finishes, residuals};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn spent(model: u8, input: u64, output: u64, cost: Option<i128>) -> Consumption<u8> {
    let usage = Usage { input, output, ..Usage::default() };
    Consumption { model, usage, reported: cost.map(PicoUsd::from_pico), at: None }
}

/// `(input, output, cost)` of each.
fn left(totals: &[Consumption<u8>], told: &[Consumption<u8>]) -> Vec<(u64, u64, Option<i128>)> {
    let left = residuals(totals, told);
    left.iter().map(|one| (one.usage.input, one.usage.output, one.reported.map(PicoUsd::pico))).collect()
}

#[test]
fn the_first_totals_keep_what_no_call_tells() {
    let legs = [spent(1, 100, 10, Some(50)), spent(1, 200, 20, Some(70))];
    let second = spent(1, 200, 20, Some(70));
    assert_eq!(left(&legs, &[]), [(100, 10, Some(50)), (200, 20, Some(70))], "nothing is told");
    assert_eq!(left(&legs, &[second]), [(100, 10, Some(50)), (0, 0, None)], "told since the second");
    assert_eq!(left(&legs, &[spent(1, 250, 5, Some(80))]), [(50, 10, Some(40)), (0, 15, None)]);
    assert_eq!(left(&legs, &[spent(1, 900, 90, Some(1))]), [(0, 0, None); 2], "calls tell more");
    assert_eq!(left(&[], &[second]), []);
}

#[test]
fn a_model_with_two_names_counts_once() {
    let totals = [spent(1, 100, 10, None), spent(2, 50, 5, None)];
    assert_eq!(
        left(&totals, &[spent(3, 150, 15, None)]),
        [(0, 0, None); 2],
        "all of it is told, by other names"
    );
    assert_eq!(left(&totals, &[spent(3, 30, 0, None)]), [(100, 10, None), (20, 5, None)], "30 less in all");
    assert_eq!(left(&totals, &[spent(1, 100, 10, None)]), [(0, 0, None), (50, 5, None)], "the other model's");
}

#[test]
fn what_was_billed_stays_with_what_is_left() {
    let legs = [spent(1, 100, 10, Some(50)), spent(1, 200, 20, Some(70))];
    assert_eq!(left(&legs, &[spent(1, 150, 0, None)]), [(100, 10, Some(50)), (50, 20, Some(70))]);
    assert_eq!(left(&legs, &[spent(1, 150, 0, Some(60))]), [(100, 10, Some(50)), (50, 20, Some(10))]);
    assert_eq!(left(&legs, &[spent(1, 300, 30, None)]), [(0, 0, None); 2], "no tokens, no call to hold it");
}

#[test]
fn an_exported_response_counts_where_no_call_has_its_model() {
    let exported = |model| (Origin::Export, spent(model, 50, 5, None));
    let leg = (Origin::Direct, spent(1, 100, 10, Some(9)));
    let counts = |totals: &[(Origin, Consumption<u8>)], told: &[Consumption<u8>]| -> Vec<(u64, u64)> {
        countable_totals(totals, told).iter().map(|one| (one.usage.input, one.usage.output)).collect()
    };
    assert_eq!(counts(&[exported(1), leg, exported(1)], &[]), [(50, 5), (0, 0), (50, 5)], "all is exported");
    assert_eq!(counts(&[exported(1), leg], &[]), [(50, 5), (50, 5)], "half is");
    assert_eq!(
        counts(&[exported(1), leg], &[spent(1, 60, 5, None)]),
        [(0, 0), (40, 5)],
        "a call stands for it"
    );
    assert_eq!(counts(&[exported(1), exported(2)], &[spent(2, 1, 1, None)]), [(50, 5), (0, 0)], "by model");
}

/// Spans are kept for a week, and a chat for longer.
#[test]
fn what_was_asked_before_calls_are_told_counts() {
    let at = |day: i64, model| Consumption {
        at: Timestamp::from_millis(day * 1_000),
        ..spent(model, 50, 5, None)
    };
    let asked = |day, model| at(day, model).as_total(Origin::Export, true);
    let counts = |totals: &[(Origin, Consumption<u8>)], told: &[Consumption<u8>]| -> Vec<bool> {
        countable_totals(totals, told).iter().map(|one| !one.usage.is_empty()).collect()
    };
    let days = [asked(1, 1), asked(2, 1), asked(3, 1)];
    let late = |day, model| Consumption { at: Timestamp::from_millis(day * 1_000 + 900), ..at(day, model) };
    assert_eq!(counts(&days, &[late(3, 1)]), [true, true, false], "the call is of the last prompt");
    assert_eq!(counts(&days, &[late(3, 1), late(2, 1)]), [true, false, false], "the first call decides");
    assert_eq!(counts(&days, &[late(1, 1)]), [false; 3]);
    assert_eq!(counts(&days, &[at(1, 1), late(3, 1)]), [false; 3]);
    assert_eq!(counts(&days[..1], &[late(3, 1)]), [false], "it may be of the only prompt");
    let models = [asked(1, 1), asked(2, 2), asked(3, 1)];
    assert_eq!(counts(&models, &[late(2, 1)]), [true, true, false], "another model's prompt came between");
    let exported = at(1, 1).as_total(Origin::Export, false);
    assert_eq!(counts(&[exported, asked(2, 1)], &[late(2, 1)]), [false; 2], "it answers no prompt");
    assert_eq!(counts(&days, &[late(3, 1), spent(1, 1, 1, None)]), [false; 3], "a call without a time");
}

fn parts() -> impl Strategy<Value = Vec<Consumption<u8>>> {
    let part = (0..3_u8, 0..50_u64, 0..5_u64, proptest::option::of(0..9_i128));
    proptest::collection::vec(
        part.prop_map(|(model, input, output, cost)| spent(model, input, output, cost)),
        0..8,
    )
}

fn sum(parts: &[Consumption<u8>]) -> Usage {
    parts.iter().map(|part| part.usage).sum()
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_counts_twice(totals in parts(), told in parts()) {
        let left = residuals(&totals, &told);
        prop_assert_eq!(left.len(), totals.len());
        for (left, total) in left.iter().zip(&totals) {
            prop_assert!(left.usage.input <= total.usage.input && left.usage.output <= total.usage.output);
            prop_assert!(left.reported <= total.reported && left.model == total.model);
        }
        let (all, own, both) = (sum(&totals), sum(&told), sum(&left).plus(sum(&told)));
        // At most what either says; where both use the same names, exactly that for each of them.
        prop_assert!(both.input <= all.input.max(own.input) && both.input >= own.input);
        let of = |parts: &[Consumption<u8>], model| -> u64 {
            parts.iter().filter(|part| part.model == model).map(|part| part.usage.input).sum()
        };
        let models = |parts: &[Consumption<u8>]| -> Vec<u8> {
            (0..3).filter(|model| of(parts, *model) > 0).collect()
        };
        if models(&told).iter().all(|model| of(&totals, *model) >= of(&told, *model)) {
            for model in 0..3 {
                prop_assert_eq!(of(&left, model) + of(&told, model), of(&totals, model).max(of(&told, model)));
            }
        }
        let reversed: Vec<_> = told.iter().rev().copied().collect();
        prop_assert_eq!(residuals(&totals, &reversed), left);
    }

    /// What counts is what the totals count once the exported responses without a call of their model are calls.
    #[test]
    fn exported_responses_are_calls_or_nothing(
        totals in parts(), told in parts(), marks in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let origin = |mark: &bool| if *mark { Origin::Export } else { Origin::Direct };
        let marked: Vec<_> = marks.iter().map(origin).zip(totals).collect();
        let counts = countable_totals(&marked, &told);
        prop_assert_eq!(counts.len(), marked.len());
        let is_told = |one: &Consumption<u8>| told.iter().any(|call| call.model == one.model);
        let (mut own, mut calls, mut left) = (Vec::new(), told.clone(), Vec::new());
        for ((origin, total), count) in marked.iter().zip(&counts) {
            if *origin == Origin::Export {
                let expected = if is_told(total) { Usage::default() } else { total.usage };
                prop_assert_eq!(count.usage, expected);
                calls.push(*count);
            } else {
                own.push(*total);
                left.push(*count);
            }
        }
        prop_assert_eq!(residuals(&own, &calls), left);
        let reversed: Vec<_> = told.iter().rev().copied().collect();
        prop_assert_eq!(countable_totals(&marked, &reversed), counts);
    }
}

/// Calls that are told are among those that totals stand for.
#[test]
fn what_calls_tell_in_part_is_no_further_call() {
    use scopeon_core::event::Finish::{self, Final, Residual};
    let ends = |stated: &[(Origin, Finish, Consumption<u8>)], told: &[Consumption<u8>]| {
        let totals: Vec<_> = stated.iter().map(|(origin, _, total)| (*origin, *total)).collect();
        let kinds: Vec<_> = stated.iter().map(|(_, finish, _)| *finish).collect();
        finishes(&totals, &kinds, &countable_totals(&totals, told), told)
    };
    let own = |model, input| (Origin::Direct, Final, spent(model, input, 1, None));
    let two = [own(1, 100), own(1, 200)];
    assert_eq!(ends(&two, &[]), [Final, Final], "each stands for a call");
    assert_eq!(ends(&two, &[spent(1, 30, 0, None)]), [Final, Residual], "one is told in part");
    assert_eq!(ends(&two, &[spent(1, 0, 0, None)]), [Final, Final], "what took nothing tells of nothing");
    assert_eq!(ends(&two, &[spent(1, 30, 0, None), spent(1, 30, 0, None)]), [Residual, Residual]);
    assert_eq!(ends(&[own(1, 900)], &[spent(1, 1, 0, None)]), [Residual], "a session's total");
    assert_eq!(ends(&two, &[spent(2, 30, 0, None)]), [Final, Residual], "a model with two names");
    let stated = [own(1, 100), (Origin::Direct, Residual, spent(1, 50, 0, None))];
    assert_eq!(ends(&stated, &[]), [Final, Residual], "the provider knows that it is none");
    let exported = [(Origin::Export, Final, spent(1, 50, 0, None)), own(1, 70)];
    assert_eq!(ends(&exported, &[]), [Final, Residual], "the exported response is the one");
}
