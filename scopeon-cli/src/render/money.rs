//! Amounts for people: as many decimals as a column needs, the same all the way down.

use scopeon_core::money::PicoUsd;

use super::number;

/// Stands where no amount is known.
pub(crate) const UNKNOWN: &str = "–";

/// How the amounts of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MoneyStyle {
    decimals: u32,
    marks: bool,
}

impl MoneyStyle {
    /// Chooses for a column: cents, or four decimals where all amounts are below a dollar. `marks` is whether
    /// any of them lacks the price of some calls, so that the others leave room for the mark.
    pub(crate) fn of(amounts: impl IntoIterator<Item = PicoUsd>, marks: bool) -> Self {
        let largest = amounts.into_iter().max().unwrap_or_default();
        let dollar = PicoUsd::from_pico(scopeon_core::money::PICO_PER_USD);
        Self { decimals: if largest < dollar && largest > PicoUsd::ZERO { 4 } else { 2 }, marks }
    }

    /// Writes an amount of `calls` calls, of which `unpriced` are not in it.
    pub(crate) fn cost(self, amount: PicoUsd, calls: u64, unpriced: u64) -> String {
        let text = if unpriced >= calls { UNKNOWN.to_owned() } else { self.amount(amount) };
        match (unpriced > 0, self.marks) {
            (true, _) => format!("{text}*"),
            (false, true) => format!("{text} "),
            (false, false) => text,
        }
    }

    /// Writes an amount.
    pub(crate) fn amount(self, amount: PicoUsd) -> String {
        let text = amount.rounded(self.decimals);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), number::count);
        format!("{sign}${whole}.{part}")
    }
}
