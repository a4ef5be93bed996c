//! `scopeon doctor`.

mod attention;
mod database;
mod writing;

use scopeon_core::provider::{Capability, Fact, Provider};
use scopeon_core::report::{AgentCheck, CapabilityCheck, DoctorReport, SCHEMA};
use scopeon_providers::{Detected, Survey, survey};

use crate::command::providers::{detected_roots, looked_for};
use crate::command::refresh_if_possible;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// How many places of each kind are listed unless more is asked for.
const PLACES: usize = 5;

/// Checks everything.
pub(super) fn run(context: &Context) -> Result<Outcome, CliError> {
    // A database that cannot be used is what doctor is there to tell, and no reason to say nothing.
    refresh_if_possible(context)?;
    let report = report(context)?;
    context.console.answer(&report, || {
        let view = render::doctor::View {
            zone: context.zone,
            home: context.home(),
            places: if context.verbose > 0 { usize::MAX } else { PLACES },
            names_all: context.verbose > 0,
            width: context.console.width(),
        };
        render::doctor::draw(&report, view)
    })?;
    Ok(if report.attention.is_empty() { Outcome::Fine } else { Outcome::Attention })
}

fn report(context: &Context) -> Result<DoctorReport, CliError> {
    let providers = context.providers();
    let surveys = survey(&providers, &context.places.places, &context.settings());
    let mut found = database::look(context)?;
    writing::look(context, &mut found.check.problems);
    let mut agents: Vec<AgentCheck> =
        providers.iter().zip(&surveys).map(|(provider, survey)| agent(*provider, survey, context)).collect();
    agents.extend(context.agents.detected.iter().filter_map(|agent| detected(agent, context)));
    for agent in &mut agents {
        agent.agreement = found.agreements.remove(&agent.id);
        agent.unread = attention::unread(&found.issues, &agent.id);
    }
    let aliases = attention::unpriced_aliases(&context.config.prices.aliases, &context.book()?, context.now);
    let attention = attention::list(&surveys, &found, &agents, aliases);
    let config = context.paths.config.exists().then(|| context.paths.config.display().to_string());
    Ok(DoctorReport {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        attention,
        agents,
        disabled: context.agents.disabled.iter().map(|about| about.id.to_owned()).collect(),
        database: found.check,
        config,
        issues: found.issues,
        unpriced: found.unpriced,
        unmetered: found.unmetered,
    })
}

fn agent(provider: &dyn Provider, survey: &Survey, context: &Context) -> AgentCheck {
    let about = provider.about();
    let check = |fact: &Fact| CapabilityCheck { fact: *fact, capability: about.capability(*fact) };
    AgentCheck {
        id: about.id.to_owned(),
        name: about.name.to_owned(),
        level: about.level,
        capabilities: Fact::ALL.iter().map(check).collect(),
        roots: looked_for(about, survey, context),
        sources: survey.sources,
        bytes: survey.bytes,
        newest: survey.newest,
        unread: 0,
        agreement: None,
        untraced: about.untraced.to_owned(),
        note: about.note.to_owned(),
    }
}

/// Checks an agent of which only its being here can be told; none where it is not here.
fn detected(agent: &Detected, context: &Context) -> Option<AgentCheck> {
    let roots = detected_roots(agent, context);
    let check = |fact: &Fact| CapabilityCheck { fact: *fact, capability: Capability::Unsupported };
    roots.iter().any(|root| root.exists).then(|| AgentCheck {
        id: agent.about.id.to_owned(),
        name: agent.about.name.to_owned(),
        level: agent.about.level,
        capabilities: Fact::ALL.iter().map(check).collect(),
        roots,
        sources: 0,
        bytes: 0,
        newest: None,
        unread: 0,
        agreement: None,
        untraced: agent.about.untraced.to_owned(),
        note: agent.about.note.to_owned(),
    })
}
