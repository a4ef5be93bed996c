//! `get_optimization_suggestions`: what to do first, by what it would have saved.

use scopeon_app::ask::Suggest;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::suggest::Suggestion;
use serde_json::{Value, json};

use super::params::{AGENT, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, part, percent};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// What to do first.
pub(super) const GET_OPTIMIZATION_SUGGESTIONS: Tool = Tool {
    name: "get_optimization_suggestions",
    title: "Suggestions",
    about: "What to change first, by dollars it would have saved; with text to paste",
    takes: &[SINCE, AGENT],
    gives: &[Field { name: "cost_usd", is: Is::Usd }, Field { name: "rows", is: Is::Rows }],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many suggestions make a page.
const USUAL: usize = 4;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&Suggest { args: call.args.query() })?;
    let cost = report.cost_usd;
    let fields = part([
        ("cost_usd", cost.value.map_or(Value::Null, |usd| json!(usd))),
        ("sessions_seen", json!(report.sessions)),
    ]);
    let rows = report.rows.iter().map(|one| row(one, call)).collect();
    Ok(Answer::new(fields, Certainty::of(cost.provenance)).with_rows(rows, USUAL))
}

fn row(suggestion: &Suggestion, call: &Call<'_>) -> Part {
    let said = |sentence: &str| json!(call.about_tool(sentence, suggestion.subject.as_deref()));
    let mut told = part([
        ("action", json!(suggestion.action)),
        ("advice", said(&suggestion.advice)),
        ("severity", json!(suggestion.severity)),
        ("seen", json!(suggestion.seen)),
        ("saving_usd", suggestion.saving_usd.value.map_or(Value::Null, |usd| json!(usd))),
        ("level", json!(Certainty::of(suggestion.saving_usd.provenance).as_str())),
    ]);
    if let Some(share) = suggestion.saving_share {
        told.insert("saving_pct".to_owned(), percent(share));
    }
    if let Some(paste) = &suggestion.paste {
        told.insert("paste".to_owned(), said(&paste.text));
        told.insert("paste_into".to_owned(), json!(paste.place));
    }
    told
}
