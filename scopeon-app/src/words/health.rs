//! What is judged for the health score, and what is compared, in words.

use scopeon_core::metrics::Quantity;
use scopeon_core::metrics::health::Component;
use scopeon_core::metrics::thresholds::HealthMeasure;

use super::figure::UNKNOWN;
use super::money::Money;
use super::number::{bytes, compact, count, duration, tenths};

/// From this score on it is good.
pub const GOOD_SCORE: u32 = 80;
/// From this score on it is not poor.
pub const FAIR_SCORE: u32 = 50;

/// Names what is judged.
#[must_use]
pub const fn health_measure(measure: HealthMeasure) -> &'static str {
    match measure {
        HealthMeasure::HitRate => "Cache hit rate",
        HealthMeasure::Crowded => "Calls in a crowded window",
        HealthMeasure::Failures => "Failed tools",
        HealthMeasure::Busts => "Cache misses (prefix changed)",
        HealthMeasure::Repeats => "Repeated tools",
        HealthMeasure::Unread => "Cache writes never read",
        _ => "Other",
    }
}

/// Writes what a part gives of what it can give: `24 of 30`.
#[must_use]
pub fn health_points(part: &Component) -> String {
    let given = part.score_bp.map(|share| (share.bp() * part.weight + 5_000) / 10_000);
    given.map_or_else(|| UNKNOWN.to_owned(), |given| format!("{given} of {}", part.weight))
}

/// Names what is compared.
#[must_use]
pub fn compared_measure(name: &str) -> &str {
    match name {
        "cost" => "Cost",
        "tokens" => "Tokens",
        "output" => "Output",
        "calls" => "Calls",
        "turns" => "Turns",
        "hit_rate" => "Cache hits",
        other => other,
    }
}

/// Writes a quantity with its sign where it is below nothing.
#[must_use]
pub fn quantity(quantity: Quantity, money: &Money) -> String {
    let signed = |number: i64, write: fn(u64) -> String| {
        format!("{}{}", if number < 0 { "−" } else { "" }, write(number.unsigned_abs()))
    };
    match quantity {
        Quantity::Usd(amount) => money.amount(amount).replace('-', "−"),
        Quantity::Tokens(tokens) => signed(tokens, compact),
        Quantity::Bp(bp) => signed(bp, tenths),
        Quantity::Count(number) => signed(number, count),
        Quantity::Ms(number) => signed(number, duration),
        Quantity::Bytes(number) => signed(number, bytes),
        _ => UNKNOWN.to_owned(),
    }
}
