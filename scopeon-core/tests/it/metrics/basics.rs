//! Shares, division, robust statistics, provenance and marks of repeats.

use proptest::prelude::*;
use scopeon_core::id::{Identity, SessionId};
use scopeon_core::input_fingerprint::{InputFingerprint, digest};
use scopeon_core::metrics::sample::{Sample, trend};
use scopeon_core::metrics::{Doubt, Figure, Provenance, Reason, Share, basis_points, mul_div_round, prorate};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Fidelity::{self, Estimated, Exact, Unsupported};

use super::usd;

#[test]
fn division_rounds_half_away_from_zero_and_never_by_zero() {
    let cases = [
        ((1, 1, 2), 1),
        ((-1, 1, 2), -1),
        ((1, 1, -2), -1),
        ((-1, 1, -2), 1),
        ((1, 1, 3), 0),
        ((2, 1, 3), 1),
        ((7, 3, 2), 11),
        ((-7, 3, 2), -11),
        ((5, 9, 0), 0),
        ((0, 9, 7), 0),
        // Too large to multiply: divided first.
        ((i128::MAX, 2, 2), i128::MAX - 1),
        ((i128::MIN, 1, -1), i128::MAX),
    ];
    for ((amount, of, by), expected) in cases {
        assert_eq!(mul_div_round(amount, of, by), expected, "{amount} × {of} ÷ {by}");
    }
    assert_eq!(prorate(usd("1"), 1, 3), PicoUsd::from_pico(333_333_333_333));
    assert_eq!(prorate(usd("1"), 1, 0), PicoUsd::ZERO);
    assert_eq!(basis_points(-3, 2), -15_000);
    assert_eq!(basis_points(1, 0), 0);
    assert_eq!(basis_points(i128::MAX, 1), i64::MAX);
}

#[test]
fn a_share_is_a_count_of_basis_points() {
    let cases = [
        ((0, 0), 0),
        ((5, 0), 0),
        ((0, 5), 0),
        ((1, 3), 3_333),
        ((2, 3), 6_667),
        ((1, 1), 10_000),
        ((3, 3), 10_000),
        ((9, 3), 10_000),
        ((1, 20_000), 1),
        ((1, 20_001), 0),
    ];
    for ((part, whole), bp) in cases {
        assert_eq!(Share::of(part, whole).bp(), bp, "{part} of {whole}");
    }
    assert_eq!(Share::of_money(usd("0.25"), usd("1")).bp(), 2_500);
    assert_eq!(Share::of_money(usd("-1"), usd("1")), Share::NONE);
    assert_eq!(Share::of_money(usd("1"), usd("-1")), Share::NONE);
    assert_eq!(Share::from_bp(12_000), Share::ALL);
    assert_eq!(Share::from_bp(2_500).rest().bp(), 7_500);
    assert_eq!(serde_json::from_str::<Share>("99999").unwrap(), Share::ALL);
    assert_eq!(Share::from_bp(705).to_string(), "7.05%");
}

#[test]
fn medians_quantiles_and_spreads() {
    // Values, median, 10th and 90th percentile, MAD.
    let cases: [(&[i128], i128, i128, i128, i128); 6] = [
        (&[], 0, 0, 0, 0),
        (&[7], 7, 7, 7, 0),
        (&[1, 4], 3, 1, 4, 2), // 2.5 rounds to 3; distances 2 and 1, whose mean 1.5 rounds to 2
        (&[5, 1, 3], 3, 1, 5, 2),
        (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 6, 1, 9, 3), // 5.5 → 6; distances 5 4 3 2 1 0 1 2 3 4: 2.5 → 3
        (&[-9, -1, 0, 1, 1_000], 0, -9, 1_000, 1),
    ];
    for (values, median, low, high, spread) in cases {
        let sample = Sample::new(values.iter().copied());
        let quantile = |bp| sample.quantile(Share::from_bp(bp));
        assert_eq!(
            (sample.median(), quantile(1_000), quantile(9_000), sample.spread()),
            (median, low, high, spread),
            "{values:?}"
        );
    }
}

