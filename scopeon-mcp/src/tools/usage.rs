//! `get_usage`: the general report.

use scopeon_app::By;
use scopeon_app::ask::{Order, SessionNow, Usage};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{UsageReport, UsageRow};
use serde_json::{Value, json};

use super::params::{AGENT, MODEL, PROJECT, SINCE, UNTIL};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, coverage, part, spent, tokens, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// The general report.
pub(super) const GET_USAGE: Tool = Tool {
    name: "get_usage",
    title: "Usage",
    about: "Cost and tokens of a period by model, agent, day …; and of your session",
    takes: &[
        SINCE,
        UNTIL,
        Param { name: "by", also: &[], kind: Kind::Word(&WORDS), about: "" },
        AGENT,
        MODEL,
        PROJECT,
    ],
    gives: &[
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "tokens", is: Is::Part },
        Field { name: "calls", is: Is::Count },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// What rows may stand for.
const WORDS: [&str; 7] = ["model", "agent", "day", "month", "project", "branch", "session"];
/// As many rows make a page.
const USUAL: usize = 10;

fn key(word: &str) -> By {
    match word {
        "agent" => By::Provider,
        "day" => By::Daily,
        "month" => By::Monthly,
        "project" => By::Project,
        "branch" => By::Branch,
        "session" => By::Session,
        _ => By::Model,
    }
}

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let by = call.args.text("by").unwrap_or("model");
    let mut args = call.args.query();
    if args.since.is_none() && args.until.is_none() && !args.all {
        args.since = Some("today".to_owned());
    }
    args.project = call.uncover(By::Project, &args.project)?;
    let report = call.ask(&Usage {
        keys: vec![key(by)],
        args,
        order: Order::default(),
        limit: None,
        describes_sessions: false,
    })?;
    let coverage = coverage(&report.scope);
    let mut fields = part([
        ("since", at(report.scope.since)),
        ("by", json!(by)),
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("tokens", tokens(&report.total.usage)),
        ("calls", json!(report.total.calls)),
        ("sessions", json!(report.total.sessions)),
    ]);
    if let Some(session) = own(call)? {
        fields.insert("session".to_owned(), Value::Object(session));
    }
    let names = names(by, &report, call)?;
    let row = |(row, name): (&UsageRow, String)| {
        let mut told = spent(&row.figures, coverage);
        told.insert("key".to_owned(), json!(name));
        told
    };
    let rows = report.rows.iter().zip(names).map(row).collect();
    Ok(Answer::new(fields, report.total.certainty(coverage)).with_rows(rows, USUAL))
}

/// What the rows of a report are called.
pub(super) fn names(by: &str, report: &UsageReport, call: &Call<'_>) -> Result<Vec<String>, Failure> {
    let keys = report.rows.iter().map(|row| row.key.as_str());
    match by {
        "branch" => call.branch_names(&keys.collect::<Vec<_>>()),
        "project" => Ok(keys.map(|key| call.names.project(key)).collect()),
        _ => Ok(keys.map(str::to_owned).collect()),
    }
}

/// What the caller's own session cost so far.
pub(super) fn own(call: &Call<'_>) -> Result<Option<Part>, Failure> {
    let Ok(session) = call.session() else { return Ok(None) };
    let now = call.ask(&SessionNow { session: session.to_owned() })?;
    let coverage = coverage(&now.scope);
    Ok(Some(spent(&now.live.session.figures, coverage)).map(|mut spent| {
        // How the session is known has a level of its own.
        if let Some(level) = spent.remove("level") {
            spent.insert("cost_level".to_owned(), level);
        }
        spent
    }))
}
