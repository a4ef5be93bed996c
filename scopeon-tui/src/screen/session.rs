//! One session in whole: its calls, which can be gone through one by one, its context, tools, sub-agents and compactions.

use scopeon_app::ask;
use scopeon_core::report::{InteractionsReport, Moment, SessionDetail};

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::Done;
use crate::source::Question;

/// One session in whole.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// Its id.
    pub(crate) id: String,
    /// The call at which everything is shown; behind the last one, everything is.
    pub(crate) calls: ListState,
    /// Whether the last call is followed as new ones come.
    pub(crate) is_at_end: bool,
    /// The part that can take the whole screen.
    pub(crate) section: Section,
    /// Whether it has it.
    pub(crate) is_expanded: bool,
}

/// A part of what is shown of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Section {
    /// Its calls.
    #[default]
    Calls,
    /// Its context over its calls.
    Context,
    /// Tools, MCP servers, skills and hooks.
    Tools,
    /// Sub-agents.
    SubAgents,
    /// Compactions.
    Compactions,
}

impl Section {
    /// Every section, in their order.
    pub(crate) const ALL: [Self; 5] =
        [Self::Calls, Self::Context, Self::Tools, Self::SubAgents, Self::Compactions];

    /// Returns its heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Calls => "Calls",
            Self::Context => "Context",
            Self::Tools => "Tools",
            Self::SubAgents => "Sub-agents",
            Self::Compactions => "Compactions",
        }
    }

    fn next(self) -> Self {
        let place = Self::ALL.iter().position(|section| *section == self).unwrap_or_default();
        Self::ALL.get((place + 1) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

impl Session {
    /// Begins at the last call.
    pub(crate) fn new(id: &str) -> Self {
        let calls = ListState::default();
        Self { id: id.to_owned(), calls, is_at_end: true, section: Section::default(), is_expanded: false }
    }

    /// Returns the question about the session itself.
    pub(crate) fn question(&self) -> Question {
        Question::Session(ask::Session { id: self.id.clone() })
    }

    fn interactions_question(&self) -> Question {
        Question::Interactions(ask::Interactions { session: self.id.clone(), kinds: Vec::new() })
    }

    fn context_question(&self) -> Question {
        Question::Context(ask::Context { session: self.id.clone() })
    }

    /// Returns what has to be known.
    pub(crate) fn questions(&self) -> Vec<Question> {
        vec![self.question(), self.interactions_question(), self.context_question()]
    }

    /// Returns the session, if it is known.
    pub(crate) fn detail<'a>(&self, answers: &'a Answers) -> Option<&'a SessionDetail> {
        answers.get(&self.question())?.session()
    }

    /// Returns what it did beside its calls, if that is known.
    pub(crate) fn interactions<'a>(&self, answers: &'a Answers) -> Option<&'a InteractionsReport> {
        answers.get(&self.interactions_question())?.interactions()
    }

    /// Returns the session as it stood at the call that is selected.
    pub(crate) fn moment(&self, detail: &SessionDetail, answers: &Answers) -> Moment {
        detail.moment(self.calls.selected(), self.interactions(answers))
    }

    /// Does what a key says.
    pub(crate) fn act(&mut self, action: Action, answers: &Answers) -> Done {
        let rows = self.detail(answers).map_or(0, |detail| detail.calls.len());
        let moved = match action {
            Action::Left => Action::Up,
            Action::Right => Action::Down,
            action => action,
        };
        if self.calls.act(moved, rows, 20) {
            self.is_at_end = self.calls.selected() + 1 >= rows;
            return Done::Yes;
        }
        match action {
            Action::NextPane | Action::Open => self.section = self.section.next(),
            Action::Expand => self.is_expanded = !self.is_expanded,
            Action::Back if self.is_expanded => self.is_expanded = false,
            Action::NextMatch => self.next_costly(answers, false),
            Action::PreviousMatch => self.next_costly(answers, true),
            _ => return Done::No,
        }
        Done::Yes
    }

    /// Does what a click says.
    pub(crate) fn click(&mut self, hit: Hit) -> Done {
        match hit {
            Hit::Row(place) => {
                self.calls.select(place);
                self.is_at_end = false;
            }
            Hit::Pane(place) => self.section = Section::ALL.get(place).copied().unwrap_or_default(),
            _ => return Done::No,
        }
        Done::Yes
    }

    /// Keeps the selection within the calls that there are.
    pub(crate) fn settle(&mut self, answers: &Answers) {
        let rows = self.detail(answers).map_or(0, |detail| detail.calls.len());
        if self.is_at_end {
            self.calls.select(rows.saturating_sub(1));
        }
        self.calls.settle(rows);
    }

    /// Goes to the next call that paid again for what had been cached.
    fn next_costly(&mut self, answers: &Answers, is_back: bool) {
        let Some(detail) = self.detail(answers) else { return };
        let is_one = |place: &usize| {
            detail.calls.get(*place).is_some_and(|call| detail.recached.iter().any(|row| row.at == call.at))
        };
        let at = self.calls.selected();
        let found =
            if is_back { (0..at).rev().find(is_one) } else { (at + 1..detail.calls.len()).find(is_one) };
        if let Some(place) = found {
            self.calls.select(place);
            self.is_at_end = false;
        }
    }
}
