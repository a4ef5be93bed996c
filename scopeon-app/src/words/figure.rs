//! Figures that are not exact: `≥` before what can only be more, `~` before an estimate, `*` behind what lacks calls without a
//! price, `–` for what is not known.

use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::{Figure, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Fidelity;
use scopeon_core::report::Figures;

use super::money::Money;

/// Stands where something is not known.
pub const UNKNOWN: &str = "–";

/// Writes what figures cost with its marks.
#[must_use]
pub fn cost(figures: &Figures, money: &Money) -> String {
    let text = priced(figures.cost_usd, (figures.calls, figures.unpriced_calls), money);
    at_least(text, figures.unfinished_calls + figures.unknown_calls + figures.floor_calls)
}

/// Writes what a sum of calls cost with its marks.
#[must_use]
pub fn cost_of_sum(sum: &CostSum, money: &Money) -> String {
    at_least(priced(sum.cost_usd, (sum.calls, sum.unpriced_calls), money), sum.floor_calls)
}

/// Writes what some calls cost; without any nothing was spent.
fn priced(amount: PicoUsd, (calls, unpriced): (u64, u64), money: &Money) -> String {
    match unpriced {
        0 => money.amount(amount),
        _ if unpriced >= calls => format!("{UNKNOWN}*"),
        _ => format!("{}*", money.amount(amount)),
    }
}

/// Marks a number as a lower bound where there are doubts about it.
#[must_use]
pub fn at_least(text: String, doubts: u64) -> String {
    let is_number = !text.starts_with(UNKNOWN) && !text.starts_with('<');
    if doubts > 0 && is_number { format!("≥{text}") } else { text }
}

/// Writes a figure: `~` before an estimate, `–` where there is no value.
#[must_use]
pub fn figure<T>(figure: &Figure<T>, write: impl FnOnce(&T) -> String) -> String {
    match (&figure.value, figure.provenance.fidelity()) {
        (None, _) | (_, Fidelity::Unsupported) => UNKNOWN.to_owned(),
        (Some(value), Fidelity::Exact) => write(value),
        (Some(value), _) => format!("~{}", write(value)),
    }
}

/// Writes an amount that was spent: `≥` where nothing is wrong with it but what is missing, else as any figure.
#[must_use]
pub fn spent(amount: &Figure<PicoUsd>, money: &Money) -> String {
    let doubts = || amount.provenance.reasons().filter(|reason| !OF_AGENTS.contains(reason));
    let is_bound = amount.provenance.fidelity() == Fidelity::Estimated
        && doubts().all(|reason| MISSING.contains(&reason));
    match amount.value {
        Some(usd) if is_bound => at_least(money.amount(usd), u64::from(doubts().next().is_some())),
        _ => figure(amount, |usd| money.amount(*usd)),
    }
}

/// What these say is not in an amount and could only add to it.
const MISSING: [Reason; 5] = [
    Reason::UnpricedCalls,
    Reason::UnfinishedCalls,
    Reason::UnknownRequests,
    Reason::UnrecordedRequests,
    Reason::FloorPrices,
];

/// Answers say these of the agents they cover, in a line of its own.
const OF_AGENTS: [Reason; 2] = [Reason::AgentEstimates, Reason::PartlyUnsupported];
