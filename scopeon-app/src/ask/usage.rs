//! How much was used: by time, model, project and so on.

use scopeon_core::report::{GroupBy, UsageReport};
use scopeon_store::{Breakdown, Direction, Reader, Sort, SortKey, UsageQuery};

use super::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs};

/// How much was used.
#[derive(Clone, Debug)]
pub struct Usage {
    /// What a row stands for.
    pub by: GroupBy,
    /// Which calls.
    pub args: QueryArgs,
    /// The order of rows.
    pub order: Order,
    /// Whether each row is split by model.
    pub by_model: bool,
    /// Whether rows of sessions say which project they were about and when they ended.
    pub describes_sessions: bool,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What rows are ordered by.
    pub by: OrderBy,
    /// Whether the order is turned around: names and dates ascend, amounts descend.
    pub is_reversed: bool,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// The name or date of the row.
    #[default]
    Key,
    /// Dollars.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
}

impl Order {
    pub(super) fn sort(self) -> Sort {
        let (key, usual) = match self.by {
            OrderBy::Key => (SortKey::Key, Direction::Ascending),
            OrderBy::Cost => (SortKey::Cost, Direction::Descending),
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
        let mut usage = UsageQuery::new(self.by, query.zone);
        usage.now = Some(query.now);
        usage.range = query.range;
        usage.filter = query.filter.clone();
        usage.breakdown = if self.by_model { Breakdown::Model } else { Breakdown::None };
        usage.sort = self.order.sort();
        let mut report = reader.usage(&usage, &query.book)?;
        if self.by == GroupBy::Session && self.describes_sessions {
            let sessions = report.rows.iter().map(|row| row.key.as_str());
            report.sessions = reader.session_notes(sessions, query.now)?;
        }
        report.ahead_calls = reader.calls_from(query.zone.after_tomorrow(query.now))?;
        Ok(report)
    }
}
