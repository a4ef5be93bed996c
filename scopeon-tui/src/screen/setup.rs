//! The screen of what is read, kept and set: agents and their roots, budgets, rules of tags, privacy.

use scopeon_app::ask;
use scopeon_core::report::{
    BudgetReport, PrivacyReport, ProviderRow, ProviderState, ProvidersReport, TagRulesReport,
};

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::Shared;
use crate::source::Question;

/// What is selected of what is set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    /// The agent that is selected.
    pub(crate) agents: ListState,
    /// Whether the agents have the whole screen.
    pub(crate) is_expanded: bool,
}

/// Returns every agent that is known, those that are there first.
pub(crate) fn providers(answers: &Answers) -> Option<Vec<&ProviderRow>> {
    let report: &ProvidersReport = answers.get(&Question::Providers(()))?.providers()?;
    let mut rows: Vec<&ProviderRow> = report.rows.iter().collect();
    rows.sort_by_key(|row| (row.calls == 0, row.state != ProviderState::Found));
    Some(rows)
}

/// Returns how budgets stand.
pub(crate) fn budgets(answers: &Answers) -> Option<&BudgetReport> {
    answers.get(&Question::Budgets(ask::Budgets))?.budgets()
}

/// Returns what is kept.
pub(crate) fn privacy(answers: &Answers) -> Option<&PrivacyReport> {
    answers.get(&Question::Privacy(()))?.privacy()
}

/// Returns the rules of tags.
pub(crate) fn tag_rules(answers: &Answers) -> Option<&TagRulesReport> {
    answers.get(&tag_question())?.tag_rules()
}

fn tag_question() -> Question {
    Question::TagRules(ask::TagRules::default())
}

impl Pane for Setup {
    fn questions(&self, _shared: &Shared, _answers: &Answers) -> Vec<Question> {
        vec![Question::Providers(()), Question::Privacy(()), Question::Budgets(ask::Budgets), tag_question()]
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        let rows = providers(acting.answers).map_or(0, |rows| rows.len());
        let page = usize::from(acting.shared.size.1.saturating_sub(8));
        if self.agents.act(action, rows, page) {
            return Done::Yes;
        }
        match action {
            Action::Expand | Action::Open => self.is_expanded = !self.is_expanded,
            Action::Back if self.is_expanded => self.is_expanded = false,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        let Hit::Row(place) = hit else { return Done::No };
        self.agents.select(place);
        Done::Yes
    }

    fn settle(&mut self, _shared: &Shared, answers: &Answers) {
        self.agents.settle(providers(answers).map_or(0, |rows| rows.len()));
    }

    fn copied(&self, _shared: &Shared, answers: &Answers) -> Option<String> {
        let rows = providers(answers)?;
        let row = rows.get(self.agents.selected())?;
        row.roots.first().map(|root| root.path.clone())
    }
}
