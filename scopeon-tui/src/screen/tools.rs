//! The screen of sub-agents, tools, MCP servers, skills and hooks.

use scopeon_app::ask;
use scopeon_core::report::{SubAgentsReport, ToolsReport};

use crate::answers::Answers;
use crate::hit::Hit;
use crate::keys::Action;
use crate::list::ListState;
use crate::pane::{Acting, Done, Pane};
use crate::shared::Shared;
use crate::source::Question;

/// So many trees of sub-agents are shown.
const TREES: usize = 50;

/// What is selected of sub-agents and tools.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tools {
    /// The part that keys go to.
    pub(crate) part: ToolPart,
    /// Where each part begins.
    pub(crate) lists: [ListState; 3],
    /// Whether that part has the whole screen.
    pub(crate) is_expanded: bool,
    /// What tools are ordered by.
    pub(crate) order: ToolOrder,
    /// Whether that is turned around.
    pub(crate) is_reversed: bool,
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ToolPart {
    /// The trees of sub-agents.
    #[default]
    Agents,
    /// Tools, skills and hooks.
    Tools,
    /// MCP servers.
    Servers,
}

/// What tools are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ToolOrder {
    /// How often they were used.
    #[default]
    Uses,
    /// How often they failed.
    Failures,
    /// How much went through them.
    Bytes,
    /// How long they ran.
    Time,
}

impl ToolPart {
    /// Every part, in their order.
    pub(crate) const ALL: [Self; 3] = [Self::Agents, Self::Tools, Self::Servers];

    /// Returns its place.
    pub(crate) const fn place(self) -> usize {
        match self {
            Self::Agents => 0,
            Self::Tools => 1,
            Self::Servers => 2,
        }
    }

    fn turned(self, by: usize) -> Self {
        Self::ALL.get((self.place() + by) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

impl ToolOrder {
    /// Returns it in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Uses => "by uses",
            Self::Failures => "by failures",
            Self::Bytes => "by size",
            Self::Time => "by time",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Uses => Self::Failures,
            Self::Failures => Self::Bytes,
            Self::Bytes => Self::Time,
            Self::Time => Self::Uses,
        }
    }
}

/// Returns the question about sub-agents.
pub(crate) fn agents_question(shared: &Shared) -> Question {
    Question::SubAgents(ask::SubAgents { session: None, args: shared.args(), limit: Some(TREES) })
}

/// Returns the question about tools.
pub(crate) fn tools_question(shared: &Shared) -> Question {
    Question::Tools(ask::Tools { args: shared.args(), kinds: Vec::new() })
}

/// Returns what is known of sub-agents.
pub(crate) fn agents<'a>(shared: &Shared, answers: &'a Answers) -> Option<&'a SubAgentsReport> {
    answers.get(&agents_question(shared))?.sub_agents()
}

/// Returns what is known of tools.
pub(crate) fn tools<'a>(shared: &Shared, answers: &'a Answers) -> Option<&'a ToolsReport> {
    answers.get(&tools_question(shared))?.tools()
}

/// How many rows a part has.
fn rows_of(part: ToolPart, shared: &Shared, answers: &Answers) -> usize {
    match part {
        ToolPart::Agents => agents(shared, answers).map_or(0, |report| report.rows.len()),
        ToolPart::Tools => tools(shared, answers).map_or(0, |report| report.rows.len()),
        ToolPart::Servers => tools(shared, answers).map_or(0, |report| report.servers.len()),
    }
}

impl Tools {
    /// Returns where a part begins.
    pub(crate) fn list(&self, part: ToolPart) -> ListState {
        self.lists.get(part.place()).copied().unwrap_or_default()
    }

    /// The session of the tree that is selected: the root above the row.
    fn selected_root(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        let report = agents(shared, answers)?;
        let place = self.list(ToolPart::Agents).selected();
        let rows = report.rows.get(..=place)?;
        rows.iter().rev().find(|row| row.depth == 0).map(|row| row.id.clone())
    }
}

impl Pane for Tools {
    fn questions(&self, shared: &Shared, _answers: &Answers) -> Vec<Question> {
        vec![agents_question(shared), tools_question(shared)]
    }

    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done {
        let rows = rows_of(self.part, acting.shared, acting.answers);
        let page = usize::from(acting.shared.size.1 / 2);
        let moved = self.lists.get_mut(self.part.place()).is_some_and(|list| list.act(action, rows, page));
        if moved {
            return Done::Yes;
        }
        match action {
            Action::NextPane | Action::Right => self.part = self.part.turned(1),
            Action::Left => self.part = self.part.turned(ToolPart::ALL.len() - 1),
            Action::Expand => self.is_expanded = !self.is_expanded,
            Action::Sort => (self.order, self.is_reversed) = (self.order.next(), false),
            Action::Turn => self.is_reversed = !self.is_reversed,
            Action::Open if self.part == ToolPart::Agents => {
                *acting.opens = self.selected_root(acting.shared, acting.answers);
            }
            Action::Back if self.is_expanded => self.is_expanded = false,
            _ => return Done::No,
        }
        Done::Yes
    }

    fn click(&mut self, hit: Hit, _acting: &mut Acting<'_>) -> Done {
        match hit {
            Hit::Pane(place) => self.part = ToolPart::ALL.get(place).copied().unwrap_or_default(),
            Hit::Row(place) => {
                // Rows of all parts are numbered one after the other: a thousand a part.
                let part = ToolPart::ALL.get(place / ROWS).copied().unwrap_or_default();
                self.part = part;
                if let Some(list) = self.lists.get_mut(part.place()) {
                    list.select(place % ROWS);
                }
            }
            _ => return Done::No,
        }
        Done::Yes
    }

    fn settle(&mut self, shared: &Shared, answers: &Answers) {
        for part in ToolPart::ALL {
            let rows = rows_of(part, shared, answers);
            if let Some(list) = self.lists.get_mut(part.place()) {
                list.settle(rows);
            }
        }
    }

    fn copied(&self, shared: &Shared, answers: &Answers) -> Option<String> {
        let place = self.list(self.part).selected();
        match self.part {
            ToolPart::Agents => self.selected_root(shared, answers),
            ToolPart::Tools => tools(shared, answers)?.rows.get(place).map(|tool| tool.name.clone()),
            ToolPart::Servers => tools(shared, answers)?.servers.get(place).map(|row| row.server.clone()),
        }
    }
}

/// So many numbers of rows a part has.
pub(crate) const ROWS: usize = 100_000;
