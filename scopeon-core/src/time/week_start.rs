//! The day a week begins with.

use std::str::FromStr;

use jiff::civil::Date as CivilDate;

/// The day a week begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WeekStart {
    /// As ISO 8601 has it.
    #[default]
    Monday,
    /// As in the Americas, in India and in Japan.
    Sunday,
    /// As in much of the Arab world.
    Saturday,
}

impl WeekStart {
    /// Every day that one can begin with.
    pub const ALL: [Self; 3] = [Self::Monday, Self::Sunday, Self::Saturday];

    /// Returns its name in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Sunday => "sunday",
            Self::Saturday => "saturday",
        }
    }

    /// How many days of a week lie before a date.
    pub(super) fn days_before(self, date: CivilDate) -> i8 {
        let first = match self {
            Self::Monday => 0,
            Self::Sunday => 6,
            Self::Saturday => 5,
        };
        (date.weekday().to_monday_zero_offset() - first).rem_euclid(7)
    }
}

/// A day that no week begins with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a week begins with monday, sunday or saturday")]
pub struct UnknownWeekStartError;

impl FromStr for WeekStart {
    type Err = UnknownWeekStartError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let name = name.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|day| day.as_str() == name).ok_or(UnknownWeekStartError)
    }
}
