//! Raw JSON values and the one way to walk through them. No value is ever built: what is not asked for is
//! passed over as bytes.

use std::borrow::Cow;

/// Why a walk ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The bytes are not JSON, as far as they were looked at.
    Broken,
    /// Nothing further is wanted.
    Enough,
}

/// Walks through JSON member by member. Of duplicate members the first is taken by all who ask through
/// [`keep`], so that a walk may end as soon as it knows enough.
pub(super) trait Walk<'a>: Sized {
    /// Starts at a value.
    fn over(raw: Raw<'a>) -> Self;

    /// Shows the members of the object that comes next; any other value is passed over. A member's value that
    /// `each` leaves alone is passed over too. A key with escapes may be shown as it stands first: it is to be
    /// left alone then, and is shown again as it reads.
    fn object(&mut self, each: impl FnMut(&[u8], &mut Self) -> Result<(), Halt>) -> Result<(), Halt>;

    /// Shows the items of the array that comes next; any other value is passed over.
    fn array(&mut self, each: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt>;

    /// Takes the next value as it is.
    fn raw(&mut self) -> Result<Raw<'a>, Halt>;
}

/// Takes the next value into `slot` unless an earlier duplicate is there.
pub(super) fn keep<'a, W: Walk<'a>>(slot: &mut Raw<'a>, walk: &mut W) -> Result<(), Halt> {
    if slot.is_missing() {
        *slot = walk.raw()?;
    }
    Ok(())
}

/// One value's bytes as logged; empty when the member is missing.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Raw<'a>(pub(super) &'a [u8]);

/// A stated count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// Missing, `null` or an empty string.
    Missing,
    /// A plausible count.
    Stated(u64),
    /// Something else; the nearest count that can be meant.
    Noise(u64),
}

/// No response, session or duration counts higher; what does is noise that would drown every sum.
const MAX_COUNT: u64 = 1_000_000_000_000;

impl<'a> Raw<'a> {
    pub(super) const fn is_missing(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_true(self) -> bool {
        self.0 == b"true"
    }

    pub(super) fn is_null(self) -> bool {
        self.0 == b"null"
    }

    pub(super) fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// The bytes between the quotes of a string, escapes left as they are.
    pub(super) fn quoted(self) -> Option<&'a [u8]> {
        self.0.strip_prefix(b"\"")?.strip_suffix(b"\"")
    }

    /// The text of a string; `None` for anything else and for text that is not Unicode.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        let inside = self.quoted()?;
        if memchr::memchr(b'\\', inside).is_some() {
            return serde_json::from_slice::<String>(self.0).ok().map(Cow::Owned);
        }
        std::str::from_utf8(inside).ok().map(Cow::Borrowed)
    }

    /// Tells whether this is the string `text`, however it is escaped.
    pub(super) fn says(self, text: &str) -> bool {
        self.quoted() == Some(text.as_bytes())
            || (memchr::memchr(b'\\', self.0).is_some() && self.text().is_some_and(|said| said == text))
    }

    /// Gateways state counts as `null`, as strings and as floats; some are plainly wrong.
    pub(super) fn count(self) -> Count {
        let digits = self.quoted().unwrap_or(self.0);
        if digits.is_empty() || digits == b"null" {
            return Count::Missing;
        }
        if digits.len() <= 12 && digits.iter().all(u8::is_ascii_digit) {
            return Count::Stated(digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')));
        }
        self.number().map_or(Count::Noise(0), near)
    }

    /// A count that is worth nothing when it is not plain.
    pub(super) fn plain_count(self) -> Option<u64> {
        if let Count::Stated(count) = self.count() { Some(count) } else { None }
    }

    /// A number, or a string that holds one.
    pub(super) fn number(self) -> Option<f64> {
        let text = self.text().or_else(|| std::str::from_utf8(self.0).ok().map(Cow::Borrowed))?;
        text.parse().ok()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the range is checked and the bound is far below 2^53"
)]
fn near(number: f64) -> Count {
    if !(0.0..=MAX_COUNT as f64).contains(&number) {
        return Count::Noise(0);
    }
    let whole = number.trunc() as u64;
    if number.fract() == 0.0 { Count::Stated(whole) } else { Count::Noise(whole) }
}
