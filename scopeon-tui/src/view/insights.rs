//! The screen of how well it went, and what would help.

mod cards;
mod parts;

use ratatui::layout::Rect;
use scopeon_app::words::{FAIR_SCORE, GOOD_SCORE, counted, figure, spent};
use scopeon_core::report::HealthReport;

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::screen::insights::{Insights, health, health_question, suggest_question, suggestions};
use crate::shared::Shared;
use crate::theme::Role;

/// From this width on the parts of the score stand beside the cards.
const WIDE: u16 = 110;
/// The columns that those need there.
const PARTS: u16 = 54;

/// Draws it.
pub(super) fn draw(
    insights: &Insights,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    for question in [health_question(shared), suggest_question(shared)] {
        match answers.known(&question) {
            Known::Answer(_) => {}
            Known::Trouble(trouble) => return super::trouble::draw(trouble, canvas, area),
            Known::Waiting => {
                canvas.text(Rect { x: area.x + 1, ..area }, 1, "Judging how it went …", Role::Muted);
                return;
            }
        }
    }
    let Some(report) = health(shared, answers) else { return };
    let head =
        Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    headline(report, (shared, answers), canvas, head);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let known = (shared, answers);
    if insights.is_expanded || body.height < 12 {
        return cards::draw(insights, known, canvas, body);
    }
    if area.width >= WIDE {
        let width = (area.width * 2 / 5).max(PARTS);
        let left = Rect { width, ..body };
        parts::draw(report, shared, canvas, left);
        cards::draw(insights, known, canvas, Rect { x: left.right(), width: body.width - width, ..body });
        return;
    }
    let rows = parts::rows(report).min(body.height / 2);
    parts::draw(report, shared, canvas, Rect { height: rows, ..body });
    cards::draw(insights, known, canvas, Rect { y: body.y + rows, height: body.height - rows, ..body });
}

/// The score, and how much there is to save.
fn headline(
    report: &HealthReport,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let [good, warn, bad] = canvas.theme().glyphs.states;
    let mut words = match report.health.score.value {
        Some(score) => {
            let (sign, role) = match score {
                GOOD_SCORE.. => (good, Role::Good),
                FAIR_SCORE.. => (warn, Role::Warn),
                _ => (bad, Role::Bad),
            };
            Words::new()
                .with(format!("Health {}", figure(&report.health.score, ToString::to_string)), Role::Figure)
                .with(" of 100 ", Role::Muted)
                .with(sign, role)
        }
        None => Words::muted("Too little was used in this time to judge"),
    };
    if let Some(most) = suggestions(shared, answers).and_then(|report| report.rows.first()) {
        words = if most.is_worth_a_word() {
            words
                .then("could save ", Role::Muted)
                .with(spent(&most.saving_usd, &shared.money), Role::Figure)
                .with(" by one thing", Role::Muted)
        } else {
            words.then("nothing would save 1 % of spend", Role::Muted)
        };
    }
    let unusual = report.anomalies.len();
    if unusual > 0 {
        words = words.then(counted(unusual as u64, "unusual day"), Role::Warn);
    }
    let taken = canvas.row(area, 0, &words);
    canvas.row_right(area, 0, &Words::muted(shared.span.words()), taken + 2);
}
