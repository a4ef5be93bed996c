//! Thresholds, the health score, signs of waste and suggestions.

use proptest::prelude::*;
use scopeon_core::metrics::health::{Measurement, health};
use scopeon_core::metrics::priced::{CallPoint, PricedUsage};
use scopeon_core::metrics::suggest::{SessionSignals, gathered_signals, suggest};
use scopeon_core::metrics::thresholds::{HealthMeasure, LEARNT_DAYS, Threshold, ThresholdSource, Thresholds};
use scopeon_core::metrics::waste::{
    Action, Findings, ModelWork, Severity, Sign, Signal, SmallWork, signals, small_turns, small_work,
};
use scopeon_core::metrics::{Figure, Provenance, Quantity, Reason, Share};
use scopeon_core::money::PicoUsd;

use scopeon_core::pricing::Rates;
use scopeon_core::usage::Usage;

use super::{RATES, turn_call, usd};

fn bps(values: impl IntoIterator<Item = u32>) -> Vec<Share> {
    values.into_iter().map(Share::from_bp).collect()
}

#[test]
fn thresholds_are_learnt_from_twenty_sessions_on() {
    let learnt = |measure, values: &[Share]| {
        let threshold = Threshold::learn(measure, values);
        (threshold.good_bp.bp(), threshold.poor_bp.bp(), threshold.source)
    };
    let tenths: Vec<Share> = bps((1..=20).map(|tenth| tenth * 10)); // P10 is the 2nd, P90 the 18th
    let cases = [
        (HealthMeasure::Failures, tenths[..19].to_vec(), (200, 1_500, ThresholdSource::Default)),
        (HealthMeasure::Failures, tenths.clone(), (20, 180, ThresholdSource::Own)),
        (HealthMeasure::Failures, bps([5_000; 20]), (1_500, 3_000, ThresholdSource::Own)), // what is wasteful does not become normal
        (HealthMeasure::Failures, bps([0; 20]), (200, 1_500, ThresholdSource::Default)), // no room between the two
        (HealthMeasure::HitRate, bps((1..=20).map(|part| part * 500)), (9_000, 3_000, ThresholdSource::Own)), // 1,000 is laxer than allowed
        (
            HealthMeasure::HitRate,
            bps((1..=20).map(|part| 8_000 + part * 10)),
            (8_180, 8_020, ThresholdSource::Own),
        ),
        (HealthMeasure::HitRate, bps([2_000; 20]), (5_000, 3_000, ThresholdSource::Own)),
    ];
    for (measure, values, expected) in cases {
        assert_eq!(learnt(measure, &values), expected, "{measure:?} {values:?}");
    }
    let all =
        Thresholds::learn(&tenths.iter().map(|share| (HealthMeasure::Repeats, *share)).collect::<Vec<_>>());
    assert_eq!(all.of(HealthMeasure::Repeats).source, ThresholdSource::Own);
    assert_eq!(all.of(HealthMeasure::Failures).sessions, 0);
}

#[test]
fn the_defaults_and_the_laxest_values_are_those_of_the_page() {
    let cases = [
        (HealthMeasure::HitRate, 30, (9_000, 5_000), 3_000),
        (HealthMeasure::Crowded, 20, (500, 3_000), 5_000),
        (HealthMeasure::Failures, 15, (200, 1_500), 3_000),
        (HealthMeasure::Busts, 15, (50, 500), 1_000),
        (HealthMeasure::Repeats, 10, (200, 1_500), 3_000),
        (HealthMeasure::Unread, 10, (1_000, 4_000), 6_000),
    ];
    for (measure, weight, (good, poor), laxest) in cases {
        let default = Threshold::learn(measure, &[]);
        assert_eq!((measure.weight(), default.good_bp.bp(), default.poor_bp.bp()), (weight, good, poor));
        // Half of the sessions perfect, half as bad as can be.
        let worst = if measure == HealthMeasure::HitRate { [10_000, 0] } else { [0, 10_000] };
        let own = Threshold::learn(measure, &bps([worst; 10].concat()));
        assert_eq!((own.good_bp.bp(), own.poor_bp.bp()), (worst[0], laxest), "{measure:?}");
    }
    assert_eq!(LEARNT_DAYS, 90);
}

