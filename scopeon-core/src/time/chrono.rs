//! To and from the types of [`chrono`], at the edges.

use ::chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{Date, Timestamp};

/// An instant or a day that lies outside of the years that are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("outside of the years that are known here")]
pub struct OutOfRangeError;

/// Both know every millisecond from 1970 to 9999.
impl From<Timestamp> for DateTime<Utc> {
    fn from(at: Timestamp) -> Self {
        let latest = if at.millis() < 0 { Self::MIN_UTC } else { Self::MAX_UTC };
        Self::from_timestamp_millis(at.millis()).unwrap_or(latest)
    }
}

/// What is finer than a millisecond is dropped.
impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = OutOfRangeError;

    fn try_from(at: DateTime<Utc>) -> Result<Self, Self::Error> {
        Self::from_millis(at.timestamp_millis()).ok_or(OutOfRangeError)
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        // Every day of the years -9999 to 9999 is known there.
        Self::from_ymd_opt(date.year().into(), date.month().into(), date.day().into()).unwrap_or_default()
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = OutOfRangeError;

    fn try_from(date: NaiveDate) -> Result<Self, Self::Error> {
        let narrow = |number: u32| u8::try_from(number).ok();
        i16::try_from(date.year())
            .ok()
            .and_then(|year| Self::new(year, narrow(date.month())?, narrow(date.day())?))
            .ok_or(OutOfRangeError)
    }
}
