//! `get_project_stats`: what each project cost.

use scopeon_app::By;
use scopeon_app::ask::{Order, Usage};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::UsageRow;
use serde_json::json;

use super::params::{AGENT, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{coverage, part, spent, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// What each project cost.
pub(super) const GET_PROJECT_STATS: Tool = Tool {
    name: "get_project_stats",
    title: "Projects",
    about: "Cost and tokens by project, the most expensive first; of 30 days or since",
    takes: &[Param { name: "top_n", also: &[], kind: Kind::Count(100), about: "" }, SINCE, AGENT],
    gives: &[Field { name: "cost_usd", is: Is::Usd }, Field { name: "rows", is: Is::Rows }],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many projects make a page.
const USUAL: usize = 10;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&Usage {
        keys: vec![By::Project],
        args: call.args.lately(),
        order: Order::default(),
        limit: None,
        describes_sessions: false,
    })?;
    let coverage = coverage(&report.scope);
    let fields = part([
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("projects", json!(report.rows.len())),
    ]);
    let row = |row: &UsageRow| {
        let mut told = spent(&row.figures, coverage);
        told.insert("project".to_owned(), json!(call.names.project(&row.key)));
        told.insert("sessions".to_owned(), json!(row.figures.sessions));
        told
    };
    let usual = call.args.count("top_n").unwrap_or(USUAL);
    let rows = report.rows.iter().map(row).collect();
    Ok(Answer::new(fields, report.total.certainty(coverage)).with_rows(rows, usual))
}
