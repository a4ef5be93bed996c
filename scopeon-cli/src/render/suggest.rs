//! What to do first.

use std::fmt::Write as _;

use scopeon_core::metrics::suggest::Suggestion;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::SuggestReport;
use scopeon_core::time::Zone;

use super::figure::Footnotes;
use super::health::{saved, severity, sign};
use super::key;
use super::period::heading;
use super::style::{FAINT, GOOD, TITLE, paint};
use super::wrap::wrap;
use crate::render::number::{count, counted};

/// Where the text of a suggestion begins.
const INDENT: usize = 5;

/// Draws suggestions, the first `limit`, for a terminal of `width` characters.
pub(crate) fn draw(report: &SuggestReport, limit: Option<usize>, zone: Zone, width: usize) -> String {
    let mut text = heading("Suggestions", &report.scope, zone, width);
    if report.sessions == 0 {
        text.push_str("Nothing was used in this time, so there is nothing to suggest.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let cost = report.cost_usd.value.unwrap_or_default();
    let cost = doubts.amount(cost, report.cost_usd.provenance, saved);
    let of = format!("{} that cost {cost}; savings can overlap", counted(report.sessions, "session"));
    let _ = writeln!(text, "{}", paint(FAINT, &of));
    if report.rows.is_empty() {
        let _ = writeln!(text, "\n{}", paint(GOOD, "Nothing stands out. Go on."));
    }
    let shown = limit.unwrap_or(usize::MAX).min(report.rows.len());
    for (index, one) in report.rows.iter().take(shown).enumerate() {
        let _ = write!(text, "\n{}", suggestion(index + 1, one, width, &mut doubts));
    }
    let left = report.rows.len() - shown;
    if left > 0 {
        let more = format!("{left} more; --limit all shows every one");
        let _ = writeln!(text, "\n{}", paint(FAINT, &more));
    }
    let why = doubts.draw(width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

fn suggestion(number: usize, one: &Suggestion, width: usize, doubts: &mut Footnotes) -> String {
    let saving = one
        .saving_usd
        .value
        .filter(|usd| *usd > PicoUsd::ZERO)
        .map(|_| doubts.figure(&one.saving_usd, |usd| saved(*usd)));
    let worth = saving.map(|saving| format!("could save {saving}  ")).unwrap_or_default();
    let subject = one.subject.as_ref().map(|subject| format!("{subject}: ")).unwrap_or_default();
    let mut text = String::new();
    let room = width.saturating_sub(INDENT);
    for (index, line) in wrap(&format!("{subject}{}", one.advice), room).iter().enumerate() {
        let start = if index == 0 { format!("{number:>3}. ") } else { " ".repeat(INDENT) };
        let _ = writeln!(text, "{start}{}", paint(TITLE, line));
    }
    let (look, word) = severity(one.severity);
    let signs: Vec<String> = one.signs.iter().map(|one| sign(*one).to_lowercase()).collect();
    let seen = format!("{} in {}", signs.join(", "), sessions(one.seen));
    let rest = key::fit(&seen, room.saturating_sub(worth.chars().count() + word.len() + 2));
    let _ = writeln!(text, "{}{worth}{}  {}", " ".repeat(INDENT), paint(look, word), paint(FAINT, &rest));
    text
}

fn sessions(seen: u64) -> String {
    if seen == 1 { "one session".to_owned() } else { format!("{} sessions", count(seen)) }
}
