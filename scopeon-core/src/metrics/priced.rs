//! The two shapes of numbers most figures are computed from: sums with their rates, and the calls of one
//! session in order.

use crate::id::TurnId;
use crate::label::Label;
use crate::money::PicoUsd;
use crate::pricing::Rates;
use crate::time::Timestamp;
use crate::usage::Usage;

/// A sum over calls of one price class and one day's prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PricedUsage {
    /// How many calls.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// The rates of that class on that day; none where no price is known.
    pub rates: Option<Rates>,
}

impl PricedUsage {
    /// Returns what it cost; none where no price is known.
    #[must_use]
    pub fn cost(&self) -> Option<PicoUsd> {
        self.rates.map(|rates| rates.cost(&self.usage))
    }
}

/// One call of a session, or of one sub-agent run: the calls that share a context. They are handed over in
/// order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallPoint {
    /// When it was made.
    pub at: Timestamp,
    /// The prompt it answers; calls without one count as one turn each.
    pub turn: Option<TurnId>,
    /// The model as logged.
    pub model: Label,
    /// The prompt in the context window, in tokens.
    pub context: u64,
    /// Its tokens.
    pub usage: Usage,
    /// Its rates; none where no price is known.
    pub rates: Option<Rates>,
}

/// Returns what a sum of calls cost as it goes on the wire: nothing where it has calls and none of them has a price.
pub(crate) const fn priced(usd: PicoUsd, calls: u64, unpriced_calls: u64) -> Option<PicoUsd> {
    if calls > 0 && unpriced_calls >= calls { None } else { Some(usd) }
}