#[test]
fn robust_distance_from_the_median() {
    let even = Sample::new([10, 11, 12, 13, 14, 15, 16]); // median 13, MAD 2
    assert_eq!(even.robust_z(20), 2_361); // 0.67449 × 7 ÷ 2
    assert_eq!(even.robust_z(6), -2_361);
    let flat = Sample::new([5, 5, 5, 5, 5, 5, 12]); // MAD 0, mean distance 1
    assert_eq!(flat.robust_z(12), 5_585); // 0.797885 × 7
    assert_eq!(Sample::new([5, 5, 5]).robust_z(9), 0);
    assert_eq!(Sample::default().robust_z(9), 0);
}

#[test]
fn a_trend_is_the_median_of_all_slopes() {
    let cases: [(&[u64], i64); 7] = [
        (&[], 0),
        (&[5], 0),
        (&[0, 1], 1_000),
        (&[10, 20, 30], 10_000),
        (&[10, 9, 8], -1_000),
        (&[0, 1, 1], 500),                  // 1, 1/2, 0
        (&[10, 20, 1_000, 40, 50], 10_000), // one wild value moves nothing
    ];
    for (values, milli) in cases {
        assert_eq!(trend(values), milli, "{values:?}");
    }
}

#[test]
fn provenance_of_mixed_providers() {
    let partly = Provenance::estimated(Reason::PartlyUnsupported);
    let agent = Provenance::estimated(Reason::AgentEstimates);
    let cases: [(&[Fidelity], Provenance); 7] = [
        (&[], Provenance::EXACT),
        (&[Exact, Exact], Provenance::EXACT),
        (&[Exact, Estimated], agent),
        (&[Unsupported, Unsupported], Provenance::UNSUPPORTED),
        (&[Exact, Unsupported], partly),
        (&[Unsupported, Estimated], agent.and(partly)),
        (&[Unsupported, Exact, Unsupported], partly),
    ];
    for (capabilities, expected) in cases {
        assert_eq!(Provenance::over(capabilities.iter().copied()), expected, "{capabilities:?}");
    }
    assert_eq!(
        agent.and(partly).reasons().collect::<Vec<_>>(),
        [Reason::AgentEstimates, Reason::PartlyUnsupported]
    );
    assert_eq!(Provenance::EXACT.doubted(Reason::UnpricedCalls, Doubt::when_any(0)), Provenance::EXACT);
    assert_eq!(
        Provenance::EXACT.doubted(Reason::UnpricedCalls, Doubt::when_any(2)),
        Provenance::estimated(Reason::UnpricedCalls)
    );
    assert_eq!(Provenance::UNSUPPORTED.doubted(Reason::UnpricedCalls, Doubt::Yes), Provenance::UNSUPPORTED);
    assert_eq!(Figure::new(7, Provenance::UNSUPPORTED), Figure::unsupported());
    assert_eq!(Figure::new(7, agent).value, Some(7));
    assert!(Reason::ALL.iter().all(|reason| !reason.words().is_empty()));
}

#[test]
fn a_mark_tells_repeats_and_nothing_else() {
    let session = |number| SessionId(Identity::builder("session").number(number).finish());
    let mark = |number, input: &str| InputFingerprint::of(session(number), input.as_bytes());
    let first = mark(1, "src/main.rs");
    assert_eq!(first, InputFingerprint::of_digest(session(1), digest(b"src/main.rs")), "one way to a mark");
    let others = [mark(2, "src/main.rs"), mark(1, "src/lib.rs"), mark(1, "")];
    assert!(others.iter().all(|other| *other != first), "session and input both count");
    // What two inputs' marks have in common in one session they have not in another.
    let alike = |number| (0..500_000).filter(|n| mark(number, &n.to_string()) == mark(number, "x")).collect();
    let (here, there): (Vec<u32>, Vec<u32>) = (alike(1), alike(2));
    assert!(!here.is_empty() && here.iter().all(|n| !there.contains(n)), "{here:?} {there:?}");
    let marks: std::collections::BTreeSet<_> = (0..5_000).map(|n| mark(1, &n.to_string())).collect();
    // 65,536 × (1 − e^(−5,000 ÷ 65,536)) = 4,814 are expected; far fewer would mean that bits are unused.
    assert!((4_700..=4_900).contains(&marks.len()), "{}", marks.len());
}

