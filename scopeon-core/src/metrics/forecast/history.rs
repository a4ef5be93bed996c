//! What was spent, by quarter of an hour, ready to be summed over any span.

use std::ops::Range;

use crate::metrics::blocks::Block;
use crate::metrics::mul_div_round;
use crate::money::PicoUsd;
use crate::time::{Period, TimeBucket, Timestamp, Zone};

/// What a quarter of an hour cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketCost {
    /// The quarter.
    pub bucket: TimeBucket,
    /// What its calls cost.
    pub cost: PicoUsd,
}

/// Costs by quarter, ready to be summed over any span.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Quarters in order, with the sum of all before them; one more at the end holds the sum of all.
    before: Vec<(TimeBucket, PicoUsd)>,
    total: PicoUsd,
    pub(super) since: Option<Timestamp>,
    /// Quarters with a call that has no price, in order.
    unpriced: Vec<TimeBucket>,
    pub(super) running: Option<Running>,
}

/// What a running block is likely to add until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// When it ends.
    pub until: Timestamp,
    /// What it adds from now on until then.
    pub more_usd: PicoUsd,
}

impl Running {
    /// Returns what a block adds that runs at `now`; none where it does not run or it is too early to tell.
    #[must_use]
    pub fn of(block: &Block, now: Timestamp) -> Option<Self> {
        let likely = block.project(now).cost_usd.filter(|_| block.is_active(now))?;
        Some(Self { until: block.end, more_usd: likely.minus(block.cost_usd) })
    }

    /// Returns what of it falls before an instant.
    pub(super) fn before(&self, now: Timestamp, until: Timestamp) -> i128 {
        let (ahead, whole) =
            (until.min(self.until).millis() - now.millis(), self.until.millis() - now.millis());
        if whole <= 0 {
            return 0;
        }
        mul_div_round(self.more_usd.pico(), i128::from(ahead.clamp(0, whole)), i128::from(whole))
    }
}

/// What one local day cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCost {
    /// Its first instant.
    pub start: Timestamp,
    /// What its calls cost.
    pub cost: PicoUsd,
}

impl History {
    /// Takes quarters in any order; a quarter may come more than once. `since` is where history begins: quarters
    /// after it that are not given cost nothing. Without it history begins at the first quarter.
    #[must_use]
    pub fn new(mut quarters: Vec<BucketCost>, since: Option<Timestamp>) -> Self {
        quarters.sort_unstable_by_key(|one| one.bucket);
        let mut total = PicoUsd::ZERO;
        let before = quarters.iter().map(|one| {
            let before = total;
            total = total.plus(one.cost);
            (one.bucket, before)
        });
        let before: Vec<_> = before.collect();
        let since = since.or_else(|| before.first().map(|(quarter, _)| quarter.start()));
        Self { before, total, since, unpriced: Vec::new(), running: None }
    }

    /// Returns it with the block that runs now: no projection is less than it leads to.
    #[must_use]
    pub const fn with_running(mut self, running: Option<Running>) -> Self {
        self.running = running;
        self
    }

    /// Returns what each of the last local days cost, the one `now` falls in last.
    #[must_use]
    pub fn days(&self, zone: Zone, now: Timestamp, count: usize) -> Vec<DayCost> {
        let mut days = Vec::with_capacity(count);
        let mut start = zone.floor(now, Period::Day);
        let mut end = zone.ceil(now, Period::Day);
        while days.len() < count {
            days.push(DayCost { start, cost: self.spent(start..end) });
            let Some(before) = Timestamp::from_millis(start.millis() - 1) else { break };
            (start, end) = (zone.floor(before, Period::Day), start);
        }
        days.reverse();
        days
    }

    /// Returns it with the quarters, in any order, that hold a call without a price.
    #[must_use]
    pub fn with_unpriced(mut self, mut quarters: Vec<TimeBucket>) -> Self {
        quarters.sort_unstable();
        self.unpriced = quarters;
        self
    }

    /// Returns `true` if anything is known of what a span cost: it did cost something, or no call in it lacks a price.
    #[must_use]
    pub fn is_known(&self, span: Range<Timestamp>) -> bool {
        let first = self.unpriced.partition_point(|quarter| quarter.start() < span.start);
        let has_unpriced = self.unpriced.get(first).is_some_and(|quarter| quarter.start() < span.end);
        !has_unpriced || self.spent(span) != PicoUsd::ZERO
    }

    /// Returns what the quarters that start within a span cost.
    #[must_use]
    pub fn spent(&self, span: Range<Timestamp>) -> PicoUsd {
        let before = |at: Timestamp| {
            let index = self.before.partition_point(|(quarter, _)| quarter.start() < at);
            self.before.get(index).map_or(self.total, |(_, before)| *before)
        };
        if span.start >= span.end { PicoUsd::ZERO } else { before(span.end).minus(before(span.start)) }
    }

    /// Returns where history begins.
    #[must_use]
    pub const fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// Returns the instant at which the sum of a span first exceeds an amount: the end of the quarter in which it
    /// does.
    #[must_use]
    pub fn exceeds(&self, span: Range<Timestamp>, amount: PicoUsd) -> Option<Timestamp> {
        let place = |at| self.before.partition_point(|(quarter, _)| quarter.start() < at);
        let (from, after) = (place(span.start), place(span.end));
        let base = self.before.get(from)?.1;
        let sum_after = |index: usize| self.before.get(index + 1).map_or(self.total, |(_, before)| *before);
        let crossed = (from..after).find(|index| sum_after(*index).minus(base) > amount)?;
        Some(TimeBucket::from_index(self.before[crossed].0.index() + 1).start())
    }
}
