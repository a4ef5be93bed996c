//! What is known of a session as a whole.

use std::fmt::Write as _;

use scopeon_core::metrics::Share;
use scopeon_core::metrics::witness::Verdict;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{Figures, SessionDetail, SessionRow, UnrecordedRow};

use super::view::View;
use crate::render::figure::{self, at_least, costs_at_least, some};
use crate::render::key;
use crate::render::money::{MoneyStyle, UNKNOWN};
use crate::render::number::{compact, count, counted, duration, percent, tenths};
use crate::render::style::{FAINT, TITLE, paint};
use crate::render::witness;
use crate::render::wrap::wrap;

pub(super) fn draw(detail: &SessionDetail, view: View<'_>) -> String {
    let session = &detail.session;
    let mut text = format!("{} {}\n", paint(TITLE, "Session"), paint(TITLE, &session.id));
    let room = view.width.saturating_sub(14);
    for (name, value) in lines(detail, view) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let mut name = format!("{name:<12}");
            for line in wrap(&value, room) {
                let _ = writeln!(text, "  {}{line}", paint(FAINT, &name));
                name = " ".repeat(12);
            }
        }
    }
    text
}

fn lines(detail: &SessionDetail, view: View<'_>) -> Vec<(&'static str, Option<String>)> {
    let session = &detail.session;
    let figures = &session.figures;
    vec![
        ("Agent", Some(agent(session))),
        ("Level", view.level.map(|level| format!("{}: {}", level.as_str(), level.meaning()))),
        ("Project", session.project.as_deref().map(|project| key::tilde(project, view.home))),
        ("Branch", session.branch.clone()),
        ("Forked from", session.forked_from.clone()),
        ("Time", time(session, view)),
        ("Models", Some(session.models.join(", "))),
        ("Calls", Some(calls(figures, session.sub_agents))),
        ("Prompt", Some(prompt(figures))),
        ("Output", Some(output(figures))),
        ("Cost", Some(cost(detail))),
        ("Unknown", unknown(figures)),
        ("No record", unrecorded(detail)),
        ("Own totals", totals(detail)),
        ("Lines", changed(detail)),
        ("Failures", failures(detail)),
    ]
}

fn agent(session: &SessionRow) -> String {
    let mut text = session.provider.clone();
    for more in [&session.version, &session.entry_point].into_iter().flatten() {
        let _ = write!(text, " · {more}");
    }
    text
}

fn time(session: &SessionRow, view: View<'_>) -> Option<String> {
    let (first, last) = (session.first_at?, session.last_at?);
    let length = u64::try_from(last.millis().saturating_sub(first.millis())).unwrap_or(0);
    let (from, to) = (view.zone.wall(first), view.zone.wall(last));
    if from == to {
        return Some(format!("{from} {}", view.zone));
    }
    // The day is said once where it is the same.
    let to = if from.get(..10) == to.get(..10) { to.get(11..).unwrap_or(&to) } else { &to };
    Some(format!("{from} to {to} {} ({})", view.zone, duration(length)))
}

fn calls(figures: &Figures, sub_agents: u64) -> String {
    let mut text = count(figures.calls);
    if figures.turns > 0 {
        let _ = write!(text, " in {}", counted(figures.turns, "turn"));
    }
    for (number, noun) in [(sub_agents, "sub-agent"), (figures.usage.web_searches, "web search")] {
        if number > 0 {
            let _ = write!(text, ", {}", counted(number, noun));
        }
    }
    text
}

fn prompt(figures: &Figures) -> String {
    let usage = &figures.usage;
    let prompt = usage.prompt();
    if prompt == 0 {
        return UNKNOWN.to_owned();
    }
    let mut text = format!("{} tokens: {} uncached", count(prompt), compact(usage.input));
    let kinds = [
        ("written for 5 min", usage.cache_write_5m),
        ("written for 1 h", usage.cache_write_1h),
        ("from cache", usage.cache_read),
    ];
    for (name, tokens) in kinds.into_iter().filter(|(_, tokens)| *tokens > 0) {
        let _ = write!(text, ", {} {name}", compact(tokens));
    }
    if usage.cache_read > 0 {
        let _ = write!(text, " ({})", percent(usage.cache_read, prompt));
    }
    text
}

