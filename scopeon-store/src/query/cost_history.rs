//! What each quarter-hour cost of late: the one history that projections are made from, so that they agree wherever
//! they are shown.

use std::collections::BTreeSet;

use scopeon_core::metrics::forecast::{BucketCost, History};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp};

use super::query_context::QueryContext;

/// How far back history is read, in days: twelve weeks of analogues for what is left of a day or a week, at least
/// seven for what is left of a month.
const HISTORY_DAYS: i64 = 7 * 13;
const DAY_MS: i64 = 24 * 3_600_000;

/// Costs by quarter-hour, from thirteen weeks ago to the end of what counts in the running day, week and month: what a
/// fast clock dated ahead in them is spent in them, as everywhere.
#[derive(Clone, Debug)]
pub(crate) struct CostHistory {
    first: i64,
    quarters: Vec<PicoUsd>,
    /// Quarters with a call that has no price.
    unpriced: BTreeSet<i64>,
}

impl CostHistory {
    /// Starts without costs.
    pub(crate) fn new(asked: &QueryContext<'_>) -> Self {
        let today = asked.zone.floor(asked.now, Period::Day).millis();
        let since = Timestamp::from_millis(today.saturating_sub(HISTORY_DAYS * DAY_MS)).unwrap_or_default();
        let ends = [Period::Day, Period::Week, Period::Month]
            .map(|period| asked.zone.counted_until(asked.now, period));
        let until = ends.into_iter().max().unwrap_or(asked.now);
        let (first, after) = (since.quarter().index(), until.quarter().index());
        Self {
            first,
            quarters: vec![PicoUsd::ZERO; usize::try_from(after - first).unwrap_or_default()],
            unpriced: BTreeSet::new(),
        }
    }

    /// Returns the time it covers.
    pub(crate) fn range(&self) -> Range {
        let after = self.first + i64::try_from(self.quarters.len()).unwrap_or_default();
        let start = |index| Some(TimeBucket::from_index(index).start());
        Range { since: start(self.first), until: start(after) }
    }

    /// Adds what a bucket cost, where a price is known; one outside of its time is left out.
    pub(crate) fn add(&mut self, quarter: TimeBucket, cost: Option<PicoUsd>) {
        let Some(cost) = cost else {
            self.unpriced.insert(quarter.index());
            return;
        };
        let place = usize::try_from(quarter.index() - self.first).ok();
        if let Some(sum) = place.and_then(|place| self.quarters.get_mut(place)) {
            *sum = sum.plus(cost);
        }
    }

    /// Returns it for projections. History begins at its first cost: what was not used before is no quiet time.
    pub(crate) fn history(&self) -> History {
        let filled = self.quarters.iter().zip(self.first..).filter(|(cost, _)| **cost != PicoUsd::ZERO);
        let costs =
            filled.map(|(cost, index)| BucketCost { bucket: TimeBucket::from_index(index), cost: *cost });
        let unpriced = self.unpriced.iter().map(|index| TimeBucket::from_index(*index));
        History::new(costs.collect(), None).with_unpriced(unpriced.collect())
    }
}
