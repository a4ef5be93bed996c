//! `get_task_history`: what was delegated to sub-agents.

use std::collections::BTreeMap;

use scopeon_app::ask::Tasks;
use scopeon_core::metrics::Certainty;
use scopeon_core::report::TaskRow;
use serde_json::json;

use super::params::{AGENT, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{at, certainty, part, percent, sum, usd};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// What was delegated to sub-agents.
pub(super) const GET_TASK_HISTORY: Tool = Tool {
    name: "get_task_history",
    title: "Delegated tasks",
    about: "Runs of sub-agents: type, outcome, cost; the last one first",
    takes: &[super::params::SESSION, SINCE, AGENT],
    gives: &[
        Field { name: "runs", is: Is::Count },
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: true,
    answer,
};

/// As many runs make a page.
const USUAL: usize = 8;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    // Of one session all of its runs are wanted, wherever they stand among the others.
    let session = match call.args.text("session") {
        Some(_) => Some(call.session()?.to_owned()),
        None => None,
    };
    let limit = if session.is_some() { None } else { Some(call.rows(USUAL)) };
    let report = call.ask(&Tasks { args: call.args.query(), limit })?;
    let is_meant = |row: &&TaskRow| session.as_ref().is_none_or(|session| row.session == *session);
    let mut tells: BTreeMap<&str, bool> = BTreeMap::new();
    for row in report.rows.iter().filter(is_meant) {
        if !tells.contains_key(row.session.as_str()) {
            tells.insert(&row.session, call.tells_session(&row.session)?);
        }
    }
    let named = |row: &TaskRow| {
        let is_told = tells.get(row.session.as_str()).copied().unwrap_or_default();
        row.agent_type.as_deref().map(|name| call.names.told(name, is_told))
    };
    let rows = report.rows.iter().filter(is_meant).map(|row| {
        let mut told = sum(&row.sum, report.provenance);
        told.extend(part([
            ("id", json!(row.id)),
            ("session_id", json!(row.session)),
            ("type", json!(named(row))),
            ("at", at(row.first_at)),
            ("duration_ms", json!(row.duration_ms)),
            ("outcome", json!(row.outcome)),
        ]));
        told
    });
    let rows: Vec<_> = rows.collect();
    let runs = if session.is_some() { rows.len() as u64 } else { report.runs };
    let mut fields = part([("runs", json!(runs))]);
    let level = if session.is_some() {
        Certainty::of(report.provenance)
    } else {
        certainty(&report.total, report.provenance)
    };
    if session.is_none() {
        fields.insert("cost_usd".to_owned(), usd(report.total.known_usd()));
        fields.insert("cost_pct".to_owned(), percent(report.cost_bp));
    }
    Ok(Answer::new(fields, level).with_rows(rows, USUAL))
}
