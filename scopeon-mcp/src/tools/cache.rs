//! `get_cache_efficiency`: what prompt caches saved, cost and lost.

use scopeon_app::ask::Cache;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::cache::ColdWhy;
use serde_json::{Value, json};

use super::params::{SESSION, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{part, percent, value};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// What caches did.
pub(super) const GET_CACHE_EFFICIENCY: Tool = Tool {
    name: "get_cache_efficiency",
    title: "Prompt cache",
    about: "What prompt caches saved and lost, of your session or since a time",
    takes: &[SESSION, SINCE],
    gives: &[
        Field { name: "hit_rate_pct", is: Is::Number },
        Field { name: "tokens_saved", is: Is::Count },
        Field { name: "saved_usd", is: Is::Usd },
        Field { name: "unread_usd", is: Is::Usd },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let session = match call.args.text("since") {
        Some(_) => None,
        None => Some(call.session()?.to_owned()),
    };
    let report = call.ask(&Cache { session, args: call.args.query(), by: None })?;
    let usd = |figure: scopeon_core::metrics::Figure<scopeon_core::money::PicoUsd>| {
        figure.value.map_or(Value::Null, |usd| json!(usd))
    };
    let cold: u64 =
        report.cold_starts.iter().filter(|cold| cold.why != ColdWhy::First).map(|cold| cold.calls).sum();
    let fields = part([
        ("hit_rate_pct", report.total.hit_rate_bp.value.map_or(Value::Null, percent)),
        ("prompt_tokens", json!(report.total.prompt)),
        ("tokens_saved", value(report.total.tokens_saved)),
        ("saved_usd", usd(report.total.saved_usd)),
        ("write_surcharge_usd", usd(report.total.write_surcharge_usd)),
        ("unread_tokens", value(report.unread)),
        ("unread_usd", usd(report.unread_usd)),
        ("prefix_changes", value(report.busts)),
        ("prefix_changes_usd", usd(report.busts_usd)),
        ("cold_starts", json!(cold)),
    ]);
    // The answer is as sure as the least sure of its figures.
    let sure = [
        report.total.saved_usd.provenance,
        report.total.write_surcharge_usd.provenance,
        report.unread_usd.provenance,
        report.busts_usd.provenance,
    ];
    Ok(Answer::new(fields, sure.map(Certainty::of).into_iter().max().unwrap_or_default()))
}
