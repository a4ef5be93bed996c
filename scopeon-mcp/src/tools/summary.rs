//! `get_token_usage` and `get_session_summary`: one session, in short and by its turns.

use scopeon_app::ask::{Session, SessionNow};
use scopeon_core::metrics::cache::hit_rate;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{SessionDetail, TurnRow};
use serde_json::{Value, json};

use super::params::SESSION;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, coverage, part, percent, spent, tokens, usd};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// One session in short.
pub(super) const GET_TOKEN_USAGE: Tool = Tool {
    name: "get_token_usage",
    title: "Tokens of a session",
    about: "Tokens and cost of your session by kind",
    takes: &[SESSION],
    gives: &[
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "tokens", is: Is::Part },
        Field { name: "cache_hit_pct", is: Is::Number },
        Field { name: "turns", is: Is::Count },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: in_short,
};

/// One session by its turns.
pub(super) const GET_SESSION_SUMMARY: Tool = Tool {
    name: "get_session_summary",
    title: "One session",
    about: "One session: models, tools, sub-agents, its most expensive turns",
    takes: &[SESSION],
    gives: &[
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "tokens", is: Is::Part },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: in_full,
};

/// As many turns make a page.
const USUAL: usize = 5;
/// As many tools and models are named.
const NAMED: usize = 6;

fn in_short(call: &Call<'_>) -> Result<Answer, Failure> {
    let now = call.ask(&SessionNow { session: call.session()?.to_owned() })?;
    let session = &now.live.session;
    let figures = &session.figures;
    let fields = part([
        ("agent", json!(session.provider)),
        ("model", json!(now.live.model)),
        ("cost_usd", usd(figures.amount(CostMode::Computed))),
        ("tokens", tokens(&figures.usage)),
        ("cache_hit_pct", percent(hit_rate(&figures.usage))),
        ("turns", json!(figures.turns)),
        ("calls", json!(figures.calls)),
        ("sub_agents", json!(session.sub_agents)),
    ]);
    Ok(Answer::new(fields, figures.certainty(coverage(&now.scope))))
}

fn in_full(call: &Call<'_>) -> Result<Answer, Failure> {
    let detail = call.ask(&Session { id: call.session()?.to_owned() })?;
    let (session, coverage) = (&detail.session, coverage(&detail.scope));
    let mut fields = part([
        ("agent", json!(session.provider)),
        ("started_at", at(session.first_at)),
        ("last_at", at(session.last_at)),
        ("cost_usd", usd(session.figures.amount(CostMode::Computed))),
        ("tokens", tokens(&session.figures.usage)),
        ("cache_hit_pct", percent(hit_rate(&session.figures.usage))),
        ("turns", json!(session.figures.turns)),
        ("calls", json!(session.figures.calls)),
        ("compactions", json!(detail.compactions.len())),
        ("sub_agents", json!(session.sub_agents)),
        ("api_errors", json!(detail.api_errors)),
        ("models", models(&detail, coverage)),
        ("tools", tools(&detail, call)?),
    ]);
    if let Some(project) = &session.project {
        fields.insert("project".to_owned(), json!(call.names.project(project)));
    }
    let turns = if call.hides_calls { &[][..] } else { &detail.top_turns };
    let rows = turns.iter().map(turn).collect();
    Ok(Answer::new(fields, session.figures.certainty(coverage)).with_rows(rows, USUAL))
}

fn models(detail: &SessionDetail, coverage: Option<scopeon_core::provider::Coverage>) -> Value {
    let row = |row: &scopeon_core::report::UsageRow| {
        let mut told: Part = spent(&row.figures, coverage);
        told.insert("model".to_owned(), json!(row.key));
        Value::Object(told)
    };
    detail.by_model.iter().take(NAMED).map(row).collect()
}

fn tools(detail: &SessionDetail, call: &Call<'_>) -> Result<Value, Failure> {
    let is_told = call.tells_session(&detail.session.id)?;
    let own = detail.tools.iter().map(|tool| (tool, tool.name.clone()));
    let added = detail.mcp.iter().map(|tool| (tool, call.names.told(&tool.name, is_told)));
    let used = own.chain(added).take(NAMED);
    Ok(used
        .map(|(tool, name)| json!({ "name": name, "uses": tool.uses, "failures": tool.failures }))
        .collect())
}

fn turn(turn: &TurnRow) -> Part {
    part([
        ("turn", json!(turn.number)),
        ("at", at(Some(turn.at))),
        ("cost_usd", usd(turn.cost_usd)),
        ("calls", json!(turn.calls)),
        ("tokens", json!(turn.usage.total())),
    ])
}
