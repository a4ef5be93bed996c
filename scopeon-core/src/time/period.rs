//! Periods of a calendar, and ranges of time as people write them.

use jiff::civil::{Date, Time};
use jiff::fmt::friendly::SpanParser;
use jiff::{Span, ToSpan};

use super::{TimeBucket, Timestamp, Zone};

/// A period that a report has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A local hour.
    Hour,
    /// A local day.
    Day,
    /// Seven days from the first day of the zone's week, Monday unless stated.
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
        "not a date; use YYYY-MM-DD, YYYY-MM, YYYY, YYYYMMDD, a date with a time, today, yesterday, this-week, last-week, this-month, last-month, this-year, last-year, or a span such as 7d, 24h, 4w, 3mo, last-7-days"
    )]
    NoDate,
    /// A span of nothing, or of too much.
    #[error(
        "a span is at least a minute and ends in this century: 1h is the last hour, 1d is today, 1w is the last 7 days"
    )]
    Length,
}

impl ParseRangeError {
    fn of(text: &str) -> Self {
        if length(text).is_some() { Self::Length } else { Self::NoDate }
    }
}

impl Range {
    /// Reads the two ends as people write them: a date stands for its whole day, a month for the whole month,
    /// a span such as `7d`, `7 days` or `last-7-days` for that many days up to and including today (`24h`: up to now), and a
    /// date with a time for that instant, by the zone's clock unless it states an offset.
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
        let end = |text: &str| span(&plain(text), zone, now).ok_or_else(|| ParseRangeError::of(text));
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

    /// Returns it from the start of a quarter of an hour to the end of one, as figures are kept.
    ///
    /// ```
    /// use scopeon_core::time::{Range, Timestamp};
    /// let at = Timestamp::parse;
    /// let asked = Range { since: at("2026-03-10T12:07:00Z"), until: at("2026-03-10T13:00:01Z") };
    /// let counted = asked.whole_quarters();
    /// assert_eq!((counted.since, counted.until), (at("2026-03-10T12:00:00Z"), at("2026-03-10T13:15:00Z")));
    /// ```
    #[must_use]
    pub fn whole_quarters(self) -> Self {
        let after = |at: Timestamp| {
            let first = at.quarter();
            if first.start() == at { at } else { TimeBucket::from_index(first.index() + 1).start() }
        };
        Self { since: self.since.map(|since| since.quarter().start()), until: self.until.map(after) }
    }

    /// Returns the running period as far as it counts: what is dated after tomorrow, a wrong clock dated.
    #[must_use]
    pub fn running(now: Timestamp, period: Period, zone: Zone) -> Self {
        Self { since: Some(zone.floor(now, period)), until: Some(zone.counted_until(now, period)) }
    }
}

/// The first instant of what `text` names, and the first after it.
fn span(text: &str, zone: Zone, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let today = zone.civil_date(now);
    let whole = |date: Date, period| {
        let start = zone.start_of_civil(date);
        (zone.floor(start, period), zone.ceil(start, period))
    };
    let before = |span: Span, period| Some(whole(today.checked_sub(span).ok()?, period));
    match text {
        "now" => return Some((now, now)),
        "today" => return Some(whole(today, Period::Day)),
        "yesterday" => return before(1.day(), Period::Day),
        "this-week" | "week" => return Some(whole(today, Period::Week)),
        "last-week" => return before(7.days(), Period::Week),
        "this-month" | "month" => return Some(whole(today, Period::Month)),
        "last-month" => return before(1.month(), Period::Month),
        "this-year" | "year" => return year(today.year(), zone),
        "last-year" => return year(today.year().checked_sub(1)?, zone),
        _ => {}
    }
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    instant(text, zone)
        .or_else(|| back(text, zone, now))
        .or_else(|| Some(whole(date(text)?, Period::Day)))
        .or_else(|| Some(whole(date(&format!("{text}-01"))?, Period::Month)))
        .or_else(|| year(is_year.then(|| text.parse().ok())??, zone))
}

/// What a person wrote, with one spelling of words and gaps.
fn plain(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let begins_with_word = text.starts_with(|c: char| c.is_ascii_alphabetic());
    // `last 7 days`, `last_7_days`; a date keeps the gap before its time.
    if begins_with_word { text.replace([' ', '_'], "-") } else { text }
}

/// A whole year.
fn year(year: i16, zone: Zone) -> Option<(Timestamp, Timestamp)> {
    // Four digits of another century are the start of some id.
    let first = Date::new(year, 1, 1).ok().filter(|_| (1970..2100).contains(&year))?;
    let next = first.checked_add(1.year()).ok()?;
    Some((zone.start_of_civil(first), zone.start_of_civil(next)))
}

/// A date with a time: an instant where it states an offset, else by the clock of the zone.
fn instant(text: &str, zone: Zone) -> Option<(Timestamp, Timestamp)> {
    let text = text.to_ascii_uppercase();
    let (day, time) = text.split_once(['T', ' '])?;
    let at = Timestamp::parse(&format!("{day}T{time}")).or_else(|| {
        let time = Time::strptime("%H:%M:%S", time).or_else(|_| Time::strptime("%H:%M", time));
        Some(zone.instant(date(day)?.to_datetime(time.ok()?)))
    })?;
    Some((at, at))
}

fn date(text: &str) -> Option<Date> {
    let shaped = |length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let format = if shaped(10) { "%Y-%m-%d" } else { "%Y%m%d" };
    (shaped(10) || shaped(8)).then(|| Date::strptime(format, text).ok())?
}

/// The length of time that people write as `7d`, `7days`, `last-7-days`, `2 weeks ago`.
fn length(text: &str) -> Option<Span> {
    let text = plain(text).replace('-', " ");
    let text =
        ["last ", "past ", "the last "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let text = text.strip_suffix(" ago").unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| SpanParser::new().parse_span(text).ok())?
}

/// `7d` and `4w` count whole local days and end with today; `24h` counts from now.
fn back(text: &str, zone: Zone, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let length = length(text).filter(|length| length.is_positive())?;
    let has_days = length.get_years() != 0
        || length.get_months() != 0
        || length.get_weeks() != 0
        || length.get_days() != 0;
    if !has_days {
        let minutes = i64::from(length.get_hours()).checked_mul(60)?.checked_add(length.get_minutes())?;
        let millis = minutes.checked_mul(60_000).filter(|millis| *millis > 0)?;
        let since = now.millis().checked_sub(millis)?;
        return Some((Timestamp::from_millis(since)?, now));
    }
    // Of hours beside days nobody knows where the day ends.
    let has_hours = length.get_hours() != 0 || length.get_minutes() != 0 || length.get_seconds() != 0;
    let first = zone.civil_date(now).checked_sub(length).ok().filter(|_| !has_hours)?.tomorrow().ok()?;
    let since = (first.year() >= 1970).then(|| zone.start_of_civil(first))?;
    Some((since, zone.ceil(now, Period::Day)))
}
