//! A check-up: where logs were looked for, what was found, what could not be read, and how the database is.

mod attention;
mod database;
mod disagreement;
mod needed;

use scopeon_core::provider::{FactKind, Fidelity, Provider};
use scopeon_core::report::{AgentCheck, CapabilityCheck, DoctorReport};
use scopeon_providers::{Detected, Survey, survey};
use scopeon_store::probe;

use super::providers::{detected_roots, looked_for};
use super::question::stamp;
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::query::Query;
use crate::words::with_advice;
use scopeon_core::report::NoticeCode;

impl App {
    /// Checks everything. `version` is that of the program that asks.
    ///
    /// # Errors
    ///
    /// When the prices cannot be read, or `cancel` stops it. A database that cannot be used is a finding.
    pub fn check_up(&self, version: &str, cancel: &CancelToken) -> Result<DoctorReport, AppError> {
        let mut refreshed = self.refresh_if_possible(cancel)?;
        // What they say is what a check-up is about.
        refreshed.notices.retain(|notice| !matches!(notice.code, NoticeCode::Issues | NoticeCode::Unread));
        let is_outdated = refreshed
            .notices
            .iter()
            .any(|notice| matches!(notice.code, NoticeCode::Stale | NoticeCode::Failed));
        let failed = refreshed.fresh.why.clone().filter(|_| is_outdated);
        let query = Query::everything(self)?;
        let mut found = database::look(&query, self)?;
        note_writing(failed, self, &mut found.check.problems);
        let mut report = report(version, found, &query, self);
        stamp(&mut report, refreshed);
        Ok(report)
    }
}

/// Adds why what is new could not be kept, or could not be if there were anything.
fn note_writing(failed: Option<String>, app: &App, problems: &mut Vec<String>) {
    let problem = failed.or_else(|| probe(&app.db()).err().as_ref().map(with_advice));
    problems.extend(problem.filter(|problem| !problems.contains(problem)));
}

fn report(version: &str, mut found: database::Found, query: &Query, app: &App) -> DoctorReport {
    let providers = app.providers();
    let surveys = survey(&providers, &app.paths().places, &app.settings());
    let mut agents: Vec<AgentCheck> = providers
        .iter()
        .zip(&surveys)
        .map(|(provider, survey)| agent(*provider, survey, query, app))
        .collect();
    agents.extend(app.agents().detected.iter().filter_map(|agent| detected(agent, app)));
    for agent in &mut agents {
        agent.agreement = found.agreements.remove(&agent.id);
        agent.unread = attention::unread(&found.issues, &agent.id);
    }
    let aliases = attention::unpriced_aliases(query, app);
    let mut attention = attention::list(&surveys, &found, &agents, aliases, query.now);
    let told = |refused: &str| attention.iter().any(|line| line.contains(refused));
    if let Some(refused) = app.refused().filter(|refused| !told(refused)) {
        attention.push(format!("Scopeon's own files are not used: {refused}"));
    }
    attention.extend(app.files().unused.iter().map(|unused| attention::unused(unused)));
    let config = app.files().config.exists().then(|| app.files().config.display().to_string());
    let mut report = DoctorReport::new(app.scope(), version.to_owned(), found.check);
    report.attention = attention;
    report.agents = agents;
    report.disabled = app.agents().disabled.iter().map(|about| about.id.to_owned()).collect();
    report.config = config;
    report.earlier = app.files().earlier.all().map(|path| path.display().to_string()).collect();
    report.issues = found.issues;
    report.unpriced = found.unpriced;
    report.unmetered = found.unmetered;
    report
}

fn agent(provider: &dyn Provider, survey: &Survey, query: &Query, app: &App) -> AgentCheck {
    let about = provider.info();
    let fidelity = |fact: &FactKind| CapabilityCheck::new(*fact, about.fidelity(*fact));
    let mut check = AgentCheck::new(about.id.to_owned(), about.name.to_owned(), about.coverage);
    check.capabilities = FactKind::ALL.iter().map(fidelity).collect();
    check.roots = looked_for(about, survey, app);
    check.sources = survey.sources;
    check.bytes = survey.bytes;
    // A file may say that it is from tomorrow.
    check.newest = survey.newest.map(|at| at.min(query.now.plus_clock_tolerance()));
    check.untraced = String::from(about.untraced);
    check.note = String::from(about.note);
    check
}

/// Checks an agent of which only its being here can be known; none where it is not here.
fn detected(agent: &Detected, app: &App) -> Option<AgentCheck> {
    let roots = detected_roots(agent, app);
    let fidelity = |fact: &FactKind| CapabilityCheck::new(*fact, Fidelity::Unsupported);
    roots.iter().any(|root| root.exists).then(|| {
        let mut check =
            AgentCheck::new(agent.about.id.to_owned(), agent.about.name.to_owned(), agent.about.coverage);
        check.capabilities = FactKind::ALL.iter().map(fidelity).collect();
        check.roots = roots;
        check.untraced = String::from(agent.about.untraced);
        check.note = String::from(agent.about.note);
        check
    })
}
