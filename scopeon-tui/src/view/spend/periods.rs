//! The periods that run: what they cost, what they come to with its range, and their budgets.

use ratatui::layout::Rect;
use scopeon_app::words::{cost, whole_percent};
use scopeon_core::budget::BudgetState;
use scopeon_core::metrics::forecast::Projection;
use scopeon_core::report::BudgetRow;

use super::super::budget::{period_word, state};
use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::spend::{costs, this_year_question};
use crate::shared::Shared;
use crate::text::{Keep, columns, fit};
use crate::theme::Role;

/// The columns of a period's name and its amount.
const NAME: usize = 7;
const AMOUNT: usize = 10;

/// Returns the rows that it takes.
pub(super) fn rows((_, answers): (&Shared, &Answers)) -> u16 {
    let budgets = answers.status().map_or(0, |status| status.budgets.len());
    u16::try_from(budgets).unwrap_or(0).min(4).saturating_add(6)
}

/// Draws them.
pub(super) fn draw(known: (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame(area, &Words::title("Running"), &Words::muted("likely (low–high)"));
    let lines = lines(known, canvas, usize::from(inner.width));
    for (row, words) in (0..inner.height).zip(&lines) {
        canvas.row(inner, row, words);
    }
}

fn lines((shared, answers): (&Shared, &Answers), canvas: &Canvas<'_>, room: usize) -> Vec<Words> {
    let Some(report) = costs(shared, answers) else { return Vec::new() };
    let periods = [("day", &report.day), ("week", &report.week), ("month", &report.month)];
    let mut lines: Vec<Words> =
        periods.into_iter().map(|(name, projection)| period(name, projection, shared)).collect();
    if let Some(year) = answers.get(&this_year_question(shared)).and_then(|answer| answer.usage()) {
        let amount = cost(&year.total, &shared.money);
        lines.push(
            Words::muted(format!("{:<NAME$}", "year")).with(format!("{amount:>AMOUNT$}"), Role::Figure),
        );
    }
    let budgets = answers.status().map_or(&[][..], |status| &status.budgets);
    lines.extend(budgets.iter().map(|row| budget(row, shared, canvas, room)));
    lines
}

fn period(name: &str, projection: &Projection, shared: &Shared) -> Words {
    let amount = |usd| shared.money.rounded(usd, projection.spent_usd);
    let spent =
        if projection.is_known { shared.money.amount(projection.spent_usd) } else { "–".to_owned() };
    let words = Words::muted(format!("{name:<NAME$}")).with(format!("{spent:>AMOUNT$}"), Role::Figure);
    match projection.known_likely() {
        Some(likely) => words
            .with(format!(" → ~{}", amount(likely)), Role::Text)
            .with(format!(" ({}–{})", amount(projection.low_usd), amount(projection.high_usd)), Role::Muted),
        None => words.with(" too early to tell", Role::Muted),
    }
}

fn budget(row: &BudgetRow, shared: &Shared, canvas: &Canvas<'_>, room: usize) -> Words {
    let ((role, sign), period) = (state(row, canvas), period_word(row));
    let project = row.budget.project.as_deref().map(|project| shared.project(Some(project)));
    let every = if project.is_some() { format!(" a {period}") } else { String::new() };
    let name = fit(&project.unwrap_or_else(|| period.to_owned()), NAME - 1, Keep::Start);
    let gap = " ".repeat(NAME.saturating_sub(columns(&name)));
    let used = u64::try_from(row.used.used_bp).unwrap_or_default();
    let when = match (row.used.state, row.used.exhausted_at) {
        (BudgetState::Over, Some(at)) => format!("  over since {}", shared.time(at)),
        (_, Some(at)) => format!("  out ~{}", shared.time(at)),
        _ => String::new(),
    };
    let text = Words::new()
        .with(format!(" {sign} {:>4}", whole_percent(used)), role)
        .with(format!(" of {}{every}", shared.money.amount(row.budget.usd)), Role::Text)
        .with(when, Role::Muted);
    let bar = room.saturating_sub(NAME + text.columns()).clamp(4, 24);
    Words::muted(name + &gap).and(canvas.bar(used, bar, role)).and(text)
}
