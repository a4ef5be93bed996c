//! One side while it is compared: its units, turns or sessions, and their sum.

use std::collections::BTreeSet;

use scopeon_core::metrics::cost::CostSum;
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;

use super::target::Grain;

/// What one unit, a turn or a session, comes to.
#[derive(Clone, Copy, Default)]
pub(super) struct Unit {
    pub(super) calls: u64,
    /// None where no agent of it states turns.
    pub(super) turns: Option<u64>,
    pub(super) usage: Usage,
    /// None where no call of it has a known price: it is no cheap one.
    pub(super) cost: Option<PicoUsd>,
}

impl Unit {
    pub(super) fn plus(self, other: &Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            turns: both(self.turns, other.turns, u64::saturating_add),
            usage: self.usage.plus(other.usage),
            cost: both(self.cost, other.cost, PicoUsd::plus),
        }
    }
}

/// Adds two amounts of which either may not be known.
pub(super) fn both<T>(one: Option<T>, other: Option<T>, plus: fn(T, T) -> T) -> Option<T> {
    one.into_iter().chain(other).reduce(plus)
}

/// One side while it is compared.
#[derive(Default)]
pub(super) struct Side {
    pub(super) name: String,
    /// What its units are, where that is not sessions.
    pub(super) grain: Option<Grain>,
    pub(super) sum: CostSum,
    pub(super) units: Vec<Unit>,
    pub(super) providers: BTreeSet<String>,
}

impl Side {
    /// Adds calls to a unit and to the sum.
    pub(super) fn add(
        &mut self,
        place: usize,
        calls: (u64, Option<u64>),
        usage: Usage,
        cost: Option<PicoUsd>,
    ) {
        let unpriced = |count: u64| if cost.is_none() { count } else { 0 };
        self.sum = self.sum.plus(CostSum {
            calls: calls.0,
            usage,
            cost_usd: cost.unwrap_or_default(),
            unpriced_calls: unpriced(calls.0),
            unpriced_tokens: unpriced(usage.total()),
            ..CostSum::default()
        });
        let Some(unit) = self.units.get_mut(place) else { return };
        unit.calls += calls.0;
        unit.turns = both(unit.turns, calls.1, u64::saturating_add);
        unit.usage += usage;
        unit.cost = both(unit.cost, cost, PicoUsd::plus);
    }

    /// Returns the place of a new turn.
    pub(super) fn open_turn(&mut self) -> usize {
        self.units.push(Unit { turns: Some(1), ..Unit::default() });
        self.units.len() - 1
    }

    /// Returns the place of a new unit.
    pub(super) fn open(&mut self) -> usize {
        self.units.push(Unit::default());
        self.units.len() - 1
    }
}
