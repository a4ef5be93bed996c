//! The screen of sessions: a list with an order and a filter beside a look at the one that is selected, and one of them in
//! whole.

use scopeon_app::ask::{self, SessionOrder};
use scopeon_app::{Filter, FilterError, words};
use scopeon_core::report::{SessionRow, SessionsReport};

use super::session::Session;
use crate::answers::Answers;
use crate::hit::Hit;
use crate::input_line::InputLine;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane, Typing};
use crate::shared::Shared;
use crate::source::{Question, SessionsQuestion};

/// So many sessions are listed; a filter looks at all of them.
const MOST: usize = 1_000;

/// What is selected of the sessions, and how they are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sessions {
    /// The row that is selected.
    pub(crate) list: ListState,
    /// The session of that row: it stays selected wherever its row goes.
    picked: Option<String>,
    /// What they are ordered by.
    pub(crate) order: SessionOrder,
    /// Whether that is turned around.
    pub(crate) is_reversed: bool,
    /// The filter that holds.
    pub(crate) filter: String,
    /// The filter as it is typed, and the one that held before; none while none is typed.
    pub(crate) typing: Option<(InputLine, String)>,
    /// What of the filter that is typed is not understood.
    pub(crate) problem: Option<String>,
    /// Which columns are shown.
    pub(crate) columns: Columns,
    /// Whether the list, or the look at a session, has the whole screen.
    pub(crate) expanded: Option<Part>,
    /// The part that keys go to.
    pub(crate) focus: Part,
    /// The question whose answer is shown: that of before, while the present one is not answered.
    shown: Option<Question>,
    /// The session that is shown in whole.
    pub(crate) session: Option<Session>,
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// The list.
    #[default]
    List,
    /// The look at the session that is selected.
    Preview,
}

/// Columns of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Where and how much.
    #[default]
    Usual,
    /// Where tokens went.
    Tokens,
    /// What it was made with.
    Names,
}

/// Every order, in the order in which a key goes through them.
const ORDERS: [SessionOrder; 4] =
    [SessionOrder::Last, SessionOrder::Cost, SessionOrder::Tokens, SessionOrder::Calls];

impl Sessions {
    fn question(&self, shared: &Shared) -> Question {
        // What is live is listed whatever time is chosen, since that ends now.
        let ask = ask::Sessions {
            args: shared.args(),
            order: self.order,
            is_reversed: self.is_reversed,
            limit: Some(MOST),
            ..ask::Sessions::default()
        };
        Question::Sessions(Box::new(SessionsQuestion { filter: self.filter.clone(), ask }))
    }

    /// Returns the list that is shown; none while nothing is known.
    pub(crate) fn report<'a>(&self, answers: &'a Answers) -> Option<&'a SessionsReport> {
        answers.get(self.shown.as_ref()?)?.sessions()
    }

    /// Returns the question whose trouble is to be shown.
    pub(crate) fn asked(&self, shared: &Shared) -> Question {
        self.question(shared)
    }

    /// Returns the session that is selected.
    pub(crate) fn selected<'a>(&self, answers: &'a Answers) -> Option<&'a SessionRow> {
        self.report(answers)?.rows.get(self.list.selected())
    }

    /// Opens a session in whole.
    pub(crate) fn open(&mut self, id: &str) {
        self.session = Some(Session::new(id));
    }

    /// Lists the sessions of a project.
    pub(crate) fn list_project(&mut self, project: &str) {
        let quoted = project.replace('"', "");
        self.filter = format!("project:\"{quoted}\"");
        (self.session, self.typing, self.problem) = (None, None, None);
    }

    fn begin_filter(&mut self) {
        self.typing = Some((InputLine::new(&self.filter), self.filter.clone()));
        self.problem = None;
    }

    /// Takes the filter as far as it is understood.
    fn check(&mut self) {
        let Some((line, before)) = &self.typing else { return };
        match Filter::parse(line.text()) {
            Ok(_) => {
                self.filter = line.text().trim().to_owned();
                self.problem = None;
            }
            Err(error) => {
                // The start of a word that is not understood may have been a word of its own a letter ago.
                self.filter = understood(line.text(), &error).unwrap_or(before).to_owned();
                self.problem = Some(explained(&error));
            }
        }
    }

    fn sort(&mut self) {
        let place = ORDERS.iter().position(|order| *order == self.order).unwrap_or_default();
        self.order = ORDERS.get((place + 1) % ORDERS.len()).copied().unwrap_or_default();
        self.is_reversed = false;
    }

    /// Back by one step, where there is one.
    fn back(&mut self) -> Done {
        if self.expanded.take().is_some() {
            return Done::Yes;
        }
        if self.filter.is_empty() {
            return Done::No;
        }
        self.filter.clear();
        Done::Yes
    }

    fn pick(&mut self, answers: &Answers) {
        self.picked = self.selected(answers).map(|row| row.id.clone());
    }

    /// Goes to the next session that cost more than any around it usually do.
    fn next_costly(&mut self, answers: &Answers, is_back: bool) {
        let Some(report) = self.report(answers) else { return };
        let costly =
            scopeon_core::metrics::usual::usual_session(report.rows.iter().map(|row| row.figures.cost_usd));
        let Some(usual) = costly else { return };
        let stands_out = |row: &SessionRow| row.figures.cost_usd > usual.times(2);
        let at = self.list.selected();
        let found = if is_back {
            report.rows.iter().take(at).rposition(stands_out)
        } else {
            report.rows.iter().skip(at + 1).position(stands_out).map(|place| place + at + 1)
        };
        if let Some(place) = found {
            self.list.select(place);
        }
    }
}

