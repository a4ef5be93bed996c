//! What a session's own totals hold beyond the calls its logs record. Where either stands is not known here.

use std::collections::BTreeMap;

use super::residual::Consumption;
use super::witness::Totals;
use crate::usage::Usage;

/// How many counters are compared: input, output, read from a cache, written to one, web searches.
const COUNTERS: usize = 5;
/// What a statement says: the counters, and the whole prompt, which stands for the input where that is not stated alone.
type Said = [Option<u64>; COUNTERS + 1];

/// Returns what each of a session's statements, in their order, holds beyond the calls `told`: `None` where it is not
/// known.
///
/// Of each counter a statement keeps what it says more of its model than the calls of that model took, and over all models
/// no more is kept than all statements say more than all calls, so that a model that is called by two names is not found
/// twice. A statement that says less of any counter than the calls did covers a part of them only (one process of several,
/// for one), and then nothing is known of what it holds beyond them; nor is it of any where all statements together say
/// less than all calls.
#[must_use]
pub fn unrecorded_usage<M: Ord + Clone>(
    stated: &[(M, Totals)],
    told: &[Consumption<M>],
) -> Vec<Option<Usage>> {
    let whole = told.iter().map(|call| call.usage).sum();
    let mut all = Left::new(sum(stated.iter().map(|(_, totals)| counters(totals))), &whole);
    let mut models: BTreeMap<&M, Usage> = BTreeMap::new();
    for call in told {
        *models.entry(&call.model).or_default() += call.usage;
    }
    let is_part = all.is_part;
    let one = |(model, totals): &(M, Totals)| {
        let own = Left::new(counters(totals), models.get(model).unwrap_or(&Usage::default()));
        (!is_part && !own.is_part).then(|| all.take(&own))
    };
    stated.iter().map(one).collect()
}

/// What is more, by counter; and whether any is less.
struct Left {
    counts: [u64; COUNTERS],
    is_part: bool,
}

impl Left {
    fn new(said: Said, told: &Usage) -> Self {
        let pairs = stated(said, told).into_iter().zip(spent(told));
        let is_part = pairs.clone().any(|(stated, told)| stated.is_some_and(|stated| stated < told));
        let mut counts = [0; COUNTERS];
        for (count, (stated, told)) in counts.iter_mut().zip(pairs) {
            *count = stated.unwrap_or(0).saturating_sub(told);
        }
        Self { counts, is_part }
    }

    /// Keeps of a model's surplus what there is over all.
    fn take(&mut self, own: &Self) -> Usage {
        let mut kept = own.counts;
        for (kept, all) in kept.iter_mut().zip(&mut self.counts) {
            *kept = (*kept).min(*all);
            *all -= *kept;
        }
        let [input, output, cache_read, cache_write_5m, web_searches] = kept;
        Usage { input, output, cache_read, cache_write_5m, web_searches, ..Usage::default() }
    }
}

const fn counters(totals: &Totals) -> Said {
    [totals.input, totals.output, totals.cache_read, totals.cache_write, totals.web_searches, totals.prompt]
}

/// What is said by counter. Of a prompt, what is neither said to be cached nor, where that is not said, was cached in calls
/// is input.
fn stated(said: Said, told: &Usage) -> [Option<u64>; COUNTERS] {
    let [input, output, read, written, searches, prompt] = said;
    let [_, _, told_read, told_written, _] = spent(told);
    let cached = read.unwrap_or(told_read).saturating_add(written.unwrap_or(told_written));
    let input = input.or_else(|| prompt.map(|prompt| prompt.saturating_sub(cached)));
    [input, output, read, written, searches]
}

const fn spent(usage: &Usage) -> [u64; COUNTERS] {
    let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
    [usage.input, usage.output, usage.cache_read, written, usage.web_searches]
}

/// Adds counters up; one that some statement does not state is stated by none.
fn sum(all: impl Iterator<Item = Said>) -> Said {
    let plus = |sum: Said, one: Said| {
        let mut both = Said::default();
        for ((both, sum), one) in both.iter_mut().zip(sum).zip(one) {
            *both = sum.zip(one).map(|(sum, one)| sum.saturating_add(one));
        }
        both
    };
    all.reduce(plus).unwrap_or_default()
}
