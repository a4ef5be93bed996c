//! The screen of what consumed tokens, level by level, and of two of its rows beside each other.

use scopeon_app::ask::{self, ExploreBy};
use scopeon_core::metrics::explore::{Depth, ExploreRow};
use scopeon_core::report::{CompareReport, ExploreReport};
use scopeon_core::shape::is_mark;

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::Shared;
use crate::source::Question;

/// So many rows of a level are listed; the others are summed.
const MOST: usize = 500;

/// Where one is among the levels.
#[derive(Clone, Debug, Default)]
pub(crate) struct Explore {
    /// The rows that lead here, from the top.
    pub(crate) path: Vec<String>,
    /// The row that is selected.
    pub(crate) list: ListState,
    /// The rows that were selected above.
    trail: Vec<ListState>,
    /// What rows are ordered by.
    pub(crate) by: ExploreBy,
    /// What is marked, the last two of it.
    pub(crate) marks: Vec<Mark>,
    /// Whether what is marked is shown beside each other.
    pub(crate) is_comparing: bool,
    /// What is to be said of the last key; none mostly.
    pub(crate) note: Option<&'static str>,
}

/// A row that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// What it stands for.
    pub(crate) depth: Depth,
    /// Which one.
    pub(crate) key: String,
}

impl Mark {
    /// Returns it as a side of a comparison; none of what cannot be one.
    fn side(&self) -> Option<String> {
        let kind = match self.depth {
            Depth::Project => "project",
            Depth::Branch => "branch",
            Depth::Session => "session",
            _ => return None,
        };
        Some(format!("{kind}:{}", self.key))
    }
}

impl Explore {
    /// Returns what rows of this level stand for.
    pub(crate) fn depth(&self) -> Depth {
        Depth::ALL.get(self.path.len()).copied().unwrap_or(Depth::Tool)
    }

    /// Returns the question about this level.
    pub(crate) fn question(&self, shared: &Shared) -> Question {
        let (args, path) = (shared.args(), self.path.clone());
        Question::Explore(ask::Explore { args, path, by: self.by, limit: Some(MOST) })
    }

    /// Returns the question about what is marked; none where nothing can be compared.
    pub(crate) fn compare_question(&self, shared: &Shared) -> Option<Question> {
        let [a, b] = self.marks.as_slice() else { return None };
        let mut args = shared.args();
        // What lies elsewhere is in no row that was marked.
        for (key, names) in self.path.iter().zip([&mut args.provider, &mut args.project]) {
            if !is_mark(key) {
                *names = vec![key.clone()];
            }
        }
        Some(Question::Compare(ask::Compare { args, a: a.side()?, b: b.side()? }))
    }

    /// Returns this level; none while nothing is known.
    pub(crate) fn report<'a>(&self, shared: &Shared, answers: &'a Answers) -> Option<&'a ExploreReport> {
        answers.get(&self.question(shared))?.explore()
    }

    /// Returns what is marked beside each other; none where it is not, or not known.
    pub(crate) fn comparison<'a>(&self, shared: &Shared, answers: &'a Answers) -> Option<&'a CompareReport> {
        answers.get(&self.compare_question(shared)?)?.compare()
    }

    /// Returns `true` if a row is marked.
    pub(crate) fn is_marked(&self, depth: Depth, key: &str) -> bool {
        self.marks.iter().any(|mark| mark.depth == depth && mark.key == key)
    }

    fn selected<'a>(&self, shared: &Shared, answers: &'a Answers) -> Option<&'a ExploreRow> {
        self.report(shared, answers)?.level.rows.get(self.list.selected())
    }

    fn enter(&mut self, key: Option<String>) -> Done {
        let Some(key) = key.filter(|_| self.depth() != Depth::Tool) else { return Done::No };
        self.path.push(key);
        self.trail.push(self.list);
        self.list = ListState::default();
        Done::Yes
    }

    fn leave(&mut self) -> Done {
        if self.path.pop().is_none() {
            return Done::No;
        }
        self.list = self.trail.pop().unwrap_or_default();
        Done::Yes
    }

    /// Marks a row, or takes its mark off; of three the first loses it.
    fn mark(&mut self, key: Option<String>) {
        let Some(key) = key else { return };
        let mark = Mark { depth: self.depth(), key };
        if mark.side().is_none() {
            self.note = Some("projects, branches and sessions can be compared");
            return;
        }
        match self.marks.iter().position(|known| *known == mark) {
            Some(place) => drop(self.marks.remove(place)),
            None => self.marks.push(mark),
        }
        let spare = self.marks.len().saturating_sub(2);
        self.marks.drain(..spare);
        self.note = match self.marks.len() {
            1 => Some("mark another one with m, then = compares"),
            2 => Some("= compares"),
            _ => None,
        };
    }

    fn compare(&mut self) {
        self.is_comparing = !self.is_comparing && self.marks.len() == 2;
        if self.marks.len() < 2 {
            self.note = Some("mark two rows with m first");
        }
    }
}

impl Pane for Explore {
    fn questions(&self, shared: &Shared, _answers: &Answers) -> Vec<Question> {
        let compared = self.compare_question(shared).filter(|_| self.is_comparing);
        [self.question(shared)].into_iter().chain(compared).collect()
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        self.note = None;
        if self.is_comparing {
            if !matches!(action, Action::Back | Action::Compare | Action::Left) {
                return Done::No;
            }
            self.is_comparing = false;
            return Done::Yes;
        }
        let rows = self.report(acting.shared, acting.answers).map_or(0, |report| report.level.rows.len());
        if self.list.act(action, rows, usize::from(acting.shared.size.1.saturating_sub(6))) {
            return Done::Yes;
        }
        let key = self.selected(acting.shared, acting.answers).map(|row| row.key.clone());
        match action {
            Action::Open | Action::Right => return self.enter(key),
            Action::Back | Action::Left => return self.leave(),
            Action::Sort => {
                self.by = match self.by {
                    ExploreBy::Cost => ExploreBy::Tokens,
                    ExploreBy::Tokens => ExploreBy::Calls,
                    ExploreBy::Calls => ExploreBy::Cost,
                };
            }
            Action::Mark => self.mark(key),
            Action::Compare => self.compare(),
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        match hit {
            Hit::Row(place) => self.list.select(place),
            Hit::Column(depth) => {
                // A step of the way down leads back to it.
                while self.path.len() > depth {
                    self.leave();
                }
            }
            _ => return Done::No,
        }
        Done::Yes
    }

    fn settle(&mut self, shared: &Shared, answers: &Answers) {
        if let Some(report) = self.report(shared, answers) {
            self.list.settle(report.level.rows.len());
        }
    }

    fn copied(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        self.selected(shared, answers).map(|row| row.key.clone())
    }
}
