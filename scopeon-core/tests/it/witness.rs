//! What agents say of themselves: joined, held against what was counted, and what it holds beyond the calls.

use proptest::prelude::*;
use scopeon_core::event::{Consumption, Totals, Witness, WitnessScope, unrecorded_usage};
use scopeon_core::id::{Identity, SessionId};
use scopeon_core::metrics::witness::{Counted, Since, Verdict, difference, missing_tokens, verdict};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn totals(input: u64, output: u64) -> Totals {
    Totals { input: Some(input), output: Some(output), ..Totals::default() }
}

fn told(model: u8, input: u64, output: u64) -> Consumption<u8> {
    Consumption { model, usage: Usage { input, output, ..Usage::default() }, reported: None, at: None }
}

fn left(stated: &[(u8, Totals)], calls: &[Consumption<u8>]) -> Vec<Option<(u64, u64)>> {
    unrecorded_usage(stated, calls).iter().map(|one| one.map(|usage| (usage.input, usage.output))).collect()
}

#[test]
fn totals_keep_what_no_call_tells() {
    let calls = [told(1, 100, 10), told(1, 50, 5), told(2, 7, 7)];
    assert_eq!(left(&[(1, totals(200, 20)), (2, totals(7, 7))], &calls), [Some((50, 5)), Some((0, 0))]);
    assert_eq!(left(&[(1, totals(150, 15)), (2, totals(7, 7)), (3, totals(4, 1))], &calls)[2], Some((4, 1)));
    assert_eq!(left(&[(9, totals(3, 3))], &[]), [Some((3, 3))], "nothing but what leaves no record");
}

/// Some agents state the whole prompt, and what of it was cached beside it, or not at all.
#[test]
fn a_whole_prompt_is_held_against_the_calls_whole_prompts() {
    let usage = Usage { input: 4_000, cache_read: 1_000, output: 210, ..Usage::default() };
    let calls = [Consumption { usage, ..told(1, 0, 0) }];
    for (prompt, read, kept) in [
        (5_700, Some(1_000), Some((700, 0))),
        (5_700, Some(1_100), Some((600, 100))),
        (5_700, None, Some((700, 0))),
        (5_000, None, Some((0, 0))),
        (4_900, None, None),
    ] {
        let totals =
            Totals { prompt: Some(prompt), cache_read: read, output: Some(240), ..Totals::default() };
        let found = unrecorded_usage(&[(1, totals)], &calls)[0];
        assert_eq!(found.map(|usage| (usage.input, usage.cache_read)), kept, "{prompt} {read:?}");
        assert_eq!(found.map(|usage| usage.output), kept.map(|_| 30));
    }
}

#[test]
fn less_than_the_calls_is_unknown_and_never_negative() {
    let calls = [told(1, 100, 10), told(2, 50, 5)];
    // One process of two: less of one counter is enough.
    assert_eq!(left(&[(1, totals(100, 9)), (2, totals(50, 9))], &calls), [None, Some((0, 3))]);
    assert_eq!(left(&[(1, totals(500, 3)), (2, totals(50, 5))], &calls), [None, None], "all of it is less");
    assert_eq!(left(&[(2, totals(60, 5))], &calls), [None], "less than all calls together");
}

#[test]
fn a_model_with_two_names_is_not_found_twice() {
    let calls = [told(1, 100, 10)];
    assert_eq!(left(&[(9, totals(130, 12))], &calls), [Some((30, 2))]);
    assert_eq!(left(&[(9, totals(100, 10)), (8, totals(5, 1))], &calls), [Some((5, 1)), Some((0, 0))]);
}

