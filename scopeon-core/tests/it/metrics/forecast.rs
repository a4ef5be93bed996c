//! What a period will have cost at its end.

use proptest::prelude::*;
use scopeon_core::metrics::forecast::{BucketCost, History, Method, Projection, Running, project};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::{Period, TimeBucket, Timestamp, Zone};

use super::{at, usd};

/// A Wednesday.
const NOW: &str = "2026-11-18T12:00:00Z";

fn history(costs: &[(&str, &str)], since: &str) -> History {
    let quarter = |(time, cost): &(&str, &str)| BucketCost { bucket: at(time).quarter(), cost: usd(cost) };
    History::new(costs.iter().map(quarter).collect(), Timestamp::parse(since))
}

const PAST: [(&str, &str); 7] = [
    ("2026-11-18T09:00:00Z", "5"),
    ("2026-11-11T15:00:00Z", "1"),
    ("2026-11-04T15:00:00Z", "2"),
    ("2026-10-28T15:00:00Z", "3"),
    ("2026-10-21T15:00:00Z", "4"),
    ("2026-10-14T15:00:00Z", "10"),
    ("2026-10-14T09:00:00Z", "100"), // before noon: no part of any rest of the day
];

#[test]
fn a_day_ends_as_the_same_weekdays_did() {
    let found = project(&history(&PAST, "2026-10-14T00:00:00Z"), Period::Day, Zone::UTC, at(NOW));
    assert_eq!((found.method, found.analogues), (Method::Analogues, 5));
    assert_eq!(found.until, at("2026-11-19T00:00:00Z"));
    // 1, 2, 3, 4 and 10 were still to come then.
    assert_eq!(
        (found.spent_usd, found.low_usd, found.likely_usd, found.high_usd),
        (usd("5"), usd("6"), usd("8"), usd("15"))
    );
    // Idle Wednesdays count as well: 11 of them since September, six of which cost nothing.
    let longer = project(&history(&PAST, "2026-09-01T00:00:00Z"), Period::Day, Zone::UTC, at(NOW));
    assert_eq!((longer.analogues, longer.low_usd, longer.likely_usd), (11, usd("5"), usd("5")));
    let longest = project(&history(&PAST, "2020-01-01T00:00:00Z"), Period::Day, Zone::UTC, at(NOW));
    assert_eq!(longest.analogues, 12);
}

#[test]
fn weeks_and_months_reach_only_into_the_past() {
    let known = history(&PAST, "2026-10-14T00:00:00Z");
    let week = project(&known, Period::Week, Zone::UTC, at(NOW));
    // Wednesday noon to Sunday night, one to five weeks back.
    assert_eq!((week.analogues, week.spent_usd, week.likely_usd), (5, usd("5"), usd("8")));
    // The rest of November is 12.5 days, so the nearest that is over began two weeks ago, on the 4th at noon.
    let month = project(&known, Period::Month, Zone::UTC, at(NOW));
    assert_eq!((month.until, month.analogues), (at("2026-12-01T00:00:00Z"), 4));
    // From the 4th 2 + 1, from 28 October 3 + 2, from the 21st 4 + 3, from the 14th 10 + 4: median 6.
    assert_eq!(
        (month.spent_usd, month.low_usd, month.likely_usd, month.high_usd),
        (usd("8"), usd("11"), usd("14"), usd("22"))
    );
}

#[test]
fn little_history_gives_a_line() {
    let first_day = history(&[("2026-11-18T09:00:00Z", "5")], "2026-11-18T00:00:00Z");
    let found = project(&first_day, Period::Day, Zone::UTC, at(NOW));
    // 5 in the twelve hours known, twelve more to come.
    assert_eq!(
        (found.method, found.low_usd, found.likely_usd, found.high_usd),
        (Method::Linear, usd("5"), usd("10"), usd("15"))
    );
    // Two weeks: 6 dollars in the last seven days, of which twelve hours are a fourteenth.
    let two_weeks = project(&history(&PAST[..3], "2026-11-04T00:00:00Z"), Period::Day, Zone::UTC, at(NOW));
    assert_eq!((two_weeks.method, two_weeks.analogues), (Method::Linear, 0));
    assert_eq!(two_weeks.likely_usd.minus(usd("5")), PicoUsd::from_pico(428_571_428_571));
    // Ten minutes of history are taken for an hour, and three hours are left.
    let late = at("2026-11-18T21:00:00Z");
    let minutes = history(&[("2026-11-18T20:45:00Z", "1")], "2026-11-18T20:50:00Z");
    let found = project(&minutes, Period::Day, Zone::UTC, late);
    assert_eq!(found.likely_usd, usd("1"), "the quarter began before history did");
    let hour = history(&[("2026-11-18T20:45:00Z", "1")], "2026-11-18T20:45:00Z");
    assert_eq!(project(&hour, Period::Day, Zone::UTC, late).likely_usd, usd("4"));
}

