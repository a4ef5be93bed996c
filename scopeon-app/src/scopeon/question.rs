//! A question about usage, stated in words.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{GroupBy, UsageReport};
use scopeon_core::time::Period;

use super::Scopeon;
use crate::ask::{Order, Usage};
use crate::error::AppError;
use crate::query::QueryArgs;

/// How much was used: [`ask::Usage`](crate::ask::Usage), stated in words. What is not stated is not limited: all of history,
/// every agent, and so on.
#[derive(Clone, Debug)]
#[must_use = "it is asked by answer"]
pub struct UsageQuestion<'s> {
    scopeon: &'s Scopeon,
    by: GroupBy,
    within: Vec<GroupBy>,
    usage: Usage,
}

impl<'s> UsageQuestion<'s> {
    pub(super) const fn new(scopeon: &'s Scopeon, by: GroupBy) -> Self {
        let args = QueryArgs {
            since: None,
            until: None,
            all: false,
            provider: Vec::new(),
            model: Vec::new(),
            project: Vec::new(),
            branch: Vec::new(),
        };
        let order = Order { by: crate::ask::OrderBy::Key, is_reversed: false, mode: CostMode::Computed };
        let usage = Usage { keys: Vec::new(), args, order, limit: None, describes_sessions: false };
        Self { scopeon, by, within: Vec::new(), usage }
    }

    /// Since the local day, week or month began; of an hour, the last 60 minutes.
    pub fn this(self, period: Period) -> Self {
        self.since(match period {
            Period::Hour => "1h",
            Period::Day => "today",
            Period::Week => "this-week",
            Period::Month => "this-month",
        })
    }

    /// From then on, as people write it: `2026-03-01`, `2026-03`, `yesterday`, `4w`, an RFC 3339 instant.
    pub fn since(mut self, since: &str) -> Self {
        self.usage.args.since = Some(since.to_owned());
        self
    }

    /// Until then, the day itself included; as for [`since`](Self::since).
    pub fn until(mut self, until: &str) -> Self {
        self.usage.args.until = Some(until.to_owned());
        self
    }

    /// The last local days, today included.
    pub fn last_days(self, days: u32) -> Self {
        self.since(&format!("{days}d"))
    }

    /// Only this agent, by its id; or another one that is named as well.
    pub fn agent(mut self, id: &str) -> Self {
        self.usage.args.provider.push(id.to_owned());
        self
    }

    /// Only this model as logged; or another one that is named as well.
    pub fn model(mut self, name: &str) -> Self {
        self.usage.args.model.push(name.to_owned());
        self
    }

    /// Only this project: its directory, one above it, or its last component; or another one that is named as well.
    pub fn project(mut self, project: &str) -> Self {
        self.usage.args.project.push(project.to_owned());
        self
    }

    /// Only this branch, with or without its repository, as `shop:main`; or another one that is named as well.
    pub fn branch(mut self, branch: &str) -> Self {
        self.usage.args.branch.push(branch.to_owned());
        self
    }

    /// Splits each row by model.
    pub fn by_model(self) -> Self {
        self.then_by(GroupBy::Model)
    }

    /// Splits each row by another key, or the rows of the key before it: there are at most three.
    pub fn then_by(mut self, key: GroupBy) -> Self {
        self.within.push(key);
        self
    }

    /// Takes another order of rows than that of their names and dates.
    pub fn order(mut self, order: Order) -> Self {
        self.usage.order = order;
        self
    }

    /// Answers it, after reading what is new.
    ///
    /// # Errors
    ///
    /// When a time is not understood, an agent is not known, or the database cannot be used.
    pub fn answer(self) -> Result<UsageReport, AppError> {
        let keys = std::iter::once(self.by).chain(self.within).collect();
        self.scopeon.ask(&Usage { keys, ..self.usage })
    }
}
