//! Hit rate, savings, writes, cold starts and busts.

use proptest::prelude::*;
use scopeon_core::metrics::cache::{
    CacheLosses, Chain, ColdWhy, RecacheWhy, Recached, chain, hit_rate, lifetime_ms, losses, outcomes, sums,
};
use scopeon_core::metrics::priced::{CallPoint, PricedUsage};
use scopeon_core::metrics::{Figure, Provenance, Reason, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::{RATES, call, label, noon, usd};

const EXACT: Provenance = Provenance::EXACT;

fn row(usage: Usage) -> PricedUsage {
    PricedUsage { calls: 1, usage, rates: Some(RATES) }
}

/// A call that reads and writes so much.
fn cached(seconds: i64, read: u64, write_5m: u64) -> CallPoint {
    call(seconds, Usage { cache_read: read, cache_write_5m: write_5m, output: 10, ..Usage::default() })
}

fn later() -> Timestamp {
    noon(100_000)
}

fn whys(found: &Chain) -> Vec<ColdWhy> {
    found.cold_starts.iter().map(|start| start.why).collect()
}

#[test]
fn what_a_cache_saved_and_cost() {
    let usage =
        Usage { input: 1_000, output: 500, cache_read: 8_000, cache_write_5m: 1_000, ..Usage::default() };
    let found = sums(&[row(usage)], EXACT, EXACT);
    assert_eq!(found.hit_rate_bp, Figure::exact(Share::from_bp(8_000)));
    assert_eq!(found.tokens_saved, Figure::exact(8_000));
    assert_eq!(found.without_cache_usd.value, Some(usd("0.05"))); // 10,000 × 4 + 500 × 20, per million
    assert_eq!(found.write_surcharge_usd.value, Some(usd("0.001"))); // 1,000 × (5 − 4)
    assert_eq!(found.saved_usd, Figure::exact(usd("0.0294"))); // 8,000 × (4 − 0.2) − 0.001
    assert_eq!(RATES.cost(&usage).plus(usd("0.0294")), usd("0.05"));
}

#[test]
fn writes_that_nobody_reads_cost_more_than_no_cache() {
    let usage = Usage { cache_write_5m: 3_000, cache_write_1h: 1_000, ..Usage::default() };
    let found = sums(&[row(usage)], EXACT, EXACT);
    assert_eq!(found.saved_usd.value, Some(usd("-0.007"))); // 3,000 × 1 + 1,000 × 4
    assert_eq!((found.written_5m, found.written_1h, found.written_5m_bp.bp()), (3_000, 1_000, 7_500));
    assert_eq!(found.hit_rate_bp.value, Some(Share::NONE));
}

#[test]
fn cache_figures_without_data_price_or_counters() {
    let none = sums(&[], EXACT, EXACT);
    assert_eq!(
        (none.hit_rate_bp, none.saved_usd),
        (Figure::exact(Share::NONE), Figure::exact(PicoUsd::ZERO))
    );
    let unpriced = PricedUsage { rates: None, calls: 3, ..row(Usage { cache_read: 10, ..Usage::default() }) };
    let found = sums(&[unpriced], EXACT, EXACT);
    assert_eq!(found.saved_usd, Figure::unknown(Reason::UnpricedCalls));
    assert_eq!((found.unpriced_calls, found.hit_rate_bp.value), (3, Some(Share::ALL)));
    let blind = sums(
        &[row(Usage { input: 10, ..Usage::default() })],
        Provenance::UNSUPPORTED,
        Provenance::UNSUPPORTED,
    );
    assert_eq!((blind.hit_rate_bp, blind.saved_usd), (Figure::unsupported(), Figure::unsupported()));
    assert_eq!(hit_rate(&Usage { output: 5, ..Usage::default() }), Share::NONE);
}

#[test]
fn what_was_cached_and_is_billed_again_has_a_reason() {
    let other = |point: CallPoint| CallPoint { model: label("other-model"), ..point };
    let again = |calls: &[CallPoint]| {
        let found = outcomes(calls, later());
        let recached = calls.iter().zip(&found).filter_map(|(call, outcome)| Recached::of(call, outcome));
        recached.map(|one| (one.why, one.tokens, one.extra_usd)).collect::<Vec<_>>()
    };
    let first = cached(0, 0, 100_000);
    // 100,000 × (5 − 0.2), per million.
    let extra = Some(usd("0.48"));
    for (calls, expected) in [
        (vec![first.clone(), cached(60, 100_000, 500)], vec![]),
        (vec![first.clone(), cached(60, 0, 101_000)], vec![(RecacheWhy::PrefixChanged, 100_000, extra)]),
        (vec![first.clone(), cached(900, 0, 101_000)], vec![(RecacheWhy::Expired, 100_000, extra)]),
        (
            vec![first.clone(), other(cached(60, 0, 101_000))],
            vec![(RecacheWhy::ModelChanged, 100_000, extra)],
        ),
        // A small prompt is another one: a side call or a new context.
        (vec![first.clone(), other(cached(60, 0, 5_000))], vec![]),
        (vec![first.clone(), cached(900, 0, 5_000)], vec![]),
        // Most of it was still there.
        (vec![first, cached(900, 90_000, 11_000)], vec![]),
    ] {
        assert_eq!(again(&calls), expected, "{calls:?}");
    }
}

#[test]
fn writes_are_read_or_not() {
    let calls = [cached(0, 0, 10_000), cached(60, 10_000, 1_000), cached(120, 11_000, 500)];
    let found = chain(&calls, later());
    assert_eq!(found.unread, Figure::estimated(500, Reason::InferredCache));
    assert_eq!(found.unread_bp.value, Some(Share::from_bp(435))); // 500 of 11,500
    assert_eq!(found.unread_usd.value, Some(usd("0.0005"))); // 500 × (5 − 4) per million
    assert_eq!((whys(&found), found.busts.len(), found.pending), (vec![ColdWhy::First], 0, 0));

    let soon = chain(&calls, noon(180));
    assert_eq!((soon.unread.value, soon.unread_bp.value, soon.pending), (Some(0), Some(Share::NONE), 500));

    // The second call reads 4,000 of the 10,000 that were written.
    let partly = chain(&[cached(0, 0, 10_000), cached(60, 4_000, 0)], later());
    assert_eq!((partly.unread.value, partly.unread_bp.value), (Some(6_000), Some(Share::from_bp(6_000))));
    let late = chain(&[cached(0, 0, 10_000), cached(301, 10_000, 0)], later());
    assert_eq!(late.unread.value, Some(10_000), "a read after the lifetime is of something else");
    assert_eq!(chain(&[], later()).unread_bp.value, Some(Share::NONE));
}

#[test]
fn a_living_prefix_that_is_not_read_is_a_bust() {
    let found = chain(&[cached(0, 0, 10_000), cached(60, 0, 10_500)], later());
    assert_eq!((found.busts[0].lost, found.busts[0].at), (10_000, noon(60)));
    // 10,000 written again at 5 instead of read at 0.2 per million.
    assert_eq!(found.busts[0].lost_usd, Some(usd("0.048")));
    let mostly_input = call(60, Usage { input: 9_000, cache_write_5m: 2_000, ..Usage::default() });
    let found = chain(&[cached(0, 0, 10_000), mostly_input], later());
    assert_eq!(found.busts[0].lost_usd, Some(usd("0.04"))); // 2,000 × 5 + 8,000 × 4 − 10,000 × 0.2
    for (read, lost) in [(5_000, None), (4_999, Some(5_001))] {
        let found = chain(&[cached(0, 0, 10_000), cached(60, read, 6_000)], later());
        assert_eq!(found.busts.first().map(|bust| bust.lost), lost, "{read} of 10,000 read");
    }
    let small = chain(&[cached(0, 0, 1_023), cached(60, 0, 1_023)], later());
    assert!(small.busts.is_empty() && small.cold_starts.is_empty(), "too small for any cache");
}

#[test]
fn cold_starts_have_a_reason() {
    let hour = |seconds| call(seconds, Usage { cache_write_1h: 10_000, ..Usage::default() });
    let other = |seconds| CallPoint { model: label("claude-haiku-4-5"), ..cached(seconds, 0, 10_000) };
    let cases = [
        (vec![cached(0, 0, 10_000), cached(300, 0, 10_000)], vec![ColdWhy::First], 1),
        (vec![cached(0, 0, 10_000), cached(301, 0, 10_000)], vec![ColdWhy::First, ColdWhy::Expired], 0),
        (vec![hour(0), hour(3_600)], vec![ColdWhy::First], 1),
        (vec![hour(0), hour(3_601)], vec![ColdWhy::First, ColdWhy::Expired], 0),
        (vec![cached(0, 0, 10_000), other(60)], vec![ColdWhy::First, ColdWhy::ModelChanged], 0),
        (vec![cached(0, 0, 10_000), cached(60, 0, 7_499)], vec![ColdWhy::First, ColdWhy::ContextCut], 0),
        (vec![cached(0, 0, 10_000), cached(60, 0, 7_500)], vec![ColdWhy::First], 1),
        (vec![cached(0, 9_000, 1_000)], vec![], 0),
        (vec![cached(0, 0, 1_024), cached(60, 0, 1_024)], vec![ColdWhy::First], 1), // the least that is cached
    ];
    for (calls, expected, busts) in cases {
        let found = chain(&calls, later());
        assert_eq!((whys(&found), found.busts.len()), (expected, busts), "{calls:?}");
    }
    // A session that asked for an hour keeps it while it only reads.
    let reads = [hour(0), cached(60, 10_000, 0), cached(1_000, 0, 10_000)];
    assert_eq!(chain(&reads, later()).busts.len(), 1);
    assert_eq!(lifetime_ms(&call(0, Usage { input: 9, ..Usage::default() })), 0);
}

#[test]
fn an_hour_of_cache_pays_from_the_second_pause_on() {
    let calls = [cached(0, 0, 10_000), cached(600, 0, 10_000), cached(1_200, 0, 10_000)];
    // A pause: 10,000 × (5 − 0.2) gained. A write: 10,000 × (8 − 5) more.
    assert_eq!(chain(&calls[..2], later()).hour_cache_usd.value, Some(usd("-0.012")));
    assert_eq!(chain(&calls, later()).hour_cache_usd.value, Some(usd("0.006")));
    let long = [cached(0, 0, 10_000), cached(3_601, 0, 10_000)];
    assert_eq!(
        chain(&long, later()).hour_cache_usd.value,
        Some(usd("-0.06")),
        "an hour would not have been enough"
    );
}

fn usages() -> impl Strategy<Value = Usage> {
    let count = || 0..200_000_u64;
    (count(), count(), count(), count(), count()).prop_map(|(input, output, cache_read, short, long)| Usage {
        input,
        output,
        cache_read,
        cache_write_5m: short,
        cache_write_1h: long,
        ..Usage::default()
    })
}

proptest! {
    #[test]
    fn cache_sums_do_not_depend_on_order_or_grouping(all in prop::collection::vec(usages(), 0..12)) {
        let rows: Vec<PricedUsage> = all.iter().map(|usage| row(*usage)).collect();
        let mut reversed = rows.clone();
        reversed.reverse();
        let one = PricedUsage { calls: rows.len() as u64, ..row(all.iter().copied().sum()) };
        let found = sums(&rows, EXACT, EXACT);
        prop_assert_eq!(found, sums(&reversed, EXACT, EXACT));
        prop_assert_eq!(found, sums(&[one], EXACT, EXACT));
        let cost: PicoUsd = rows.iter().filter_map(PricedUsage::cost).sum();
        prop_assert_eq!(cost.plus(found.saved_usd.value.unwrap()), found.without_cache_usd.value.unwrap());
    }

    #[test]
    fn more_reads_never_lower_the_hit_rate(usage in usages(), more in 0..100_000_u64) {
        let better = Usage { cache_read: usage.cache_read + more, ..usage };
        prop_assert!(hit_rate(&better) >= hit_rate(&usage));
    }

    #[test]
    fn sums_of_losses_are_what_the_chain_lost(all in prop::collection::vec((0..2_000_i64, usages()), 0..20)) {
        let mut seconds: Vec<i64> = all.iter().map(|one| one.0).collect();
        seconds.sort_unstable();
        let calls: Vec<CallPoint> = seconds.into_iter().zip(&all).map(|(at, one)| call(at, one.1)).collect();
        for now in [noon(1_000), later()] {
            let found = chain(&calls, now);
            let each: Vec<CacheLosses> =
                calls.iter().zip(outcomes(&calls, now)).map(|(call, outcome)| CacheLosses::of(call, &outcome)).collect();
            let lost = losses(&each, EXACT, EXACT);
            prop_assert_eq!(lost.busts.value, Some(found.busts.len() as u64));
            prop_assert_eq!(lost.busts_lost.value, Some(found.busts.iter().map(|bust| bust.lost).sum()));
            prop_assert_eq!(lost.busts_usd.value, Some(found.busts.iter().filter_map(|bust| bust.lost_usd).sum()));
            prop_assert_eq!((lost.unread, lost.unread_bp, lost.unread_usd), (found.unread, found.unread_bp, found.unread_usd));
            prop_assert_eq!(lost.hour_cache_usd, found.hour_cache_usd);
            prop_assert_eq!(lost.cold.iter().map(|one| one.1).sum::<u64>(), found.cold_starts.len() as u64);
        }
    }

    #[test]
    fn a_chain_loses_no_more_than_was_written(all in prop::collection::vec((0..2_000_i64, usages()), 0..20)) {
        let mut seconds = 0;
        let calls: Vec<CallPoint> = all.iter().map(|(pause, usage)| { seconds += pause; call(seconds, *usage) }).collect();
        let found = chain(&calls, noon(seconds + 1));
        let written: u64 = all.iter().map(|(_, usage)| usage.cache_write_5m + usage.cache_write_1h).sum();
        prop_assert!(found.unread.value.unwrap() + found.pending <= written);
        prop_assert!(found.unread_bp.value.unwrap() <= Share::ALL);
        prop_assert!(found.unread_usd.value.unwrap() >= PicoUsd::ZERO);
        prop_assert!(found.busts.len() + found.cold_starts.len() <= calls.len());
        prop_assert!(found.busts.iter().all(|bust| bust.lost > 0 && bust.lost_usd.unwrap() > PicoUsd::ZERO));
    }
}

#[test]
fn outcomes_hold_tokens_as_they_were_billed() {
    let mixed = |seconds, read| {
        let usage = Usage {
            input: 500,
            cache_read: read,
            cache_write_5m: 3_000,
            cache_write_1h: 1_000,
            ..Usage::default()
        };
        CallPoint { rates: None, ..call(seconds, usage) }
    };
    let found = outcomes(&[mixed(0, 0), mixed(60, 0)], later());
    assert_eq!(found[0].cold, Some(ColdWhy::First));
    // 4,000 were cached, none read: the second call wrote 4,000 anew, three quarters of them for five minutes.
    let expected = Usage { cache_write_5m: 3_000, cache_write_1h: 1_000, ..Usage::default() };
    assert_eq!((found[1].lost, found[1].unread, found[1].pause_ms), (expected, expected, 60_000));
    // 1,900 of the first call's 4,000 are read: 2,100 are not, and are split as all of them are.
    let partly = outcomes(&[mixed(0, 0), mixed(60, 1_900)], noon(120));
    let expected = Usage { cache_write_5m: 1_575, cache_write_1h: 525, ..Usage::default() };
    assert_eq!(
        (partly[0].unread, partly[0].pending),
        (Usage::default(), Usage { cache_write_5m: 3_000, cache_write_1h: 1_000, ..Usage::default() })
    );
    assert_eq!(outcomes(&[mixed(0, 0), mixed(60, 1_900)], later())[0].unread, expected);
    // Only 1,900 of 4,000 were read, less than half: 2,100 were lost.
    assert_eq!(partly[1].lost, expected);
    let pause = outcomes(&[cached(0, 0, 10_000), cached(600, 0, 8_000)], later());
    assert_eq!(pause[1].hour_kept.prompt(), 8_000, "no more than the prompt that follows");
}

#[test]
fn a_write_is_looked_for_in_the_next_eight_calls() {
    let unread = |others: i64| {
        let other = |seconds| call(seconds, Usage { input: 20_000, ..Usage::default() });
        let mut calls = vec![cached(0, 0, 10_000)];
        calls.extend((1..=others).map(|index| other(index * 20)));
        calls.push(cached((others + 1) * 20, 10_000, 0));
        chain(&calls, later()).unread.value
    };
    assert_eq!((unread(7), unread(8)), (Some(0), Some(10_000)));
}
