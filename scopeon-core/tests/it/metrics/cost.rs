//! Sums, unit costs, burn rate, stated against computed costs, and costs that stand out.

use proptest::prelude::*;
use scopeon_core::metrics::anomaly::anomalies;
use scopeon_core::metrics::cost::{Burn, CostSum, TurnCosts, burn, reconcile, total, units};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::metrics::{Provenance, Reason, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;

use super::{RATES, usd};

fn row(calls: u64, output: u64) -> PricedUsage {
    PricedUsage { calls, usage: Usage { output, ..Usage::default() }, rates: Some(RATES) }
}

fn turns(turns: u64, cost_usd: PicoUsd) -> TurnCosts {
    TurnCosts { turns, cost_usd, facts: Provenance::EXACT }
}

#[test]
fn a_sum_leaves_out_what_has_no_price_and_says_so() {
    let unpriced = PricedUsage { rates: None, ..row(3, 1_000) };
    let sum = total(&[row(1, 3_000), row(2, 2_000), unpriced]);
    assert_eq!((sum.calls, sum.usage.output, sum.cost_usd), (6, 6_000, usd("0.1"))); // 5,000 × 20 per million
    assert_eq!((sum.unpriced_calls, sum.unpriced_tokens), (3, 1_000));
    assert_eq!(sum.provenance(Provenance::EXACT), Provenance::estimated(Reason::UnpricedCalls));
    assert_eq!(total(&[row(1, 1)]).provenance(Provenance::EXACT), Provenance::EXACT);
    assert_eq!(total(&[]), CostSum::default());
}

#[test]
fn what_a_cost_comes_down_to() {
    let unpriced = PricedUsage { rates: None, ..row(1, 1_000) };
    let sum = total(&[row(4, 5_000), unpriced]);
    let found = units(&sum, 5_000, &turns(3, sum.cost_usd), Provenance::EXACT);
    assert_eq!(found.per_turn_usd.value, Some(PicoUsd::from_pico(33_333_333_333))); // 0.1 ÷ 3
    assert_eq!(found.per_call_usd.value, Some(usd("0.025"))); // the unpriced call is no divisor
    assert_eq!(found.per_1k_output_usd.value, Some(usd("0.02"))); // 0.1 × 1,000 ÷ 5,000
    assert_eq!((found.unpriced_calls_bp.bp(), found.unpriced_tokens_bp.bp()), (2_000, 1_667));

    // Of agents that state turns are 0.04 of the 0.1: the rest says nothing of what a turn costs.
    let partly =
        TurnCosts { facts: Provenance::estimated(Reason::PartlyUnsupported), ..turns(2, usd("0.04")) };
    let mixed = units(&sum, 5_000, &partly, Provenance::EXACT);
    assert_eq!((mixed.per_turn_usd.value, mixed.per_call_usd), (Some(usd("0.02")), found.per_call_usd));

    let unsupported = TurnCosts { facts: Provenance::UNSUPPORTED, ..turns(0, PicoUsd::ZERO) };
    let none = units(&CostSum::default(), 0, &unsupported, Provenance::EXACT);
    assert_eq!(
        (none.per_turn_usd.value, none.per_call_usd.value, none.per_1k_output_usd.value),
        (None, None, None)
    );
    assert_eq!(none.per_turn_usd.provenance, Provenance::estimated(Reason::PartlyUnsupported));
    assert_eq!(none.unpriced_calls_bp, Share::NONE);
}

#[test]
fn the_burn_rate_is_a_mean_over_a_span() {
    let cases = [
        (("1", 60_000, 1_800_000), ("2", 2_000)),
        (("1", 60_000, 7_200_000), ("0.5", 500)),
        (("0", 0, 3_600_000), ("0", 0)),
        (("1", 60_000, 0), ("0", 0)),
    ];
    for ((cost, tokens, span), (per_hour, per_minute)) in cases {
        let expected = Burn { usd_per_hour: Some(usd(per_hour)), tokens_per_minute: per_minute };
        assert_eq!(burn(Some(usd(cost)), tokens, span), expected);
    }
}

#[test]
fn stated_against_computed_costs() {
    let pairs = [
        (Some(usd("1.10")), Some(usd("1"))),
        (Some(usd("0.10")), Some(usd("0.20"))),
        (Some(usd("9")), None),
        (None, Some(usd("9"))),
    ];
    let found = reconcile(pairs);
    assert_eq!((found.compared, found.reported_usd, found.computed_usd), (2, usd("1.2"), usd("1.2")));
    assert_eq!((found.difference_usd, found.difference_bp), (PicoUsd::ZERO, 0));
    let less = reconcile([(Some(usd("0.75")), Some(usd("1")))]);
    assert_eq!((less.difference_usd, less.difference_bp), (usd("-0.25"), -2_500));
    assert_eq!(reconcile([]).compared, 0);
    assert_eq!(reconcile([(Some(usd("1")), Some(PicoUsd::ZERO))]).difference_bp, 0);
}

#[test]
fn a_day_unlike_the_others_stands_out() {
    let days = |costs: &[&str]| {
        costs.iter().enumerate().map(|(day, cost)| (format!("d{day}"), usd(cost))).collect::<Vec<_>>()
    };
    // Median 1.20, MAD 0.10: 5 lies 0.67449 × 3.8 ÷ 0.1 away.
    let found = anomalies(&days(&["1", "1.1", "1.2", "1.3", "1.2", "1.1", "5"]));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].key.as_str(), found[0].usual_usd, found[0].z_milli), ("d6", usd("1.2"), 25_631));
    assert!(anomalies(&days(&["1", "1.1", "1.2", "1.3", "1.2", "5"])).is_empty(), "six days are too few");
    assert!(anomalies(&days(&["1", "1.1", "1.2", "1.3", "1.2", "1.1", "1.4"])).is_empty());
    let both = anomalies(&days(&["10", "11", "12", "13", "12", "11", "50", "0"]));
    assert_eq!(
        both.iter().map(|one| (one.key.as_str(), one.z_milli > 0)).collect::<Vec<_>>(),
        [("d6", true), ("d7", false)]
    );
}

