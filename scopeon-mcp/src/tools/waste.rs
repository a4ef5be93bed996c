//! `get_waste`: signs of waste, and how well it went.

use scopeon_app::ask::Health;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::waste::Signal;
use serde_json::{Value, json};

use super::params::{SESSION, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, part, percent, value};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// Signs of waste.
pub(super) const GET_WASTE: Tool = Tool {
    name: "get_waste",
    title: "Waste",
    about: "Signs of waste with what they cost, and a health score from 0 to 100; of your session, or since a time",
    takes: &[SESSION, SINCE],
    gives: &[Field { name: "score", is: Is::Count }, Field { name: "rows", is: Is::Rows }],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many signs make a page.
const USUAL: usize = 5;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let session = match call.args.text("since") {
        Some(_) => None,
        None => Some(call.session()?.to_owned()),
    };
    let report = call.ask(&Health { session, args: call.args.query() })?;
    let components = report.health.components.iter().filter_map(|component| {
        let value = component.value_bp.value?;
        Some(json!({ "measure": component.measure, "value_pct": percent(value) }))
    });
    let fields =
        part([("score", value(report.health.score)), ("measures", Value::Array(components.collect()))]);
    let level = Certainty::of(report.health.score.provenance);
    Ok(Answer::new(fields, level)
        .with_rows(report.signals.iter().map(|signal| row(signal, call)).collect(), USUAL))
}

fn row(signal: &Signal, call: &Call<'_>) -> Part {
    let subject = signal.subject.as_deref();
    part([
        ("sign", json!(signal.sign)),
        ("severity", json!(signal.severity)),
        ("saving_usd", signal.saving_usd.value.map_or(Value::Null, |usd| json!(usd))),
        ("advice", json!(call.about_tool(&signal.advice, subject))),
        ("subject", json!(subject.map(|tool| call.about_tool(tool, subject)))),
    ])
}
