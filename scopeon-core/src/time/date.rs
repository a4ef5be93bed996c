//! Days of the proleptic Gregorian calendar.

use std::fmt;

/// A day of the calendar, wherever that is.
///
/// ```
/// use scopeon_core::time::Date;
/// assert_eq!(Date::new(2026, 3, 1).unwrap().to_string(), "2026-03-01");
/// assert_eq!(Date::new(2026, 2, 29), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub(super) year: i16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Date {
    /// The first day that there is: the first of the year -9999.
    pub(super) const FIRST: i64 = -4_371_587;
    /// The last day that there is: the last of the year 9999.
    pub(super) const LAST: i64 = 2_932_896;

    /// Takes a year, a month from 1 and a day from 1; `None` for a day that does not exist or lies outside of the years
    /// -9999 to 9999.
    #[must_use]
    pub const fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        match days_from_civil(year as i64, month as i64, day as i64) {
            Some(days) if days >= Self::FIRST && days <= Self::LAST => Some(Self { year, month, day }),
            _ => None,
        }
    }

    /// Returns the day that lies so many days after 1970-01-01, or the first or last there is.
    pub(super) fn from_days(days: i64) -> Self {
        // Years begin in March, so that the leap day is the last.
        let days = days.clamp(Self::FIRST, Self::LAST) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let (month, is_next) = if shifted < 10 { (shifted + 3, 0) } else { (shifted - 9, 1) };
        let narrow = |number: i64| u8::try_from(number).unwrap_or_default();
        Self {
            year: i16::try_from(era * 400 + year_of_era + is_next).unwrap_or_default(),
            month: narrow(month),
            day: narrow(day_of_year - (153 * shifted + 2) / 5 + 1),
        }
    }

    /// Returns the year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Returns the month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date; `None` for a day that does not exist.
pub(super) const fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // March-based years put the leap day last, so the month lengths follow one linear rule.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let century_days = year.div_euclid(400) * 146_097;
    let year_of_era = year.rem_euclid(400);
    Some(century_days + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        if *year < 0 {
            return write!(f, "-{:06}-{month:02}-{day:02}", year.unsigned_abs());
        }
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}
