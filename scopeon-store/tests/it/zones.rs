//! Days of twelve zones partition the buckets: no call is lost or counted twice at a change of the clock.

use scopeon_core::event::Event;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::GroupBy;
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::UsageQuery;

use crate::build::*;

const ZONES: [(&str, &str, &str); 12] = [
    ("Europe/Berlin", "2026-03-29", "2026-10-25"),
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-10-04"),
    ("Pacific/Apia", "2011-12-30", "2011-12-31"),
    ("Africa/Casablanca", "2026-02-15", "2026-03-22"),
    ("America/Havana", "2026-03-08", "2026-11-01"),
    ("Asia/Beirut", "2026-03-29", "2026-10-25"),
    ("America/Santiago", "2026-04-05", "2026-09-06"),
    ("Asia/Kathmandu", "2026-03-29", "2026-10-25"),
    ("Pacific/Chatham", "2026-04-05", "2026-09-27"),
    ("America/St_Johns", "2026-03-08", "2026-11-01"),
    ("UTC", "2026-03-29", "2026-12-31"),
];

/// A call every fifteen minutes for five days around a date.
fn around(date: &str) -> Vec<Event> {
    let middle = at(&format!("{date}T00:00:00Z")).millis();
    (-240..240_i64)
        .map(|step| {
            let when = Timestamp::from_millis(middle + step * 900_000).unwrap();
            let mut made = call(&when.to_string(), "2026-03-01T00:00:00Z", "s", usage(1, 1));
            made.at = when;
            made.into_event()
        })
        .collect()
}

#[test]
fn days_sum_up_to_the_total_in_twelve_zones() {
    for (zone, first, second) in ZONES {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let mut store = open(&path);
        let days = [around(first), around(second)].concat();
        write(&mut store, days);
        let (reader, book, zone) = (read(&path), PriceBook::builtin(), zone.parse::<Zone>().unwrap());
        for by in [GroupBy::Hourly, GroupBy::Daily, GroupBy::Weekly, GroupBy::Monthly] {
            let report = reader.usage(&UsageQuery::new(by, zone), &book).unwrap();
            let sum: u64 = report.rows.iter().map(|row| row.figures.calls).sum();
            assert_eq!(sum, report.total.calls, "{zone} {by:?}");
        }
        check_each_day(&reader, zone);
    }
}

/// Each day's row holds what a query for that day alone answers, and as many quarters as the day is long.
fn check_each_day(reader: &scopeon_store::Reader, zone: Zone) {
    let book = PriceBook::builtin();
    let report = reader.usage(&UsageQuery::new(GroupBy::Daily, zone), &book).unwrap();
    for row in &report.rows {
        let mut query = UsageQuery::new(GroupBy::Daily, zone);
        query.range = Range::parse(Some(&row.key), Some(&row.key), zone, Timestamp::default()).unwrap();
        let alone = reader.usage(&query, &book).unwrap();
        assert_eq!(alone.rows, std::slice::from_ref(row), "{zone} {}", row.key);
        let (since, until) = (query.range.since.unwrap(), query.range.until.unwrap());
        let length = (until.millis() - since.millis()) / 900_000;
        assert!(row.figures.calls <= length.unsigned_abs(), "{zone} {}", row.key);
    }
}
