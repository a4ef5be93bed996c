//! `get_limits`: what is used of the plan's windows.

use scopeon_app::ask::Limits;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::limits::LimitState;
use serde_json::json;

use super::params::AGENT;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, hundredths, part};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// What is used of the plan's windows.
pub(super) const GET_LIMITS: Tool = Tool {
    name: "get_limits",
    title: "Plan limits",
    about: "What is used of the plan's rate-limit windows, when they reset, when they will be hit",
    takes: &[AGENT],
    gives: &[Field { name: "state", is: Is::Text }, Field { name: "rows", is: Is::Rows }],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many windows make a page.
const USUAL: usize = 12;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&Limits { provider: call.args.query().provider })?;
    let level = report.rows.iter().map(|row| Certainty::of(row.provenance)).max().unwrap_or_default();
    let fields = part([("state", json!(report.level))]);
    Ok(Answer::new(fields, level).with_rows(report.rows.iter().map(row).collect(), USUAL))
}

fn row(row: &LimitState) -> Part {
    part([
        ("agent", json!(row.provider)),
        ("window", json!(row.window)),
        ("used_pct", hundredths(row.used_bp.into())),
        ("state", json!(row.level)),
        ("resets_at", at(row.resets_at)),
        ("hits_at", at(row.pace.and_then(|pace| pace.exhausted_at))),
        ("read_at", at(Some(row.read_at))),
    ])
}