#[test]
fn three_hours_say_nothing_about_a_month() {
    let project_of = |since: &str, period| {
        project(&history(&[("2026-11-18T11:00:00Z", "3")], since), period, Zone::UTC, at(NOW))
    };
    let cases = [
        ("2026-11-18T09:00:00Z", [Method::Linear, Method::Nothing, Method::Nothing]),
        ("2026-11-17T00:00:00Z", [Method::Linear, Method::Linear, Method::Nothing]),
        ("2026-11-15T00:00:00Z", [Method::Linear, Method::Linear, Method::Linear]),
        ("2026-11-18T11:00:00Z", [Method::Nothing, Method::Nothing, Method::Nothing]),
    ];
    for (since, expected) in cases {
        let found = [Period::Day, Period::Week, Period::Month].map(|period| project_of(since, period));
        assert_eq!(found.map(|one| one.method), expected, "{since}");
        for one in found {
            assert_eq!(one.known_likely().is_some(), one.method != Method::Nothing, "{since}");
        }
    }
}

#[test]
fn one_wild_day_does_not_own_the_rate() {
    let day = |date: u32, cost: &str| BucketCost {
        bucket: at(&format!("2026-11-{date}T13:00:00Z")).quarter(),
        cost: usd(cost),
    };
    let days = vec![day(11, "2"), day(12, "2"), day(13, "2"), day(14, "700"), day(16, "2"), day(17, "2")];
    let known = History::new(days, Some(at("2026-11-11T00:00:00Z")));
    let found = project(&known, Period::Day, Zone::UTC, at(NOW));
    // Six of the seven days had use, and a usual one cost 2: half a day is 6 ÷ 7.
    assert_eq!((found.method, found.likely_usd), (Method::Linear, PicoUsd::from_pico(857_142_857_143)));
}

#[test]
fn no_outlook_is_below_what_the_running_block_leads_to() {
    let running = |until: &str| Some(Running { until: at(until), more_usd: usd("8") });
    let known = history(&[("2026-11-18T11:45:00Z", "1")], "2026-11-18T11:45:00Z");
    let found = |until: &str| {
        let known = known.clone().with_running(running(until));
        [Period::Day, Period::Week, Period::Month]
            .map(|period| project(&known, period, Zone::UTC, at(NOW)).likely_usd)
    };
    assert_eq!(found("2026-11-18T15:00:00Z"), ["9", "9", "9"].map(usd));
    // Of a block that ends the next day as much as falls into this one.
    assert_eq!(found("2026-11-19T12:00:00Z"), ["5", "9", "9"].map(usd));
    assert_eq!(found("2026-11-18T12:00:00Z"), ["1", "1", "1"].map(usd), "over");
}

#[test]
fn what_usually_follows_comes_on_top_of_the_running_block() {
    // One dollar each afternoon for a month, and a block that adds a hundred.
    let day = |back: i64| BucketCost {
        bucket: TimeBucket::from_index(at("2026-11-17T15:00:00Z").quarter().index() - back * 96),
        cost: usd("1"),
    };
    let known = History::new((0..50).map(day).collect(), None);
    let running = Running { until: at("2026-11-18T14:00:00Z"), more_usd: usd("100") };
    let known = known.with_running(Some(running));
    let likely = [Period::Day, Period::Week, Period::Month]
        .map(|period| project(&known, period, Zone::UTC, at(NOW)))
        .map(|found| found.likely_usd.minus(found.spent_usd));
    // Wednesday to Sunday are five afternoons, to the 30th twelve and a half.
    assert_eq!(likely, ["101", "105", "113"].map(usd));
}

#[test]
fn no_history_gives_nothing() {
    for period in [Period::Day, Period::Week, Period::Month] {
        let found = project(&History::default(), period, Zone::UTC, at(NOW));
        assert_eq!(
            (found.method, found.likely_usd, found.high_usd),
            (Method::Nothing, PicoUsd::ZERO, PicoUsd::ZERO)
        );
    }
}

#[test]
fn weeks_back_are_weeks_of_the_local_calendar() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    // Noon in winter time; a week before, noon was summer time and an hour earlier in UTC.
    let now = at("2026-10-28T11:00:00Z");
    let wednesdays = |time: &str| {
        let days = ["2026-10-21", "2026-10-14", "2026-10-07", "2026-09-30"];
        let times: Vec<String> = days.iter().map(|day| format!("{day}T{time}Z")).collect();
        let costs: Vec<(&str, &str)> = times.iter().map(|time| (time.as_str(), "1")).collect();
        project(&history(&costs, "2026-09-30T00:00:00Z"), Period::Day, berlin, now)
    };
    let noon = wednesdays("10:00:00");
    assert_eq!((noon.analogues, noon.low_usd), (4, usd("1")), "noon in summer time belongs to the afternoon");
    assert_eq!(wednesdays("09:45:00").high_usd, PicoUsd::ZERO, "a quarter before noon does not");
}

