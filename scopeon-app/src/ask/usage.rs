//! How much was used: by time, model, project and so on.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{GroupBy, UsageReport};
use scopeon_store::{Direction, Reader, Sort, SortKey, UsageQuery};

use super::question::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs};

/// How much was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What a row stands for, then what the rows within it do: one to three.
    pub keys: Vec<GroupBy>,
    /// Which calls.
    pub args: QueryArgs,
    /// The order of rows.
    pub order: Order,
    /// How many rows of the first key; the others are summed. None for all.
    pub limit: Option<usize>,
    /// Whether rows of sessions say which project they were about and when they ended.
    pub describes_sessions: bool,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What rows are ordered by.
    pub by: OrderBy,
    /// Whether the order is turned around: names and dates ascend, amounts descend. That of rows within others is turned
    /// around where all are ordered by the same.
    pub is_reversed: bool,
    /// Which amount is meant where they are ordered by cost.
    pub mode: CostMode,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// Dates in their order, names by dollars.
    #[default]
    Usual,
    /// The name or date of the row.
    Key,
    /// Dollars.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
}

impl Order {
    /// Returns the order of the rows of each key.
    fn sorts(self, keys: &[GroupBy]) -> Vec<Sort> {
        let of = |(place, key): (usize, &GroupBy)| {
            let turns = self.is_reversed && (place == 0 || self.by != OrderBy::Usual);
            Self { is_reversed: turns, ..self }.sort(key.period().is_some())
        };
        keys.iter().enumerate().map(of).collect()
    }

    /// Returns the order of rows that stand for times or for what has a name.
    pub(super) fn sort(self, is_time: bool) -> Sort {
        let (key, usual) = match self.by {
            OrderBy::Usual if !is_time => (SortKey::Cost(self.mode), Direction::Descending),
            OrderBy::Usual | OrderBy::Key => (SortKey::Key, Direction::Ascending),
            OrderBy::Cost => (SortKey::Cost(self.mode), Direction::Descending),
            OrderBy::Tokens => (SortKey::Tokens, Direction::Descending),
            OrderBy::Calls => (SortKey::Calls, Direction::Descending),
        };
        let opposite = match usual {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        };
        Sort { key, direction: if self.is_reversed { opposite } else { usual } }
    }
}

impl Ask for Usage {
    type Report = UsageReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of(&self.args, app)
    }

    fn preparation(&self, _query: &Query) -> Preparation {
        Preparation::RefreshMeanwhile
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<UsageReport, AppError> {
        let mut usage = UsageQuery::new(GroupBy::Daily, query.zone);
        usage.keys.clone_from(&self.keys);
        usage.now = Some(query.now);
        usage.range = query.range;
        usage.filter = query.filter.clone();
        usage.sorts = self.order.sorts(&self.keys);
        usage.limit = self.limit;
        let mut report = reader.usage(&usage, &query.book)?;
        if self.keys.first() == Some(&GroupBy::Session) && self.describes_sessions {
            let sessions = report.rows.iter().map(|row| row.key.as_str());
            report.sessions = reader.session_notes(sessions, query.now)?;
        }
        report.ahead_calls = reader.calls_from(query.zone.after_tomorrow(query.now))?;
        Ok(report)
    }
}
