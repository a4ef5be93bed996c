//! What tools were used.

use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::report::ToolsReport;
use scopeon_store::Reader;

use super::question::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// What tools were used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// Which calls.
    pub args: QueryArgs,
    /// Which kinds of tools; none of them stands for all.
    pub kinds: Vec<ToolKind>,
}

const ALL: [ToolKind; 5] =
    [ToolKind::Tool, ToolKind::Mcp, ToolKind::Skill, ToolKind::Hook, ToolKind::SubAgent];

impl Ask for Tools {
    type Report = ToolsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of_last_days(&self.args, USUAL, app)
    }

    fn preparation(&self, query: &Query) -> Preparation {
        Preparation::Aggregates(query.range)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<ToolsReport, AppError> {
        let is_wanted = |kind: &ToolKind| self.kinds.is_empty() || self.kinds.contains(kind);
        let kinds: Vec<ToolKind> = ALL.into_iter().filter(is_wanted).collect();
        Ok(reader.tools(&query.context(), &kinds)?)
    }

    fn is_empty(&self, report: &ToolsReport) -> bool {
        report.rows.is_empty()
    }
}