#[test]
fn a_value_is_scored_between_poor_and_good() {
    let rate = Threshold::learn(HealthMeasure::HitRate, &[]); // 9,000 good, 5,000 poor
    let failures = Threshold::learn(HealthMeasure::Failures, &[]); // 200 good, 1,500 poor
    let cases = [
        (rate, 9_500, 10_000),
        (rate, 9_000, 10_000),
        (rate, 8_000, 7_500),
        (rate, 5_000, 0),
        (rate, 0, 0),
        (failures, 0, 10_000),
        (failures, 200, 10_000),
        (failures, 850, 5_000),
        (failures, 1_500, 0),
        (failures, 9_999, 0),
    ];
    for (threshold, value, score) in cases {
        assert_eq!(threshold.score(Share::from_bp(value)).bp(), score, "{:?} {value}", threshold.measure);
    }
}

fn measured(measure: HealthMeasure, bp: u32) -> Measurement {
    Measurement { measure, value: Figure::exact(Share::from_bp(bp)) }
}

#[test]
fn health_is_the_weighted_mean_of_what_is_known() {
    let all = Thresholds::default();
    assert_eq!(HealthMeasure::ALL.iter().map(|measure| measure.weight()).sum::<u32>(), 100);
    let perfect: Vec<_> = HealthMeasure::ALL
        .iter()
        .map(|one| measured(*one, if *one == HealthMeasure::HitRate { 9_500 } else { 0 }))
        .collect();
    assert_eq!(health(&perfect, &all).score, Figure::exact(100));
    let poor: Vec<_> = HealthMeasure::ALL
        .iter()
        .map(|one| measured(*one, if *one == HealthMeasure::HitRate { 0 } else { 10_000 }))
        .collect();
    assert_eq!(health(&poor, &all).score.value, Some(0));
    // Hit rate 8,000: three quarters of 30 points. Failures 850: half of 15. 22.5 + 7.5 of 45 points.
    let two =
        health(&[measured(HealthMeasure::Failures, 850), measured(HealthMeasure::HitRate, 8_000)], &all);
    assert_eq!(
        two.score,
        Figure { value: Some(67), provenance: Provenance::estimated(Reason::PartlyUnsupported) }
    );
    assert_eq!(two.components.iter().filter(|one| one.score_bp.is_none()).count(), 4);
    assert_eq!(health(&[], &all).score, Figure::unknown(Reason::FewSamples));
}

/// Ten calls in which nothing is wrong.
fn fine() -> Findings {
    Findings {
        calls: 10,
        prompt: 100_000,
        cache_read: 95_000,
        windowed: 10,
        written: 1_000,
        per_million_prompt_usd: usd("1"),
        ..Findings::default()
    }
}

