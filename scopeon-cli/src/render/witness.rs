//! What agents say of themselves beside what was counted, in words.

use std::fmt::Write as _;

pub(crate) use scopeon_app::words::differs;
use scopeon_app::words::worst;
use scopeon_core::report::{Agreement, WitnessRow};

use super::figure::unrecorded_text;
use crate::render::number::{compact, count, counted};

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

fn in_all(row: &WitnessRow) -> Option<String> {
    let (stated, counted) = (row.stated.output?, row.counted.output?);
    let model = row.model.as_deref().map(|model| format!(" of {model}")).unwrap_or_default();
    Some(format!(
        "its own statistics say {} tokens of output{model}, {} were counted here",
        compact(stated),
        compact(counted)
    ))
}
