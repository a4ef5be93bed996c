//! The sums of one 15-minute bucket and how a UTC day of them is stored: for each bucket with calls its number
//! in the day (one byte), which of its thirteen sums are not zero (a bit each, two bytes, little-endian), and those, each a
//! LEB128 number; the reported amount is zigzag-coded.

use scopeon_core::event::Finish;
use scopeon_core::time::TimeBucket;
use scopeon_core::usage::Usage;

/// Buckets in a UTC day.
pub(crate) const QUARTERS: i64 = 96;
/// What a roll-up row stands for within a session's day: project, branch, class.
pub(crate) type Group = (i64, i64, i64);

/// How many sums a bucket has.
const SUMS: usize = 13;
/// A UTC day, in milliseconds.
pub(crate) const DAY_MILLIS: i64 = QUARTERS * TimeBucket::MILLIS;

/// Returns the UTC day of an instant, counted from 1970.
pub(crate) const fn day_of(millis: i64) -> i64 {
    millis.div_euclid(DAY_MILLIS)
}

/// The sums over the calls of one bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) calls: u64,
    pub(crate) turns: u64,
    pub(crate) unfinished: u64,
    /// Requests of unknown usage; they are no calls.
    pub(crate) unknown: u64,
    pub(crate) usage: Usage,
    pub(crate) reported_calls: u64,
    /// Pico-dollars that agents state; saturating.
    pub(crate) reported: i64,
}

impl Cell {
    /// Makes the sum over one call that took nothing, over one request of unknown usage or over what is no call.
    pub(crate) fn of(finish: Finish) -> Self {
        let count = |is_one: bool| u64::from(is_one);
        Self {
            calls: count(!matches!(finish, Finish::Unknown | Finish::Residual)),
            unfinished: count(finish == Finish::Unfinished),
            unknown: count(finish == Finish::Unknown),
            ..Self::default()
        }
    }

    /// Returns `true` if all calls of one bucket state what they cost; of a sum of buckets it tells nothing. An agent that states
    /// nothing but zeros, as on a subscription, does not know.
    pub(crate) const fn is_stated(&self) -> bool {
        self.reported > 0 && self.reported_calls >= self.calls
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.turns = self.turns.saturating_add(other.turns);
        self.unfinished = self.unfinished.saturating_add(other.unfinished);
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.usage += other.usage;
        self.reported_calls = self.reported_calls.saturating_add(other.reported_calls);
        self.reported = self.reported.saturating_add(other.reported);
    }

    fn sums(&self) -> [u64; SUMS] {
        let usage = &self.usage;
        [
            self.calls,
            self.turns,
            self.unfinished,
            usage.input,
            usage.output,
            usage.reasoning,
            usage.cache_read,
            usage.cache_write_5m,
            usage.cache_write_1h,
            usage.web_searches,
            self.reported_calls,
            zigzag(self.reported),
            self.unknown,
        ]
    }

    fn from_sums(sums: [u64; SUMS]) -> Self {
        let [calls, turns, unfinished, input, output, reasoning, cache_read, rest @ ..] = sums;
        let [five_minutes, hour, web_searches, reported_calls, amount, unknown] = rest;
        Self {
            calls,
            turns,
            unfinished,
            unknown,
            usage: Usage {
                input,
                output,
                reasoning,
                cache_read,
                cache_write_5m: five_minutes,
                cache_write_1h: hour,
                web_searches,
            },
            reported_calls,
            reported: unzigzag(amount),
        }
    }
}

/// Appends a bucket to a day's cells.
pub(crate) fn encode(quarter: u8, cell: &Cell, bytes: &mut Vec<u8>) {
    let sums = cell.sums();
    let stated = sums.iter().rev().fold(0_u16, |bits, sum| bits << 1 | u16::from(*sum > 0));
    bytes.push(quarter);
    bytes.extend(stated.to_le_bytes());
    for sum in sums.into_iter().filter(|sum| *sum > 0) {
        encode_number(sum, bytes);
    }
}

/// Reads a day's cells, each with its number in the day; `None` in place of what is no cell, and then no more.
pub(crate) fn decode(bytes: &[u8]) -> impl Iterator<Item = Option<(u8, Cell)>> + '_ {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest.take().filter(|bytes| !bytes.is_empty())?;
        let cell = decode_one(bytes);
        rest = cell.map(|(_, rest)| rest);
        Some(cell.map(|(cell, _)| cell))
    })
}

fn decode_one(bytes: &[u8]) -> Option<((u8, Cell), &[u8])> {
    let (quarter, rest) = bytes.split_first()?;
    let (stated, mut rest) = rest.split_first_chunk()?;
    let mut stated = u16::from_le_bytes(*stated);
    let mut sums = [0; SUMS];
    while stated > 0 {
        let sum = sums.get_mut(stated.trailing_zeros() as usize)?;
        (*sum, rest) = decode_number(rest)?;
        stated &= stated - 1;
    }
    (i64::from(*quarter) < QUARTERS).then_some(((*quarter, Cell::from_sums(sums)), rest))
}

pub(crate) fn encode_number(mut number: u64, bytes: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

pub(crate) fn decode_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    // Most numbers are small.
    if let Some((byte, rest)) = bytes.split_first()
        && byte & 0x80 == 0
    {
        return Some((u64::from(*byte), rest));
    }
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(index + 1..)?));
        }
    }
    None
}

const fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Returns which quarter of its UTC day an instant lies in.
pub(crate) fn quarter_of_day(at: i64) -> u8 {
    (at.rem_euclid(DAY_MILLIS) / TimeBucket::MILLIS).try_into().unwrap_or(0)
}

/// Encodes the quarters of one roll-up row.
pub(crate) fn encode_day(cells: &[(u8, Cell)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(cells.len() * 24);
    for (quarter, cell) in cells {
        encode(*quarter, cell, &mut bytes);
    }
    bytes
}