#[test]
fn the_quarter_in_which_an_amount_is_exceeded() {
    let known = history(&PAST, "2026-10-14T00:00:00Z");
    let start = at("2026-10-28T00:00:00Z"); // 3, 2, 1, 5
    let cases = [
        ("0", Some("2026-10-28T15:15:00Z")),
        ("3", Some("2026-11-04T15:15:00Z")),
        ("5.5", Some("2026-11-11T15:15:00Z")),
        ("11", None),
    ];
    for (amount, expected) in cases {
        assert_eq!(known.exceeds(start..at(NOW), usd(amount)), expected.map(at), "{amount}");
    }
    assert_eq!(known.exceeds(at(NOW)..at("2026-12-01T00:00:00Z"), usd("0")), None);
    assert_eq!(
        known.exceeds(start..at("2026-11-11T15:00:00Z"), usd("5.5")),
        None,
        "the span ends before it does"
    );
}

fn quarters() -> impl Strategy<Value = Vec<BucketCost>> {
    let now = at(NOW).quarter().index();
    let one = (now - 9_000..now + 1, 0..5_000_000_000_000_i128);
    prop::collection::vec(
        one.prop_map(|(index, pico)| BucketCost {
            bucket: TimeBucket::from_index(index),
            cost: PicoUsd::from_pico(pico),
        }),
        0..60,
    )
}

proptest! {
    #[test]
    fn a_projection_is_a_range_above_what_is_spent(quarters in quarters(), zone in prop::sample::select(vec!["UTC", "Asia/Kolkata", "America/New_York"])) {
        let zone: Zone = zone.parse().unwrap();
        let mut reversed = quarters.clone();
        reversed.reverse();
        let (one, other) = (History::new(quarters, None), History::new(reversed, None));
        for period in [Period::Day, Period::Week, Period::Month] {
            let found = project(&one, period, zone, at(NOW));
            prop_assert!(found.spent_usd <= found.low_usd && found.low_usd <= found.likely_usd && found.likely_usd <= found.high_usd);
            prop_assert!(found.until > at(NOW));
            prop_assert_eq!(found, project(&other, period, zone, at(NOW)));
        }
    }

    #[test]
    fn longer_periods_hold_shorter_ones(
        quarters in quarters(),
        day in 1..29_u32,
        hour in 0..24_u32,
        (block, more) in (1..600_i64, 0..50_000_000_000_000_i128),
        zone in prop::sample::select(vec!["UTC", "Asia/Kolkata", "America/New_York"]),
    ) {
        let zone: Zone = zone.parse().unwrap();
        let now = at(&format!("2026-11-{day:02}T{hour:02}:00:00Z"));
        let until = Timestamp::from_millis(now.millis() + block * 60_000).unwrap();
        let running = Running { until, more_usd: PicoUsd::from_pico(more) };
        let known = History::new(quarters, None).with_running(Some(running));
        let found = [Period::Day, Period::Week, Period::Month].map(|period| (zone.floor(now, period), project(&known, period, zone, now)));
        let rest = |one: &Projection| [one.low_usd, one.likely_usd, one.high_usd].map(|end| end.minus(one.spent_usd));
        for (start, one) in &found {
            prop_assert!(one.spent_usd <= one.low_usd && one.low_usd <= one.likely_usd && one.likely_usd <= one.high_usd);
            // All that the block leads to, where the period holds it.
            if until <= one.until {
                prop_assert!(one.likely_usd >= one.spent_usd.plus(running.more_usd));
            }
            for (other_start, other) in &found {
                // What is still to come of a period that ends sooner is a part of it.
                if other.until <= one.until {
                    prop_assert!(rest(one).iter().zip(rest(other)).all(|(one, other)| *one >= other));
                    if start <= other_start {
                        prop_assert!(one.likely_usd >= other.likely_usd && one.low_usd >= other.low_usd && one.high_usd >= other.high_usd);
                    }
                }
            }
        }
    }

    #[test]
    fn spans_add_up(quarters in quarters(), a in 0..2_000_i64, b in 0..2_000_i64, c in 0..2_000_i64) {
        let known = History::new(quarters.clone(), None);
        let mut ends = [a, b, c].map(|hours| Timestamp::from_millis(at(NOW).millis() - hours * 3_600_000).unwrap());
        ends.sort();
        let [first, middle, last] = ends;
        prop_assert_eq!(known.spent(first..middle).plus(known.spent(middle..last)), known.spent(first..last));
        let slow: PicoUsd = quarters.iter().filter(|one| (first..last).contains(&one.bucket.start())).map(|one| one.cost).sum();
        prop_assert_eq!(known.spent(first..last), slow);
    }
}
