//! Two samples side by side.

use proptest::prelude::*;
use scopeon_core::metrics::Share;
use scopeon_core::metrics::compare::{Direction, FEWEST, Significance, compare};

fn upto(from: i128, to: i128) -> Vec<i128> {
    (from..=to).collect()
}

#[test]
fn difference_direction_and_significance() {
    use Direction::{Down, Same, Up};
    use Significance::{Likely, None, Strong, TooFew};
    let mixed = vec![2, 4, 6, 8, 10, 12, 14, 16];
    let cases = [
        // (U − 32 ∓ ½) ÷ √(64 × 17 ÷ 12) = 31.5 ÷ 9.5219
        (upto(1, 8), upto(9, 16), 8, 16_000, Up, 10_000, 3_308, Strong), // medians 4.5 → 5 and 12.5 → 13
        (upto(9, 16), upto(1, 8), -8, -6_154, Down, 0, -3_308, Strong),
        // U = 1.5 + 3.5 + 5.5 + 7.5 + 4 × 8 = 50; four ties: σ² = 64 × (4080 − 24) ÷ 2880; 17.5 ÷ 9.4939
        (upto(1, 8), mixed, 4, 8_000, Up, 7_813, 1_843, None),
        // U = 4.5 + 5.5 + 6.5 + 7.5 + 4 × 8 = 56: 23.5 ÷ 9.4939
        (upto(1, 8), upto(5, 12), 4, 8_000, Up, 8_750, 2_475, Likely),
        (vec![3; 8], vec![3; 8], 0, 0, Same, 5_000, 0, None),
        (upto(1, 7), upto(101, 108), 101, 252_500, Up, 10_000, 0, TooFew),
        (vec![], vec![], 0, 0, Same, 5_000, 0, TooFew),
        // Two groups of eight: σ² = 64 × (4080 − 1008) ÷ 2880; 31.5 ÷ 8.2624; and no share of a median of 0
        (vec![0; 8], vec![5; 8], 5, 0, Up, 10_000, 3_812, Strong),
    ];
    for (a, b, difference, bp, direction, superiority, z, significance) in cases {
        let found = compare(&a, &b);
        let shown = (
            found.difference,
            found.difference_bp,
            found.direction,
            found.superiority_bp.bp(),
            found.z_milli,
            found.significance,
        );
        assert_eq!(shown, (difference, bp, direction, superiority, z, significance), "{a:?} {b:?}");
    }
    let sides = compare(&[1, 2, 3, 4, 100], &[7]);
    assert_eq!((sides.a.count, sides.a.sum, sides.a.median, sides.a.spread), (5, 110, 3, 1));
    assert_eq!((sides.b.count, sides.b.median, sides.b.spread), (1, 7, 0));
}

#[test]
fn large_samples_are_thinned_and_still_tell() {
    let found = compare(&upto(0, 20_000), &upto(1_000, 21_000));
    assert_eq!((found.difference, found.significance), (1_000, Significance::Strong));
    assert_eq!(compare(&upto(0, 20_000), &upto(0, 20_000)).significance, Significance::None);
}

fn values() -> impl Strategy<Value = Vec<i128>> {
    prop::collection::vec(-50_i128..50, 0..30)
}

proptest! {
    #[test]
    fn sides_can_be_swapped_and_values_shuffled(a in values(), b in values()) {
        let (one, other) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!(one.difference, -other.difference);
        prop_assert_eq!(one.z_milli, -other.z_milli);
        prop_assert_eq!(one.significance, other.significance);
        prop_assert!(one.superiority_bp.bp().abs_diff(other.superiority_bp.rest().bp()) <= 1);
        prop_assert_eq!(one.significance == Significance::TooFew, a.len() < FEWEST || b.len() < FEWEST);
        let reversed: Vec<i128> = a.iter().rev().copied().collect();
        prop_assert_eq!(compare(&reversed, &b), one);
    }

    #[test]
    fn a_sample_does_not_differ_from_itself(a in values()) {
        let found = compare(&a, &a);
        prop_assert_eq!((found.difference, found.direction, found.z_milli), (0, Direction::Same, 0));
        prop_assert_eq!(found.superiority_bp, Share::from_bp(5_000));
    }

    #[test]
    fn adding_to_every_value_adds_to_the_median(a in values(), more in 1..100_i128) {
        let raised: Vec<i128> = a.iter().map(|value| value + more).collect();
        let found = compare(&a, &raised);
        let rounded = if a.is_empty() { 0 } else { more };
        prop_assert!((found.difference - rounded).abs() <= 1, "{}", found.difference);
        prop_assert!(found.z_milli >= 0);
    }
}
