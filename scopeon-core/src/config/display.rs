//! The currency that amounts are shown in beside the dollars they are kept in.

use std::fmt;
use std::str::FromStr;

/// A currency by its code, as ISO 4217 has them.
///
/// ```
/// use scopeon_core::config::DisplayCurrency;
/// let euro: DisplayCurrency = "eur".parse().unwrap();
/// assert_eq!((euro.code(), euro.sign()), ("EUR", "€"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DisplayCurrency([u8; 3]);

/// A text that is no code of a currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency has a code of three letters, such as EUR")]
pub struct UnknownCurrencyError;

impl DisplayCurrency {
    /// United States dollars, in which everything is kept.
    pub const USD: Self = Self(*b"USD");

    /// Returns the code.
    #[must_use]
    pub const fn code(&self) -> &str {
        match std::str::from_utf8(&self.0) {
            Ok(code) => code,
            // Three capitals are text.
            Err(_) => "",
        }
    }

    /// Returns how many decimals its smallest unit has, by ISO 4217.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
            | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }

    /// Returns the sign that stands for it without doubt, else the code.
    #[must_use]
    pub fn sign(&self) -> &str {
        match self.code() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "KRW" => "₩",
            "BRL" => "R$",
            "PLN" => "zł",
            "UAH" => "₴",
            "TRY" => "₺",
            "ILS" => "₪",
            "VND" => "₫",
            code => code,
        }
    }
}

impl FromStr for DisplayCurrency {
    type Err = UnknownCurrencyError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let code = code.trim().to_ascii_uppercase();
        let letters: [u8; 3] = code.as_bytes().try_into().map_err(|_| UnknownCurrencyError)?;
        let is_code = letters.iter().all(u8::is_ascii_uppercase);
        if is_code { Ok(Self(letters)) } else { Err(UnknownCurrencyError) }
    }
}

impl fmt::Debug for DisplayCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
