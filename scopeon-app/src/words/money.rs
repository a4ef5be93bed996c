//! Amounts of money, in dollars or in another currency at a rate that its user states.

use scopeon_core::config::Display;
use scopeon_core::metrics::mul_div_round;
use scopeon_core::money::{PICO_PER_USD, PicoUsd};

use super::number::count;
use super::why::dollars;

/// How amounts are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money(Option<Exchange>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Exchange {
    sign: String,
    decimals: u32,
    rate: PicoUsd,
}

impl Money {
    /// Writes amounts as a configuration says: in dollars unless it names a currency and its rate.
    #[must_use]
    pub fn of(display: &Display) -> Self {
        let currency =
            display.currency.filter(|currency| *currency != scopeon_core::config::DisplayCurrency::USD);
        Self(currency.zip(display.rate).map(|(currency, rate)| Exchange {
            sign: currency.sign().to_owned(),
            decimals: currency.decimals(),
            rate,
        }))
    }

    /// Writes an amount: cents from a tenth of a dollar on, else four decimals; of another currency as many decimals as it
    /// has.
    #[must_use]
    pub fn amount(&self, usd: PicoUsd) -> String {
        let Some(exchange) = &self.0 else { return dollars(usd) };
        let amount = PicoUsd::from_pico(mul_div_round(usd.pico(), exchange.rate.pico(), PICO_PER_USD));
        exchange.written(amount, exchange.decimals)
    }

    /// Writes an estimate, whose cents nobody knows: whole units from ten on, unless that would put it below `least`.
    #[must_use]
    pub fn rounded(&self, usd: PicoUsd, least: PicoUsd) -> String {
        let whole = (usd.pico() + PICO_PER_USD / 2) / PICO_PER_USD * PICO_PER_USD;
        if usd < PicoUsd::from_pico(10 * PICO_PER_USD) || whole < least.pico() {
            return self.amount(usd);
        }
        let dollar = Exchange { sign: "$".to_owned(), decimals: 2, rate: PicoUsd::from_pico(PICO_PER_USD) };
        let exchange = self.0.as_ref().unwrap_or(&dollar);
        let amount = PicoUsd::from_pico(mul_div_round(usd.pico(), exchange.rate.pico(), PICO_PER_USD));
        exchange.written(amount, 0)
    }
}

impl Exchange {
    fn written(&self, amount: PicoUsd, decimals: u32) -> String {
        let (minus, amount) = if amount < PicoUsd::ZERO {
            ("-", PicoUsd::from_pico(amount.pico().saturating_neg()))
        } else {
            ("", amount)
        };
        let least = PicoUsd::from_pico(PICO_PER_USD / 10_i128.pow(decimals.min(12)));
        // What is not nothing is never written as nothing.
        let (less, amount) = if amount > PicoUsd::ZERO && amount.pico() < least.pico() / 2 {
            ("<", least)
        } else {
            ("", amount)
        };
        let text = amount.rounded(decimals);
        let (whole, part) =
            text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
        let part = part.map(|part| format!(".{part}")).unwrap_or_default();
        let gap = if self.sign.chars().all(char::is_alphanumeric) { "\u{a0}" } else { "" };
        format!("{minus}{less}{}{gap}{whole}{part}", self.sign)
    }
}

#[cfg(test)]
mod tests {
    use scopeon_core::config::Config;
    use scopeon_core::money::PicoUsd;

    use super::Money;

    fn usd(text: &str) -> PicoUsd {
        text.parse().expect("dollars")
    }

    #[test]
    fn amounts_are_in_the_currency_that_is_set() {
        let money = |text: &str| Money::of(&Config::parse(text).expect("a configuration").display);
        let euros = money("[display]\ncurrency = \"EUR\"\nrate = 0.5\n");
        let cases = [("0", "€0.00"), ("0.001", "<€0.01"), ("2469", "€1,234.50"), ("-4", "-€2.00")];
        for (amount, expected) in cases {
            assert_eq!(euros.amount(usd(amount)), expected, "{amount}");
        }
        assert_eq!(euros.rounded(usd("24.9"), usd("0")), "€12");
        let dollars = Money::default();
        assert_eq!(dollars.amount(usd("1234.5")), "$1,234.50");
        assert_eq!(dollars.rounded(usd("24.9"), usd("1")), "$25");
        assert_eq!(dollars.rounded(usd("24.4"), usd("24.3")), "$24.40");
        assert_eq!(dollars.rounded(usd("4.4"), usd("1")), "$4.40");
        assert_eq!(money("[display]\ncurrency = \"JPY\"\nrate = 150\n").amount(usd("2")), "¥300");
    }
}
