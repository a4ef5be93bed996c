//! Comparisons with a figure of a session: `cost>1`, `tokens>=2M`.

use scopeon_core::report::SessionRow;

use super::error::{FilterError, unknown};
use super::known::FIGURES;

/// Whether a figure and a number stand to each other as a sign says.
type Holds = fn(f64, f64) -> bool;

/// The longer ones first, or they would be taken for the shorter ones.
const SIGNS: [(&str, Holds); 5] = [
    (">=", |figure, number| figure >= number),
    ("<=", |figure, number| figure <= number),
    (">", |figure, number| figure > number),
    ("<", |figure, number| figure < number),
    ("=", |figure, number| figure.total_cmp(&number).is_eq()),
];
/// One dollar.
const PICO: f64 = 1e12;

/// A comparison with a figure of a session.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    name: &'static str,
    sign: &'static str,
    holds: Holds,
    number: f64,
}

/// Two are the same if they say the same.
impl PartialEq for Comparison {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.sign) == (other.name, other.sign) && self.number.total_cmp(&other.number).is_eq()
    }
}

impl Comparison {
    /// Reads one; none where a word is none.
    ///
    /// # Errors
    ///
    /// When nothing is called that, or there is no number.
    pub(super) fn parse(word: &str) -> Result<Option<Self>, FilterError> {
        let Some(at) = word.find(['<', '>', '=']) else { return Ok(None) };
        let (name, rest) = word.split_at(at);
        let written = name.to_ascii_lowercase();
        if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Ok(None);
        }
        let Some(name) = FIGURES.into_iter().find(|known| *known == written) else {
            return Err(unknown(&written, format!("there is no {written} to compare")));
        };
        let Some((sign, holds)) = SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign)) else {
            return Ok(None);
        };
        let digits = rest.strip_prefix(sign).unwrap_or_default();
        let number = number(digits)
            .ok_or_else(|| unknown(name, format!("{name}{sign} takes a number, such as 1.5 or 2k")))?;
        Ok(Some(Self { name, sign, holds, number }))
    }

    /// Returns `true` if it holds for a session; what is not known is neither more nor less.
    pub(super) fn holds(&self, row: &SessionRow) -> bool {
        figure(self.name, row).is_some_and(|figure| (self.holds)(figure, self.number))
    }
}

#[expect(clippy::cast_precision_loss, reason = "people compare with round numbers")]
fn figure(name: &str, row: &SessionRow) -> Option<f64> {
    let figures = &row.figures;
    Some(match name {
        "cost" => figures.known_usd()?.pico() as f64 / PICO,
        "calls" => figures.calls as f64,
        "turns" => figures.turns as f64,
        "tokens" => figures.usage.total() as f64,
        _ => row.sub_agents as f64,
    })
}

/// Reads a number with a unit, and dollars with their sign.
fn number(text: &str) -> Option<f64> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let (digits, unit) = match text.char_indices().last() {
        Some((at, letter)) if letter.is_ascii_alphabetic() => {
            let unit = match letter.to_ascii_lowercase() {
                'k' => 1e3,
                'm' => 1e6,
                'b' => 1e9,
                _ => return None,
            };
            (text.get(..at)?, unit)
        }
        _ => (text, 1.0),
    };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits.parse::<f64>().ok().filter(|_| is_plain).map(|number| number * unit)
}
