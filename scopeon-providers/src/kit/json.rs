//! Raw JSON values and the way through them: what is not asked for is passed over as bytes. No value is built.

pub mod control;
pub mod cursor;
pub mod doubt;
pub mod quote;
pub mod scan;
#[cfg(any(test, feature = "testkit"))]
pub mod strict;
mod text;
pub mod walk;

use std::borrow::Cow;

use scopeon_core::id::SessionId;
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use scan::Scan;

/// The byte order mark some programs begin a text with.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// One value's bytes as logged; empty when the member is missing.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Raw<'a>(&'a [u8]);

/// A stated count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Missing, `null` or an empty string.
    Missing,
    /// A plausible count.
    Stated(u64),
    /// Something else; the nearest count that can be meant.
    Noise(u64),
}

/// No response, session or duration counts higher; what does is noise that would drown every sum.
const MAX_COUNT: f64 = 1e12;

impl<'a> Raw<'a> {
    /// Takes a text that is one whole JSON object without control characters, with or without a byte order mark; `None` for any other.
    #[must_use]
    pub fn whole(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
        let raw = Self(bytes);
        let is_one = raw.is_object() && raw.pick([]).1 == Some(bytes.len());
        (is_one && !control::is_in(bytes)).then_some(raw)
    }

    /// Takes a text that is one whole JSON array.
    #[must_use]
    pub fn whole_array(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
        let mut scan = Scan::over(bytes);
        let is_one = bytes.first() == Some(&b'[') && scan.value().is_some() && scan.is_done();
        (is_one && !control::is_in(bytes)).then_some(Self(bytes))
    }

    /// Takes the bytes of one value as they are.
    #[must_use]
    pub const fn over(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Returns `true` if the member is missing.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        self.0.is_empty()
    }

