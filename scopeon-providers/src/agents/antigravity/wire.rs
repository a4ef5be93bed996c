//! Protobuf's wire format: fields by their numbers, one after the other. Their names are in no message.

use scopeon_core::time::Timestamp;

/// What a field holds, as far as it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(u64),
    /// A text, a message or packed numbers: which of them is not said.
    Bytes(&'a [u8]),
    /// A number of fixed width.
    Fixed,
}

/// A message, read field by field up to its first fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message<'a>(pub(super) &'a [u8]);

/// Instants stand no deeper than that in a step, and a message that is none may look as deep as it likes.
const DEEPEST: u8 = 6;
/// So many fields of a step are looked at.
const MOST: usize = 20_000;
/// 2020 to 2100, in seconds.
const PLAUSIBLE: std::ops::Range<u64> = 1_577_836_800..4_102_444_800;

impl<'a> Message<'a> {
    /// The first field with this number.
    fn first(self, number: u64) -> Option<Value<'a>> {
        self.fields().flatten().find(|(own, _)| *own == number).map(|(_, value)| value)
    }

    /// Returns `true` if there is no fault in it, whatever stands in its fields.
    pub(super) fn is_whole(self) -> bool {
        self.fields().all(|field| field.is_some())
    }

    pub(super) fn number(self, number: u64) -> Option<u64> {
        self.first(number)
            .and_then(|value| if let Value::Number(number) = value { Some(number) } else { None })
    }

    pub(super) fn bytes(self, number: u64) -> Option<&'a [u8]> {
        self.first(number).and_then(|value| if let Value::Bytes(bytes) = value { Some(bytes) } else { None })
    }

    pub(super) fn message(self, number: u64) -> Option<Self> {
        self.bytes(number).map(Self)
    }

    pub(super) fn text(self, number: u64) -> Option<&'a str> {
        self.bytes(number).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Numbers that are packed into one field.
    pub(super) fn packed(self, number: u64) -> Vec<u64> {
        let mut rest = self.bytes(number).unwrap_or_default();
        std::iter::from_fn(|| varint(&mut rest)).collect()
    }

    /// The fields; a fault is the last of them.
    fn fields(self) -> impl Iterator<Item = Option<(u64, Value<'a>)>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let read = field(&mut rest);
            if read.is_none() {
                rest = &[];
            }
            Some(read)
        })
    }

    /// The earliest instant anywhere in it: a message of seconds and, if there are any, nanoseconds.
    pub(super) fn earliest(self) -> Option<Timestamp> {
        let mut left = MOST;
        self.earliest_below(DEEPEST, &mut left)
    }

    fn earliest_below(self, depth: u8, left: &mut usize) -> Option<Timestamp> {
        let mut earliest: Option<Timestamp> = None;
        for field in self.fields() {
            *left = left.checked_sub(1)?;
            let Some((_, value)) = field else { break };
            let Value::Bytes(bytes) = value else { continue };
            let inner = Self(bytes);
            let below = || if depth > 0 { inner.earliest_below(depth - 1, left) } else { None };
            let found = inner.instant().or_else(below);
            earliest = [earliest, found].into_iter().flatten().min();
        }
        earliest
    }

    fn instant(self) -> Option<Timestamp> {
        let (mut seconds, mut nanos) = (None, 0);
        for field in self.fields() {
            match field? {
                (1, Value::Number(number)) if PLAUSIBLE.contains(&number) => seconds = Some(number),
                (2, Value::Number(number)) if number < 1_000_000_000 => nanos = number,
                _ => return None,
            }
        }
        Timestamp::from_millis(i64::try_from(seconds? * 1000 + nanos / 1_000_000).ok()?)
    }
}

fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let tag = varint(rest)?;
    let value = match tag & 7 {
        0 => Value::Number(varint(rest)?),
        1 => fixed(rest, 8)?,
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            Value::Bytes(bytes)
        }
        5 => fixed(rest, 4)?,
        _ => return None,
    };
    (tag >> 3 > 0).then_some((tag >> 3, value))
}

fn fixed<'a>(rest: &mut &'a [u8], width: usize) -> Option<Value<'a>> {
    *rest = rest.get(width..)?;
    Some(Value::Fixed)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
