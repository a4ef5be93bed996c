//! `scopeon privacy`.

use scopeon_core::privacy::Redactor;
use scopeon_core::provider::About;
use scopeon_core::report::{
    PrivacyAgent, PrivacyCheckReport, PrivacyColumn, PrivacyFinding, PrivacyReport, SCHEMA,
};
use scopeon_providers::usual;
use scopeon_store::{HOLDINGS, inspect};

use crate::args::{PrivacyAction, PrivacyArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows what is kept, or looks for what should not be.
pub(super) fn run(args: &PrivacyArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => show(context),
        Some(PrivacyAction::Check) => check(context),
    }
}

fn show(context: &Context) -> Result<Outcome, CliError> {
    let report = PrivacyReport {
        schema: SCHEMA,
        path: context.db().display().to_string(),
        paths: context.config.privacy.paths,
        columns: columns(),
        agents: agents(context),
    };
    context
        .console
        .answer(&report, || render::privacy::draw(&report, context.home(), context.console.width()))?;
    Ok(Outcome::Fine)
}

fn columns() -> Vec<PrivacyColumn> {
    let column = |holding: &scopeon_store::Holding| PrivacyColumn {
        table: holding.table.to_owned(),
        column: holding.column.to_owned(),
        role: holding.holds.role().map(|role| role.as_str().to_owned()),
        holds: holding.holds.meaning().to_owned(),
    };
    HOLDINGS.iter().map(column).collect()
}

fn agents(context: &Context) -> Vec<PrivacyAgent> {
    let of = |about: &About, opened: bool, places: Vec<String>| PrivacyAgent {
        id: about.id.to_owned(),
        name: about.name.to_owned(),
        level: about.level,
        opened,
        places,
        variables: about.variables.iter().map(|name| (*name).to_owned()).collect(),
    };
    let read = context.agents.providers.iter().map(|provider| {
        let places = usual(provider.as_ref()).places;
        of(provider.about(), true, places.iter().map(|place| place.display().to_string()).collect())
    });
    let disabled = context.agents.disabled.iter().map(|about| of(about, false, Vec::new()));
    let detected =
        context.agents.detected.iter().map(|agent| {
            of(&agent.about, false, agent.places.iter().map(|place| (*place).to_owned()).collect())
        });
    read.chain(disabled).chain(detected).collect()
}

fn check(context: &Context) -> Result<Outcome, CliError> {
    // A demo begins without a database.
    if context.is_demo() {
        ingest::refresh(context)?;
    }
    let found = inspect(&open(context)?, &expected(context))?;
    let finding = |found: &scopeon_store::Finding| PrivacyFinding {
        table: found.holding.table.to_owned(),
        column: found.holding.column.to_owned(),
        role: found.holding.holds.role().map(|role| role.as_str().to_owned()),
        count: found.count,
    };
    let report = PrivacyCheckReport {
        schema: SCHEMA,
        path: context.db().display().to_string(),
        paths: context.config.privacy.paths,
        values: found.values,
        findings: found.findings.iter().map(finding).collect(),
    };
    context
        .console
        .answer(&report, || render::privacy::verdict(&report, context.home(), context.console.width()))?;
    Ok(if report.findings.is_empty() { Outcome::Fine } else { Outcome::Attention })
}

/// What can have been kept: no key is needed to see that, and none is made.
fn expected(context: &Context) -> Redactor {
    Redactor::new(context.config.privacy.paths, [0; 32]).models(context.stated_models())
}
