//! `get_agent_tree`: a session and its sub-agents.

use scopeon_app::ask::SubAgents;
use scopeon_core::metrics::agents::SubAgentRow;
use serde_json::json;

use super::params::SESSION;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{certainty, part, percent, sum, usd};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// A session and its sub-agents.
pub(super) const GET_AGENT_TREE: Tool = Tool {
    name: "get_agent_tree",
    title: "Sub-agents",
    about: "A session's sub-agents as a tree with their costs, each parent before its children",
    takes: &[SESSION],
    gives: &[
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "runs", is: Is::Count },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many runs make a page.
const USUAL: usize = 10;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let session = call.session()?;
    let is_told = call.tells_session(session)?;
    let report =
        call.ask(&SubAgents { session: Some(session.to_owned()), args: call.args.query(), limit: None })?;
    let row = |row: &SubAgentRow| {
        let mut told = sum(&row.total, report.provenance);
        told.extend(part([
            ("id", json!(row.id)),
            ("parent", json!(row.parent)),
            ("type", json!(row.agent_type.as_deref().map(|name| call.names.told(name, is_told)))),
            ("depth", json!(row.depth)),
            ("own_usd", usd(row.own.known_usd())),
            ("cost_pct", percent(row.cost_bp)),
        ]));
        told
    };
    let rows: Vec<_> = report.rows.iter().map(row).collect();
    let fields =
        part([("cost_usd", usd(report.total.known_usd())), ("runs", json!(rows.len().saturating_sub(1)))]);
    Ok(Answer::new(fields, certainty(&report.total, report.provenance)).with_rows(rows, USUAL))
}
