//! What is kept, and whether the database holds what should not be there.

use scopeon_core::provider::ProviderInfo;
use scopeon_core::report::{PrivacyAgent, PrivacyCheckReport, PrivacyColumn, PrivacyFinding, PrivacyReport};
use scopeon_providers::default_paths;
use scopeon_store::{Finding, HOLDINGS, Holding, Reader, inspect};

use super::question::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

impl App {
    /// Says what is kept, from where and under which mode. Nothing is read for it.
    #[must_use]
    pub fn privacy(&self) -> PrivacyReport {
        PrivacyReport::new(
            self.scope(),
            self.db().display().to_string(),
            self.config().privacy.paths,
            HOLDINGS.iter().map(column).collect(),
            agents(self),
        )
    }
}

fn column(holding: &Holding) -> PrivacyColumn {
    PrivacyColumn::new(
        holding.table.to_owned(),
        holding.column.to_owned(),
        holding.holds.role().map(|role| role.as_str().to_owned()),
        holding.holds.meaning().to_owned(),
    )
}

fn agents(app: &App) -> Vec<PrivacyAgent> {
    let of = |about: &ProviderInfo, opened: bool, places: Vec<String>| {
        PrivacyAgent::new(
            about.id.to_owned(),
            about.name.to_owned(),
            about.coverage,
            opened,
            places,
            about.variables.iter().map(|name| (*name).to_owned()).collect(),
        )
    };
    let agents = app.agents();
    let read = agents.providers.iter().map(|provider| {
        let places = default_paths(provider.as_ref()).places;
        of(provider.info(), true, places.iter().map(|place| place.display().to_string()).collect())
    });
    let disabled = agents.disabled.iter().map(|about| of(about, false, Vec::new()));
    let detected = agents
        .detected
        .iter()
        .map(|agent| of(&agent.about, false, agent.places.iter().map(|place| (*place).to_owned()).collect()));
    read.chain(disabled).chain(detected).collect()
}

/// Whether the database holds what should not be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrivacyCheck;

impl Ask for PrivacyCheck {
    type Report = PrivacyCheckReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::everything(app)
    }

    fn preparation(&self, _query: &Query) -> Preparation {
        Preparation::RefreshDemo
    }

    fn answer(&self, _query: &Query, reader: &Reader, app: &App) -> Result<PrivacyCheckReport, AppError> {
        let found = inspect(reader, &app.keyless_redactor())?;
        let finding = |found: &Finding| {
            PrivacyFinding::new(
                found.holding.table.to_owned(),
                found.holding.column.to_owned(),
                found.holding.holds.role().map(|role| role.as_str().to_owned()),
                found.count,
            )
        };
        Ok(PrivacyCheckReport::new(
            app.scope(),
            app.db().display().to_string(),
            app.config().privacy.paths,
            found.values,
            found.findings.iter().map(finding).collect(),
        ))
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &PrivacyCheckReport) -> bool {
        false
    }
}