fn only(found: &Findings) -> Signal {
    let mut found = signals(found, &Thresholds::default());
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn each_sign_has_its_bound_its_saving_and_its_action() {
    assert!(signals(&fine(), &Thresholds::default()).is_empty());
    assert!(signals(&Findings::default(), &Thresholds::default()).is_empty());
    let cases: [(Findings, Sign, Severity, Option<&str>, Action); 15] = [
        // 1 bust in 100 calls is past good (0.5%), 3 past the middle, 5 poor.
        (
            Findings { calls: 100, busts: 1, busts_usd: usd("0.5"), ..fine() },
            Sign::CacheBusts,
            Severity::Low,
            Some("0.5"),
            Action::KeepPrefixStable,
        ),
        (
            Findings { calls: 100, busts: 3, ..fine() },
            Sign::CacheBusts,
            Severity::Medium,
            Some("0"),
            Action::KeepPrefixStable,
        ),
        (
            Findings { calls: 100, busts: 5, ..fine() },
            Sign::CacheBusts,
            Severity::High,
            Some("0"),
            Action::KeepPrefixStable,
        ),
        (
            Findings { cache_read: 80_000, ..fine() },
            Sign::LowHitRate,
            Severity::Low,
            None,
            Action::KeepSessionsTogether,
        ),
        (
            Findings { cache_read: 50_000, ..fine() },
            Sign::LowHitRate,
            Severity::High,
            None,
            Action::KeepSessionsTogether,
        ),
        (
            Findings { unread: 400, unread_usd: usd("0.2"), ..fine() },
            Sign::UnreadWrites,
            Severity::High,
            Some("0.2"),
            Action::AskWithinLifetime,
        ),
        (
            Findings { expired: 1, hour_cache_usd: usd("0.1"), ..fine() },
            Sign::ExpiredCache,
            Severity::Medium,
            Some("0.1"),
            Action::UseHourCache,
        ),
        (
            Findings { calls: 100, expired: 4, hour_cache_usd: usd("0.1"), ..fine() },
            Sign::ExpiredCache,
            Severity::Low,
            Some("0.1"),
            Action::UseHourCache,
        ),
        (
            Findings { crowded: 1, crowded_usd: usd("0.3"), ..fine() },
            Sign::CrowdedContext,
            Severity::Low,
            Some("0.3"),
            Action::CompactEarlier,
        ),
        (
            Findings { marked: 20, repeats: 3, repeats_bytes: 400, ..fine() },
            Sign::RepeatedCalls,
            Severity::High,
            Some("0.0001"),
            Action::WriteItDown,
        ), // 100 tokens
        (
            Findings { ended: 20, failures: 1, failures_bytes: 4, ..fine() },
            Sign::FailingTools,
            Severity::Low,
            Some("0.000001"),
            Action::FixTool,
        ),
        (
            Findings { large_results: 1, large_bytes: 40_000, ..fine() },
            Sign::LargeResults,
            Severity::Medium,
            Some("0.01"),
            Action::NarrowResults,
        ), // 10,000 of 100,000 tokens
        (
            Findings { large_results: 1, large_bytes: 39_000, ..fine() },
            Sign::LargeResults,
            Severity::Low,
            Some("0.00975"),
            Action::NarrowResults,
        ),
        (
            Findings { small_calls: 2, small_usd: usd("1"), small_cheaper_usd: usd("0.2"), ..fine() },
            Sign::DearModel,
            Severity::Low,
            Some("0.8"),
            Action::UseSmallerModel,
        ),
        (Findings { unpriced_calls: 1, ..fine() }, Sign::Unpriced, Severity::Info, None, Action::AddPrice),
    ];
    for (found, sign, severity, saving, action) in cases {
        let signal = only(&found);
        assert_eq!(
            (signal.sign, signal.severity, signal.saving_usd.value, signal.action),
            (sign, severity, saving.map(usd), action)
        );
        assert!(!signal.evidence.is_empty() && signal.advice == action.instead(signal.subject.as_deref()));
    }
}

#[test]
fn what_is_not_past_its_bound_is_no_sign() {
    let quiet = [
        Findings { calls: 200, busts: 1, ..fine() }, // 0.5% is good
        Findings { calls: 4, busts: 4, ..fine() },   // too few calls
        Findings { cache_read: 90_000, ..fine() },
        Findings { cache_read: 0, cache: Provenance::UNSUPPORTED, ..fine() }, // not known to be low
        Findings { prompt: 0, cache_read: 0, ..fine() },                      // no rate of nothing
        Findings { expired: 3, ..fine() },                                    // would have cost as much
        Findings { unread: 100, ..fine() },
        Findings { expired: 3, hour_cache_usd: usd("-0.1"), ..fine() }, // would have cost more
        Findings { calls: 100, windowed: 100, crowded: 5, ..fine() },
        Findings { marked: 9, repeats: 9, ..fine() }, // too few uses
        Findings { ended: 50, failures: 1, ..fine() },
        Findings { small_calls: 1, small_usd: usd("1"), ..fine() }, // a tenth of the calls
        Findings { small_calls: 9, small_usd: usd("1"), small_cheaper_usd: usd("1"), ..fine() },
    ];
    for found in quiet {
        assert!(signals(&found, &Thresholds::default()).is_empty(), "{found:?}");
    }
}

#[test]
fn bounds_themselves_count() {
    let small = |small_calls| Findings { small_calls, small_usd: usd("1"), ..fine() };
    assert_eq!(only(&small(4)).severity, Severity::Low);
    assert_eq!(only(&small(5)).severity, Severity::Medium); // half of the calls
    let failed = only(&Findings { ended: 10, failures: 1, ..fine() }); // ten uses are enough; 10% is past 8.5%
    assert_eq!((failed.sign, failed.severity), (Sign::FailingTools, Severity::Medium));
    let repeated = only(&Findings { marked: 10, repeats: 1, ..fine() });
    assert_eq!((repeated.sign, repeated.severity), (Sign::RepeatedCalls, Severity::Medium));
    let five = Findings { calls: 5, windowed: 5, ..fine() };
    assert_eq!(only(&Findings { busts: 5, ..five.clone() }).sign, Sign::CacheBusts);
    assert_eq!(only(&Findings { crowded: 5, ..five.clone() }).sign, Sign::CrowdedContext);
    assert_eq!(only(&Findings { unread: 1_000, ..five.clone() }).sign, Sign::UnreadWrites);
    assert_eq!(only(&Findings { cache_read: 0, ..five }).sign, Sign::LowHitRate);
    let four = Findings { calls: 4, windowed: 4, crowded: 4, unread: 1_000, cache_read: 0, ..fine() };
    assert!(signals(&four, &Thresholds::default()).is_empty());
}

#[test]
fn signs_come_worst_first_and_say_what_they_rest_on() {
    let found = Findings {
        calls: 100,
        windowed: 100,
        busts: 5,
        busts_lost: 70,
        busts_usd: usd("0.1"),
        unread: 400,
        unread_usd: usd("0.2"),
        crowded: 10,
        unpriced_calls: 1,
        ended: 100,
        failures: 20,
        failing_tool: Some("Bash".to_owned()),
        ..fine()
    };
    let all = signals(&found, &Thresholds::default());
    let order: Vec<_> = all.iter().map(|one| one.sign).collect();
    assert_eq!(
        order,
        [Sign::UnreadWrites, Sign::CacheBusts, Sign::FailingTools, Sign::CrowdedContext, Sign::Unpriced]
    );
    let busts = &all[1].evidence;
    let shown: Vec<_> = busts.iter().map(|one| (one.what.words(), one.value)).collect();
    assert_eq!(
        shown,
        [("busts", Quantity::Count(5)), ("of the calls", Quantity::Bp(500)), ("lost", Quantity::Tokens(70))]
    );
    assert_eq!(all[2].subject.as_deref(), Some("Bash"));
    let reasons: Vec<_> = all[1].saving_usd.provenance.reasons().collect();
    assert_eq!(reasons, [Reason::UnpricedCalls, Reason::InferredCache]);
}

#[test]
fn suggestions_are_gathered_and_ranked_by_money() {
    let with = |found: &Findings| signals(found, &Thresholds::default());
    let busts = |cost| Findings { calls: 100, busts: 5, busts_usd: usd(cost), ..fine() };
    let unread = Findings { unread: 400, unread_usd: usd("0.7"), ..fine() };
    let rate = Findings { cache_read: 0, ..fine() };
    let session =
        |(name, found): (&str, &Findings)| SessionSignals { session: name.to_owned(), signals: with(found) };
    let findings = [busts("0.5"), unread, busts("0.4"), rate];
    let all: Vec<SessionSignals> = ["a", "b", "c", "d"].into_iter().zip(&findings).map(session).collect();
    let found = suggest(&all, Some(usd("10")));
    let shown: Vec<_> = found.iter().map(|one| (one.action, one.seen, one.saving_usd.value)).collect();
    let expected = [
        (Action::KeepPrefixStable, 2, Some(usd("0.9"))),
        (Action::AskWithinLifetime, 1, Some(usd("0.7"))),
        (Action::KeepSessionsTogether, 1, None),
    ];
    assert_eq!(shown, expected);
    // Severity follows money: 9 % and 7 % of what was spent, and what is not known is only worth knowing.
    let severities: Vec<_> = found.iter().map(|one| one.severity).collect();
    assert_eq!(severities, [Severity::Medium, Severity::Medium, Severity::Info]);
    assert_eq!(found[0].signs, [Sign::CacheBusts]);
    let shares: Vec<_> = found.iter().map(|one| one.saving_share.map(Share::bp)).collect();
    assert_eq!(shares, [Some(900), Some(700), None]);
    let seen: Vec<_> = found[0].sessions.iter().map(|one| (one.session.as_str(), one.saving_usd)).collect();
    assert_eq!(seen, [("a", Some(usd("0.5"))), ("c", Some(usd("0.4")))]);
    let reversed: Vec<SessionSignals> = all.iter().rev().cloned().collect();
    assert_eq!(suggest(&reversed, Some(usd("10"))), found);
    assert!(suggest(&[], None).is_empty());
    assert!(suggest(&all, Some(usd("100"))).iter().all(|one| !one.is_worth_a_word()));
    assert!(suggest(&all, None).iter().all(|one| one.saving_share.is_none()));
    // Health says the same in the same order.
    let signs = gathered_signals(&all, Some(usd("10")));
    let same = |one: &Signal| (one.action, one.saving_usd.value, one.severity);
    let other: Vec<_> = found.iter().map(|one| (one.action, one.saving_usd.value, one.severity)).collect();
    assert_eq!(signs.iter().map(same).collect::<Vec<_>>(), other);
    let rests: Vec<_> = signs[0].evidence.iter().map(|one| (one.what.words(), one.value)).collect();
    assert_eq!(rests[0], ("busts", Quantity::Count(10)), "summed");
    let tool =
        |name: &str| Findings { ended: 20, failures: 9, failing_tool: Some(name.to_owned()), ..fine() };
    let findings = [tool("Bash"), tool("Edit")];
    let two: Vec<SessionSignals> = ["a", "b"].into_iter().zip(&findings).map(session).collect();
    assert_eq!(suggest(&two, None).len(), 2, "two tools are two things to do");
}

proptest! {
    #[test]
    fn health_is_bounded_and_better_never_scores_worse(values in prop::collection::vec((0..6_usize, 0..=10_000_u32), 1..8), better in 0..10_000_u32) {
        let all: Vec<Measurement> = values.iter().map(|(index, bp)| measured(HealthMeasure::ALL[*index], *bp)).collect();
        let thresholds = Thresholds::default();
        let score = health(&all, &thresholds).score.value.unwrap();
        prop_assert!(score <= 100);
        let mut improved = all.clone();
        let first = improved[0].measure;
        let bp = improved[0].value.value.unwrap().bp();
        let bp = if first == HealthMeasure::HitRate { (bp + better).min(10_000) } else { bp.saturating_sub(better) };
        improved[0] = measured(first, bp);
        prop_assert!(health(&improved, &thresholds).score.value.unwrap() >= score);
    }

    #[test]
    fn learnt_thresholds_have_room_and_do_not_depend_on_order(values in prop::collection::vec(0..=10_000_u32, 0..60), measure in prop::sample::select(HealthMeasure::ALL.to_vec()), value in 0..=10_000_u32) {
        let mut shares = bps(values);
        let learnt = Threshold::learn(measure, &shares);
        prop_assert!(learnt.good_bp != learnt.poor_bp);
        prop_assert_eq!(learnt.good_bp > learnt.poor_bp, measure == HealthMeasure::HitRate);
        prop_assert_eq!(learnt.score(learnt.good_bp), Share::ALL);
        prop_assert_eq!(learnt.score(learnt.poor_bp), Share::NONE);
        prop_assert!(learnt.score(Share::from_bp(value)) <= Share::ALL);
        shares.reverse();
        prop_assert_eq!(Threshold::learn(measure, &shares), learnt);
    }

    #[test]
    fn no_sign_promises_a_loss(busts in 0..50_u64, hour in -9_i128..9, cheaper in 0..5_i128) {
        let found = Findings { calls: 50, busts, expired: 1, small_calls: 30, small_usd: PicoUsd::from_pico(3), small_cheaper_usd: PicoUsd::from_pico(cheaper), hour_cache_usd: PicoUsd::from_pico(hour), ..fine() };
        let all = signals(&found, &Thresholds::default());
        prop_assert!(all.iter().filter_map(|one| one.saving_usd.value).all(|saving| saving >= PicoUsd::ZERO));
        prop_assert!(all.windows(2).all(|pair| pair[0].severity >= pair[1].severity));
    }
}

#[test]
fn a_small_turn_has_few_calls_short_prompts_and_short_answers() {
    let with = |turn, context, output| {
        let call = turn_call(0, turn, context);
        CallPoint { usage: Usage { output, ..call.usage }, ..call }
    };
    let calls = [
        with(1, 40_000, 1_000), // two calls at the bounds
        with(1, 10, 500),
        with(2, 40_001, 1), // a prompt too large
        with(3, 10, 1_000), // an answer too long, over two calls
        with(3, 10, 501),
        CallPoint { turn: None, ..with(4, 10, 10) }, // part of something larger
        with(5, 10, 10),                             // five calls
        with(5, 10, 10),
        with(5, 10, 10),
        with(5, 10, 10),
        with(5, 10, 10),
    ];
    let expected = [true, true, false, false, false, false, false, false, false, false, false];
    assert_eq!(small_turns(&calls), expected);
    assert_eq!(small_turns(&calls[..10])[6..], [true; 4]);
}

#[test]
fn small_work_goes_to_the_agents_cheapest_model_when_that_costs_half() {
    let times = |factor: i128, of: i128| {
        let scaled = |rate: PicoUsd| PicoUsd::from_pico(rate.pico() * factor / of);
        Rates { input: scaled(RATES.input), output: scaled(RATES.output), ..RATES }
    };
    let million = Usage { input: 1_000_000, ..Usage::default() };
    let model = |agent: &str, name: &str, rates: Option<Rates>, calls| ModelWork {
        agent: agent.to_owned(),
        model: name.to_owned(),
        rates,
        small: vec![PricedUsage { calls, usage: million, rates }],
    };
    let models = [
        model("a", "dear", Some(RATES), 3),         // $4
        model("a", "middle", Some(times(3, 4)), 5), // $3, less than twice the cheap one
        model("a", "cheap", Some(times(1, 2)), 7),  // $2
        model("a", "unpriced", None, 9),
        model("b", "dearer", Some(times(10, 1)), 2), // $40, the only one of its agent
    ];
    let expected =
        SmallWork { calls: 3, usd: usd("4"), cheaper_usd: usd("2"), model: Some("cheap".to_owned()) };
    assert_eq!(small_work(&models), expected);
    assert_eq!(small_work(&[]), SmallWork::default());
    let other = model("b", "tiny", Some(times(1, 4)), 1);
    let both = small_work(&[&models[..], &[other]].concat());
    assert_eq!((both.calls, both.usd, both.cheaper_usd), (5, usd("44"), usd("3")));
    assert_eq!(both.model.as_deref(), Some("tiny"), "it saves $39, the other $2");
}

#[test]
fn findings_are_measured_where_there_is_enough() {
    let found = Findings {
        calls: 5,
        prompt: 1_000,
        cache_read: 900,
        busts: 1,
        written: 100,
        unread: 25,
        windowed: 4,
        crowded: 4,
        ended: 10,
        failures: 1,
        marked: 9,
        repeats: 9,
        window: Provenance::estimated(Reason::AssumedWindow),
        ..Findings::default()
    };
    let shares = |found: &Findings| found.measured().map(|one| one.value.value.map(Share::bp));
    // In the order of the measures: hit rate, crowded, failures, busts, repeats, unread.
    assert_eq!(shares(&found), [Some(9_000), None, Some(1_000), Some(2_000), None, Some(2_500)]);
    assert_eq!(shares(&Findings { calls: 4, ..found.clone() }), [None, None, Some(1_000), None, None, None]);
    let more = Findings { windowed: 5, marked: 10, written: 0, ..found.clone() };
    assert_eq!(shares(&more), [Some(9_000), Some(8_000), Some(1_000), Some(2_000), Some(9_000), None]);
    let provenance =
        |measured| more.measured().into_iter().find(|one| one.measure == measured).unwrap().value.provenance;
    assert_eq!(provenance(HealthMeasure::Crowded), Provenance::estimated(Reason::AssumedWindow));
    assert_eq!(provenance(HealthMeasure::Busts), Provenance::estimated(Reason::InferredCache));
    assert_eq!(provenance(HealthMeasure::HitRate), Provenance::EXACT);
    let blind = Findings { cache: Provenance::UNSUPPORTED, tools: Provenance::UNSUPPORTED, ..more };
    assert_eq!(shares(&blind), [None, Some(8_000), None, None, None, None]);
}
