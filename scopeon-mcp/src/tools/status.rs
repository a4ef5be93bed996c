//! What resources tell that no tool does: where things stand, and what has to be said.

use scopeon_app::ask::{Alerts, Status};
use scopeon_app::words::alert_text;
use scopeon_core::alert::Alert;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{Figures, LiveSession};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, coverage, hundredths, part, percent, usd};
use crate::tool::Tool;

/// Where things stand now.
pub(crate) const STATUS: Tool = Tool {
    name: "status",
    title: "Status",
    about: "Where things stand now: today, this week, this month, live sessions, limits, budgets",
    takes: &[],
    gives: &[],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: status,
};

/// What has to be said.
pub(crate) const ALERTS: Tool = Tool {
    name: "alerts",
    title: "Alerts",
    about: "What has to be said now of the caller's session, the budgets and the plan's limits",
    takes: &[super::params::SESSION],
    gives: &[],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: alerts,
};

/// As many live sessions are told.
const USUAL: usize = 8;
/// As many alerts.
const MOST_ALERTS: usize = 20;

fn status(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&Status)?;
    let cost = |figures: &Figures| usd(figures.amount(CostMode::Computed));
    let next = report.next.as_ref().map(|next| json!(next)["step"].clone());
    let fields = part([
        ("today_usd", cost(&report.today)),
        ("this_week_usd", cost(&report.this_week)),
        ("this_month_usd", cost(&report.this_month)),
        ("today_tokens", json!(report.today.usage.total())),
        ("limits", json!(report.limits.iter().map(|row| row.level).max().unwrap_or_default())),
        (
            "budgets",
            report.budgets.iter().map(|row| row.used.state).max().map_or(Value::Null, |state| json!(state)),
        ),
        ("next", next.unwrap_or_default()),
    ]);
    let rows = report.sessions.iter().map(|live| live_row(live, call)).collect();
    let level = report.this_month.certainty(coverage(&report.scope));
    Ok(Answer::new(fields, level).with_rows(rows, USUAL))
}

fn live_row(live: &LiveSession, call: &Call<'_>) -> Part {
    let session = &live.session;
    let fill =
        live.context.zip(live.window).map(|(used, window)| scopeon_core::metrics::Share::of(used, window));
    let mut told = part([
        ("id", json!(session.id)),
        ("agent", json!(session.provider)),
        ("model", json!(live.model)),
        ("cost_usd", usd(session.figures.amount(CostMode::Computed))),
        ("fill_pct", fill.map_or(Value::Null, percent)),
        ("turns_left", json!(live.turns_left)),
    ]);
    if let Some(project) = &session.project {
        told.insert("project".to_owned(), json!(call.names.project(project)));
    }
    told
}

fn alerts(call: &Call<'_>) -> Result<Answer, Failure> {
    let sessions = call.session().ok().map(str::to_owned).into_iter().collect();
    let report = call.ask(&Alerts { sessions: Some(sessions) })?;
    let rows = report.rows.iter().map(|alert| row(alert, call)).collect();
    Ok(Answer::new(Part::new(), Certainty::Exact).with_rows(rows, MOST_ALERTS))
}

fn row(alert: &Alert, call: &Call<'_>) -> Part {
    let mut told = part([
        ("kind", json!(alert.kind)),
        ("severity", json!(alert.severity)),
        ("text", json!(alert_text(alert, &|project| call.names.project(project)))),
        ("used_pct", alert.used_bp.map_or(Value::Null, hundredths)),
    ]);
    if alert.at.is_some() {
        told.insert("at".to_owned(), at(alert.at));
    }
    told
}
