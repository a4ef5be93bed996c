//! What was found wrong: what could not be read, and what has no price.

use std::fmt::Write as _;

use scopeon_core::report::{DoctorReport, IssueGroup, IssuePlace};

use super::view::{View, hint};
use crate::render::clean;
use crate::render::key::tilde;
use crate::render::money::MoneyStyle;
use crate::render::number::{count, counted};
use crate::render::style::{FAINT, HEADING, TITLE, WARN, paint};
use crate::render::wrap::wrap;

/// Draws what could not be read, by kind, with its places.
pub(super) fn issues(text: &mut String, issues: &[IssueGroup], view: View<'_>) {
    if issues.is_empty() {
        return;
    }
    let is_wrong = issues.iter().any(|group| group.attention);
    let title = if is_wrong { "What could not be read" } else { "Noticed; nothing has to be done" };
    let _ = writeln!(text, "\n{}", paint(HEADING, title));
    for group in issues {
        let (mark, look) = if group.attention { ("!", WARN) } else { ("·", FAINT) };
        let kind = group.kind.as_str().replace('_', " ");
        let _ = writeln!(
            text,
            "  {} {} {}",
            paint(look, mark),
            paint(TITLE, &kind),
            paint(FAINT, &format!("× {}", count(group.count)))
        );
        for part in wrap(&group.meaning, view.width.saturating_sub(4).max(20)) {
            let _ = writeln!(text, "    {}", paint(FAINT, &part));
        }
        for place in group.places.iter().take(view.places) {
            let _ = writeln!(text, "    {}", place_text(place, view));
        }
        let more = group.places.len().saturating_sub(view.places);
        if more > 0 {
            let _ = writeln!(
                text,
                "    {}",
                paint(FAINT, &format!("and {} more places; -v shows them all", count(more as u64)))
            );
        }
    }
}

fn place_text(place: &IssuePlace, view: View<'_>) -> String {
    let mut text = clean(&tilde(&place.path, view.home));
    if place.line > 0 {
        let _ = write!(text, ":{}", place.line);
    }
    if let Some(name) = &place.name {
        // What lies beside a database is called like it.
        let _ = if name.starts_with('-') { write!(text, "{name}") } else { write!(text, "  {name}") };
    }
    if place.count > 1 {
        let _ = write!(text, "  × {}", count(place.count));
    }
    text
}

/// Draws models without a price.
pub(super) fn unpriced(text: &mut String, report: &DoctorReport, view: View<'_>) {
    if report.unpriced.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "Models without a known price"));
    for model in &report.unpriced {
        let calls = format!("{} of {}", counted(model.calls, "call"), model.provider);
        let _ = writeln!(text, "  {}  {}", model.model, paint(FAINT, &calls));
    }
    hint(
        text,
        "[[prices]] in the configuration gives them one, for the past, too; [prices.alias] says which model a name stands for.",
        view,
    );
}

/// Draws agents whose logs hold no tokens.
pub(super) fn unmetered(text: &mut String, report: &DoctorReport, view: View<'_>) {
    if report.unmetered.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "Agents whose logs hold no tokens"));
    for agent in &report.unmetered {
        let mut calls = counted(agent.calls, "call");
        if let Some(reported) = agent.reported_usd {
            let _ = write!(calls, "; it says {}", MoneyStyle::of([reported], false).amount(reported));
        }
        let _ = writeln!(text, "  {}  {}", agent.provider, paint(FAINT, &calls));
    }
    hint(text, "What they cost is not computed and in no sum of costs.", view);
}
