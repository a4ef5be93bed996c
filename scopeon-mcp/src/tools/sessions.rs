//! `list_sessions`: sessions, the last active first.

use scopeon_app::ask::{SessionOrder, Sessions};
use scopeon_app::{By, Choice};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{Scope, SessionRow};
use serde_json::json;

use super::params::{AGENT, PROJECT, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, coverage, part, spent, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// Sessions.
pub(super) const LIST_SESSIONS: Tool = Tool {
    name: "list_sessions",
    title: "Sessions",
    about: "Sessions with cost and tokens, of 30 days or since",
    takes: &[
        SINCE,
        AGENT,
        PROJECT,
        Param { name: "sort", also: &[], kind: Kind::Word(&["last", "cost", "tokens"]), about: "" },
    ],
    gives: &[Field { name: "cost_usd", is: Is::Usd }, Field { name: "rows", is: Is::Rows }],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many sessions make a page.
const USUAL: usize = 8;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let mut args = call.args.lately();
    args.project = call.uncover(By::Project, &args.project)?;
    let order = match call.args.text("sort") {
        Some("cost") => SessionOrder::Cost,
        Some("tokens") => SessionOrder::Tokens,
        _ => SessionOrder::Last,
    };
    let report = call.ask(&Sessions {
        args,
        choice: Choice::default(),
        order,
        is_reversed: false,
        limit: Some(call.rows(USUAL)),
        mode: CostMode::Computed,
    })?;
    let fields = part([
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("sessions", json!(report.total.sessions)),
    ]);
    let rows = report.rows.iter().map(|session| row(session, &report.scope, call)).collect();
    Ok(Answer::new(fields, report.total.certainty(coverage(&report.scope))).with_rows(rows, USUAL))
}

fn row(session: &SessionRow, scope: &Scope, call: &Call<'_>) -> Part {
    let mut told = spent(&session.figures, scope.levels.get(&session.provider).copied());
    told.extend(part([
        ("id", json!(session.id)),
        ("agent", json!(session.provider)),
        ("last_at", at(session.last_at)),
        ("model", json!(session.models.first())),
        ("turns", json!(session.figures.turns)),
    ]));
    if let Some(project) = &session.project {
        told.insert("project".to_owned(), json!(call.names.project(project)));
    }
    told
}
