//! What agents say of themselves beside what was counted, in words.

use scopeon_core::metrics::witness::Verdict;
use scopeon_core::report::{Agreement, WitnessRow};

use super::number::{compact, tenths};

/// Says by how much a total differs that should not; nothing of one that may.
#[must_use]
pub fn differs(row: &WitnessRow) -> Option<String> {
    if row.verdict != Verdict::Differs {
        return None;
    }
    let model = row.model.as_deref().map(|model| format!(" for {model}")).unwrap_or_default();
    if row.missing_tokens == 0 {
        return Some(format!(
            "counted as many tokens as the agent's own total{model}, but divided otherwise"
        ));
    }
    let less = if row.missing_tokens < 0 { "more" } else { "less" };
    let tokens = compact(row.missing_tokens.unsigned_abs());
    let share = tenths(row.difference.bp().into());
    Some(format!("counted {tokens} tokens {less} than the agent's own total{model} ({share})"))
}

/// Names the session that differs the most, and by how much.
#[must_use]
pub fn worst(agreement: &Agreement) -> Option<String> {
    let row = agreement.differing.first()?;
    let session = row.session.as_deref().unwrap_or_default();
    Some(format!("session {session}, {}", differs(row)?))
}
