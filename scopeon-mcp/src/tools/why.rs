//! `explain_cost`: why a session, or a period, cost what it did.

use scopeon_app::QueryArgs;
use scopeon_app::ask::Why;
use scopeon_app::words::{WhyWords, dollars, why_text};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::metrics::why::WhyFact;
use scopeon_core::report::WhyReport;
use serde_json::json;

use super::params::{SESSION, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, coverage, part, percent, usd};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// Why it cost what it did.
pub(super) const EXPLAIN_COST: Tool = Tool {
    name: "explain_cost",
    title: "Why it cost so much",
    about: "Why your session, or a period, cost what it did: ranked facts",
    takes: &[SESSION, SINCE],
    gives: &[Field { name: "cost_usd", is: Is::Usd }, Field { name: "rows", is: Is::Rows }],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many facts make a page.
const USUAL: usize = 8;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let question = match (call.args.text("since"), call.args.text("session")) {
        (Some(_), Some(_)) => {
            let problem = "a session is explained as a whole: state session or since";
            return Err(Failure::parameter("since", problem));
        }
        (Some(_), None) => Why { what: None, args: call.args.query() },
        (None, _) => Why { what: Some(call.session()?.to_owned()), args: QueryArgs::default() },
    };
    let report = call.ask(&question)?;
    let fields = part([
        ("of", json!(report.of)),
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("calls", json!(report.total.calls)),
    ]);
    let is_told = match &report.session {
        Some(session) => call.tells_session(session)?,
        None => false,
    };
    let named = |fact: &WhyFact| {
        let mut fact = fact.clone();
        for tool in fact.tools.iter_mut().filter(|_| !is_told) {
            tool.name = call.about_tool(&tool.name, Some(&tool.name));
        }
        fact
    };
    let rows = report.facts.iter().map(|fact| row(&named(fact), &report, call)).collect();
    let level = report.total.certainty(coverage(&report.scope));
    Ok(Answer::new(fields, level).with_rows(rows, USUAL))
}

fn row(fact: &WhyFact, report: &WhyReport, call: &Call<'_>) -> Part {
    let project = |name: &str| call.names.project(name);
    let words = WhyWords { money: &dollars, project: &project, zone: call.app.zone() };
    let mut told = part([
        ("kind", json!(fact.kind)),
        ("usd", usd(fact.usd)),
        ("text", json!(why_text(fact, report, words))),
    ]);
    if let Some(share) = fact.share {
        told.insert("share_pct".to_owned(), percent(share));
    }
    if let Some(session) = fact.session.as_ref().filter(|_| report.session.is_none()) {
        told.insert("session_id".to_owned(), json!(session));
    }
    told
}