    /// Returns `true` if the value is `true`.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.0 == b"true"
    }

    /// Returns `true` if the value is `false`.
    #[must_use]
    pub fn is_false(self) -> bool {
        self.0 == b"false"
    }

    /// Returns `true` if the value is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == b"null"
    }

    /// Returns `true` if the value is an object, as far as its first byte says.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.0.first() == Some(&b'{')
    }

    /// The value's bytes as logged: to measure or to hash, never to keep.
    #[must_use]
    pub const fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// How many bytes the value takes as logged.
    #[must_use]
    pub fn size(self) -> Option<u64> {
        (!self.is_missing()).then_some(self.0.len() as u64)
    }

    /// Returns this value, or another where this one is missing or `null`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_missing() || self.0 == b"null" { other } else { self }
    }

    /// The text of a string; `None` for anything else and for text that is not Unicode.
    pub fn text(self) -> Option<Cow<'a, str>> {
        let inside = self.quoted()?;
        if memchr::memchr(b'\\', inside).is_some() {
            return serde_json::from_slice::<String>(self.0).ok().map(Cow::Owned);
        }
        std::str::from_utf8(inside).ok().map(Cow::Borrowed)
    }

    /// Returns `true` if this is the string `text`, however it is escaped.
    #[must_use]
    pub fn says(self, text: &str) -> bool {
        match self.quoted() {
            Some(inside) if inside == text.as_bytes() => true,
            Some(inside) if memchr::memchr(b'\\', inside).is_some() => {
                self.text().is_some_and(|said| said == text)
            }
            _ => false,
        }
    }

    /// The mark of the value as a tool's input.
    #[must_use]
    pub fn mark(self, session: SessionId) -> Option<InputFingerprint> {
        (!self.is_missing()).then(|| InputFingerprint::of(session, self.0))
    }

    /// The name that a string states.
    #[must_use]
    pub fn label(self) -> Option<Label> {
        Label::new(&self.text()?)
    }

    /// The name that a string states if it is shaped like a name in a program: what may hold a sentence
    /// instead is dropped.
    #[must_use]
    pub fn identifier(self) -> Option<Label> {
        let text = self.text()?;
        let shaped = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.' | b'/' | b'@')
        };
        (text.len() <= 64 && text.bytes().all(shaped)).then(|| Label::new(&text)).flatten()
    }

    /// A stated count; gateways write them as strings and floats. `None` when it is missing or no count.
    pub fn count(self) -> Option<u64> {
        let digits = self.quoted().unwrap_or(self.0);
        if (1..=12).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) {
            return Some(digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')));
        }
        self.number().and_then(whole_count)
    }

    /// What is stated as a count, told from what is missing and from noise. Gateways state counts as `null`, as strings and
    /// as floats; some are plainly wrong.
    #[must_use]
    pub fn stated_count(self) -> Count {
        let digits = self.quoted().unwrap_or(self.0);
        if digits.is_empty() || digits == b"null" {
            return Count::Missing;
        }
        self.count().map_or_else(|| self.number().map_or(Count::Noise(0), near), Count::Stated)
    }

    /// A count of tokens; what stands there and is none learns of.
    #[must_use]
    pub fn tokens(self) -> Option<u64> {
        let count = self.count();
        if count.is_none() && !self.or(Self::default()).is_missing() && self.0 != b"\"\"" {
            doubt::note();
        }
        count
    }

    /// A count of tokens that is nothing when it is missing.
    #[must_use]
    pub fn sum(self) -> u64 {
        self.tokens().unwrap_or(0)
    }

    /// A number, or a string that holds one.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        let text = self.text().or_else(|| std::str::from_utf8(self.0).ok().map(Cow::Borrowed))?;
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// An instant in RFC 3339, or as a number of seconds, milli-, micro- or nanoseconds, told by its size.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        const SCALES: [(f64, f64); 4] = [(1e11, 1e3), (1e14, 1.0), (1e17, 1e-3), (1e20, 1e-6)];
        if let Some(at) = self.text().and_then(|text| Timestamp::parse(&text)) {
            return Some(at);
        }
        let number = self.number().filter(|number| *number > 0.0)?;
        let (_, scale) = SCALES.into_iter().find(|(below, _)| number < *below)?;
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
        Timestamp::from_millis((number * scale).round() as i64)
    }

    /// Shows each member of an object, its key as logged, and says whether the object is whole; any other
    /// value has none.
    pub fn each_member(self, mut show: impl FnMut(&[u8], Self)) -> bool {
        let mut scan = Scan::over(self.0);
        let end = scan.object(|key, value| {
            // A key that is no text is nobody's.
            if let Some(key) = scan::unescaped(key) {
                show(&key, Self(value));
            }
        });
        end.is_some()
    }

    /// Returns some members of an object, of duplicates the first; what comes before a fault is taken.
    #[must_use]
    pub fn members<const N: usize>(self, wanted: [&str; N]) -> [Self; N] {
        if self.is_object() { self.pick(wanted).0 } else { [Self::default(); N] }
    }

    /// Some members of an object, and where it ends if it is whole and each of its keys is a text.
    fn pick<const N: usize>(self, wanted: [&str; N]) -> ([Self; N], Option<usize>) {
        let mut found = [Self::default(); N];
        let mut scan = Scan::over(self.0);
        let mut is_text = true;
        let end = scan.object(|key, value| {
            is_text &= key.is_ascii() || std::str::from_utf8(key).is_ok();
            let Some(key) = scan::unescaped(key) else { return };
            if let Some(place) = wanted.iter().position(|name| name.as_bytes() == &*key)
                && found[place].is_missing()
            {
                found[place] = Self(value);
            }
        });
        (found, end.filter(|()| is_text).map(|()| scan.at()))
    }

    /// Returns some members of a text that is one whole JSON object; `None` for any other text.
    ///
    /// A fault inside a value that nobody asks for may go unnoticed: it does not cost the figures beside it.
    #[must_use]
    pub fn record<const N: usize>(bytes: &'a [u8], wanted: [&str; N]) -> Option<[Self; N]> {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii();
        let (found, end) = Self(bytes).pick(wanted);
        end.filter(|end| *end == bytes.len()).map(|_| found)
    }

    /// Returns one member of an object.
    #[must_use]
    pub fn member(self, wanted: &str) -> Self {
        self.members([wanted])[0]
    }

    /// Returns the items of an array; any other value has none, and what comes before a fault is taken.
    #[must_use]
    pub fn items(self) -> Vec<Self> {
        let mut items = Vec::new();
        let mut scan = Scan::over(self.0);
        // What comes before a fault is taken as it is.
        let _ = scan.array(|item| items.push(Self(item)));
        items
    }

    /// The bytes between the quotes of a string, escapes left as they are.
    #[must_use]
    pub fn quoted(self) -> Option<&'a [u8]> {
        self.0.strip_prefix(b"\"")?.strip_suffix(b"\"")
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn whole_count(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..=MAX_COUNT).contains(&number)).then_some(number as u64)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn near(number: f64) -> Count {
    if !(0.0..=MAX_COUNT).contains(&number) {
        return Count::Noise(0);
    }
    let whole = number.trunc() as u64;
    if number.fract() == 0.0 { Count::Stated(whole) } else { Count::Noise(whole) }
}
