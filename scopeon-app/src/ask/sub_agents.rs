//! Trees of sessions and their sub-agents, and what was delegated to these.

use scopeon_core::report::{SubAgentsReport, TasksReport};
use scopeon_store::Reader;

use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// Trees of sessions and their sub-agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubAgents {
    /// The session whose tree is meant, if only that.
    pub session: Option<String>,
    /// Which calls.
    pub args: QueryArgs,
    /// How many trees; none for all.
    pub limit: Option<usize>,
}

impl Ask for SubAgents {
    type Report = SubAgentsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        let query = Query::of_last_days(&self.args, USUAL, app)?;
        self.session.as_deref().map_or(Ok(()), check)?;
        Ok(query)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<SubAgentsReport, AppError> {
        match &self.session {
            Some(id) => reader.agents_of(id, &query.context()).map_err(|error| explain(error, id)),
            None => Ok(reader.agents(&query.context(), self.limit.unwrap_or(usize::MAX))?),
        }
    }

    fn is_empty(&self, report: &SubAgentsReport) -> bool {
        report.trees == 0 && self.session.is_none()
    }
}

/// What was delegated to sub-agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Which calls.
    pub args: QueryArgs,
    /// How many runs are listed; none for all.
    pub limit: Option<usize>,
}

impl Ask for Tasks {
    type Report = TasksReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of_last_days(&self.args, USUAL, app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<TasksReport, AppError> {
        Ok(reader.tasks(&query.context(), self.limit.unwrap_or(usize::MAX))?)
    }

    fn is_empty(&self, report: &TasksReport) -> bool {
        report.runs == 0
    }
}
