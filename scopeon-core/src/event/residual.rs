//! What is left of totals once the calls that are told by themselves are taken off. Where either stands is
//! not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::call::{Finish, Origin};
use crate::money::PicoUsd;
use crate::time::Timestamp;
use crate::usage::Usage;

/// What one call, or a total of calls, took of one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consumption<M> {
    /// The model, by whatever tells models apart.
    pub model: M,
    /// The tokens.
    pub usage: Usage,
    /// What the agent says it cost.
    pub reported: Option<PicoUsd>,
    /// When a call was made, or the prompt was asked that an exported response answers: see [`Consumption::as_total`].
    pub at: Option<Timestamp>,
}

impl<M> Consumption<M> {
    /// Makes it a total. An exported response that answers no prompt is dated by its end, which may come before that of
    /// the call that stands for it: its time decides nothing.
    #[must_use]
    pub fn as_total(mut self, origin: Origin, has_turn: bool) -> (Origin, Self) {
        self.at = self.at.filter(|_| origin != Origin::Export || has_turn);
        (origin, self)
    }
}

/// Returns what counts of each of a session's `totals`, in their order, beside the calls `told` by themselves; where
/// nothing counts the usage is empty.
///
/// An exported response ([`Origin::Export`]) counts as it stands where no call has its model, and else not at all: what
/// is exported may divide a prompt otherwise than the agent's own records do, so the two are never mixed. Calls may be
/// told since some day only, so what is exported of a prompt counts as well where the next one was asked before the first
/// call of that model. Of the other totals counts what calls and those responses leave: see [`residuals`].
#[must_use]
pub fn countable_totals<M: Ord + Clone>(
    totals: &[(Origin, Consumption<M>)],
    told: &[Consumption<M>],
) -> Vec<Consumption<M>> {
    let since = Since::of(totals, told);
    let stands = |total: &Consumption<M>| since.is_before(total);
    let (exported, own): (Vec<_>, Vec<_>) =
        totals.iter().cloned().partition(|(origin, _)| *origin == Origin::Export);
    let exported = exported.into_iter().map(|(_, total)| total).filter(stands);
    let told: Vec<_> = told.iter().cloned().chain(exported).collect();
    let own: Vec<_> = own.into_iter().map(|(_, total)| total).collect();
    let mut left = residuals(&own, &told).into_iter();
    let nothing =
        |total: &Consumption<M>| Consumption { usage: Usage::default(), reported: None, ..total.clone() };
    let one = |(origin, total): &(Origin, Consumption<M>)| match origin {
        Origin::Export if stands(total) => total.clone(),
        Origin::Export => nothing(total),
        _ => left.next().unwrap_or_else(|| nothing(total)),
    };
    totals.iter().map(one).collect()
}

/// Since when calls are told, and what was asked until then.
struct Since<'a, M> {
    /// The first call of each model; none where a call's time is not known.
    first: BTreeMap<&'a M, Option<Timestamp>>,
    asked: BTreeSet<Timestamp>,
}

impl<'a, M: Ord> Since<'a, M> {
    fn of(totals: &[(Origin, Consumption<M>)], told: &'a [Consumption<M>]) -> Self {
        let mut first = BTreeMap::new();
        for call in told {
            first.entry(&call.model).and_modify(|at| *at = call.at.min(*at)).or_insert(call.at);
        }
        let exported = totals.iter().filter(|(origin, _)| *origin == Origin::Export);
        Self { first, asked: exported.filter_map(|(_, total)| total.at).collect() }
    }

    /// Returns `true` if no call can be one of what was exported.
    fn is_before(&self, exported: &Consumption<M>) -> bool {
        let Some(first) = self.first.get(&exported.model) else { return true };
        let Some((at, first)) = exported.at.zip(*first) else { return false };
        // A call is dated by its end: one that ended before the next prompt may be of this one.
        at < first && self.asked.range((Bound::Excluded(at), Bound::Included(first))).next().is_some()
    }
}

