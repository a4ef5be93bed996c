//! What a session that runs costs an hour, and when its cache goes cold.

use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::metrics::pulse::pulse;
use scopeon_core::metrics::{Figure, Provenance, Reason};
use scopeon_core::usage::Usage;

use super::{call, noon, usd};

/// A call of a hundred thousand tokens of output: two dollars.
fn two_dollars(seconds: i64) -> CallPoint {
    call(seconds, Usage { output: 100_000, ..Usage::default() })
}

#[test]
fn an_hour_costs_what_the_last_one_did() {
    let cases: [(&[i64], i64, &str); 5] = [
        // Of one call a minute ago a quarter of an hour is the least that is taken.
        (&[0], 60, "8"),
        (&[0], 1_800, "4"),
        (&[0, 900], 1_800, "8"),
        (&[0, 900], 3_599, "4.001111419839"),
        // What is older than an hour does not count.
        (&[0, 3_600], 7_100, "2.057142857143"),
    ];
    for (calls, now, expected) in cases {
        let calls: Vec<CallPoint> = calls.iter().map(|at| two_dollars(*at)).collect();
        let found = pulse(&[&calls], noon(now)).hourly_usd;
        assert_eq!(found, Figure::exact(usd(expected)), "{now}");
    }
    let (own, other) = ([two_dollars(0)], [two_dollars(900)]);
    assert_eq!(pulse(&[&own, &other], noon(1_800)).hourly_usd, Figure::exact(usd("8")), "sub-agents' too");
}

#[test]
fn what_has_no_price_makes_a_lower_bound_or_nothing() {
    let unpriced = CallPoint { rates: None, ..two_dollars(0) };
    let both = [unpriced.clone(), two_dollars(900)];
    let found = pulse(&[&both], noon(1_800)).hourly_usd;
    assert_eq!(
        (found.value, found.provenance),
        (Some(usd("4")), Provenance::estimated(Reason::UnpricedCalls))
    );
    assert_eq!(pulse(&[&[unpriced]], noon(1_800)).hourly_usd.value, None);
    assert_eq!(pulse(&[], noon(0)).hourly_usd.value, None);
    assert_eq!(pulse(&[&[two_dollars(0)]], noon(4_000)).hourly_usd.value, None, "nothing in the last hour");
}

#[test]
fn a_cache_goes_cold_when_its_life_is_over() {
    let five = call(0, Usage { cache_read: 900_000, cache_write_5m: 100_000, ..Usage::default() });
    let found = pulse(&[&[five]], noon(60));
    assert_eq!(found.cold_at, Some(noon(300)));
    // A million tokens written at 5 instead of read at 0.2.
    assert_eq!(found.cold_usd.value, Some(usd("4.8")));
    let hour = call(0, Usage { cache_read: 900_000, cache_write_1h: 100_000, ..Usage::default() });
    let found = pulse(&[&[hour]], noon(60));
    assert_eq!((found.cold_at, found.cold_usd.value), (Some(noon(3_600)), Some(usd("7.8"))));
    let none = call(0, Usage { input: 1_000, ..Usage::default() });
    let found = pulse(&[&[none]], noon(60));
    assert_eq!((found.cold_at, found.cold_usd.value), (None, None));
}
