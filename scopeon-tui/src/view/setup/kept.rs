//! Budgets, rules of tags, and what is kept.

use ratatui::layout::Rect;
use scopeon_app::words::{counted, whole_percent};
use scopeon_core::budget::BudgetState;

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::setup::{budgets, privacy, tag_rules};
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// Draws what there is room for.
pub(super) fn draw((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let room = usize::from(area.width.saturating_sub(4));
    let parts = [
        ("Budgets", budget_lines(shared, answers, canvas)),
        ("Tags", tag_lines(shared, answers)),
        ("Privacy", privacy_lines(shared, answers, room)),
    ];
    let mut y = area.y;
    for (title, lines) in parts {
        let height = (u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2))
            .min(area.bottom().saturating_sub(y));
        if height < 3 {
            continue;
        }
        let inner = canvas.frame(Rect { y, height, ..area }, &Words::title(title), &Words::new());
        for (row, words) in (0..inner.height).zip(&lines) {
            canvas.row(inner, row, words);
        }
        y += height;
    }
}

fn budget_lines(shared: &Shared, answers: &Answers, canvas: &Canvas<'_>) -> Vec<Words> {
    let rows = budgets(answers).map(|report| report.rows.as_slice()).unwrap_or_default();
    if rows.is_empty() {
        return vec![Words::muted("None is set: scopeon budget --help says how.")];
    }
    let [good, warn, bad] = canvas.theme().glyphs.states;
    let line = |row: &scopeon_core::report::BudgetRow| {
        let (sign, role) = match row.used.state {
            BudgetState::Ok => (good, Role::Good),
            BudgetState::Warn => (warn, Role::Warn),
            BudgetState::Over => (bad, Role::Bad),
        };
        let of = row.budget.project.as_deref().map(|name| format!(" {}", shared.project(Some(name))));
        let used = whole_percent(u64::try_from(row.used.used_bp).unwrap_or(0));
        Words::new()
            .with(format!("{sign} "), role)
            .with(format!("{}{}", row.budget.period.as_str(), of.unwrap_or_default()), Role::Text)
            .then(shared.money.amount(row.budget.usd), Role::Figure)
            .then(format!("{used}, warns at {} %", row.budget.warn_percent), Role::Muted)
    };
    rows.iter().take(6).map(line).collect()
}

fn tag_lines(shared: &Shared, answers: &Answers) -> Vec<Words> {
    let rows = tag_rules(answers).map(|report| report.rows.as_slice()).unwrap_or_default();
    if rows.is_empty() {
        return vec![Words::muted("No rule gives tags: scopeon tag --help says how.")];
    }
    let line = |row: &scopeon_core::report::TagRuleRow| {
        let rule = &row.rule;
        let because = [
            rule.branch_prefix.as_deref().map(|prefix| format!("branch {prefix}*")),
            rule.project.as_deref().map(|project| format!("project {}", shared.project(Some(project)))),
            rule.tool.as_deref().map(|tool| format!("tool {tool}")),
        ];
        let because = because.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Words::new()
            .with(rule.tag.as_str(), Role::Text)
            .then(because, Role::Muted)
            .then(counted(row.sessions, "session"), Role::Muted)
    };
    rows.iter().take(6).map(line).collect()
}

fn privacy_lines(shared: &Shared, answers: &Answers, room: usize) -> Vec<Words> {
    let Some(report) = privacy(answers) else { return vec![Words::muted("Looking …")] };
    let names = report.columns.iter().filter(|column| column.role.is_some()).count() as u64;
    let path = fit(&shared.tilde(&report.path), room.saturating_sub(9), Keep::End);
    let kept = match report.paths.as_str() {
        "full" => "as they are logged",
        "basename" => "their last component alone",
        _ => "as pseudonyms",
    };
    vec![
        Words::muted("kept in  ").with(path, Role::Text),
        Words::muted("paths    ").with(kept, Role::Text),
        Words::muted("stored   ")
            .with(format!("numbers, and names in {}", counted(names, "column")), Role::Text),
        Words::muted("prompts  ").with("none, nor answers, code or files", Role::Text),
        Words::muted("left     ").with("nothing: no connection is opened", Role::Text),
    ]
}