/// Returns the finish of the calls that are made of what is `left` of a session's `totals` (see [`countable_totals`]), of which each
/// has `stated` its own.
///
/// Every total of something stands for a call at least, and the calls that are `told` by themselves are among those: as many
/// of a model's totals are calls as there are more of them than told calls and exported responses, and over all models no
/// more than that over all. What is left of the others is [`Finish::Residual`]: it counts, and is no call.
#[must_use]
pub fn finishes<M: Ord>(
    totals: &[(Origin, Consumption<M>)],
    stated: &[Finish],
    left: &[Consumption<M>],
    told: &[Consumption<M>],
) -> Vec<Finish> {
    let is_one = |finish: Finish| !matches!(finish, Finish::Residual | Finish::Unknown);
    let is_something = |one: &&Consumption<M>| !one.usage.is_empty();
    let exported = totals.iter().zip(left).filter(|((origin, _), _)| *origin == Origin::Export);
    let known = told.iter().chain(exported.map(|(_, left)| left)).filter(is_something);
    let known: Vec<&M> = known.map(|one| &one.model).collect();
    let own = totals.iter().zip(stated);
    let own = own.filter(|((origin, _), finish)| *origin != Origin::Export && is_one(**finish));
    let own: Vec<&M> =
        own.map(|((_, total), _)| total).filter(is_something).map(|total| &total.model).collect();
    let mut more = count(&own);
    for (model, known) in count(&known) {
        more.entry(model).and_modify(|own| *own = own.saturating_sub(known));
    }
    let mut all = own.len().saturating_sub(known.len());
    let mut one = |(origin, total): &(Origin, Consumption<M>), finish: Finish, left: &Consumption<M>| {
        if *origin == Origin::Export || !is_one(finish) || left.usage.is_empty() {
            return finish;
        }
        let Some(more) = more.get_mut(&total.model).filter(|more| **more > 0 && all > 0) else {
            return Finish::Residual;
        };
        (*more, all) = (*more - 1, all - 1);
        finish
    };
    let each = totals.iter().zip(stated).zip(left);
    each.map(|((total, finish), left)| one(total, *finish, left)).collect()
}

fn count<'a, M: Ord>(models: &[&'a M]) -> BTreeMap<&'a M, usize> {
    models.iter().fold(BTreeMap::new(), |mut counts, model| {
        *counts.entry(*model).or_default() += 1;
        counts
    })
}

/// Returns what is left of each of a session's `totals`, in their order, beside the calls `told` by themselves;
/// where nothing is left the usage is empty.
///
/// Of each counter there is left what the totals of a model are more than its calls, and over all models no more
/// than all totals are more than all calls, so a model that two sources call by two names does not count twice.
/// The first totals keep it: calls are told by themselves since some day. Costs are left like counters, with totals of
/// which tokens are left: what an agent billed for a session is billed whoever tells of its calls.
#[must_use]
pub fn residuals<M: Ord + Clone>(totals: &[Consumption<M>], told: &[Consumption<M>]) -> Vec<Consumption<M>> {
    let all = Left::of(totals.iter(), told.iter());
    let mut by_model: BTreeMap<M, Left> = BTreeMap::new();
    for total in totals {
        by_model.entry(total.model.clone()).or_insert_with(|| {
            let same = |one: &&Consumption<M>| one.model == total.model;
            Left::of(totals.iter().filter(same), told.iter().filter(same))
        });
    }
    let (mut all, mut residuals) = (all, Vec::with_capacity(totals.len()));
    for total in totals {
        let Some(own) = by_model.get_mut(&total.model) else { continue };
        let rest = own.reach(&all, total);
        own.take(&rest);
        all.take(&rest);
        residuals.push(rest);
    }
    residuals
}

/// What may still be left.
struct Left {
    counts: [u64; 7],
    cost: PicoUsd,
}

impl Left {
    fn of<'a, M: 'a>(
        totals: impl Iterator<Item = &'a Consumption<M>>,
        told: impl Iterator<Item = &'a Consumption<M>>,
    ) -> Self {
        let sum = |(usage, cost): (Usage, PicoUsd), one: &Consumption<M>| {
            (usage.plus(one.usage), one.reported.map_or(cost, |own| cost.plus(own)))
        };
        let start = (Usage::default(), PicoUsd::ZERO);
        let (totals, told) = (totals.fold(start, sum), told.fold(start, sum));
        Self {
            counts: less(totals.0.counts(), told.0.counts()),
            cost: totals.1.minus(told.1).max(PicoUsd::ZERO),
        }
    }

    /// What a total can keep.
    fn reach<M: Clone>(&self, all: &Self, total: &Consumption<M>) -> Consumption<M> {
        let own = total.usage.counts();
        let mut kept = own;
        for (kept, limit) in kept.iter_mut().zip(self.counts.iter().zip(all.counts)) {
            *kept = (*kept).min(*limit.0).min(limit.1);
        }
        let usage = Usage::of_counts(kept);
        let reported = total.reported.map(|cost| cost.min(self.cost).min(all.cost));
        let reported = reported.filter(|cost| !usage.is_empty() && *cost > PicoUsd::ZERO);
        Consumption { usage, reported, ..total.clone() }
    }

    fn take<M>(&mut self, rest: &Consumption<M>) {
        self.counts = less(self.counts, rest.usage.counts());
        if let Some(cost) = rest.reported {
            self.cost = self.cost.minus(cost);
        }
    }
}

fn less(mut counts: [u64; 7], other: [u64; 7]) -> [u64; 7] {
    counts.iter_mut().zip(other).for_each(|(count, other)| *count = count.saturating_sub(other));
    counts
}
