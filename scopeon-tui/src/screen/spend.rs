//! The screen of what was spent: by time in pictures, by what has a name in a list, and what it comes to.

use scopeon_app::ask::{self, Order, OrderBy};
use scopeon_app::{By, QueryArgs};
use scopeon_core::report::{CostsReport, TagsReport, UsageReport, UsageRow};

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::{Shared, Span};
use crate::source::Question;

/// What is shown of what was spent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spend {
    /// What the list is by.
    pub(crate) group: SpendBy,
    /// The row of the list that is selected.
    pub(crate) list: ListState,
    /// The picture.
    pub(crate) picture: Picture,
    /// Whether the picture has the whole screen.
    pub(crate) is_expanded: bool,
    /// What the list is ordered by.
    pub(crate) order: OrderBy,
    /// Whether that is turned around.
    pub(crate) is_reversed: bool,
}

/// What the list is by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SpendBy {
    /// Models.
    #[default]
    Model,
    /// Agents.
    Agent,
    /// Projects.
    Project,
    /// Branches.
    Branch,
    /// Tags.
    Tag,
}

/// A picture of what was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Picture {
    /// A bar a day, stacked by model.
    #[default]
    Days,
    /// A year, a cell a day.
    Year,
    /// A week, a cell an hour.
    Hours,
}

impl SpendBy {
    /// Every kind, in their order.
    pub(crate) const ALL: [Self; 5] = [Self::Model, Self::Agent, Self::Project, Self::Branch, Self::Tag];

    /// Returns the word for it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Agent => "agent",
            Self::Project => "project",
            Self::Branch => "branch",
            Self::Tag => "tag",
        }
    }

    /// Returns what reports call it; none for tags, which have a report of their own.
    const fn key(self) -> Option<By> {
        match self {
            Self::Model => Some(By::Model),
            Self::Agent => Some(By::Provider),
            Self::Project => Some(By::Project),
            Self::Branch => Some(By::Branch),
            Self::Tag => None,
        }
    }

    fn turned(self, by: usize) -> Self {
        let place = Self::ALL.iter().position(|group| *group == self).unwrap_or_default();
        Self::ALL.get((place + by) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

impl Picture {
    const fn next(self) -> Self {
        match self {
            Self::Days => Self::Year,
            Self::Year => Self::Hours,
            Self::Hours => Self::Days,
        }
    }
}

/// Returns the question about what is spent and what it comes to.
pub(crate) fn costs_question(shared: &Shared) -> Question {
    Question::Costs(ask::Costs { args: shared.args(), ..ask::Costs::default() })
}

/// Returns the question about days and models: of a span too long for a bar a day the last year.
pub(crate) fn days_question(shared: &Shared) -> Question {
    let mut args = shared.args();
    if shared.span == Span::Day {
        // One bar says nothing: those before it stand beside it.
        args.since = Span::Fortnight.since().map(str::to_owned);
    }
    usage(vec![By::Daily, By::Model], args)
}

/// Returns the question about the days of a year.
pub(crate) fn year_question(shared: &Shared) -> Question {
    let since = Span::Year.since().map(str::to_owned);
    usage(vec![By::Daily], QueryArgs { since, ..shared.scope_args() })
}

/// Returns the question about the year that runs.
pub(crate) fn this_year_question(shared: &Shared) -> Question {
    usage(vec![By::Monthly], QueryArgs { since: Some("this-year".to_owned()), ..shared.scope_args() })
}

/// Returns the question about hours.
pub(crate) fn hours_question(shared: &Shared) -> Question {
    usage(vec![By::Hourly], shared.args())
}

fn usage(keys: Vec<By>, args: QueryArgs) -> Question {
    let order = Order::default();
    Question::Usage(ask::Usage { keys, args, order, limit: None, describes_sessions: false })
}

/// What a list is made of.
pub(crate) enum Groups<'a> {
    /// Of anything but tags.
    Usage(&'a UsageReport),
    /// Of tags.
    Tags(&'a TagsReport),
}

impl Groups<'_> {
    /// Returns its rows.
    pub(crate) fn rows(&self) -> &[UsageRow] {
        match self {
            Self::Usage(report) => &report.rows,
            Self::Tags(report) => &report.rows,
        }
    }
}

impl Spend {
    /// Returns the question about the list.
    pub(crate) fn group_question(&self, shared: &Shared) -> Question {
        let order = Order { by: self.order, is_reversed: self.is_reversed, ..Order::default() };
        match self.group.key() {
            Some(key) => Question::Usage(ask::Usage {
                keys: vec![key],
                args: shared.args(),
                order,
                limit: None,
                describes_sessions: false,
            }),
            None => Question::TagCosts(ask::TagCosts { args: shared.args(), order }),
        }
    }

    /// Returns the list; none while nothing is known.
    pub(crate) fn groups<'a>(&self, shared: &Shared, answers: &'a Answers) -> Option<Groups<'a>> {
        let answer = answers.get(&self.group_question(shared))?;
        answer.usage().map(Groups::Usage).or_else(|| answer.tag_costs().map(Groups::Tags))
    }

    fn selected<'a>(&self, shared: &Shared, answers: &'a Answers) -> Option<&'a UsageRow> {
        let answer = answers.get(&self.group_question(shared))?;
        let rows =
            answer.usage().map(|report| &report.rows).or(answer.tag_costs().map(|report| &report.rows))?;
        rows.get(self.list.selected())
    }

    /// Shows all of what is selected alone, or everything again.
    fn narrow(&self, acting: &mut Acting<'_>) -> Done {
        let Some(key) = self.selected(acting.shared, acting.answers).map(|row| row.key.clone()) else {
            return Done::No;
        };
        let scope = match self.group {
            SpendBy::Model => &mut acting.shared.model,
            SpendBy::Agent => &mut acting.shared.provider,
            _ => return Done::No,
        };
        *scope = if scope.as_ref() == Some(&key) { None } else { Some(key) };
        Done::Yes
    }

    fn regroup(&mut self, by: usize) {
        self.group = self.group.turned(by);
        self.list.select(0);
    }
}