fn provenances() -> impl Strategy<Value = Provenance> {
    let one = prop_oneof![
        Just(Provenance::EXACT),
        Just(Provenance::UNSUPPORTED),
        prop::sample::select(Reason::ALL).prop_map(Provenance::estimated),
    ];
    prop::collection::vec(one, 1..4)
        .prop_map(|all| all.into_iter().reduce(Provenance::and).unwrap_or_default())
}

proptest! {
    #[test]
    fn provenance_combines_in_any_order(a in provenances(), b in provenances(), c in provenances()) {
        prop_assert_eq!(a.and(b), b.and(a));
        prop_assert_eq!(a.and(b).and(c), a.and(b.and(c)));
        prop_assert_eq!(a.and(a), a);
        prop_assert!(a.and(b).fidelity() == Unsupported || a.and(b).fidelity() >= a.fidelity() || a.fidelity() == Unsupported);
        let wire = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(serde_json::from_str::<Provenance>(&wire).unwrap(), a);
    }

    #[test]
    fn shares_are_bounded_and_grow_with_the_part(a in any::<u64>(), b in any::<u64>(), whole in any::<u64>()) {
        let (small, large) = (a.min(b), a.max(b));
        prop_assert!(Share::of(small, whole) <= Share::of(large, whole));
        prop_assert!(Share::of(large, whole) <= Share::ALL);
        prop_assert_eq!(Share::of(whole, whole) == Share::ALL, whole > 0);
    }

    #[test]
    fn shares_of_a_whole_add_up_to_it(parts in prop::collection::vec(0..1_000_000_u64, 1..50)) {
        let whole: u64 = parts.iter().sum();
        let sum: u32 = parts.iter().map(|part| Share::of(*part, whole).bp()).sum();
        let expected = if whole == 0 { 0 } else { 10_000 };
        prop_assert!(u64::from(sum.abs_diff(expected)) * 2 <= parts.len() as u64, "{} of {}", sum, expected);
    }

    #[test]
    fn division_is_within_half_of_the_quotient(amount in -1_000_000_i128..1_000_000, of in -1000_i128..1000, by in 1_i128..1000) {
        let off = mul_div_round(amount, of, by) * by - amount * of;
        prop_assert!(off.abs() * 2 <= by);
    }

    #[test]
    fn statistics_do_not_depend_on_order(mut values in prop::collection::vec(-1_000_i128..1_000, 1..40), probe in -5_000_i128..5_000) {
        let sorted = Sample::new(values.iter().copied());
        values.reverse();
        let reversed = Sample::new(values.iter().copied());
        prop_assert_eq!(&sorted, &reversed);
        let (low, high) = (sorted.values()[0], sorted.values()[sorted.len() - 1]);
        for value in [sorted.median(), sorted.quantile(Share::from_bp(1_000)), sorted.quantile(Share::ALL)] {
            prop_assert!((low..=high).contains(&value));
        }
        prop_assert!(sorted.quantile(Share::from_bp(1_000)) <= sorted.quantile(Share::from_bp(9_000)));
        prop_assert!(sorted.spread() >= 0);
        prop_assert_eq!(sorted.robust_z(probe).signum() * i64::from(probe != sorted.median()), sorted.robust_z(probe).signum());
        prop_assert!(sorted.robust_z(probe) <= sorted.robust_z(probe + 1));
    }

    #[test]
    fn a_line_has_its_own_slope(start in 0..1_000_u64, step in 0..1_000_u64, count in 2..30_u64) {
        let line: Vec<u64> = (0..count).map(|index| start + step * index).collect();
        prop_assert_eq!(trend(&line), i64::try_from(step * 1000).unwrap());
        let falling: Vec<u64> = line.iter().rev().copied().collect();
        prop_assert_eq!(trend(&falling), -i64::try_from(step * 1000).unwrap());
    }
}
