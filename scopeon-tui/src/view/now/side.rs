//! Alerts, limits and budgets.

use ratatui::layout::Rect;
use scopeon_app::ask;
use scopeon_app::words::{alert_text, limit_name, tenths, whole_percent};
use scopeon_core::alert::{Alert, AlertSeverity};
use scopeon_core::budget::BudgetState;
use scopeon_core::metrics::limits::{LimitLevel, LimitState};
use scopeon_core::report::{BudgetRow, StatusReport};

use super::super::budget::{period_word, state};
use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::shared::Shared;
use crate::source::Question;
use crate::text::wrap;
use crate::theme::Role;

/// So many rows of one kind are drawn.
const MOST: usize = 6;
/// What is drawn, in its order.
const TITLES: [&str; 3] = ["Alerts", "Limits", "Budgets"];
/// The columns of a name.
const NAME: usize = 11;

/// Returns the rows that all of it takes.
pub(super) fn rows(status: &StatusReport, answers: &Answers) -> u16 {
    let parts = [alerts(answers).len(), status.limits.len(), status.budgets.len()];
    let rows = parts.iter().filter(|rows| **rows > 0).map(|rows| rows.min(&MOST) + 2).sum::<usize>();
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// The lines of each part, in the order of [`TITLES`].
fn parts(
    status: &StatusReport,
    (shared, answers): (&Shared, &Answers),
    canvas: &Canvas<'_>,
    room: usize,
) -> [Vec<Words>; 3] {
    let alerts = alerts(answers).iter().take(MOST).flat_map(|alert| alert_words(alert, shared, canvas, room));
    let limits = status.limits.iter().take(MOST).flat_map(|limit| limit_words(limit, shared, canvas, room));
    let budgets = status.budgets.iter().take(MOST).flat_map(|row| budget_words(row, shared, canvas, room));
    [alerts.collect(), limits.collect(), budgets.collect()]
}

/// Returns alerts, limits and budgets as lines of so many columns.
pub(super) fn lines(
    status: &StatusReport,
    (shared, answers): (&Shared, &Answers),
    canvas: &Canvas<'_>,
    room: usize,
) -> Vec<Words> {
    parts(status, (shared, answers), canvas, room).concat()
}

/// Draws what there is room for.
pub(super) fn draw(
    status: &StatusReport,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let room = usize::from(area.width.saturating_sub(4));
    let mut y = area.y;
    for (title, lines) in TITLES.into_iter().zip(parts(status, (shared, answers), canvas, room)) {
        let lines = lines.as_slice();
        let height = u16::try_from(lines.len()).unwrap_or(0) + 2;
        if lines.is_empty() || y + height.min(3) > area.bottom() {
            continue;
        }
        let frame = Rect { y, height: height.min(area.bottom() - y), ..area };
        let inner = canvas.frame(frame, &Words::title(title), &Words::new());
        for (row, words) in (0..inner.height).zip(lines) {
            canvas.row(inner, row, words);
        }
        y += height;
    }
    next(status, canvas, Rect { y, height: area.bottom().saturating_sub(y), ..area });
}

fn alerts(answers: &Answers) -> &[Alert] {
    let answer = answers.get(&Question::Alerts(ask::Alerts::default()));
    answer.and_then(|answer| answer.alerts()).map_or(&[], |report| &report.rows)
}

fn alert_words(alert: &Alert, shared: &Shared, canvas: &Canvas<'_>, room: usize) -> Vec<Words> {
    let [_, warn, bad] = canvas.theme().glyphs.states;
    let (sign, role) = match alert.severity {
        AlertSeverity::Critical => (bad, Role::Bad),
        AlertSeverity::Warning => (warn, Role::Warn),
        _ => (canvas.theme().glyphs.dot, Role::Accent),
    };
    let text = alert_text(alert, &|project| shared.project(Some(project)));
    let lines = wrap(&text, room.saturating_sub(2)).into_iter().enumerate();
    let line = |(place, line): (usize, String)| {
        let sign = if place == 0 { format!("{sign} ") } else { "  ".to_owned() };
        Words::new().with(sign, role).with(line, Role::Text)
    };
    lines.map(line).collect()
}

/// Puts what a line leads to behind it, or below it where there is no room.
fn placed(words: Words, leads: &str, room: usize) -> Vec<Words> {
    let leads = Words::muted(leads);
    if words.columns() + leads.columns() < room || leads.is_empty() {
        return vec![words.with(" ", Role::Muted).and(leads)];
    }
    vec![words, Words::text(" ".repeat(NAME + 1)).and(leads)]
}

/// Used and, where that is known, what it comes to at the reset.
fn limit_words(limit: &LimitState, shared: &Shared, canvas: &Canvas<'_>, room: usize) -> Vec<Words> {
    let [_, warn, bad] = canvas.theme().glyphs.states;
    let (role, sign) = match limit.level {
        LimitLevel::UsedUp => (Role::Bad, bad),
        LimitLevel::Warn => (Role::Warn, warn),
        _ => (Role::Good, " "),
    };
    let name = format!("{} {}", agent(&limit.provider), limit_name(limit));
    let projected =
        limit.pace.map(|pace| format!(" → ~{}", whole_percent(pace.projected_bp))).unwrap_or_default();
    let bar = room.saturating_sub(32).clamp(6, 30);
    let when = match limit.pace.and_then(|pace| pace.exhausted_at) {
        Some(at) if at > shared.now => format!("full ~{}", shared.time(at)),
        Some(_) => "full about now".to_owned(),
        None => limit.resets_at.map(|at| format!("resets {}", shared.time(at))).unwrap_or_default(),
    };
    let used = tenths(u64::from(limit.used_bp) / 100 * 100).replace(".0 %", " %");
    let name = crate::text::fit(&name, 11, crate::text::Keep::Start);
    let words = Words::muted(format!("{name:<NAME$} "))
        .and(canvas.bar(limit.used_bp.into(), bar, role))
        .with(format!(" {used}"), Role::Figure)
        .with(projected, Role::Text)
        .with(format!(" {sign}"), role);
    placed(words, &when, room)
}

/// The agent in few letters: its vendor's name says enough beside its window.
fn agent(provider: &str) -> &str {
    provider.split('-').next().unwrap_or(provider)
}

fn budget_words(row: &BudgetRow, shared: &Shared, canvas: &Canvas<'_>, room: usize) -> Vec<Words> {
    let ((role, sign), period) = (state(row, canvas), period_word(row));
    let name = match &row.budget.project {
        Some(project) => format!("{period} {}", shared.project(Some(project))),
        None => period.to_owned(),
    };
    let name = crate::text::fit(&name, 11, crate::text::Keep::Start);
    let bar = room.saturating_sub(38).clamp(6, 30);
    let used = u64::try_from(row.used.used_bp).unwrap_or(0);
    let money = |usd| shared.money.amount(usd);
    let amounts = if row.used.projection.is_known {
        format!(" {} of {}", money(row.used.spent_usd), money(row.budget.usd))
    } else {
        format!(" of {}: no call has a price", money(row.budget.usd))
    };
    let when = match (row.used.state, row.used.exhausted_at) {
        (BudgetState::Over, Some(at)) => format!(" since {}", shared.time(at)),
        (_, Some(at)) => format!(" out ~{}", shared.time(at)),
        _ => String::new(),
    };
    let words = Words::muted(format!("{name:<NAME$} "))
        .and(canvas.bar(used, bar, role))
        .with(amounts, Role::Text)
        .with(format!(" {sign}"), role);
    placed(words, when.trim_start(), room)
}

/// What is most worth looking at next.
fn next(status: &StatusReport, canvas: &mut Canvas<'_>, area: Rect) {
    let Some(next) = status.next.as_ref() else { return };
    if area.height < 3 {
        return;
    }
    let inner =
        Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height - 1 };
    canvas.text(inner, 0, &format!("→ {}", next.command), Role::Accent);
    for (row, line) in (1..).zip(wrap(&next.text, usize::from(inner.width.saturating_sub(2)))) {
        canvas.text(inner, row, &format!("  {line}"), Role::Muted);
    }
}
