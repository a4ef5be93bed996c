//! Instants, time zones and ranges; days in a zone partition time exactly. The second opinion is `chrono-tz`.

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use proptest::prelude::*;
use scopeon_core::time::{ParseRangeError, Period, Range, TimeBucket, Timestamp, Zone};

/// Both changes of the clock, half hours, a skipped day, Ramadan pauses, quarter-hour offsets.
const ZONES: [&str; 14] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Asia/Tehran",
    "America/St_Johns",
    "Africa/Cairo",
    "Atlantic/Azores",
    "Asia/Kolkata",
];

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// The first instant at or after a local time, in milliseconds.
fn first(tz: Tz, local: NaiveDateTime) -> i64 {
    let later = (0..200).map(|quarters| local + Duration::minutes(15 * quarters));
    let mut found = later.filter_map(|local| tz.from_local_datetime(&local).earliest());
    found.next().unwrap().timestamp_millis()
}

/// No date follows the last one, and still every instant lies before the end of its period.
#[test]
fn the_last_day_there_is_has_an_end() {
    for name in ZONES {
        for text in ["9999-12-31T00:00:00.000Z", "9999-12-31T12:00:00.000Z", "9999-12-31T23:59:59.999Z"] {
            for period in [Period::Hour, Period::Day, Period::Week, Period::Month] {
                let (zone, at) = (zone(name), at(text));
                let (first, next) = (zone.floor(at, period), zone.ceil(at, period));
                assert!(first <= at && at < next, "{text} in {name}: {first} to {next} ({period:?})");
            }
        }
    }
}

#[test]
fn instants_are_read_in_every_form() {
    let cases = [
        ("2026-09-14T10:00:03.000Z", Some(1_789_380_003_000)),
        ("2026-09-14T10:00:03Z", Some(1_789_380_003_000)),
        ("2026-09-14T12:00:03.000+02:00", Some(1_789_380_003_000)),
        ("2026-09-14T10:00:03.000999Z", Some(1_789_380_003_000)),
        ("2024-02-29T00:00:00.000Z", Some(1_709_164_800_000)),
        ("2025-02-29T00:00:00.000Z", None),
        ("2026-13-01T00:00:00.000Z", None),
        ("2026-09-14T24:00:00.000Z", None),
        ("1969-12-31T23:59:59.999Z", None),
        ("9999-12-31T23:59:59.999Z", Some(253_402_300_799_999)),
        ("not a time", None),
        ("", None),
    ];
    for (text, millis) in cases {
        assert_eq!(Timestamp::parse(text).map(Timestamp::millis), millis, "{text}");
    }
}

#[test]
fn days_at_a_change_of_the_clock_have_23_and_25_hours() {
    let cases = [
        ("Europe/Berlin", "2026-03-29T12:00:00Z", 23 * 4),
        ("Europe/Berlin", "2026-10-25T12:00:00Z", 25 * 4),
        ("America/New_York", "2026-03-08T16:00:00Z", 23 * 4),
        ("Australia/Lord_Howe", "2026-04-05T00:00:00Z", 24 * 4 + 2),
        ("Australia/Lord_Howe", "2026-10-04T00:00:00Z", 24 * 4 - 2),
        ("America/Sao_Paulo", "2018-11-04T12:00:00Z", 23 * 4),
    ];
    for (name, noon, quarters) in cases {
        let day = Range::around(at(noon), Period::Day, zone(name));
        let length = day.until.unwrap().millis() - day.since.unwrap().millis();
        assert_eq!(length, quarters * TimeBucket::MILLIS, "{name}");
    }
}

#[test]
fn a_day_that_samoa_skipped_holds_nothing() {
    let apia = zone("Pacific/Apia");
    assert_eq!(apia.key(at("2011-12-30T09:59:00Z"), Period::Day), "2011-12-29");
    assert_eq!(apia.key(at("2011-12-30T10:00:00Z"), Period::Day), "2011-12-31");
}

#[test]
fn hours_at_a_change_of_the_clock_are_told_apart() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(berlin.key(at("2026-10-25T00:30:00Z"), Period::Hour), "2026-10-25T02:00+02:00");
    assert_eq!(berlin.key(at("2026-10-25T01:30:00Z"), Period::Hour), "2026-10-25T02:00+01:00");
}

