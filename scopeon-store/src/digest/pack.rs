//! How digests are packed: two lists, of price classes and of what was used.
//!
//! Each entry is its key's numbers, then its sums; all numbers are LEB128, and of the sums only those that are not zero
//! are there, after a number whose bits say which. The first list is preceded by its length in bytes.

use scopeon_core::metrics::tools::ToolKind;

use super::{CallSums, SessionAggregate, UseKey, UseSums};
use crate::rollup::{decode_number, encode_number};

impl SessionAggregate {
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

    /// Unpacks sums that lie between two quarters of the day; none for what no digest is.
    pub(crate) fn decode(bytes: &[u8], quarters: (u8, u8)) -> Option<Self> {
        let packed = Packed::new(bytes)?;
        let calls = packed.calls().map(|entry| entry.map(|(class, sums)| (class, Box::new(sums))));
        let uses = packed.uses().map(|entry| entry.map(|(key, sums)| (key, Box::new(sums))));
        Some(Self {
            calls: calls.collect::<Option<_>>()?,
            uses: uses.collect::<Option<_>>()?,
            quarters: Some(quarters),
        })
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
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use scopeon_core::usage::Usage;

    use super::*;
    use crate::digest::{CALL_FIELDS, USE_FIELDS};

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![3 => Just(0), 3 => 0..1_000_u64, 1 => any::<u64>()]
    }

    fn digest() -> impl Strategy<Value = SessionAggregate> {
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
            let call = |(class, fields): (i64, Vec<u64>)| {
                (class, Box::new(CallSums::of_fields(&fields.try_into().unwrap())))
            };
            let one = |(kind, server, name, model, fields): (usize, i64, i64, i64, Vec<u64>)| {
                let key = UseKey { kind: KINDS[kind], server, name, model };
                (key, Box::new(UseSums::of_fields(&fields.try_into().unwrap())))
            };
            let (calls, uses) = (calls.into_iter().map(call).collect(), uses.into_iter().map(one).collect());
            SessionAggregate { calls, uses, quarters: Some((0, 95)) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_was_packed_is_read_back(digest in digest()) {
            let bytes = digest.encode();
            prop_assert_eq!(SessionAggregate::decode(&bytes, (0, 95)).unwrap(), digest);
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
        let digest = SessionAggregate {
            calls: BTreeMap::from([(3, Box::new(sums))]),
            uses: (20..25).map(|name| (key(name), Box::new(uses))).collect(),
            quarters: Some((3, 9)),
        };
        assert!(digest.encode().len() < 90, "{}", digest.encode().len());
    }
}
