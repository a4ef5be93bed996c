//! Local calendars: where days, weeks and months start in a time zone.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeZone, Timelike};
use chrono_tz::Tz;

use super::{Period, Timestamp};

/// A time zone by its IANA name.
///
/// ```
/// use scopeon_core::time::{Period, Timestamp, Zone};
/// let zone: Zone = "Europe/Berlin".parse().unwrap();
/// let at = Timestamp::parse("2026-03-28T23:30:00Z").unwrap();
/// assert_eq!(zone.key(at, Period::Day), "2026-03-29");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// A name that is no IANA time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such time zone; use an IANA name such as Europe/Berlin or UTC")]
pub struct UnknownZoneError;

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Returns the IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Returns the local date of an instant.
    #[must_use]
    pub fn date(self, at: Timestamp) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// Returns the first instant of a local date. Where midnight does not exist, the day starts when the
    /// clock goes on; where it comes twice, at the first.
    #[must_use]
    pub fn start_of(self, date: NaiveDate) -> Timestamp {
        self.instant(date.and_time(chrono::NaiveTime::MIN))
    }

    /// Returns the first instant of the period that `at` falls in.
    #[must_use]
    pub fn floor(self, at: Timestamp, period: Period) -> Timestamp {
        match period {
            Period::Hour => self.floor_hour(at),
            _ => self.start_of(first_date(self.date(at), period)),
        }
    }

    /// Returns the first instant after the period that `at` falls in.
    #[must_use]
    pub fn ceil(self, at: Timestamp, period: Period) -> Timestamp {
        match period {
            Period::Hour => self.next_hour(at),
            _ => self.start_of(next_date(first_date(self.date(at), period), period)),
        }
    }

    /// Returns the name of the period that `at` falls in: `2026-03-01`, `2026-03` for a month, the Monday's
    /// date for a week, `2026-03-01T14:00+01:00` for an hour.
    #[must_use]
    pub fn key(self, at: Timestamp, period: Period) -> String {
        match period {
            Period::Hour => self.local(self.floor_hour(at)).format("%Y-%m-%dT%H:%M%:z").to_string(),
            Period::Month => self.date(at).format("%Y-%m").to_string(),
            _ => first_date(self.date(at), period).format("%Y-%m-%d").to_string(),
        }
    }

    /// Returns the local wall-clock time of an instant, for people: `2026-03-01 14:05`.
    #[must_use]
    pub fn wall(self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    fn local(self, at: Timestamp) -> DateTime<Tz> {
        at.to_utc().with_timezone(&self.0)
    }

    fn floor_hour(self, at: Timestamp) -> Timestamp {
        let local = self.local(at);
        let past = i64::from(local.minute()) * 60_000 + i64::from(local.second()) * 1000;
        // A change of the clock may lie inside the hour; the floor never reaches before it.
        let floor = Timestamp(at.millis() - past - at.millis().rem_euclid(1000));
        if self.local(floor).hour() == local.hour() { floor } else { self.quarter_with_offset_of(at) }
    }

    /// The first quarter of an hour that has `at`'s local hour and offset: an hour cut short by a change.
    fn quarter_with_offset_of(self, at: Timestamp) -> Timestamp {
        let hour = self.local(at).hour();
        let mut quarter = at.quarter();
        for _ in 0..4 {
            let before = super::Quarter::from_index(quarter.index() - 1);
            if self.local(before.start()).hour() != hour {
                break;
            }
            quarter = before;
        }
        quarter.start()
    }

    fn next_hour(self, at: Timestamp) -> Timestamp {
        let start = self.floor_hour(at);
        let mut quarter = start.quarter();
        for _ in 0..4 {
            quarter = super::Quarter::from_index(quarter.index() + 1);
            if self.floor_hour(quarter.start()) != start {
                break;
            }
        }
        quarter.start()
    }

    fn instant(self, local: NaiveDateTime) -> Timestamp {
        let at = self.0.from_local_datetime(&local).earliest().unwrap_or_else(|| self.after_gap(local));
        Timestamp(at.timestamp_millis())
    }

    /// The first existing local time after a gap. Gaps start and end on quarters of an hour; Samoa's in 2011
    /// swallowed a whole day.
    fn after_gap(self, local: NaiveDateTime) -> DateTime<Tz> {
        (1..=4 * 25)
            .filter_map(|quarters| local.checked_add_signed(chrono::TimeDelta::minutes(15 * quarters)))
            .find_map(|later| self.0.from_local_datetime(&later).earliest())
            .unwrap_or_else(|| self.0.from_utc_datetime(&local))
    }
}

fn first_date(date: NaiveDate, period: Period) -> NaiveDate {
    match period {
        Period::Week => date.week(chrono::Weekday::Mon).checked_first_day().unwrap_or(date),
        Period::Month => date.with_day(1).unwrap_or(date),
        Period::Hour | Period::Day => date,
    }
}

fn next_date(first: NaiveDate, period: Period) -> NaiveDate {
    let next = match period {
        Period::Month => first.checked_add_months(chrono::Months::new(1)),
        Period::Week => first.checked_add_days(Days::new(7)),
        Period::Hour | Period::Day => first.checked_add_days(Days::new(1)),
    };
    next.unwrap_or(first)
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Zone {
    type Err = UnknownZoneError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self).map_err(|_| UnknownZoneError)
    }
}
