//! Budgets and what is used of them.

use std::fmt::Write as _;

use scopeon_core::budget::{Budget, BudgetPeriod, BudgetState};
use scopeon_core::report::{BudgetReport, BudgetRow};
use scopeon_core::time::{Timestamp, Zone};

use super::bar::bar;
use super::figure::{self, Footnotes};
use super::key;
use super::moment::from_now;
use super::money::{MoneyStyle, UNKNOWN};
use super::style::{BAD, FAINT, GOOD, TITLE, WARN, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::{sentence, wrap};
use crate::render::number::whole;

const BAR: usize = 20;

/// Draws budgets for a terminal of `width` characters.
pub(crate) fn draw(report: &BudgetReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    if report.rows.is_empty() {
        return sentence(
            "There is no budget. The configuration sets them: see scopeon budget --help.",
            width,
        );
    }
    let mut doubts = Footnotes::default();
    let mut text = format!("{}\n", paint(TITLE, "Budgets"));
    let whole = width.saturating_sub(74);
    let names = whole.clamp(10, 40);
    text.push_str(&table(report, zone, (width, names), home, &mut doubts).draw());
    for row in &report.rows {
        let sentence = verdict(row, report.scope.now, zone, home);
        let (look, sign) = match row.used.state {
            BudgetState::Ok => continue,
            BudgetState::Warn => (WARN, "▲"),
            BudgetState::Over => (BAD, "✕"),
        };
        let mut sign = paint(look, sign);
        for line in wrap(&sentence, width.saturating_sub(2)) {
            let _ = writeln!(text, "{sign} {line}");
            " ".clone_into(&mut sign);
        }
    }
    if report.rows.iter().any(|row| !row.used.projection.is_known) {
        text.push_str(&sentence("No call of a budget's period has a price; see scopeon doctor.", width));
    } else if report.state == BudgetState::Ok {
        let _ = writeln!(text, "{} every budget holds", paint(GOOD, "✓"));
    }
    text.push_str(&doubts.draw(width));
    let _ = writeln!(
        text,
        "{}",
        paint(FAINT, &format!("{}; cost at API list prices of the day", report.scope.zone))
    );
    text
}

fn table(
    report: &BudgetReport,
    zone: Zone,
    (width, names): (usize, usize),
    home: Option<&str>,
    doubts: &mut Footnotes,
) -> Table {
    let style = MoneyStyle::of(report.rows.iter().map(|row| row.budget.usd.max(row.used.spent_usd)), false);
    let room = width.saturating_sub(94 + names).min(BAR);
    let mut table = Table::default();
    table.column("Period", Align::Left).column("Budget", Align::Right).column("Spent", Align::Right);
    table.column("Used", Align::Right);
    if room > 3 {
        table.column("", Align::Left);
    }
    table.column("Likely", Align::Right);
    if width >= 76 {
        table.column("Pace", Align::Right);
    }
    table.column("Runs out", Align::Left);
    for row in &report.rows {
        let used = &row.used;
        let bp = u64::try_from(used.used_bp).unwrap_or_default();
        // Where no call has a price, nothing of it is known.
        let is_known = used.projection.is_known;
        let mut known = |text: String, provenance| {
            if is_known { doubts.spent(text, provenance) } else { UNKNOWN.to_owned() }
        };
        let share = |bp| if is_known { percent(bp) } else { UNKNOWN.to_owned() };
        let mut cells = vec![
            name(&row.budget, home, names),
            style.amount(row.budget.usd),
            known(style.amount(used.spent_usd), used.provenance),
            share(used.used_bp),
        ];
        if room > 3 {
            cells.push(if is_known { bar(bp, 10_000, room) } else { String::new() });
        }
        let likely = used.projection.known_likely();
        cells.push(match likely {
            None if is_known => figure::too_early(),
            _ => known(style.amount(used.projection.likely_usd), used.projection.provenance),
        });
        if width >= 76 {
            cells.push(share(used.pace_bp));
        }
        let at = used.exhausted_at.map(|at| from_now(at, report.scope.now, zone));
        let at = at.map(|text| if used.state == BudgetState::Over { text } else { figure::estimated(text) });
        cells.push(at.unwrap_or_else(|| UNKNOWN.to_owned()));
        table.row(RowKind::Plain, cells);
    }
    table
}

const fn period(budget: &Budget) -> &'static str {
    match budget.period {
        BudgetPeriod::Daily => "daily",
        BudgetPeriod::Weekly => "weekly",
        BudgetPeriod::Monthly => "monthly",
    }
}

fn name(budget: &Budget, home: Option<&str>, longest: usize) -> String {
    match &budget.project {
        None => period(budget).to_owned(),
        Some(project) => {
            let room = longest.saturating_sub(period(budget).len() + 1).max(6);
            format!("{} {}", period(budget), key::fit(&key::tilde(project, home), room))
        }
    }
}

fn percent(bp: i64) -> String {
    whole(u64::try_from(bp).unwrap_or(0))
}

/// Says how one budget stands, as a sentence without its end.
pub(crate) fn verdict(row: &BudgetRow, now: Timestamp, zone: Zone, home: Option<&str>) -> String {
    let (used, style) = (&row.used, MoneyStyle::of([row.budget.usd, row.used.spent_usd], false));
    let name = name(&row.budget, home, usize::MAX);
    let (spent, of) = (style.amount(used.spent_usd), style.amount(row.budget.usd));
    let when = used.exhausted_at.map(|at| from_now(at, now, zone));
    match used.state {
        BudgetState::Ok if !used.projection.is_known => format!("the {name} budget: no call has a price"),
        BudgetState::Ok => format!("the {name} budget holds: {spent} of {of}"),
        BudgetState::Over => {
            let since = when.map(|at| format!(" since {at}")).unwrap_or_default();
            format!("the {name} budget is exceeded{since}: {spent} of {of}")
        }
        BudgetState::Warn => {
            let at = when.map(|at| format!(", all of it by {at} at this pace")).unwrap_or_default();
            let likely = used.projection.known_likely().filter(|_| used.over_pace);
            let likely = likely.map(|likely| format!(", likely {} in the end", style.amount(likely)));
            format!(
                "the {name} budget is at {}: {spent} of {of}{}{at}",
                percent(used.used_bp),
                likely.unwrap_or_default()
            )
        }
    }
}