#[test]
fn ranges_are_read_as_people_write_them() {
    let now = at("2026-03-11T09:30:00Z"); // a Wednesday
    let day = |text: &str| Some(at(&format!("{text}T00:00:00Z")));
    let cases = [
        ("2026-03-01", day("2026-03-01"), day("2026-03-02")),
        ("20260301", day("2026-03-01"), day("2026-03-02")),
        ("2026-02", day("2026-02-01"), day("2026-03-01")),
        ("today", day("2026-03-11"), day("2026-03-12")),
        ("yesterday", day("2026-03-10"), day("2026-03-11")),
        ("this-week", day("2026-03-09"), day("2026-03-16")),
        ("last-week", day("2026-03-02"), day("2026-03-09")),
        ("this-month", day("2026-03-01"), day("2026-04-01")),
        ("last-month", day("2026-02-01"), day("2026-03-01")),
        ("7d", day("2026-03-05"), day("2026-03-12")),
        ("2w", day("2026-02-26"), day("2026-03-12")),
        ("24h", Some(at("2026-03-10T09:30:00Z")), Some(now)),
        ("7days", day("2026-03-05"), day("2026-03-12")),
        ("7 Days", day("2026-03-05"), day("2026-03-12")),
        ("last-7-days", day("2026-03-05"), day("2026-03-12")),
        ("last 7 days", day("2026-03-05"), day("2026-03-12")),
        ("past_2_weeks", day("2026-02-26"), day("2026-03-12")),
        ("7d ago", day("2026-03-05"), day("2026-03-12")),
        ("Last-Week", day("2026-03-02"), day("2026-03-09")),
        ("last month", day("2026-02-01"), day("2026-03-01")),
        ("3mo", day("2025-12-12"), day("2026-03-12")),
        ("1y", day("2025-03-12"), day("2026-03-12")),
        ("this-year", day("2026-01-01"), day("2027-01-01")),
        ("2025", day("2025-01-01"), day("2026-01-01")),
        ("last 90 minutes", Some(at("2026-03-11T08:00:00Z")), Some(now)),
        ("2026-03-01T10:00", Some(at("2026-03-01T10:00:00Z")), Some(at("2026-03-01T10:00:00Z"))),
        ("2026-03-01 10:00:30", Some(at("2026-03-01T10:00:30Z")), Some(at("2026-03-01T10:00:30Z"))),
        ("2026-03-01 10:00+02:00", Some(at("2026-03-01T08:00:00Z")), Some(at("2026-03-01T08:00:00Z"))),
        ("2026-03-01T10:00:00Z", Some(at("2026-03-01T10:00:00Z")), Some(at("2026-03-01T10:00:00Z"))),
    ];
    for (text, since, until) in cases {
        let range = Range::parse(Some(text), Some(text), Zone::UTC, now).unwrap();
        assert_eq!((range.since, range.until), (since, until), "{text}");
    }
    for bad in [
        "",
        "d",
        "0d",
        "last-0-days",
        "1d 3h",
        "7",
        "1969",
        "10:00",
        "2026-03-01T25:00",
        "2026-02-30",
        "soon",
        "7x",
        "-3d",
        "99999999999999d",
        "日本",
    ] {
        let error = Range::parse(Some(bad), None, Zone::UTC, now).expect_err(bad);
        let is_span = ["0d", "last-0-days", "1d 3h"].contains(&bad);
        assert_eq!(error == ParseRangeError::Length, is_span, "{bad}: {error}");
    }
}

#[test]
fn a_time_of_the_day_is_the_zones() {
    let berlin = zone("Europe/Berlin");
    let range = Range::parse(Some("2026-03-01T10:00"), None, berlin, at("2026-03-11T09:30:00Z")).unwrap();
    assert_eq!(range.since, Some(at("2026-03-01T09:00:00Z")));
}

#[test]
fn an_offset_is_a_zone() {
    let cases = [
        ("UTC+2", "UTC+02:00", 2 * 60),
        ("utc-03:30", "UTC-03:30", -(3 * 60 + 30)),
        ("GMT+0545", "UTC+05:45", 5 * 60 + 45),
        ("+01:00", "UTC+01:00", 60),
    ];
    for (text, name, minutes) in cases {
        let zone = zone(text);
        assert_eq!(zone.name(), name);
        let midnight = zone.start_of(zone.date(at("2026-03-01T12:00:00Z")));
        assert_eq!((at("2026-03-01T00:00:00Z").millis() - midnight.millis()) / 60_000, minutes, "{text}");
        assert_eq!(name.parse::<Zone>(), Ok(zone), "its name is one");
    }
    for bad in ["UTC+15", "UTC+2:17", "UTC+", "+", "UTC2", "UTC+1:2:3", "+é", "CET-1CEST"] {
        assert!(bad.parse::<Zone>().is_err(), "{bad}");
    }
}

