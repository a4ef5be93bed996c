//! A cost in the amount that was asked for, and its share of the whole.

use scopeon_core::metrics::Share;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::Figures;

use super::bar::bar;
use super::figure::{costs_at_least, note};
use super::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{counted, whole};

/// Chooses how the amounts of a column are written whose sum is that of `total`.
pub(crate) fn style(total: &Figures, mode: CostMode) -> MoneyStyle {
    MoneyStyle::of(total.amount(mode), total.missing_calls(mode) > 0)
}

/// Writes what figures cost as that amount, with marks where it lacks calls or is a lower bound.
pub(crate) fn cost(style: MoneyStyle, figures: &Figures, mode: CostMode) -> String {
    let missing = figures.missing_calls(mode);
    // What requests took of which nothing is known is not nothing.
    let is_unknown = figures.calls == 0 && figures.unknown_calls > 0;
    let text = match figures.amount(mode).filter(|amount| !is_unknown || *amount > PicoUsd::ZERO) {
        None if missing == 0 => UNKNOWN.to_owned(),
        Some(amount) => style.cost(amount, missing + 1, missing),
        None => style.cost(PicoUsd::ZERO, missing, missing),
    };
    if mode == CostMode::Reported { text } else { costs_at_least(text, figures) }
}

/// Says of computed amounts what they are, for who pays by the month.
const NO_BILL: &str = "cost at API list prices of the day, which a subscription does not bill";

/// Draws that, as lines of at most `width` characters.
pub(crate) fn no_bill(width: usize) -> String {
    note(NO_BILL, width)
}

/// Says what the amount is, for the line below a table.
pub(crate) const fn basis(mode: CostMode) -> &'static str {
    match mode {
        CostMode::Computed => "cost at API list prices of the day",
        CostMode::Reported => "cost as the agents report it",
        CostMode::Best => {
            "cost as the agents report it, else at API list prices, with what is in no call record"
        }
    }
}

/// Says what a `*` means where the amount is not the computed one, as lines of at most `width` characters.
pub(crate) fn missing(total: &Figures, mode: CostMode, width: usize) -> String {
    let calls = total.missing_calls(mode);
    match mode {
        CostMode::Reported if calls > 0 => {
            note(&format!("* without {} of which the agent reports no cost", counted(calls, "call")), width)
        }
        CostMode::Best if calls > 0 => {
            let calls = counted(calls, "call");
            note(&format!("* without {calls} of which neither a price nor the agent says the cost"), width)
        }
        _ => String::new(),
    }
}

/// Writes a share in few characters: `34 %`, and `<1 %` for what is not nothing.
pub(crate) fn share(part: PicoUsd, all: PicoUsd) -> String {
    let bp = u64::from(Share::of_money(part, all).bp());
    // What is not nothing is not written as nothing.
    if all <= PicoUsd::ZERO { UNKNOWN.to_owned() } else { whole(bp.max(u64::from(part > PicoUsd::ZERO))) }
}

/// Draws an amount as a bar beside one of the `largest`.
pub(crate) fn money_bar(part: PicoUsd, largest: PicoUsd, width: usize) -> String {
    let share = Share::of_money(part, largest);
    // What is not nothing is seen.
    let seen = u64::from(share.bp()).max(u64::from(part > PicoUsd::ZERO));
    bar(seen, Share::ALL.bp().into(), width)
}

#[cfg(test)]
mod tests {
    use scopeon_core::money::PicoUsd;

    use super::share;

    #[test]
    fn a_share_is_never_nothing_that_is_not() {
        let usd = |cents: i128| PicoUsd::from_pico(cents * 10_000_000_000);
        let of = [0, 1, 99, 100, 155, 9_960, 10_000].map(|part| share(usd(part), usd(10_000)));
        assert_eq!(of, ["0 %", "<1 %", "<1 %", "1 %", "2 %", "99 %", "100 %"]);
        assert_eq!(share(usd(0), usd(0)), "–");
    }
}
