//! What to do first.

use std::fmt::Write as _;

use scopeon_core::metrics::suggest::{SeenIn, Suggestion};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::SuggestReport;
use scopeon_core::time::Zone;

use super::figure::Footnotes;
use super::health::{saved, severity, sign};
use super::ids::ShortIds;
use super::key;
use super::period::heading;
use super::style::{FAINT, GOOD, TITLE, paint};
use super::wrap::wrap;
use crate::render::number::{count, counted, tenths};

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
    let worth =
        |one: &&Suggestion| limit.is_none() || one.is_worth_a_word() || report.cost_usd.value.is_none();
    let rows: Vec<&Suggestion> = report.rows.iter().filter(worth).collect();
    let small = report.rows.len() - rows.len();
    let cost = report.cost_usd.value.unwrap_or_default();
    let cost = doubts.amount(cost, report.cost_usd.provenance, saved);
    let of = format!("{} that cost {cost}; savings can overlap", counted(report.sessions, "session"));
    let _ = writeln!(text, "{}", paint(FAINT, &of));
    if rows.is_empty() {
        let _ = writeln!(text, "\n{}", paint(GOOD, "Nothing stands out. Go on."));
    }
    let shown = limit.unwrap_or(usize::MAX).min(rows.len());
    for (index, one) in rows.iter().take(shown).enumerate() {
        let _ = write!(text, "\n{}", suggestion(index + 1, one, width, &mut doubts));
    }
    let left = [(rows.len() - shown, "more"), (small, "worth less than 1 % of that")];
    let left: Vec<String> = left
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if !left.is_empty() {
        let more = format!("{}; --limit all shows every one", left.join(", "));
        let _ = writeln!(text, "\n{}", paint(FAINT, &more));
    }
    let why = doubts.draw(width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

fn suggestion(number: usize, one: &Suggestion, width: usize, doubts: &mut Footnotes) -> String {
    let room = width.saturating_sub(INDENT);
    let indent = " ".repeat(INDENT);
    let mut text = String::new();
    for (index, line) in wrap(&one.advice, room).iter().enumerate() {
        let start = if index == 0 { format!("{number:>3}. ") } else { indent.clone() };
        let _ = writeln!(text, "{start}{}", paint(TITLE, line));
    }
    let (look, word) = severity(one.severity);
    let worth = worth(one, doubts);
    let start = format!("{indent}{}  {worth}", paint(look, word));
    let signs: Vec<String> = one.signs.iter().map(|one| sign(*one).to_lowercase()).collect();
    let used = word.len() + worth.chars().count() + 2;
    let seen = format!("{} in {}", signs.join(", "), sessions(one.seen));
    let _ = writeln!(text, "{start}{}", paint(FAINT, &key::fit(&seen, room.saturating_sub(used))));
    for line in wrap(&seen_in(one), room) {
        let _ = writeln!(text, "{indent}{}", paint(FAINT, &line));
    }
    if let Some(paste) = &one.paste {
        let _ = writeln!(text, "{indent}{}", paint(FAINT, &format!("Paste into {}:", paste.place)));
        for line in paste.text.lines().flat_map(|line| wrap(line, room.saturating_sub(2))) {
            let _ = writeln!(text, "{indent}  {line}");
        }
    }
    text
}

/// What it would have saved, and the share of what was spent that this is.
fn worth(one: &Suggestion, doubts: &mut Footnotes) -> String {
    let saving = one.saving_usd.value.filter(|usd| *usd > PicoUsd::ZERO);
    let Some(_) = saving else { return String::new() };
    let saving = doubts.figure(&one.saving_usd, |usd| saved(*usd));
    let share = one.saving_share.map(|share| format!(" ({} of spend)", tenths(share.bp().into())));
    format!("could save {saving}{}  ", share.unwrap_or_default())
}

/// The sessions with most to save.
fn seen_in(one: &Suggestion) -> String {
    let ids = ShortIds::of(one.sessions.iter().map(|seen| seen.session.as_str()));
    let saving = |usd: PicoUsd| format!(" ({})", saved(usd));
    let session = |seen: &SeenIn| {
        let saving = seen.saving_usd.filter(|usd| *usd > PicoUsd::ZERO).map(saving);
        format!("{}{}", ids.short(&seen.session), saving.unwrap_or_default())
    };
    let named: Vec<String> = one.sessions.iter().map(session).collect();
    let most = if one.seen > named.len() as u64 { "most in " } else { "in " };
    format!("{most}{}", named.join(", "))
}

fn sessions(seen: u64) -> String {
    if seen == 1 { "one session".to_owned() } else { format!("{} sessions", count(seen)) }
}
