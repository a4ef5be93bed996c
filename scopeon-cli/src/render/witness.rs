//! What agents say of themselves beside what was counted, in words.

use std::fmt::Write as _;

use scopeon_core::metrics::witness::Verdict;
use scopeon_core::report::{Agreement, WitnessRow};

use super::figure::unrecorded_text;
use super::number::{compact, count, counted, tenths};

/// Says by how much a total differs that should not; nothing of one that may.
pub(crate) fn differs(row: &WitnessRow) -> Option<String> {
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

/// Says how what was counted of an agent stands to its own totals, one sentence each.
pub(crate) fn lines(agreement: &Agreement) -> Vec<String> {
    let mut lines = Vec::new();
    if agreement.sessions > 0 {
        lines.push(agrees(agreement));
    }
    if !agreement.unrecorded.is_empty() {
        lines.push(format!("in no call record: {}", unrecorded_text(&agreement.unrecorded)));
    }
    lines.extend(agreement.in_all.iter().filter_map(in_all));
    lines
}

fn agrees(agreement: &Agreement) -> String {
    let mut text = format!(
        "agrees with its own totals for {} of {}",
        count(agreement.agree),
        counted(agreement.sessions.saturating_sub(agreement.partial), "session")
    );
    if agreement.beyond > 0 {
        let _ =
            write!(text, "; {} of these hold requests that are in no call record", count(agreement.beyond));
    }
    if agreement.partial > 0 {
        let _ = write!(text, "; {} more state totals of a part only", counted(agreement.partial, "session"));
    }
    if let Some(worst) = worst(agreement) {
        let _ = write!(text, "; worst: {worst}");
    }
    text
}

/// Names the session that differs the most, and by how much.
pub(crate) fn worst(agreement: &Agreement) -> Option<String> {
    let row = agreement.differing.first()?;
    let session = row.session.as_deref().unwrap_or_default();
    Some(format!("session {session}, {}", differs(row)?))
}

fn in_all(row: &WitnessRow) -> Option<String> {
    let (stated, counted) = (row.stated.output?, row.counted.output?);
    let model = row.model.as_deref().map(|model| format!(" of {model}")).unwrap_or_default();
    Some(format!(
        "its own statistics say {} tokens of output{model}, {} were counted here",
        compact(stated),
        compact(counted)
    ))
}
