//! `get_history`: what each day cost.

use scopeon_app::By;
use scopeon_app::QueryArgs;
use scopeon_app::ask::{Order, OrderBy, Usage};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::UsageRow;
use serde_json::json;

use super::params::AGENT;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, coverage, part, spent, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// What each day cost.
pub(super) const GET_HISTORY: Tool = Tool {
    name: "get_history",
    title: "Days",
    about: "Cost and tokens of each of the last days, the last one first",
    takes: &[Param { name: "days", also: &[], kind: Kind::Count(3650), about: "" }, AGENT],
    gives: &[Field { name: "cost_usd", is: Is::Usd }, Field { name: "rows", is: Is::Rows }],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// So many days are meant unless another number is stated.
const DAYS: usize = 30;
/// As many days make a page.
const USUAL: usize = 14;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let days = call.args.count("days").unwrap_or(DAYS);
    let args = QueryArgs { since: Some(format!("{days}d")), ..call.args.query() };
    let report = call.ask(&Usage {
        keys: vec![By::Daily],
        args,
        order: Order { by: OrderBy::Key, is_reversed: true, mode: CostMode::Computed },
        limit: None,
        describes_sessions: false,
    })?;
    let coverage = coverage(&report.scope);
    let fields = part([
        ("days", json!(days)),
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("calls", json!(report.total.calls)),
    ]);
    let row = |row: &UsageRow| -> Part {
        let mut told = spent(&row.figures, coverage);
        told.insert("day".to_owned(), json!(row.key));
        told
    };
    let rows = report.rows.iter().map(row).collect();
    Ok(Answer::new(fields, report.total.certainty(coverage)).with_rows(rows, USUAL))
}
