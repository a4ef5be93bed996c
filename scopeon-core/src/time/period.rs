//! Periods of a calendar, and ranges of time as people write them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::{Timestamp, Zone};

/// A period that a report has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A local hour.
    Hour,
    /// A local day.
    Day,
    /// Monday to Sunday (ISO 8601).
    Week,
    /// A local month.
    Month,
}

/// A half-open range of time: `since` is in it, `until` is not. An open end is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first instant.
    pub since: Option<Timestamp>,
    /// The first instant after it.
    pub until: Option<Timestamp>,
}

/// Text that is no date or time span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseRangeError {
    /// It is neither.
    #[error(
        "not a date; use YYYY-MM-DD, YYYY-MM, YYYYMMDD, today, yesterday, this-week, last-week, this-month, last-month, or a span such as 7d, 24h, 4w"
    )]
    NoDate,
    /// A span of nothing, or of too much.
    #[error(
        "a span is 1 to 100,000 hours, days or weeks long: 1h is the last hour, 1d is today, 1w is the last 7 days"
    )]
    Length,
}

impl ParseRangeError {
    fn of(text: &str) -> Self {
        let number = text.trim().strip_suffix(['h', 'd', 'w']).unwrap_or_default();
        let is_span = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_span { Self::Length } else { Self::NoDate }
    }
}

impl Range {
    /// Reads the two ends as people write them: a date stands for its whole day, a month for the whole month,
    /// and a span such as `7d` for that many days up to and including today (`24h`: up to now).
    ///
    /// # Errors
    ///
    /// [`ParseRangeError`] when one of them is neither.
    ///
    /// ```
    /// use scopeon_core::time::{Range, Timestamp, Zone};
    /// let now = Timestamp::parse("2026-03-10T12:00:00Z").unwrap();
    /// let week = Range::parse(Some("7d"), Some("today"), Zone::UTC, now).unwrap();
    /// assert_eq!(week.since, Timestamp::parse("2026-03-04T00:00:00Z"));
    /// assert_eq!(week.until, Timestamp::parse("2026-03-11T00:00:00Z"));
    /// ```
    pub fn parse(
        since: Option<&str>,
        until: Option<&str>,
        zone: Zone,
        now: Timestamp,
    ) -> Result<Self, ParseRangeError> {
        let end = |text: &str| span(text.trim(), zone, now).ok_or_else(|| ParseRangeError::of(text));
        Ok(Self {
            since: since.map(end).transpose()?.map(|(first, _)| first),
            until: until.map(end).transpose()?.map(|(_, after)| after),
        })
    }

    /// Returns `true` if an instant lies in the range.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Returns the period around an instant.
    #[must_use]
    pub fn around(at: Timestamp, period: Period, zone: Zone) -> Self {
        Self { since: Some(zone.floor(at, period)), until: Some(zone.ceil(at, period)) }
    }
}

/// The first instant of what `text` names, and the first after it.
fn span(text: &str, zone: Zone, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let today = zone.civil_date(now);
    let whole = |date: Date, period| {
        let start = zone.start_of_civil(date);
        (zone.floor(start, period), zone.ceil(start, period))
    };
    match text {
        "now" => return Some((now, now)),
        "today" => return Some(whole(today, Period::Day)),
        "yesterday" => return Some(whole(today.yesterday().ok()?, Period::Day)),
        "this-week" => return Some(whole(today, Period::Week)),
        "last-week" => return Some(whole(today.checked_sub(7.days()).ok()?, Period::Week)),
        "this-month" => return Some(whole(today, Period::Month)),
        "last-month" => return Some(whole(today.checked_sub(1.month()).ok()?, Period::Month)),
        _ => {}
    }
    instant(text)
        .or_else(|| back(text, zone, now))
        .or_else(|| Some(whole(date(text)?, Period::Day)))
        .or_else(|| Some(whole(date(&format!("{text}-01"))?, Period::Month)))
}

fn instant(text: &str) -> Option<(Timestamp, Timestamp)> {
    let at = text.contains('T').then(|| Timestamp::parse(text))??;
    Some((at, at))
}

fn date(text: &str) -> Option<Date> {
    let shaped = |length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let format = if shaped(10) { "%Y-%m-%d" } else { "%Y%m%d" };
    (shaped(10) || shaped(8)).then(|| Date::strptime(format, text).ok())?
}

/// `7d` and `4w` count whole local days and end with today; `24h` counts from now.
fn back(text: &str, zone: Zone, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let count: u32 = number.parse().ok().filter(|count| (1..=100_000).contains(count))?;
    if unit == "h" {
        return Some((Timestamp::from_millis(now.millis() - i64::from(count) * 3_600_000)?, now));
    }
    let days = match unit {
        "d" => i64::from(count),
        "w" => i64::from(count) * 7,
        _ => return None,
    };
    let first = zone.civil_date(now).checked_sub(Span::new().try_days(days - 1).ok()?).ok()?;
    Some((zone.start_of_civil(first), zone.ceil(now, Period::Day)))
}
