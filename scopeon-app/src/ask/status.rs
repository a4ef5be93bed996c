//! Where things stand now: whether today is normal, whether a limit is near, and what to look at next.

use scopeon_core::metrics::next::{NextInputs, next};
use scopeon_core::report::StatusReport;
use scopeon_providers::{Survey, survey};
use scopeon_store::Reader;

use super::budgets::kept_budgets;
use super::question::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// Where things stand now: today against a usual day, this week, this month, live sessions, limits, budgets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status;

impl Ask for Status {
    type Report = StatusReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::everything(app)
    }

    fn preparation(&self, _query: &Query) -> Preparation {
        Preparation::RefreshMeanwhile
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<StatusReport, AppError> {
        let mut report = reader.status(&query.context(), &kept_budgets(app))?;
        if report.last.is_none() {
            report.looked_in = looked_in(app);
        }
        if app.unread().is_some() {
            report.next = Some(next(&NextInputs { has_problems: true, ..report.next_inputs() }));
        }
        Ok(report)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &StatusReport) -> bool {
        false
    }
}

/// Whose places are named first.
const POPULAR: [&str; 6] = ["claude-code", "codex", "cursor", "copilot-cli", "gemini-cli", "opencode"];

/// The first place that each agent is looked for in, each once.
fn looked_in(app: &App) -> Vec<String> {
    let mut read = app.providers();
    read.sort_by_key(|agent| POPULAR.iter().position(|id| *id == agent.info().id).unwrap_or(POPULAR.len()));
    let surveys = survey(&read, &app.paths().places, &app.settings());
    let first = |survey: &Survey| survey.roots.first().map(|root| root.path.display().to_string());
    let mut places: Vec<String> = Vec::new();
    for place in surveys.iter().filter_map(first) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
