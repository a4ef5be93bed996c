//! `get_budget_status`: how the budgets stand.

use scopeon_app::ask::Budgets;
use scopeon_core::metrics::Certainty;
use scopeon_core::report::BudgetRow;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, hundredths, part, usd};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// How the budgets stand.
pub(super) const GET_BUDGET_STATUS: Tool = Tool {
    name: "get_budget_status",
    title: "Budgets",
    about: "The user's budgets: spent, left, projected",
    takes: &[],
    gives: &[Field { name: "state", is: Is::Text }, Field { name: "rows", is: Is::Rows }],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many budgets make a page.
const USUAL: usize = 10;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&Budgets)?;
    let level = report.rows.iter().map(certainty).max().unwrap_or_default();
    let state = if report.rows.is_empty() { json!("none") } else { json!(report.state) };
    let rows = report.rows.iter().map(|budget| row(budget, call)).collect();
    Ok(Answer::new(part([("state", state)]), level).with_rows(rows, USUAL))
}

fn certainty(row: &BudgetRow) -> Certainty {
    Certainty::of(row.used.provenance)
}

fn row(row: &BudgetRow, call: &Call<'_>) -> Part {
    // On the wire, what is not known has no value.
    let wire = json!(row.used);
    let known = |name: &str| wire.get(name).cloned().unwrap_or_default();
    let is_known = !known("used_ratio").is_null();
    let mut told = part([
        ("period", json!(row.budget.period)),
        ("budget_usd", usd(Some(row.budget.usd))),
        ("spent_usd", known("spent_usd")),
        ("left_usd", known("left_usd")),
        ("used_pct", if is_known { hundredths(row.used.used_bp) } else { Value::Null }),
        ("state", json!(row.used.state)),
        ("runs_out_at", at(row.used.exhausted_at)),
        ("resets_at", at(Some(row.used.until))),
    ]);
    let projection = &row.used.projection;
    told.insert("projected_usd".to_owned(), usd(projection.is_known.then_some(projection.likely_usd)));
    if projection.is_known {
        told.insert("projected_level".to_owned(), json!(Certainty::Estimated.as_str()));
    }
    if let Some(project) = &row.budget.project {
        told.insert("project".to_owned(), json!(call.names.project(project)));
    }
    told
}
