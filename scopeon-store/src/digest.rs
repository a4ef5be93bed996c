//! What only the order of a context's calls tells, and its uses of tools, summed by UTC day and packed: cold starts,
//! lost and unread caches, crowded windows, repeats.
//!
//! A row's sums are two lists. Each entry is its key's numbers, then its sums; all numbers are LEB128, and of the sums
//! only those that are not zero are there, after a number whose bits say which. The first list, of price classes, is
//! preceded by its length in bytes.

mod compute;
mod keep;
mod uses;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::id::Identity;
use scopeon_core::metrics::cache::{CacheLosses, ColdWhy};
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::pricing::{PriceBook, Rates};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::rollup::{decode_number, encode_number};

pub(crate) use compute::{Digester, Digests, Place};
pub(crate) use keep::{Sought, sought};

/// Raise it when the same facts would make other sums: every digest is then computed anew.
const REVISION: u64 = 1;

/// Returns what digests are computed with apart from facts: this revision, and what the price list says of windows.
pub(crate) fn basis(book: &PriceBook) -> i64 {
    let instant = |at: Option<Timestamp>| at.map_or(u64::MAX, |at| at.millis().unsigned_abs());
    let start = Identity::builder("digest").number(REVISION);
    let rows = book.rows().filter(|row| row.window.is_some());
    let all = rows.fold(start, |all, row| {
        let own = u64::from(row.source == "override");
        let window = row.window.unwrap_or_default();
        all.text(&row.key).number(instant(row.from)).number(instant(row.until)).number(window).number(own)
    });
    let bytes = all.finish().to_bytes();
    i64::from_be_bytes(bytes.first_chunk().copied().unwrap_or_default())
}

/// Returns what the stored digests were computed with; none before there are any.
pub(crate) fn stored_basis(conn: &Connection) -> Result<Option<i64>> {
    conn.prepare_cached("SELECT basis FROM digest_basis WHERE id = 1")?
        .query_row([], |row| row.get(0))
        .optional()
}

/// Sums over the calls of one price class; all tokens are billed as that class is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallSums {
    pub(crate) calls: u64,
    pub(crate) usage: Usage,
    /// Calls that lost a living prefix.
    pub(crate) busts: u64,
    /// The tokens they lost.
    pub(crate) lost: Usage,
    /// Tokens written and never read.
    pub(crate) unread: Usage,
    /// Tokens written that may still be read; none of a stored digest.
    pub(crate) pending: u64,
    /// Calls after a pause that an hour's cache would have outlived.
    pub(crate) expired: u64,
    /// The tokens it would have kept.
    pub(crate) hour_kept: Usage,
    /// Calls that found nothing and the tokens of their prompts, as in [`ColdWhy::ALL`].
    pub(crate) cold: [(u64, u64); ColdWhy::ALL.len()],
    /// Calls whose window's capacity is known.
    pub(crate) windowed: u64,
    /// Those in a crowded one.
    pub(crate) crowded: u64,
    /// Their tokens above half of it.
    pub(crate) above_half: u64,
    /// Calls in small turns.
    pub(crate) small_calls: u64,
    pub(crate) small: Usage,
}

const CALL_FIELDS: usize = 51;

impl CallSums {
    fn fields(&self) -> [u64; CALL_FIELDS] {
        let mut fields = [0; CALL_FIELDS];
        let counts = [self.calls, self.busts, self.pending, self.expired, self.windowed, self.crowded];
        let cold = self.cold.into_iter().flat_map(|(calls, prompt)| [calls, prompt]);
        let usages = [&self.usage, &self.lost, &self.unread, &self.hour_kept, &self.small];
        let all = counts.into_iter().chain([self.above_half, self.small_calls]).chain(cold);
        let all = all.chain(usages.into_iter().flat_map(tokens));
        fields.iter_mut().zip(all).for_each(|(field, value)| *field = value);
        fields
    }