impl Pane for Sessions {
    fn questions(&self, shared: &Shared, answers: &Answers) -> Vec<Question> {
        if let Some(session) = &self.session {
            return session.questions();
        }
        let mut wanted = vec![self.question(shared)];
        wanted.extend(self.selected(answers).map(|row| Session::new(&row.id).question()));
        wanted
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        if let Some(session) = &mut self.session {
            let done = session.act(action, acting.answers);
            if done == Done::No && action == Action::Back {
                self.session = None;
                return Done::Yes;
            }
            return done;
        }
        let rows = self.report(acting.answers).map_or(0, |report| report.rows.len());
        let page = usize::from(acting.shared.size.1.saturating_sub(8));
        if self.list.act(action, rows, page) {
            self.pick(acting.answers);
            return Done::Yes;
        }
        match action {
            Action::Open => {
                if let Some(id) = self.selected(acting.answers).map(|row| row.id.clone()) {
                    self.open(&id);
                }
            }
            Action::Filter => self.begin_filter(),
            Action::Sort => self.sort(),
            Action::Turn => self.is_reversed = !self.is_reversed,
            Action::Columns => self.columns = self.columns.next(),
            Action::NextPane | Action::Left | Action::Right => self.focus = self.focus.other(),
            Action::Expand => self.expanded = if self.expanded.is_some() { None } else { Some(self.focus) },
            Action::NextMatch => self.next_costly(acting.answers, false),
            Action::PreviousMatch => self.next_costly(acting.answers, true),
            Action::Back => return self.back(),
            _ => return Done::No,
        }
        self.pick(acting.answers);
        Done::Yes
    }

    fn click(&mut self, hit: Hit, acting: &mut Acting<'_>) -> Done {
        if let Some(session) = &mut self.session {
            return session.click(hit);
        }
        match hit {
            Hit::Row(place) => {
                self.list.select(place);
                self.pick(acting.answers);
            }
            Hit::Column(place) => {
                let order = ORDERS.get(place).copied().unwrap_or_default();
                self.is_reversed = order == self.order && !self.is_reversed;
                self.order = order;
            }
            Hit::Pane(0) => self.focus = Part::List,
            Hit::Pane(_) => self.focus = Part::Preview,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn input(&mut self) -> Option<&mut InputLine> {
        self.typing.as_mut().map(|(line, _)| line)
    }

    fn typed(&mut self, typing: Typing, _acting: &mut Acting<'_>) {
        self.check();
        match typing {
            Typing::On => {}
            // What is not understood stays to be mended.
            Typing::Done if self.problem.is_some() => {}
            Typing::Done => self.typing = None,
            Typing::Given => {
                if let Some((_, before)) = self.typing.take() {
                    self.filter = before;
                }
                self.problem = None;
            }
        }
    }

    fn settle(&mut self, shared: &Shared, answers: &Answers) {
        let question = self.question(shared);
        if self.shown.is_none() || answers.get(&question).is_some() {
            self.shown = Some(question);
        }
        if let Some(session) = &mut self.session {
            session.settle(answers);
        }
        let Some(report) = self.report(answers) else { return };
        let rows = report.rows.len();
        let place = report.rows.iter().position(|row| Some(&row.id) == self.picked.as_ref());
        if let Some(place) = place {
            self.list.select(place);
        }
        self.list.settle(rows);
        if self.picked.is_none() || place.is_none() {
            self.pick(answers);
        }
    }

    fn copied(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        if let Some(session) = &self.session {
            return Some(session.id.clone());
        }
        let row = self.selected(answers)?;
        let project = shared.project(row.project.as_deref());
        Some(format!("{} {} {project} {}", row.id, row.provider, words::cost(&row.figures, &shared.money)))
    }
}

/// What of a filter stands before what is not understood; none where that says nothing by itself.
fn understood<'a>(text: &'a str, error: &FilterError) -> Option<&'a str> {
    let start = text.get(..error.at)?.trim();
    Filter::parse(start).is_ok().then_some(start)
}

/// Says what of a filter is not understood, where, and what could stand there.
fn explained(error: &FilterError) -> String {
    match (error.nearest(), error.expected.as_slice()) {
        (Some(nearest), _) => format!("{error}; did you mean {nearest}?"),
        (None, []) => error.to_string(),
        (None, known) => format!("{error}; there are {}", known.join(", ")),
    }
}

impl Part {
    const fn other(self) -> Self {
        match self {
            Self::List => Self::Preview,
            Self::Preview => Self::List,
        }
    }
}

impl Columns {
    const fn next(self) -> Self {
        match self {
            Self::Usual => Self::Tokens,
            Self::Tokens => Self::Names,
            Self::Names => Self::Usual,
        }
    }
}
