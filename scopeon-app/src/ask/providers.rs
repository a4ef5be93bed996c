//! Every agent that is known: found or not, how exact its figures are, what is kept of it.

use std::collections::BTreeMap;

use scopeon_core::provider::{FactKind, ProviderInfo};
use scopeon_core::report::{
    Agreement, CapabilityCheck, ChosenBy, GroupBy, IssueCount, ProviderRow, ProviderState, ProvidersReport,
    RootCheck,
};
use scopeon_core::time::Timestamp;
use scopeon_providers::{Detected, RootState, Survey, SurveyedRoot, survey};
use scopeon_store::{Reader, StoreError, UsageQuery};

use super::question::stamp;
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::query::Query;

impl App {
    /// Lists every agent that is known. Which agents are there can be said without a database.
    ///
    /// # Errors
    ///
    /// When the prices cannot be read, or `cancel` stops it.
    pub fn list_providers(&self, cancel: &CancelToken) -> Result<ProvidersReport, AppError> {
        let refreshed = self.refresh_if_possible(cancel)?;
        let mut report = report(&Query::everything(self)?, self);
        stamp(&mut report, refreshed);
        Ok(report)
    }

    /// Lists every agent that is known, from what is kept, while this process reads what comes: see [`App::watch`].
    ///
    /// # Errors
    ///
    /// When the prices cannot be read.
    pub fn list_providers_kept(&self) -> Result<ProvidersReport, AppError> {
        Ok(report(&Query::everything(self)?, self))
    }
}

fn report(query: &Query, app: &App) -> ProvidersReport {
    let kept = kept(query, app);
    let agents = app.agents();
    let read = app.providers();
    let surveys = survey(&read, &app.paths().places, &app.settings());
    let mut providers: Vec<ProviderRow> = read
        .iter()
        .zip(&surveys)
        .map(|(provider, survey)| found(provider.info(), survey, query, app))
        .collect();
    providers.extend(agents.detected.iter().map(|agent| detect(agent, app)));
    providers.extend(agents.disabled.iter().map(|about| row(about, ProviderState::Disabled)));
    for provider in &mut providers {
        if let Some(kept) = kept.get(&provider.id) {
            provider.calls = kept.calls;
            provider.issues.clone_from(&kept.issues);
            provider.agreement.clone_from(&kept.agreement);
            provider.last_seen = provider.last_seen.max(kept.last_seen);
        }
    }
    providers.sort_by(|a, b| a.id.cmp(&b.id));
    ProvidersReport::new(app.scope(), providers)
}

/// What stands of an agent whatever is found.
fn row(about: &ProviderInfo, state: ProviderState) -> ProviderRow {
    let check = |fact: &FactKind| CapabilityCheck::new(*fact, about.fidelity(*fact));
    let mut row = ProviderRow::new(about.id.to_owned(), about.name.to_owned(), state, about.coverage);
    row.level_meaning = String::from(about.coverage.meaning());
    row.capabilities = FactKind::ALL.iter().map(check).collect();
    row.variables = about.variables.iter().map(|name| (*name).to_owned()).collect();
    row.untraced = String::from(about.untraced);
    row.note = String::from(about.note);
    row
}

fn found(about: &ProviderInfo, survey: &Survey, query: &Query, app: &App) -> ProviderRow {
    let state = if survey.sources > 0 { ProviderState::Found } else { ProviderState::NotFound };
    let mut row = row(about, state);
    row.roots = looked_for(about, survey, app);
    row.sources = survey.sources;
    row.bytes = survey.bytes;
    row.last_seen = survey.newest.map(|at| at.min(query.now.plus_clock_tolerance()));
    row
}

/// Where an agent was looked for. Of a tree that the user named and a part of it, only the tree is told.
pub(super) fn looked_for(about: &ProviderInfo, survey: &Survey, app: &App) -> Vec<RootCheck> {
    let chosen_by = app.paths().chosen_by(about);
    let is_named = matches!(chosen_by, ChosenBy::Option | ChosenBy::Config);
    let holds = |outer: &SurveyedRoot, inner: &SurveyedRoot| {
        outer.state == RootState::Present && outer.path != inner.path && inner.path.starts_with(&outer.path)
    };
    let is_part = |root: &SurveyedRoot| is_named && survey.roots.iter().any(|outer| holds(outer, root));
    let check = |root: &SurveyedRoot| {
        RootCheck::new(root.path.display().to_string(), chosen_by, root.state != RootState::Missing)
    };
    survey.roots.iter().filter(|root| !is_part(root)).map(check).collect()
}

fn detect(agent: &Detected, app: &App) -> ProviderRow {
    let roots = detected_roots(agent, app);
    let is_here = roots.iter().any(|root| root.exists);
    let state = if is_here { ProviderState::Found } else { ProviderState::NotFound };
    let mut row = row(&agent.about, state);
    row.roots = roots;
    row
}

/// Looks for an agent that is only detected.
pub(super) fn detected_roots(agent: &Detected, app: &App) -> Vec<RootCheck> {
    let chosen_by = app.paths().chosen_by(&agent.about);
    let root = |place: scopeon_providers::DetectedPlace| {
        RootCheck::new(place.path.display().to_string(), chosen_by, place.exists)
    };
    agent.detect(&app.paths().places).into_iter().map(root).collect()
}

/// What the database holds of one agent.
#[derive(Default)]
struct Kept {
    calls: u64,
    last_seen: Option<Timestamp>,
    issues: Vec<IssueCount>,
    agreement: Option<Agreement>,
}

/// What the database holds, by agent; nothing where it cannot be used, which `doctor` tells of.
fn kept(query: &Query, app: &App) -> BTreeMap<String, Kept> {
    let book = &query.book;
    let ask = |reader: Reader| -> Result<BTreeMap<String, Kept>, StoreError> {
        let mut kept = BTreeMap::<String, Kept>::new();
        for source in reader.sources()? {
            kept.entry(source.provider).or_default().last_seen = source.newest;
        }
        for row in reader.usage(&UsageQuery::new(GroupBy::Provider, query.zone), book)?.rows {
            kept.entry(row.key).or_default().calls = row.figures.calls;
        }
        for issue in reader.issues()? {
            // A kind that a later release named is shown by that release.
            let Some(kind) = issue.kind else { continue };
            add(&mut kept.entry(issue.provider).or_default().issues, kind, issue.count);
        }
        for (provider, agreement) in reader.agreement(book)? {
            kept.entry(provider).or_default().agreement = Some(agreement);
        }
        Ok(kept)
    };
    app.reader().and_then(ask).unwrap_or_default()
}

fn add(issues: &mut Vec<IssueCount>, kind: scopeon_core::provider::IssueKind, count: u64) {
    match issues.iter_mut().find(|known| known.kind == kind) {
        Some(known) => known.count = known.count.saturating_add(count),
        None => issues.push(IssueCount::new(kind, count)),
    }
}