    fn of_fields(fields: &[u64; CALL_FIELDS]) -> Self {
        let [calls, busts, pending, expired, windowed, crowded, above_half, small_calls, rest @ ..] = *fields;
        let (cold, usages) = rest.split_at(2 * ColdWhy::ALL.len());
        let cold_at = |index: usize| cold.get(index).copied().unwrap_or_default();
        let mut colds = [(0, 0); ColdWhy::ALL.len()];
        for (index, to) in colds.iter_mut().enumerate() {
            *to = (cold_at(2 * index), cold_at(2 * index + 1));
        }
        let usage = |index: usize| {
            let mut seven = [0; 7];
            seven.iter_mut().zip(usages.iter().skip(index * 7)).for_each(|(to, from)| *to = *from);
            of_tokens(seven)
        };
        Self {
            calls,
            usage: usage(0),
            busts,
            lost: usage(1),
            unread: usage(2),
            pending,
            expired,
            hour_kept: usage(3),
            cold: colds,
            windowed,
            crowded,
            above_half,
            small_calls,
            small: usage(4),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        *self = Self::of_fields(&sum(self.fields(), other.fields()));
    }

    /// Returns what they say of caches.
    pub(crate) const fn losses(&self, rates: Option<Rates>) -> CacheLosses {
        CacheLosses {
            calls: self.calls,
            usage: self.usage,
            busts: self.busts,
            lost: self.lost,
            unread: self.unread,
            pending: self.pending,
            expired: self.expired,
            hour_kept: self.hour_kept,
            cold: self.cold,
            rates,
        }
    }

    /// Returns the sums without those that the price list's windows decide.
    pub(crate) const fn without_windows(self) -> Self {
        Self { windowed: 0, crowded: 0, above_half: 0, ..self }
    }
}

const fn tokens(usage: &Usage) -> [u64; 7] {
    [
        usage.input,
        usage.output,
        usage.reasoning,
        usage.cache_read,
        usage.cache_write_5m,
        usage.cache_write_1h,
        usage.web_searches,
    ]
}

const fn of_tokens(tokens: [u64; 7]) -> Usage {
    let [input, output, reasoning, cache_read, short, long, web_searches] = tokens;
    Usage { input, output, reasoning, cache_read, cache_write_5m: short, cache_write_1h: long, web_searches }
}

fn sum<const N: usize>(mut one: [u64; N], other: [u64; N]) -> [u64; N] {
    one.iter_mut().zip(other).for_each(|(sum, more)| *sum = sum.saturating_add(more));
    one
}

/// What was used, by the rowids of its labels; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UseKey {
    pub(crate) kind: ToolKind,
    pub(crate) server: i64,
    pub(crate) name: i64,
    /// The model of the call that asked for it.
    pub(crate) model: i64,
}

/// Sums over uses of one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UseSums {
    pub(crate) uses: u64,
    /// Those whose outcome is known.
    pub(crate) ended: u64,
    pub(crate) failures: u64,
    pub(crate) input_bytes: u64,
    pub(crate) output_bytes: u64,
    pub(crate) duration_ms: u64,
    /// Uses with a mark.
    pub(crate) marked: u64,
    /// Those that asked what their session had not asked this before.
    pub(crate) distinct: u64,
    /// Pairs of different marks of one session that came to be with them.
    pub(crate) pairs: u64,
    /// The sizes of the marked uses that were not the first of their mark.
    pub(crate) repeats_bytes: u64,
    pub(crate) failures_bytes: u64,
    /// Results that are large.
    pub(crate) large_results: u64,
    /// Their sizes above that.
    pub(crate) large_bytes: u64,
}

const USE_FIELDS: usize = 13;

impl UseSums {
    const fn fields(&self) -> [u64; USE_FIELDS] {
        [
            self.uses,
            self.ended,
            self.failures,
            self.input_bytes,
            self.output_bytes,
            self.duration_ms,
            self.marked,
            self.distinct,
            self.pairs,
            self.repeats_bytes,
            self.failures_bytes,
            self.large_results,
            self.large_bytes,
        ]
    }

    const fn of_fields(fields: &[u64; USE_FIELDS]) -> Self {
        let [uses, ended, failures, input_bytes, output_bytes, duration_ms, marked, rest @ ..] = *fields;
        let [distinct, pairs, repeats_bytes, failures_bytes, large_results, large_bytes] = rest;
        Self {
            uses,
            ended,
            failures,
            input_bytes,
            output_bytes,
            duration_ms,
            marked,
            distinct,
            pairs,
            repeats_bytes,
            failures_bytes,
            large_results,
            large_bytes,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        *self = Self::of_fields(&sum(self.fields(), other.fields()));
    }
}

/// The sums of one context on one day in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Digest {
    /// By the rowid of the price class.
    pub(crate) calls: BTreeMap<i64, CallSums>,
    pub(crate) uses: BTreeMap<UseKey, UseSums>,
    /// The quarters of the day between which all of it lies.
    pub(crate) quarters: Option<(u8, u8)>,
}

impl Digest {
    fn at(&mut self, quarter: u8) -> &mut Self {
        let (first, last) = self.quarters.unwrap_or((quarter, quarter));
        self.quarters = Some((first.min(quarter), last.max(quarter)));
        self
    }