#[test]
fn weeks_begin_when_the_zone_says() {
    let wednesday = at("2026-03-11T09:30:00Z");
    for (first, day) in [("monday", "2026-03-09"), ("sunday", "2026-03-08"), ("Saturday", "2026-03-07")] {
        let zone = Zone::UTC.with_week_start(first.parse().unwrap());
        assert_eq!(zone.key(wednesday, Period::Week), day);
        let start = zone.floor(wednesday, Period::Week);
        assert_eq!(zone.ceil(wednesday, Period::Week).millis() - start.millis(), 7 * 86_400_000);
        assert_eq!(zone.floor(start, Period::Week), start);
    }
}

fn instant() -> impl Strategy<Value = Timestamp> {
    // 2012 to 2037: every rule change of the zones above that a log could meet. Until 2011 Newfoundland changed its
    // clock a minute after midnight, so that a day there was in two pieces; no agent's log is that old.
    (1_325_376_000_000_i64..2_114_380_800_000).prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

/// 2012 to 2025: the two calendars know what was decreed until different days, and each may be right of what came since.
fn past() -> impl Strategy<Value = Timestamp> {
    (1_325_376_000_000_i64..1_767_225_600_000).prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

#[test]
fn an_hour_that_a_half_hour_change_cuts_is_two() {
    let zone = zone("Australia/Lord_Howe");
    // At 15:00 UTC the clock went from 02:00 back to 01:30.
    let cases = [
        ("2026-04-04T14:45:00Z", "2026-04-05T01:00+11:00", "2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z"),
        ("2026-04-04T15:00:00Z", "2026-04-05T01:30+10:30", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"),
        ("2026-04-04T15:29:00Z", "2026-04-05T01:30+10:30", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"),
        ("2026-04-04T15:30:00Z", "2026-04-05T02:00+10:30", "2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z"),
    ];
    for (text, key, since, until) in cases {
        let found = (zone.key(at(text), Period::Hour), Range::around(at(text), Period::Hour, zone));
        let expected = Range { since: Some(at(since)), until: Some(at(until)) };
        assert_eq!(found, (key.to_owned(), expected), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_quick_reader_agrees_with_the_general_one(at in instant()) {
        let text = at.to_string();
        prop_assert_eq!(Timestamp::parse(&text), Some(at));
        prop_assert_eq!(Timestamp::parse(&text.replace('Z', "+00:00")), Some(at));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[0-9TZ:.+-]{0,30}|\\PC{0,30}") {
        let _ = Timestamp::parse(&text);
        let _ = Range::parse(Some(&text), Some(&text), Zone::UTC, at("2026-03-11T09:30:00Z"));
    }

    #[test]
    fn periods_partition_time(at in instant(), name in proptest::sample::select(&ZONES)) {
        let zone = zone(name);
        for period in [Period::Hour, Period::Day, Period::Week, Period::Month] {
            let (start, next) = (zone.floor(at, period), zone.ceil(at, period));
            prop_assert!(start <= at && at < next, "{period:?} {start} {at} {next}");
            prop_assert_eq!(start.millis() % TimeBucket::MILLIS, 0, "a period is a whole number of quarters");
            let last = Timestamp::from_millis(next.millis() - 1).unwrap();
            prop_assert_eq!(zone.key(start, period), zone.key(last, period));
            prop_assert_eq!(zone.floor(last, period), start);
            prop_assert_eq!(zone.floor(next, period), next, "the next period starts where this one ends");
            prop_assert_ne!(zone.key(next, period), zone.key(at, period));
        }
    }

    #[test]
    fn local_days_are_those_of_a_second_calendar(at in past(), name in proptest::sample::select(&ZONES)) {
        let tz: Tz = name.parse().unwrap();
        let theirs = DateTime::from_timestamp_millis(at.millis()).unwrap().with_timezone(&tz);
        let zone = zone(name);
        prop_assert_eq!(zone.key(at, Period::Day), theirs.date_naive().to_string());
        prop_assert_eq!(zone.key(zone.floor(at, Period::Hour), Period::Hour), zone.key(at, Period::Hour));
        prop_assert_eq!(zone.wall(at), theirs.format("%Y-%m-%d %H:%M").to_string());
        let midnight = theirs.date_naive().and_hms_opt(0, 0, 0).unwrap();
        prop_assert_eq!(zone.floor(at, Period::Day).millis(), first(tz, midnight));
        let month = theirs.date_naive().with_day(1).unwrap().and_hms_opt(0, 0, 0).unwrap();
        prop_assert_eq!(zone.floor(at, Period::Month).millis(), first(tz, month));
    }
}
