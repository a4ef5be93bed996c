//! How a figure of a session and a stated amount may stand to each other.

use super::amount::{Amount, Unit};

/// How a figure has to stand to what is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comparison {
    /// More than that.
    Above(Amount),
    /// As much or more.
    AtLeast(Amount),
    /// Less than that.
    Below(Amount),
    /// As much or less.
    AtMost(Amount),
    /// Exactly that.
    Is(Amount),
    /// From the one to the other, both included.
    Within(Amount, Amount),
}

/// Signs of comparisons. The longer ones come first, or they would be taken for the shorter ones.
pub(super) const SIGNS: [&str; 5] = [">=", "<=", ">", "<", "="];

impl Comparison {
    /// Returns `true` if it holds for a figure.
    #[must_use]
    pub fn holds(&self, figure: Amount) -> bool {
        match *self {
            Self::Above(amount) => figure > amount,
            Self::AtLeast(amount) => figure >= amount,
            Self::Below(amount) => figure < amount,
            Self::AtMost(amount) => figure <= amount,
            Self::Is(amount) => figure == amount,
            Self::Within(low, high) => (low..=high).contains(&figure),
        }
    }

    /// Reads one of a sign and what stands behind it; none where that is no amount.
    pub(super) fn parse(sign: &str, text: &str, unit: Unit) -> Option<Self> {
        let amount = |text: &str| Amount::parse(text, unit);
        match sign {
            ">=" => amount(text).map(Self::AtLeast),
            "<=" => amount(text).map(Self::AtMost),
            ">" => amount(text).map(Self::Above),
            "<" => amount(text).map(Self::Below),
            _ => match text.split_once("..") {
                Some(ends) => within(ends, unit),
                None => amount(text).map(Self::Is),
            },
        }
    }
}

fn within((low, high): (&str, &str), unit: Unit) -> Option<Comparison> {
    match (low, high) {
        ("", high) => Amount::parse(high, unit).map(Comparison::AtMost),
        (low, "") => Amount::parse(low, unit).map(Comparison::AtLeast),
        (low, high) => {
            let (low, high) =
                (Amount::parse(&with_letter(low, high, unit), unit)?, Amount::parse(high, unit)?);
            (low <= high).then_some(Comparison::Within(low, high))
        }
    }
}

/// `10..30m` is from ten minutes on.
fn with_letter(low: &str, high: &str, unit: Unit) -> String {
    let letter = high
        .chars()
        .last()
        .filter(|_| unit == Unit::Time && low.ends_with(|last: char| last.is_ascii_digit()));
    low.chars().chain(letter).collect()
}
