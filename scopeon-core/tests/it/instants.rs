//! Instants and days as text. The second opinion is `jiff`'s.

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use proptest::prelude::*;
use scopeon_core::time::{Date, TimeBucket, Timestamp};

/// What `jiff` reads of text that has no other characters than RFC 3339 does.
fn read(text: &str) -> Option<i64> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(at.as_millisecond()).filter(|millis| *millis >= 0)
}

fn civil(millis: i64) -> DateTime {
    date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(SignedDuration::from_millis(millis))
}

/// Text of nearly the right form: every part right, wrong or missing, in either format.
fn text() -> impl Strategy<Value = String> {
    let part = |good: &'static str, bad: &'static str| prop_oneof![12 => good.prop_map(String::from), 1 => bad.prop_map(String::from)];
    let year = part("(19[67][0-9]|20[0-9]{2}|9999|[0-9]{4})", "([+-]0[01][0-9]{4}|[+-]?[0-9]{0,7})");
    let day = part("-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "-?[0-9]{0,2}-?[0-9]{0,2}");
    let basic_day = part("(0[1-9]|1[0-2])([0-2][0-9]|3[01])", "[0-9]{0,4}");
    let time = part("[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:([0-5][0-9]|60))?", "[Tt ]?[0-9:]{0,8}");
    let basic_time = part("[Tt ]([01][0-9]|2[0-3])([0-5][0-9]([0-5][0-9]|60)?)?", "[T ]?[0-9]{0,6}");
    let fraction = part("(\\.[0-9]{1,9})?", "\\.[0-9]{0,11}");
    let offset = part("([Zz]|[+-](0[0-9]|1[0-4]):?(00|15|30|45))", "[+-]?[0-9:.]{0,12}");
    let offset = prop_oneof![4 => offset, 1 => "[+-][012][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,10})?"];
    (year, prop_oneof![day, basic_day], prop_oneof![time, basic_time], fraction, offset)
        .prop_map(|parts| [parts.0, parts.1, parts.2, parts.3, parts.4].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn text_is_read_as_by_another_reader(text in prop_oneof![9 => text(), 1 => "[0-9TZtz:.+ -]{0,30}".boxed()]) {
        // Of one form the last day is read whole, too.
        if text.starts_with("9999-12-31") {
            return Ok(());
        }
        prop_assert_eq!(Timestamp::parse(&text).map(Timestamp::millis), read(&text), "{}", text);
    }

    #[test]
    fn instants_are_written_as_by_another_writer(index in -500_000_000_i64..400_000_000) {
        let at = TimeBucket::from_index(index).start();
        let civil = civil(at.millis());
        prop_assert_eq!(at.date().to_string(), civil.date().to_string());
        if at.millis() >= -62_000_000_000_000 {
            prop_assert_eq!(at.to_string(), civil.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
        }
    }

    #[test]
    fn a_day_is_one_that_another_calendar_has(year in -10_001_i16..10_001, month in 0..14_u8, day in 0..33_u8) {
        let other = jiff::civil::Date::new(year, month.cast_signed(), day.cast_signed()).ok();
        let own = Date::new(year, month, day);
        prop_assert_eq!(own.map(|day| day.to_string()), other.map(|day| day.to_string()));
    }
}

/// Every instant and every day there is comes back from `chrono`'s types, and nothing else does.
#[cfg(feature = "chrono")]
#[test]
fn instants_and_days_convert_both_ways() {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    for millis in [0, 1, 1_789_380_003_999, 253_402_300_799_999] {
        let at = Timestamp::from_millis(millis).unwrap();
        let other: DateTime<Utc> = at.into();
        assert_eq!((other.timestamp_millis(), Timestamp::try_from(other)), (millis, Ok(at)));
        assert_eq!(Timestamp::try_from(other + TimeDelta::microseconds(999)), Ok(at), "finer is dropped");
    }
    for outside in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert!(Timestamp::try_from(outside).is_err() && Date::try_from(outside.date_naive()).is_err());
    }
    for (year, month, day) in [(-9_999, 1, 1), (1970, 1, 1), (2024, 2, 29), (9_999, 12, 31)] {
        let date = Date::new(year, month, day).unwrap();
        let other = NaiveDate::from(date);
        assert_eq!(
            (other, Date::try_from(other)),
            (NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).unwrap(), Ok(date))
        );
    }
}

#[test]
fn the_edges_of_time_are_read_and_written() {
    for (text, is_read) in [
        ("9999-12-30T22:00:00.999Z", true),
        ("9999-12-31T00:00:00+02:00", true),
        ("9999-12-30T22:00:01+00:00", false),
        ("9999-12-31T00:00:00Z", false),
        ("1969-12-31T23:59:59.9999Z", true),
        ("1969-12-31T23:59:59.998Z", false),
        ("1970-01-01T25:00:00+25:59:59.5", false),
        ("+009999-01-01T00Z", true),
        ("-000000-01-01T00Z", false),
    ] {
        assert_eq!(Timestamp::parse(text).is_some(), is_read, "{text}");
        assert_eq!(Timestamp::parse(text).map(Timestamp::millis), read(text), "{text}");
    }
    for index in [i64::MIN, i64::MAX, -400_000_000_000, 400_000_000_000] {
        let at = TimeBucket::from_index(index).start();
        assert_eq!(at.date().to_string(), civil(at.millis()).date().to_string());
    }
}