#[test]
fn a_verdict_is_said_of_every_counter() {
    let usage = Usage { input: 10, cache_read: 20, cache_write_1h: 5, output: 3, ..Usage::default() };
    let counted = Counted { calls: 2, usage, reported: (2, PicoUsd::from_pico(9)) };
    let all = Totals {
        calls: Some(2),
        prompt: Some(35),
        input: Some(10),
        cache_read: Some(20),
        cache_write: Some(5),
        output: Some(3),
        total: Some(38),
        web_searches: Some(0),
        cost_usd: Some(PicoUsd::from_pico(9)),
    };
    assert_eq!(verdict(&all, &counted, WitnessScope::RecordedCalls, Since::Nothing), Verdict::Agrees);
    assert_eq!(
        verdict(&Totals::default(), &counted, WitnessScope::RecordedCalls, Since::Nothing),
        Verdict::Agrees,
        "who says nothing is not contradicted"
    );
    for place in 0..8 {
        for (one, beyond) in [(1_i64, Verdict::Beyond), (-1, Verdict::Part)] {
            let mut other = all;
            let counters = [
                &mut other.calls,
                &mut other.prompt,
                &mut other.input,
                &mut other.cache_read,
                &mut other.cache_write,
                &mut other.output,
                &mut other.total,
                &mut other.web_searches,
            ];
            let one_of_them = counters.into_iter().nth(place).unwrap();
            let Some(changed) = one_of_them.unwrap().checked_add_signed(one) else { continue };
            *one_of_them = Some(changed);
            assert_eq!(
                verdict(&other, &counted, WitnessScope::RecordedCalls, Since::Nothing),
                Verdict::Differs,
                "{place} {one}"
            );
            assert_eq!(
                verdict(&other, &counted, WitnessScope::MayExceed, Since::Nothing),
                beyond,
                "{place} {one}"
            );
            let late = if one < 0 { Verdict::Part } else { Verdict::Differs };
            assert_eq!(
                verdict(&other, &counted, WitnessScope::RecordedCalls, Since::Calls),
                late,
                "{place} {one}"
            );
        }
    }
    let dearer = Totals { cost_usd: Some(PicoUsd::from_pico(10)), ..all };
    assert_eq!(
        verdict(&dearer, &counted, WitnessScope::RecordedCalls, Since::Nothing),
        Verdict::Agrees,
        "tokens say more than prices of one's own"
    );
    let alone = Totals { cost_usd: dearer.cost_usd, ..Totals::default() };
    assert_eq!(verdict(&alone, &counted, WitnessScope::RecordedCalls, Since::Nothing), Verdict::Differs);
    let unstated = Counted { reported: (1, PicoUsd::from_pico(9)), ..counted };
    assert_eq!(
        verdict(&alone, &unstated, WitnessScope::RecordedCalls, Since::Nothing),
        Verdict::Agrees,
        "a cost of some calls is compared with none"
    );
}

#[test]
fn a_difference_has_a_size_and_a_direction() {
    let counted =
        |input, output| Counted { usage: Usage { input, output, ..Usage::default() }, ..Counted::default() };
    let cases = [
        (totals(100, 0), counted(100, 0), 0, 0),
        (totals(100, 100), counted(50, 100), 50, 2_500),
        (totals(50, 50), counted(100, 100), -100, 5_000),
        (Totals { total: Some(100), ..Totals::default() }, counted(60, 20), 20, 2_000),
        (
            Totals { prompt: Some(90), output: Some(10), total: Some(100), ..Totals::default() },
            counted(90, 0),
            10,
            1_000,
        ),
        (Totals::default(), counted(5, 5), 0, 0),
    ];
    for (stated, counted, missing, share) in cases {
        assert_eq!(missing_tokens(&stated, &counted), missing, "{stated:?}");
        assert_eq!(difference(&stated, &counted).bp(), share, "{stated:?}");
    }
}

fn witness(at: i64, input: u64) -> Witness {
    let session = SessionId(Identity::builder("session").text("s").finish());
    let id = Identity::builder("witness").text("s").finish().into();
    Witness::new(id, Timestamp::from_millis(at).unwrap(), session, totals(input, 1))
}

proptest! {
    #[test]
    fn the_latest_statement_stands_in_any_order(sightings in proptest::collection::vec((0..4_i64, 0..9_u64), 1..8)) {
        let joined = |order: &mut dyn Iterator<Item = &(i64, u64)>| {
            let mut all = order.map(|(at, input)| witness(*at, *input));
            let first = all.next().unwrap();
            all.fold(first, |mut known, seen| {
                known.join(seen);
                known
            })
        };
        let (forward, back) = (joined(&mut sightings.iter()), joined(&mut sightings.iter().rev()));
        prop_assert_eq!(&forward, &back);
        prop_assert_eq!(forward.at.millis(), sightings.iter().map(|(at, _)| *at).max().unwrap());
    }

    #[test]
    fn what_is_found_beyond_is_what_was_hidden(
        shown in proptest::collection::vec((0..3_u8, 0..1_000_u64, 0..100_u64), 0..9),
        hidden in proptest::collection::vec((0..5_u8, 0..1_000_u64, 0..100_u64), 0..9),
    ) {
        let calls: Vec<_> = shown.iter().map(|(model, input, output)| told(*model, *input, *output)).collect();
        let sum = |all: &mut dyn Iterator<Item = &(u8, u64, u64)>, model: u8| {
            all.filter(|one| one.0 == model).fold((0, 0), |sum, one| (sum.0 + one.1, sum.1 + one.2))
        };
        let whole = |model: u8| sum(&mut shown.iter().chain(&hidden), model);
        let stated: Vec<_> = (0..5).map(|model| (model, totals(whole(model).0, whole(model).1))).collect();
        let expected: Vec<_> = (0..5).map(|model| Some(sum(&mut hidden.iter(), model))).collect();
        prop_assert_eq!(left(&stated, &calls), expected);
    }
}
