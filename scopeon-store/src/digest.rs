//! What only the order of a context's calls tells, and its uses of tools, summed by UTC day and packed: cold starts,
//! lost and unread caches, crowded windows, repeats.

mod compute;
mod growing;
mod keep;
mod pack;
pub(crate) mod stale;
mod uses;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::id::Identity;
use scopeon_core::metrics::cache::{CacheLosses, ColdWhy};
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::pricing::{PriceBook, Rates};
use scopeon_core::usage::Usage;

pub(crate) use compute::Digester;
pub(crate) use growing::{AggregateKey, SessionAggregates};
pub(crate) use pack::Packed;

/// Raise it when the same facts would make other sums: every digest is then computed again.
const REVISION: u64 = 1;

/// Returns what digests are computed with apart from facts: this revision, and the price list, which says how large windows
/// are.
pub(crate) fn basis(book: &PriceBook) -> i64 {
    let number = Identity::builder("digest").number(REVISION).number(book.fingerprint()).finish().to_bytes();
    i64::from_be_bytes(number.first_chunk().copied().unwrap_or_default())
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
        let all = all.chain(usages.into_iter().flat_map(Usage::counts));
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
            Usage::of_counts(seven)
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

    /// Adds others, field by field: it is the innermost step of every answer.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.calls, other.calls),
            (&mut self.busts, other.busts),
            (&mut self.pending, other.pending),
            (&mut self.expired, other.expired),
            (&mut self.windowed, other.windowed),
            (&mut self.crowded, other.crowded),
            (&mut self.above_half, other.above_half),
            (&mut self.small_calls, other.small_calls),
        ] {
            *sum = sum.saturating_add(more);
        }
        for (sum, more) in self.cold.iter_mut().zip(other.cold) {
            *sum = (sum.0.saturating_add(more.0), sum.1.saturating_add(more.1));
        }
        self.usage += other.usage;
        self.lost += other.lost;
        self.unread += other.unread;
        self.hour_kept += other.hour_kept;
        self.small += other.small;
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
pub(crate) struct SessionAggregate {
    /// By the rowid of the price class. A session may work in many places and have a few sums in each, and a map keeps
    /// room for eleven: so it is not room for the sums themselves.
    pub(crate) calls: BTreeMap<i64, Box<CallSums>>,
    pub(crate) uses: BTreeMap<UseKey, Box<UseSums>>,
    /// The quarters of the day between which all of it lies.
    pub(crate) quarters: Option<(u8, u8)>,
}

impl SessionAggregate {
    fn at(&mut self, quarter: u8) -> &mut Self {
        let (first, last) = self.quarters.unwrap_or((quarter, quarter));
        self.quarters = Some((first.min(quarter), last.max(quarter)));
        self
    }

    /// Returns the digest without what the price list's windows decide.
    pub(crate) fn without_windows(mut self) -> Self {
        for sums in self.calls.values_mut() {
            **sums = sums.without_windows();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
