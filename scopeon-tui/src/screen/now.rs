//! The screen of what runs now: a lane for each live session, limits, budgets and alerts.

use scopeon_app::ask;
use scopeon_core::report::{LiveSession, SessionNow, StatusReport};
use scopeon_core::time::Timestamp;

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::Shared;
use crate::source::Question;

/// So many live sessions have a lane of their own.
const MOST_LANES: usize = 12;
/// A minute in milliseconds.
const MINUTE_MS: i64 = 60_000;

/// What is selected of what runs now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Now {
    /// The lane that is selected.
    pub(crate) lanes: ListState,
    /// Whether that lane has the whole screen.
    pub(crate) is_expanded: bool,
    /// Whether the days are drawn large.
    pub(crate) shows_trends: bool,
}

/// Returns the sessions that have a lane: the live ones.
pub(crate) fn lanes(status: &StatusReport) -> Vec<String> {
    status.sessions.iter().take(MOST_LANES).map(|live| live.session.id.clone()).collect()
}

/// Returns the question about one lane.
pub(crate) fn lane_question(id: &str) -> Question {
    Question::SessionNow(ask::SessionNow { session: id.to_owned() })
}

/// Returns what is known of a lane: everything, or what the status says of a live session meanwhile.
pub(crate) fn lane<'a>(id: &str, answers: &'a Answers) -> (Option<&'a SessionNow>, Option<&'a LiveSession>) {
    let now = answers.get(&lane_question(id)).and_then(|answer| answer.session_now());
    let live = answers.status().and_then(|status| status.sessions.iter().find(|live| live.session.id == id));
    (now, live.or_else(|| now.map(|now| &now.live)))
}

impl Now {
    /// The session that is selected; the one that was used last where none is live.
    fn selected_id(&self, answers: &Answers) -> Option<String> {
        let status = answers.status()?;
        let live = lanes(status).get(self.lanes.selected()).cloned();
        live.or_else(|| status.last.as_ref().map(|last| last.session.clone()))
    }
}

impl Pane for Now {
    fn questions(&self, _shared: &Shared, answers: &Answers) -> Vec<Question> {
        let mut wanted = vec![Question::Status(ask::Status), Question::Alerts(ask::Alerts::default())];
        if let Some(status) = answers.status() {
            wanted.extend(lanes(status).iter().map(|id| lane_question(id)));
        }
        wanted
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        let rows = acting.answers.status().map_or(0, |status| lanes(status).len());
        if self.lanes.act(action, rows, rows) {
            return Done::Yes;
        }
        match action {
            Action::NextPane | Action::Right if rows > 0 => {
                self.lanes.select((self.lanes.selected() + 1) % rows);
            }
            Action::Left if rows > 0 => self.lanes.select((self.lanes.selected() + rows - 1) % rows),
            Action::Open => *acting.opens = self.selected_id(acting.answers),
            Action::Expand => self.is_expanded = !self.is_expanded && rows > 0,
            Action::Trends => self.shows_trends = !self.shows_trends,
            Action::Back if self.is_expanded => self.is_expanded = false,
            Action::Back if self.shows_trends => self.shows_trends = false,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        let Hit::Row(place) = hit else { return Done::No };
        self.lanes.select(place);
        Done::Yes
    }

    fn next_change(&self, shared: &Shared, answers: &Answers) -> Option<Timestamp> {
        let status = answers.status()?;
        let counts_down = |id: &String| {
            let cold_at = lane(id, answers).0?.pulse.cold_at?;
            (cold_at > shared.now).then(|| before(cold_at, shared.now))
        };
        lanes(status).iter().filter_map(counts_down).min()
    }

    fn settle(&mut self, _shared: &Shared, answers: &Answers) {
        let rows = answers.status().map_or(0, |status| lanes(status).len());
        self.lanes.settle(rows);
        self.is_expanded &= rows > 0;
    }

    fn copied(&self, _shared: &Shared, answers: &Answers) -> Option<String> {
        self.selected_id(answers)
    }
}

/// The next instant at which the whole minutes until `at` are one less.
fn before(at: Timestamp, now: Timestamp) -> Timestamp {
    let left = at.millis() - now.millis();
    let whole = (left - 1).max(0) / MINUTE_MS * MINUTE_MS;
    Timestamp::from_millis(at.millis() - whole).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use scopeon_core::time::Timestamp;

    use super::before;

    #[test]
    fn minutes_change_when_they_are_over() {
        let at = |millis| Timestamp::from_millis(millis).expect("an instant");
        for (until, now, next) in [
            (600_000, 0, 60_000),
            (600_000, 30_000, 60_000),
            (600_000, 60_000, 120_000),
            (600_000, 599_999, 600_000),
        ] {
            assert_eq!(before(at(until), at(now)), at(next), "{until} {now}");
        }
    }
}
