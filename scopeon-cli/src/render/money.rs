//! Amounts for people: as many decimals as a column needs, the same all the way down.

use scopeon_core::metrics::mul_div_round;
use scopeon_core::money::{PICO_PER_USD, PicoUsd};

use super::format::{self, Exchange};
use scopeon_app::words as number;

pub(crate) use scopeon_app::words::UNKNOWN;

/// How the amounts of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MoneyStyle {
    decimals: u32,
    marks: bool,
}

impl MoneyStyle {
    /// Chooses for a column: cents, or what else the currency has, and four decimals where all amounts are below a dollar. `marks` is whether
    /// any of them lacks the price of some calls, so that the others leave room for the mark.
    pub(crate) fn of(amounts: impl IntoIterator<Item = PicoUsd>, marks: bool) -> Self {
        let largest = amounts.into_iter().max().unwrap_or_default();
        let exchange = format::of(|format| format.exchange.clone());
        let largest = exchange.as_ref().map_or(largest, |exchange| exchanged(largest, exchange));
        let one = PicoUsd::from_pico(PICO_PER_USD);
        let usual = exchange.map_or(2, |exchange| exchange.decimals);
        Self { decimals: if largest < one && largest > PicoUsd::ZERO { 4 } else { usual }, marks }
    }

    /// Makes the style of estimates, whose cents nobody knows: whole units.
    pub(crate) const fn whole_units() -> Self {
        Self { decimals: 0, marks: false }
    }

    /// Writes an amount of `calls` calls, of which `unpriced` are not in it.
    pub(crate) fn cost(self, amount: PicoUsd, calls: u64, unpriced: u64) -> String {
        let text = if unpriced >= calls { UNKNOWN.to_owned() } else { self.amount(amount) };
        match (unpriced > 0 && !format::is_for_programs(), self.marks) {
            (true, _) => format!("{text}*"),
            (false, true) => format!("{text} "),
            (false, false) => text,
        }
    }

    /// Writes an amount. One too small for the column's decimals is less than their last, never nothing.
    pub(crate) fn amount(self, amount: PicoUsd) -> String {
        let exchange = format::of(|format| format.exchange.clone());
        let amount = exchange.as_ref().map_or(amount, |exchange| exchanged(amount, exchange));
        if format::is_for_programs() {
            return amount.to_string();
        }
        let text = self.rounded(amount);
        let locale = format::of(|format| format.locale.clone());
        let text = locale.as_ref().map_or_else(|| text.clone(), |locale| locale.rewrite(&text));
        let leads = locale.is_none_or(|locale| locale.leads_with_sign());
        let sign = exchange.map_or_else(|| "$".to_owned(), |exchange| exchange.sign);
        signed(&text, &sign, leads)
    }

    /// Writes an amount without the sign of its currency.
    fn rounded(self, amount: PicoUsd) -> String {
        let least = PicoUsd::from_pico(PICO_PER_USD / 10_i128.pow(self.decimals));
        let half = least.pico() / 2;
        match amount.pico() {
            0 => self.whole(amount),
            pico if pico.abs() >= half => self.whole(amount),
            1.. => format!("<{}", self.whole(least)),
            _ => format!("-<{}", self.whole(least)),
        }
    }

    fn whole(self, amount: PicoUsd) -> String {
        let text = amount.rounded(self.decimals);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), number::count);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

/// Titles of columns of amounts.
const TITLES: [&str; 13] = [
    "Best known",
    "Budget",
    "Computed",
    "Cost",
    "High",
    "Likely",
    "Low",
    "Reported",
    "Saved",
    "So far",
    "Spent",
    "Usual",
    "Without",
];

/// Writes a column's title; a program is told the currency of amounts.
pub(crate) fn titled(title: &str) -> String {
    if !format::is_for_programs() || !TITLES.contains(&title) {
        return title.to_owned();
    }
    let code = format::of(|format| format.exchange.as_ref().map(|exchange| exchange.code.clone()));
    format!("{title} {}", code.as_deref().unwrap_or("USD"))
}

/// Returns an amount in another currency.
fn exchanged(amount: PicoUsd, exchange: &Exchange) -> PicoUsd {
    PicoUsd::from_pico(mul_div_round(amount.pico(), exchange.rate.pico(), PICO_PER_USD))
}

/// Puts the sign of a currency before the digits, or behind them; a code stands apart.
fn signed(text: &str, sign: &str, leads: bool) -> String {
    let gap = if sign.chars().all(char::is_alphanumeric) { "\u{a0}" } else { "" };
    match text.find(|c: char| c.is_numeric()) {
        Some(at) if leads => format!("{}{sign}{gap}{}", &text[..at], &text[at..]),
        _ => format!("{text}\u{a0}{sign}"),
    }
}

#[cfg(test)]
mod tests {
    use scopeon_core::money::PicoUsd;

    use super::MoneyStyle;

    fn usd(text: &str) -> PicoUsd {
        text.parse().expect("dollars")
    }

    #[test]
    fn what_is_not_nothing_is_not_written_as_nothing() {
        let amounts = ["0", "0.000000000001", "0.004999", "0.005", "0.0051", "-0.004", "-0.005", "12345.6"];
        let cases = [
            // Beside dollars.
            ("1", ["$0.00", "<$0.01", "<$0.01", "$0.01", "$0.01", "-<$0.01", "-$0.01", "$12,345.60"]),
            // Beside cents alone.
            (
                "0.9",
                [
                    "$0.0000",
                    "<$0.0001",
                    "$0.0050",
                    "$0.0050",
                    "$0.0051",
                    "-$0.0040",
                    "-$0.0050",
                    "$12,345.6000",
                ],
            ),
        ];
        for (largest, expected) in cases {
            let style = MoneyStyle::of([usd(largest)], false);
            assert_eq!(amounts.map(|amount| style.amount(usd(amount))), expected, "beside {largest}");
        }
    }
}