#[test]
fn three_and_a_half_deviations_stand_out_and_less_does_not() {
    // Median 10,000,000 and MAD 674,490, so that a thousand off is a thousandth of a deviation.
    let with = |off: i128| {
        let costs = [9_325_510, 9_325_510, 9_325_510, 10_000_000, 10_674_490, 10_674_490, 10_000_000 + off];
        let key = |(day, pico): (usize, i128)| (format!("d{day}"), PicoUsd::from_pico(pico));
        anomalies(&costs.into_iter().enumerate().map(key).collect::<Vec<_>>())
    };
    assert_eq!(with(3_500_000).iter().map(|one| one.z_milli).collect::<Vec<_>>(), [3_500]);
    assert!(with(3_499_000).is_empty());
}

proptest! {
    #[test]
    fn sums_add_up_however_they_are_cut(all in prop::collection::vec((1..9_u64, 0..100_000_u64, any::<bool>()), 0..20), cut in 0..20_usize) {
        let rows: Vec<PricedUsage> = all.iter()
            .map(|(calls, output, priced)| PricedUsage { rates: priced.then_some(RATES), ..row(*calls, *output) })
            .collect();
        let (left, right) = rows.split_at(cut.min(rows.len()));
        prop_assert_eq!(total(left).plus(total(right)), total(&rows));
        prop_assert_eq!(total(right).plus(total(left)), total(&rows));
        let figures = units(&total(&rows), 1, &turns(1, total(&rows).cost_usd), Provenance::EXACT);
        prop_assert!(figures.unpriced_calls_bp <= Share::ALL);
        let sum = total(&rows);
        prop_assert_eq!(figures.per_turn_usd.provenance, sum.provenance(Provenance::EXACT));
        prop_assert_eq!(figures.per_turn_usd.value, (sum.calls > sum.unpriced_calls).then_some(sum.cost_usd));
    }
}
