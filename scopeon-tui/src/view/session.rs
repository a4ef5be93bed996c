//! One session in whole, as it stood at the call that is selected.

mod calls;
mod parts;

use ratatui::layout::Rect;
use scopeon_app::words::{compact, cost_of_sum, counted, short_id};
use scopeon_core::report::{Moment, SessionDetail};

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::session::{Section, Session};
use crate::shared::Shared;
use crate::theme::Role;

/// From this width on the other parts stand beside the calls.
const WIDE: u16 = 100;

/// Draws it.
pub(super) fn draw(
    session: &Session,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let Some(detail) = session.detail(answers) else {
        match answers.known(&session.question()) {
            Known::Trouble(trouble) => super::trouble::draw(trouble, canvas, area),
            _ => {
                canvas.text(Rect { x: area.x + 1, ..area }, 1, "Looking at the session …", Role::Muted);
            }
        }
        return;
    };
    let moment = session.moment(detail, answers);
    let head = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 2, ..area };
    headline(session, detail, &moment, shared, canvas, head);
    let body = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
    let all = All { session, detail, moment: &moment, shared, answers };
    for (section, place) in places(session, body) {
        all.section(section, canvas, place);
    }
}

/// What parts are drawn from.
struct All<'a> {
    session: &'a Session,
    detail: &'a SessionDetail,
    moment: &'a Moment,
    shared: &'a Shared,
    answers: &'a Answers,
}

impl All<'_> {
    fn section(&self, section: Section, canvas: &mut Canvas<'_>, area: Rect) {
        let place = Section::ALL.iter().position(|one| *one == section).unwrap_or_default();
        canvas.hit(area, Hit::Pane(place));
        let title = Words::title(section.title());
        let right = parts::count(section, self.detail, self.moment);
        let inner = if section == self.session.section {
            canvas.frame_focused(area, &title, &right)
        } else {
            canvas.frame(area, &title, &right)
        };
        match section {
            Section::Calls => calls::draw(self.session, self.detail, self.shared, canvas, inner),
            Section::Context => parts::context(self.detail, self.session, canvas, inner),
            Section::Tools => parts::tools(
                self.moment,
                self.detail,
                self.session.interactions(self.answers).is_some(),
                canvas,
                inner,
            ),
            Section::SubAgents => parts::sub_agents(self.detail, self.moment, self.shared, canvas, inner),
            Section::Compactions => parts::compactions(self.detail, self.moment, self.shared, canvas, inner),
        }
    }
}

/// Where each part is drawn: the chosen one alone, the calls beside the others, or the calls above the chosen one.
fn places(session: &Session, area: Rect) -> Vec<(Section, Rect)> {
    if session.is_expanded || area.height < 12 {
        return vec![(session.section, area)];
    }
    if area.width < WIDE {
        let height = area.height / 2;
        let other = if session.section == Section::Calls { Section::Context } else { session.section };
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        return vec![(Section::Calls, Rect { height, ..area }), (other, below)];
    }
    let width = area.width / 2;
    let beside = Rect { x: area.x + width, width: area.width - width, ..area };
    let mut places = vec![(Section::Calls, Rect { width, ..area })];
    let others =
        [(Section::Context, 3), (Section::Tools, 4), (Section::SubAgents, 2), (Section::Compactions, 2)];
    let total: u16 = others.iter().map(|(_, share)| share).sum();
    let mut y = beside.y;
    for (section, share) in others {
        let height = (beside.height * share / total).max(3);
        let is_last = section == Section::Compactions;
        let height = if is_last { beside.bottom().saturating_sub(y) } else { height };
        places.push((section, Rect { y, height: height.min(beside.bottom().saturating_sub(y)), ..beside }));
        y += height;
    }
    places
}

/// What it is and what it cost; and up to which call, where that is not the last one.
fn headline(
    session: &Session,
    detail: &SessionDetail,
    moment: &Moment,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let row = &detail.session;
    let names =
        [Some(row.provider.clone()), Some(shared.project(row.project.as_deref())), row.branch.clone()];
    let words = Words::new()
        .with(names.into_iter().flatten().collect::<Vec<_>>().join(" · "), Role::Figure)
        .then(short_id(&row.id), Role::Muted);
    let words = row.models.iter().take(2).fold(words, |words, model| words.then(model, Role::Muted));
    canvas.row(area, 0, &words);
    let (at, all) = (session.calls.selected() + 1, detail.calls.len());
    let is_replayed = at < all;
    let amount = if is_replayed {
        cost_of_sum(&moment.sum, &shared.money)
    } else {
        scopeon_app::words::cost(&row.figures, &shared.money)
    };
    let calls = if is_replayed { moment.sum.calls } else { row.figures.calls };
    let turns = if is_replayed { moment.turns } else { row.figures.turns };
    let usage = if is_replayed { moment.sum.usage } else { row.figures.usage };
    let mut words = Words::new().with(amount, Role::Figure).then(counted(calls, "call"), Role::Text);
    if turns > 0 {
        words = words.then(counted(turns, "turn"), Role::Text);
    }
    words = words.then(format!("{} tokens", compact(usage.total())), Role::Text);
    let taken = canvas.row(area, 1, &words);
    let replay = match moment.at.filter(|_| is_replayed) {
        Some(time) => {
            Words::new().with(format!("as of call {at} of {all}, {}", shared.time(time)), Role::Warn)
        }
        None => Words::muted("← → replay"),
    };
    canvas.row_right(area, 1, &replay, taken + 2);
}
