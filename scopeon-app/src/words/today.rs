//! How a day stands to a usual one, in words.

use super::number::{count, percent};

/// Says how today stands to a usual day, given `today ÷ usual` in basis points: `2.1× a usual day`, `40.0 % of a usual day`.
#[must_use]
pub fn times_usual(bp: u64) -> String {
    match bp {
        0..9_000 => format!("{} of a usual day", percent(bp, 10_000)),
        9_000..=11_000 => "as on a usual day".to_owned(),
        _ => format!("{}.{}× a usual day", count(bp / 10_000), bp / 1_000 % 10),
    }
}
