//! The screen of how well it went, and what would help.

use scopeon_app::ask;
use scopeon_core::metrics::suggest::Suggestion;
use scopeon_core::report::{HealthReport, SuggestReport};

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::Shared;
use crate::source::Question;

/// What is selected of what would help.
#[derive(Clone, Debug, Default)]
pub(crate) struct Insights {
    /// The card that is selected.
    pub(crate) cards: ListState,
    /// Whether that is shown in whole.
    pub(crate) is_open: bool,
    /// Whether the cards have the whole screen.
    pub(crate) is_expanded: bool,
}

/// Returns the question about how well it went.
pub(crate) fn health_question(shared: &Shared) -> Question {
    Question::Health(ask::Health { session: None, args: shared.args() })
}

/// Returns the question about what would help.
pub(crate) fn suggest_question(shared: &Shared) -> Question {
    Question::Suggest(ask::Suggest { args: shared.args() })
}

/// Returns how well it went; none while nothing is known.
pub(crate) fn health<'a>(shared: &Shared, answers: &'a Answers) -> Option<&'a HealthReport> {
    answers.get(&health_question(shared))?.health()
}

/// Returns what would help; none while nothing is known.
pub(crate) fn suggestions<'a>(shared: &Shared, answers: &'a Answers) -> Option<&'a SuggestReport> {
    answers.get(&suggest_question(shared))?.suggest()
}

/// Returns the card of a place; none behind the last one.
fn card<'a>(place: usize, shared: &Shared, answers: &'a Answers) -> Option<&'a Suggestion> {
    suggestions(shared, answers)?.rows.get(place)
}

impl Pane for Insights {
    fn questions(&self, shared: &Shared, _answers: &Answers) -> Vec<Question> {
        vec![health_question(shared), suggest_question(shared)]
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        let rows = suggestions(acting.shared, acting.answers).map_or(0, |report| report.rows.len());
        if self.cards.act(action, rows, usize::from(acting.shared.size.1 / 4)) {
            return Done::Yes;
        }
        match action {
            // Opened once more, it leads to the session in which most would be saved.
            Action::Open if self.is_open => {
                let found = card(self.cards.selected(), acting.shared, acting.answers);
                *acting.opens = found.and_then(|card| card.sessions.first()).map(|seen| seen.session.clone());
            }
            Action::Open | Action::Right => self.is_open = rows > 0,
            Action::Back | Action::Left if self.is_open => self.is_open = false,
            Action::Back if self.is_expanded => self.is_expanded = false,
            Action::Expand => self.is_expanded = !self.is_expanded,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        match hit {
            Hit::Row(place) => self.cards.select(place),
            _ => return Done::No,
        }
        Done::Yes
    }

    fn settle(&mut self, shared: &Shared, answers: &Answers) {
        if let Some(report) = suggestions(shared, answers) {
            self.cards.settle(report.rows.len());
            self.is_open &= !report.rows.is_empty();
        }
    }

    fn copied(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        let card = card(self.cards.selected(), shared, answers)?;
        Some(card.paste.as_ref().map_or_else(|| card.advice.clone(), |paste| paste.text.clone()))
    }
}