/// Returns what is spent and what it comes to; none while nothing is known.
pub(crate) fn costs<'a>(shared: &Shared, answers: &'a Answers) -> Option<&'a CostsReport> {
    answers.get(&costs_question(shared))?.costs()
}

impl Pane for Spend {
    fn questions(&self, shared: &Shared, _answers: &Answers) -> Vec<Question> {
        vec![
            costs_question(shared),
            days_question(shared),
            self.group_question(shared),
            this_year_question(shared),
            year_question(shared),
            hours_question(shared),
        ]
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        let rows = self.groups(acting.shared, acting.answers).map_or(0, |groups| groups.rows().len());
        if self.list.act(action, rows, usize::from(acting.shared.size.1 / 2)) {
            return Done::Yes;
        }
        match action {
            Action::NextPane | Action::Right => self.regroup(1),
            Action::Left => self.regroup(SpendBy::ALL.len() - 1),
            Action::Trends => self.picture = self.picture.next(),
            Action::Expand => self.is_expanded = !self.is_expanded,
            Action::Sort => {
                self.is_reversed = false;
                self.order = match self.order {
                    OrderBy::Usual | OrderBy::Cost => OrderBy::Tokens,
                    OrderBy::Tokens => OrderBy::Calls,
                    OrderBy::Calls => OrderBy::Key,
                    OrderBy::Key => OrderBy::Usual,
                };
            }
            Action::Turn => self.is_reversed = !self.is_reversed,
            Action::Open => return self.narrow(acting),
            Action::Back if self.is_expanded => self.is_expanded = false,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        match hit {
            Hit::Row(place) => self.list.select(place),
            Hit::Pane(_) => self.picture = self.picture.next(),
            _ => return Done::No,
        }
        Done::Yes
    }

    fn settle(&mut self, shared: &Shared, answers: &Answers) {
        if let Some(groups) = self.groups(shared, answers) {
            self.list.settle(groups.rows().len());
        }
    }

    fn copied(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        self.selected(shared, answers).map(|row| row.key.clone())
    }
}
