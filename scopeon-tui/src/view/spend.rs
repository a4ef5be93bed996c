//! The screen of what was spent.

mod days;
mod groups;
mod heat;
mod periods;

use ratatui::layout::Rect;
use scopeon_app::words::{cost, spent};

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::spend::{Picture, Spend, costs, costs_question};
use crate::shared::Shared;
use crate::theme::Role;

/// From this width on the list stands beside the pictures.
const WIDE: u16 = 110;
/// The columns of the list there, out of a hundred.
const LIST_PERCENT: u16 = 42;

/// Draws it.
pub(super) fn draw(
    spend: &Spend,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    match answers.known(&costs_question(shared)) {
        Known::Answer(_) => {}
        Known::Trouble(trouble) => return super::trouble::draw(trouble, canvas, area),
        Known::Waiting => {
            canvas.text(Rect { x: area.x + 1, ..area }, 1, "Adding up what was spent …", Role::Muted);
            return;
        }
    }
    let head = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    headline((shared, answers), canvas, head);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let known = (shared, answers);
    if spend.is_expanded || body.height < 9 {
        return picture(spend.picture, known, canvas, body);
    }
    if area.width >= WIDE {
        wide(spend, known, canvas, body);
    } else {
        narrow(spend, known, canvas, body);
    }
}

/// Pictures at the left, periods and the list at the right.
fn wide(spend: &Spend, known: (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let right = area.width * LIST_PERCENT / 100;
    let left = Rect { width: area.width - right, ..area };
    let beside = Rect { x: left.right(), width: right, ..area };
    if area.height >= 34 {
        let high = area.height - 2 * heat::ROWS;
        picture(Picture::Days, known, canvas, Rect { height: high, ..left });
        picture(Picture::Year, known, canvas, Rect { y: left.y + high, height: heat::ROWS, ..left });
        picture(
            Picture::Hours,
            known,
            canvas,
            Rect { y: left.y + high + heat::ROWS, height: heat::ROWS, ..left },
        );
    } else {
        picture(spend.picture, known, canvas, left);
    }
    let rows = periods::rows(known).min(area.height / 2);
    periods::draw(known, canvas, Rect { height: rows, ..beside });
    groups::draw(spend, known, canvas, Rect { y: beside.y + rows, height: beside.height - rows, ..beside });
}

/// Periods above, a picture and the list side by side below.
fn narrow(spend: &Spend, known: (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let rows = periods::rows(known).min(area.height / 2);
    periods::draw(known, canvas, Rect { height: rows, ..area });
    let below = Rect { y: area.y + rows, height: area.height - rows, ..area };
    let half = below.width / 2;
    let left = Rect { width: half, ..below };
    if below.width < 60 {
        return groups::draw(spend, known, canvas, below);
    }
    picture(spend.picture, known, canvas, left);
    groups::draw(spend, known, canvas, Rect { x: left.right(), width: below.width - half, ..below });
}

fn picture(which: Picture, known: (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    match which {
        Picture::Days => days::draw(known, canvas, area),
        Picture::Year => heat::year(known, canvas, area),
        Picture::Hours => heat::hours(known, canvas, area),
    }
    canvas.hit(Rect { height: area.height.min(1), ..area }, Hit::Pane(0));
}

/// How much was spent in the span, at which rate now, and where the month leads.
fn headline((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let Some(report) = costs(shared, answers) else { return };
    let mut words = Words::new()
        .with(cost(&report.total, &shared.money), Role::Figure)
        .with(format!(" in {}", shared.span.words()), Role::Muted);
    if report.usual_session_usd.value.is_some() {
        words = words
            .then(spent(&report.usual_session_usd, &shared.money), Role::Text)
            .with(" a usual session", Role::Muted);
    }
    if let Some(likely) = report.month.known_likely() {
        let likely = shared.money.rounded(likely, report.month.spent_usd);
        words = words.then(format!("~{likely}"), Role::Text).with(" likely this month", Role::Muted);
    }
    canvas.row(area, 0, &words);
}