fn output(figures: &Figures) -> String {
    let usage = &figures.usage;
    let text = some(usage.output, |tokens| format!("{} tokens", count(tokens)));
    let mut text = at_least(text, figures);
    if usage.reasoning > 0 {
        let _ = write!(text, ", {} of them reasoning", compact(usage.reasoning));
    }
    text
}

fn cost(detail: &SessionDetail) -> String {
    let figures = &detail.session.figures;
    let style = MoneyStyle::of([figures.cost_usd], false);
    let mut text = match figures.calls {
        0 => UNKNOWN.to_owned(),
        calls if figures.unpriced_calls >= calls => "unknown".to_owned(),
        _ => costs_at_least(style.amount(figures.cost_usd), figures),
    };
    if (1..figures.calls).contains(&figures.unpriced_calls) {
        let _ = write!(text, ", without {} whose cost is not known", counted(figures.unpriced_calls, "call"));
    }
    if let Some(reported) = figures.reported_usd {
        let _ = write!(text, "; the agent's calls say {}", style.amount(reported));
    }
    if let Some(reported) = detail.reported_total_usd {
        let _ = write!(text, "; the agent says {} in all", style.amount(reported));
    }
    text
}

fn unknown(figures: &Figures) -> Option<String> {
    let mut parts = Vec::new();
    if figures.unfinished_calls > 0 {
        parts.push(format!(
            "of {} the log holds a placeholder only",
            counted(figures.unfinished_calls, "call")
        ));
    }
    if figures.floor_calls > 0 {
        parts.push(figure::floor(figures.floor_calls));
    }
    if figures.unknown_calls > 0 {
        parts.push(figure::unknown(figures.unknown_calls));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What is in no call record, by model, and what the whole comes to.
fn unrecorded(detail: &SessionDetail) -> Option<String> {
    let figures = &detail.session.figures;
    let row = |row: &UnrecordedRow| format!("{}: {}", row.model, figure::unrecorded_text(&row.unrecorded));
    let (unknown, known): (Vec<_>, Vec<_>) =
        detail.unrecorded.iter().partition(|row| row.unrecorded.unknown_totals > 0);
    let mut parts: Vec<String> = known.into_iter().map(row).collect();
    if !unknown.is_empty() {
        let models: Vec<_> = unknown.iter().map(|row| row.model.as_str()).collect();
        parts.push(format!("not known of {}: the agent's total does not cover all calls", models.join(", ")));
    }
    let mut text = parts.join("; ");
    if !figures.unrecorded.usage.is_empty() && figures.best_known_usd != PicoUsd::ZERO {
        let style = MoneyStyle::of([figures.best_known_usd], false);
        let share = Share::of_money(figures.unrecorded.cost_usd, figures.best_known_usd).bp();
        let best = style.amount(figures.best_known_usd);
        let _ = write!(text, "; best known in all {best}, {} of it in no call record", tenths(share.into()));
    }
    (!text.is_empty()).then_some(text)
}

/// Whether what was counted agrees with what the agent itself says.
fn totals(detail: &SessionDetail) -> Option<String> {
    let differing: Vec<_> = detail.witnesses.iter().filter_map(witness::differs).collect();
    if !differing.is_empty() {
        return Some(differing.join("; "));
    }
    let any = |verdict: Verdict| detail.witnesses.iter().any(|row| row.verdict == verdict);
    if any(Verdict::Part) {
        return Some(
            "the agent's own totals cover a part of the calls only, so they prove nothing".to_owned(),
        );
    }
    if any(Verdict::Beyond) {
        return Some(
            "the agent's own totals hold what was counted and more, which is in no call record".to_owned(),
        );
    }
    any(Verdict::Agrees).then(|| "what was counted agrees with the agent's own totals".to_owned())
}

fn changed(detail: &SessionDetail) -> Option<String> {
    let (added, removed) = (detail.lines_added.unwrap_or(0), detail.lines_removed.unwrap_or(0));
    (added + removed > 0).then(|| format!("+{} −{}", count(added), count(removed)))
}

fn failures(detail: &SessionDetail) -> Option<String> {
    let (retries, errors) = (detail.api_retries, detail.api_errors);
    (retries + errors > 0)
        .then(|| format!("{} retried, {} given up", counted(retries, "request"), count(errors)))
}
