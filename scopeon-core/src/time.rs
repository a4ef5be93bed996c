//! Instants and the 15-minute buckets they fall in. No clock and no time zone lives here.

#[cfg(feature = "chrono")]
mod chrono;
mod date;
#[cfg(feature = "zones")]
mod period;
mod rfc3339;
#[cfg(feature = "zones")]
mod week_start;
#[cfg(feature = "zones")]
mod zone;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(feature = "chrono")]
pub use chrono::OutOfRangeError;
pub use date::Date;
use date::days_from_civil;
#[cfg(feature = "zones")]
pub use period::{ParseRangeError, Period, Range};
#[cfg(feature = "zones")]
pub use week_start::{UnknownWeekStartError, WeekStart};
#[cfg(feature = "zones")]
pub use zone::{UnknownZoneError, Zone};

/// An instant in UTC, in milliseconds since 1970.
///
/// ```
/// use scopeon_core::time::Timestamp;
/// let at = Timestamp::parse("2026-09-14T10:00:03.000Z").unwrap();
/// assert_eq!(at.to_string(), "2026-09-14T10:00:03.000Z");
/// assert_eq!(at, Timestamp::parse("2026-09-14T12:00:03+02:00").unwrap());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A clock may run a little fast: what is dated so far ahead of now counts as of now, in milliseconds.
pub const FAST_CLOCK_MS: i64 = 10 * 60_000;

/// 2020-01-01: no agent is older, so whatever is dated earlier was dated by a clock that was wrong, in milliseconds.
pub const FIRST_AGENTS_MS: i64 = 1_577_836_800_000;

/// A day in UTC, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// 1970-01-01 to 9999-12-31: outside, a stated time is noise, not an instant.
const PLAUSIBLE_MS: std::ops::Range<i64> = 0..253_402_300_800_000;

impl Timestamp {
    /// Takes milliseconds since 1970 UTC; `None` outside the years 1970 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        PLAUSIBLE_MS.contains(&millis).then_some(Self(millis))
    }

    /// Takes whole seconds since 1970 UTC; `None` outside the years 1970 to 9999.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        Self::from_millis(seconds.checked_mul(1000)?)
    }

    /// Reads RFC 3339 text; fractions finer than a millisecond are dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_millis_utc(text.as_bytes()).or_else(|| rfc3339::parse_millis(text)).and_then(Self::from_millis)
    }

    /// Returns milliseconds since 1970 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the last instant that counts as of this one: [`FAST_CLOCK_MS`] later.
    #[must_use]
    pub const fn plus_clock_tolerance(self) -> Self {
        Self(self.0 + FAST_CLOCK_MS)
    }

    /// Returns the bucket the instant falls in.
    #[must_use]
    pub const fn quarter(self) -> TimeBucket {
        TimeBucket(self.0.div_euclid(TimeBucket::MILLIS))
    }

    /// Returns the date in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        Date::from_days(self.0.div_euclid(DAY_MS))
    }
}

/// Reads the one form every agent writes, `2026-09-14T10:00:03.000Z`, without a general parser: it is read
/// once a line, and the general parser takes any other form.
fn parse_millis_utc(text: &[u8]) -> Option<i64> {
    let shape = text.len() == 24
        && (text[4], text[7], text[10], text[13], text[16], text[19], text[23])
            == (b'-', b'-', b'T', b':', b':', b'.', b'Z');
    if !shape {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        text[range]
            .iter()
            .try_fold(0_i64, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    };
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_from_civil(number(0..4)?, number(5..7)?, number(8..10)?)?;
    Some(((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + number(20..23)?)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What lies outside of the years that have a name is shown as their first or last millisecond.
        let millis = self.0.clamp(Date::FIRST * DAY_MS, (Date::LAST + 1) * DAY_MS - 1);
        let (date, millis) = (Timestamp(millis).date(), millis.rem_euclid(DAY_MS));
        let (hour, minute, second) = (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
        f.pad(&format!("{date}T{hour:02}:{minute:02}:{second:02}.{:03}Z", millis % 1000))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 instant"))
    }
}

/// A quarter of an hour in UTC, counted from 1970. Every time zone's offset is a multiple of it, so any local
/// day is a whole number of quarters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeBucket(i64);

impl TimeBucket {
    /// The length of a quarter, in milliseconds.
    pub const MILLIS: i64 = 15 * 60 * 1000;

    /// Takes a count of quarters since 1970.
    #[must_use]
    pub const fn from_index(index: i64) -> Self {
        Self(index)
    }

    /// Returns the count of quarters since 1970.
    #[must_use]
    pub const fn index(self) -> i64 {
        self.0
    }

    /// Returns the first instant of the quarter.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(Self::MILLIS))
    }
}
