//! Two rows beside each other, measure by measure.

use ratatui::layout::Rect;
use scopeon_app::words::{compact, compared_measure, conclusion, cost_of_sum, counted, quantity, tenths};
use scopeon_core::metrics::compare::{Direction, Significance};
use scopeon_core::report::{CompareReport, CompareRow, CompareSide};

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::screen::explore::Explore;
use crate::shared::Shared;
use crate::text::{Keep, fit, wrap};
use crate::theme::Role;

/// Draws them.
pub(super) fn draw(
    explore: &Explore,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let Some(question) = explore.compare_question(shared) else { return };
    if let Known::Trouble(trouble) = answers.known(&question) {
        return super::super::trouble::draw(trouble, canvas, area);
    }
    let inner = canvas.frame_focused(area, &Words::title("Beside each other"), &Words::muted("esc back"));
    let Some(report) = explore.comparison(shared, answers) else {
        canvas.text(inner, 0, "Comparing …", Role::Muted);
        return;
    };
    for (row, (letter, side)) in (0..).zip([("A", &report.a), ("B", &report.b)]) {
        canvas.row(inner, row, &whole((letter, side), report, shared, usize::from(inner.width)));
    }
    let mut row = 3;
    if report.a.units > 0 && report.b.units > 0 {
        let heading = format!("{:<12}{:>14}{:>14}{:>12}  {}", "", "A", "B", "B to A", "Significant");
        canvas.text(inner, row, &heading, Role::Muted);
        for (place, compared) in (row + 1..).zip(&report.rows) {
            canvas.row(inner, place, &line(compared, shared));
        }
        row += 2 + u16::try_from(report.rows.len()).unwrap_or(0);
    }
    let words = format!("Medians of one {}. {}", report.unit, conclusion(report));
    for (place, text) in (row..).zip(wrap(&words, usize::from(inner.width))) {
        canvas.text(inner, place, &text, Role::Muted);
    }
}

/// A side in whole.
fn whole(
    (letter, side): (&str, &CompareSide),
    report: &CompareReport,
    shared: &Shared,
    width: usize,
) -> Words {
    let sums = format!(
        "{}, {}, {} tokens",
        counted(side.units, &report.unit),
        counted(side.sum.calls, "call"),
        compact(side.sum.usage.total())
    );
    let room = width.saturating_sub(sums.chars().count() + 18).max(8);
    Words::muted(format!("{letter}  "))
        .with(fit(&shared.tilde(&side.name), room, Keep::End), Role::Text)
        .then(cost_of_sum(&side.sum, &shared.money), Role::Figure)
        .then(sums, Role::Muted)
}

fn line(row: &CompareRow, shared: &Shared) -> Words {
    let side =
        |value, values: u64| if values > 0 { quantity(value, &shared.money) } else { "–".to_owned() };
    let (sign, role) = match row.direction {
        Direction::Down => ("−", Role::Text),
        Direction::Same => ("", Role::Muted),
        Direction::Up => ("+", Role::Text),
    };
    let is_known = row.a_values > 0 && row.b_values > 0;
    let relative = if is_known {
        format!("{sign}{}", tenths(row.difference_bp.unsigned_abs()))
    } else {
        "–".to_owned()
    };
    let (significant, weight) = match row.significance {
        Significance::TooFew => ("too few values", Role::Muted),
        Significance::None => ("no", Role::Muted),
        Significance::Likely => ("likely", Role::Figure),
        Significance::Strong => ("strong", Role::Figure),
    };
    Words::text(format!("{:<12}", compared_measure(&row.measure)))
        .with(format!("{:>14}{:>14}", side(row.a, row.a_values), side(row.b, row.b_values)), Role::Text)
        .with(format!("{relative:>12}  "), role)
        .with(significant, weight)
}