    /// Packs the sums.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut calls = Vec::with_capacity(64 * self.calls.len());
        for (class, sums) in &self.calls {
            encode_number(class.unsigned_abs(), &mut calls);
            pack(&sums.fields(), &mut calls);
        }
        let mut bytes = Vec::with_capacity(calls.len() + 24 * self.uses.len() + 2);
        encode_number(calls.len() as u64, &mut bytes);
        bytes.extend_from_slice(&calls);
        for (key, sums) in &self.uses {
            encode_number(kind_code(key.kind), &mut bytes);
            for label in [key.server, key.name, key.model] {
                encode_number(label.unsigned_abs(), &mut bytes);
            }
            pack(&sums.fields(), &mut bytes);
        }
        bytes
    }
}

impl Digest {
    /// Unpacks sums that lie between two quarters of the day; none for what no digest is.
    pub(crate) fn decode(bytes: &[u8], quarters: (u8, u8)) -> Option<Self> {
        let packed = Packed::new(bytes)?;
        let (calls, uses) = (packed.calls().collect::<Option<_>>()?, packed.uses().collect::<Option<_>>()?);
        Some(Self { calls, uses, quarters: Some(quarters) })
    }

    /// Returns the digest without what the price list's windows decide.
    pub(crate) fn without_windows(mut self) -> Self {
        for sums in self.calls.values_mut() {
            *sums = sums.without_windows();
        }
        self
    }
}

/// Packed sums, read without being unpacked whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    calls: &'a [u8],
    uses: &'a [u8],
}

impl<'a> Packed<'a> {
    /// Takes packed sums; none for what no digest is.
    pub(crate) fn new(bytes: &'a [u8]) -> Option<Self> {
        let (length, rest) = decode_number(bytes)?;
        let (calls, uses) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        Some(Self { calls, uses })
    }

    /// Returns the sums of each price class; none in place of what is no sum, and then no more.
    pub(crate) fn calls(self) -> impl Iterator<Item = Option<(i64, CallSums)>> + 'a {
        entries(self.calls, |bytes| {
            let (class, rest) = decode_number(bytes)?;
            let (fields, rest) = unpack(rest)?;
            Some(((class.cast_signed(), CallSums::of_fields(&fields)), rest))
        })
    }

    /// Returns the sums of each thing used; none in place of what is no sum, and then no more.
    pub(crate) fn uses(self) -> impl Iterator<Item = Option<(UseKey, UseSums)>> + 'a {
        entries(self.uses, |bytes| {
            let (code, rest) = decode_number(bytes)?;
            let (server, rest) = decode_number(rest)?;
            let (name, rest) = decode_number(rest)?;
            let (model, rest) = decode_number(rest)?;
            let (fields, rest) = unpack(rest)?;
            let [server, name, model] = [server, name, model].map(u64::cast_signed);
            let key = UseKey { kind: kind_of(code)?, server, name, model };
            Some(((key, UseSums::of_fields(&fields)), rest))
        })
    }
}

fn entries<'a, T>(
    bytes: &'a [u8],
    read: impl Fn(&'a [u8]) -> Option<(T, &'a [u8])> + 'a,
) -> impl Iterator<Item = Option<T>> + 'a {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest.take().filter(|bytes| !bytes.is_empty())?;
        let entry = read(bytes);
        let (entry, after) = entry.map_or((None, None), |(entry, after)| (Some(entry), Some(after)));
        rest = after;
        Some(entry)
    })
}

const KINDS: [ToolKind; 5] =
    [ToolKind::Tool, ToolKind::Mcp, ToolKind::Skill, ToolKind::Hook, ToolKind::SubAgent];

fn kind_code(kind: ToolKind) -> u64 {
    KINDS.iter().position(|known| *known == kind).unwrap_or_default() as u64
}

fn kind_of(code: u64) -> Option<ToolKind> {
    KINDS.get(usize::try_from(code).ok()?).copied()
}

fn pack<const N: usize>(fields: &[u64; N], bytes: &mut Vec<u8>) {
    let bits = fields.iter().rev().fold(0_u64, |bits, field| bits << 1 | u64::from(*field > 0));
    encode_number(bits, bytes);
    fields.iter().filter(|field| **field > 0).for_each(|field| encode_number(*field, bytes));
}

