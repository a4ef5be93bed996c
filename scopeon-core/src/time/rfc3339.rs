//! RFC 3339 text of any form: date, time and offset, as Temporal reads it, which takes ISO 8601's basic format, too.

use super::date::days_from_civil;

const DAY_NANOS: i128 = 86_400_000_000_000;
const SECOND_NANOS: i64 = 1_000_000_000;
/// The last second that is still an instant everywhere on earth: 9999-12-30T22:00:00Z.
const LAST_SECOND: i128 = 253_402_207_200;

/// Reads an instant, in milliseconds since 1970; what is finer is dropped.
pub(super) fn parse_millis(text: &str) -> Option<i64> {
    let mut text = Text(text.as_bytes());
    let days = text.date()?;
    if !(text.eat(b' ') || text.eat(b'T') || text.eat(b't')) {
        return None;
    }
    let nanos = text.time()?;
    let offset = text.offset()?;
    if !text.0.is_empty() {
        return None;
    }
    let at = i128::from(days) * DAY_NANOS + i128::from(nanos) - i128::from(offset * SECOND_NANOS);
    if at >= (LAST_SECOND + 1) * i128::from(SECOND_NANOS) {
        return None;
    }
    i64::try_from(at / 1_000_000).ok()
}

/// What is left to read.
struct Text<'a>(&'a [u8]);

impl Text<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        let rest = self.0.strip_prefix(&[byte]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A number of so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number
            .iter()
            .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    }

    fn two_digits(&mut self, most: i64) -> Option<i64> {
        self.number(2).filter(|number| *number <= most)
    }

    /// Whether a further part follows: in the extended format behind a colon, else if digits do.
    fn goes_on(&mut self, is_extended: bool) -> bool {
        if is_extended {
            self.eat(b':')
        } else {
            self.0.get(..2).is_some_and(|next| next.iter().all(u8::is_ascii_digit))
        }
    }

    /// A date, in days since 1970. No year before 1970 is meant, so none with a minus is read.
    fn date(&mut self) -> Option<i64> {
        let year =
            if self.eat(b'+') { self.number(6).filter(|year| *year <= 9999)? } else { self.number(4)? };
        let is_extended = self.eat(b'-');
        let month = self.number(2)?;
        if is_extended && !self.eat(b'-') {
            return None;
        }
        days_from_civil(year, month, self.number(2)?)
    }

    /// A time of day, in nanoseconds. A leap second is the second before it.
    fn time(&mut self) -> Option<i64> {
        let mut seconds = self.two_digits(23)? * 3600;
        let is_extended = self.0.starts_with(b":");
        if !self.goes_on(is_extended) {
            return Some(seconds * SECOND_NANOS);
        }
        seconds += self.two_digits(59)? * 60;
        if !self.goes_on(is_extended) {
            return Some(seconds * SECOND_NANOS);
        }
        seconds += self.two_digits(60)?.min(59);
        Some(seconds * SECOND_NANOS + self.fraction()?)
    }

    /// The fraction of a second, in nanoseconds: up to nine digits.
    fn fraction(&mut self) -> Option<i64> {
        if !self.eat(b'.') {
            return Some(0);
        }
        let digits = self.0.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.number(digits).filter(|_| digits > 0)?;
        Some((digits..9).fold(number, |number, _| number * 10))
    }

    /// An offset from UTC, in whole seconds.
    fn offset(&mut self) -> Option<i64> {
        if self.eat(b'Z') || self.eat(b'z') {
            return Some(0);
        }
        let sign = if self.eat(b'-') { -1 } else { self.eat(b'+').then_some(1)? };
        let mut seconds = self.two_digits(25)? * 3600;
        let is_extended = self.0.starts_with(b":");
        if self.goes_on(is_extended) {
            seconds += self.two_digits(59)? * 60;
            if self.goes_on(is_extended) {
                seconds += self.two_digits(59)?;
                seconds += i64::from(self.fraction()? >= SECOND_NANOS / 2);
            }
        }
        (seconds < 26 * 3600).then_some(sign * seconds)
    }
}