fn unpack<const N: usize>(bytes: &[u8]) -> Option<([u64; N], &[u8])> {
    let (mut bits, mut rest) = decode_number(bytes)?;
    let mut fields = [0; N];
    while bits > 0 {
        let field = fields.get_mut(bits.trailing_zeros() as usize)?;
        (*field, rest) = decode_number(rest)?;
        bits &= bits - 1;
    }
    Some((fields, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![3 => Just(0), 3 => 0..1_000_u64, 1 => any::<u64>()]
    }

    fn digest() -> impl Strategy<Value = Digest> {
        let calls = (1..i64::MAX, proptest::collection::vec(number(), CALL_FIELDS));
        let uses = (
            0..5_usize,
            0..1_000_i64,
            0..i64::MAX,
            0..9_i64,
            proptest::collection::vec(number(), USE_FIELDS),
        );
        let calls = proptest::collection::vec(calls, 0..4);
        let uses = proptest::collection::vec(uses, 0..6);
        (calls, uses).prop_map(|(calls, uses)| {
            let call =
                |(class, fields): (i64, Vec<u64>)| (class, CallSums::of_fields(&fields.try_into().unwrap()));
            let one = |(kind, server, name, model, fields): (usize, i64, i64, i64, Vec<u64>)| {
                let key = UseKey { kind: KINDS[kind], server, name, model };
                (key, UseSums::of_fields(&fields.try_into().unwrap()))
            };
            let (calls, uses) = (calls.into_iter().map(call).collect(), uses.into_iter().map(one).collect());
            Digest { calls, uses, quarters: None }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_was_packed_is_read_back(digest in digest()) {
            let bytes = digest.encode();
            let packed = Packed::new(&bytes).unwrap();
            let calls: Option<BTreeMap<_, _>> = packed.calls().collect();
            let uses: Option<BTreeMap<_, _>> = packed.uses().collect();
            prop_assert_eq!(calls.unwrap(), digest.calls);
            prop_assert_eq!(uses.unwrap(), digest.uses);
        }

        #[test]
        fn damage_is_told_or_read_and_never_fatal(mut bytes in digest().prop_map(|digest| digest.encode()),
            place in any::<proptest::sample::Index>(), value in any::<u8>(), cut in any::<proptest::sample::Index>()) {
            let index = place.index(bytes.len());
            bytes[index] = value;
            bytes.truncate(cut.index(bytes.len() + 1));
            if let Some(packed) = Packed::new(&bytes) {
                let _ = (packed.calls().count(), packed.uses().count());
            }
        }

        #[test]
        fn sums_add_up_field_by_field(a in proptest::array::uniform32(number()), b in proptest::array::uniform32(number())) {
            let fill = |some: [u64; 32]| {
                let mut fields = [0; CALL_FIELDS];
                fields.iter_mut().zip(some.into_iter().cycle()).for_each(|(to, from)| *to = from);
                fields
            };
            let mut sum = CallSums::of_fields(&fill(a));
            sum.add(&CallSums::of_fields(&fill(b)));
            let expected: Vec<u64> = fill(a).iter().zip(fill(b)).map(|(a, b)| a.saturating_add(b)).collect();
            prop_assert_eq!(sum.fields().to_vec(), expected);
        }
    }

    #[test]
    fn a_usual_row_is_small() {
        let usage = Usage {
            input: 300,
            output: 40_000,
            cache_read: 4_000_000,
            cache_write_5m: 60_000,
            ..Usage::default()
        };
        let sums = CallSums { calls: 42, usage, windowed: 42, ..CallSums::default() };
        let uses =
            UseSums { uses: 7, ended: 7, input_bytes: 900, output_bytes: 30_000, ..UseSums::default() };
        let key = |name| UseKey { kind: ToolKind::Tool, server: 0, name, model: 12 };
        let digest = Digest {
            calls: BTreeMap::from([(3, sums)]),
            uses: (20..25).map(|name| (key(name), uses)).collect(),
            quarters: Some((3, 9)),
        };
        assert!(digest.encode().len() < 90, "{}", digest.encode().len());
    }

    #[test]
    fn the_price_lists_windows_decide_what_holds() {
        let book = PriceBook::builtin();
        assert_eq!(basis(&book), basis(&PriceBook::builtin()));
        let price = r#"{"model": "my-model", "input": "0.25", "output": 1.5, "window": 50000}"#;
        let price: scopeon_core::pricing::PriceOverride = serde_json::from_str(price).unwrap();
        let row = scopeon_core::pricing::PriceRow::try_from(price).unwrap();
        assert_ne!(basis(&book.clone().with_overrides(vec![row])), basis(&book));
    }
}
