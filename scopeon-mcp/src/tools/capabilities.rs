//! `get_provider_capabilities`: how sure each kind of fact of an agent is.

use scopeon_app::App;
use scopeon_app::ask::SessionNow;
use scopeon_core::metrics::Certainty;
use scopeon_core::provider::{Coverage, FactKind, Fidelity, Provider, ProviderInfo};
use scopeon_core::report::{ProviderRow, ProviderState};
use serde_json::json;

use super::params::{AGENT, SESSION};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, part};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// How sure each kind of fact is.
pub(super) const GET_PROVIDER_CAPABILITIES: Tool = Tool {
    name: "get_provider_capabilities",
    title: "What logs can tell",
    about: "What an agent's logs state exactly, what is estimated, what is missing",
    takes: &[AGENT, SESSION],
    gives: &[Field { name: "rows", is: Is::Rows }],
    is_core: false,
    writes: false,
    tells_calls: true,
    answer,
};

/// As many agents make a page.
const USUAL: usize = 4;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let wanted = match (call.args.text("agent"), call.session()) {
        (Some(agent), _) => Some(agent.to_owned()),
        (None, Ok(session)) => {
            Some(call.ask(&SessionNow { session: session.to_owned() })?.live.session.provider)
        }
        (None, Err(_)) => None,
    };
    // What is found of all agents takes a look at every directory, and is not asked for.
    if let Some(provider) = wanted.as_deref().and_then(|agent| named(call.app, agent)) {
        let rows = vec![known_row(provider.info())];
        return Ok(Answer::new(Part::new(), Certainty::Exact).with_rows(rows, USUAL));
    }
    let report = call.app.list_providers_kept()?;
    let is_meant = |row: &&ProviderRow| match &wanted {
        Some(agent) => row.id == *agent || row.name.eq_ignore_ascii_case(agent),
        None => row.state == ProviderState::Found || row.calls > 0,
    };
    let rows: Vec<Part> = report.rows.iter().filter(is_meant).map(row).collect();
    if let (true, Some(agent)) = (rows.is_empty(), &wanted) {
        let known = report.rows.iter().map(|row| row.id.as_str());
        let failure = Failure::parameter("agent", "agent names an agent that is not known");
        return Err(failure.allowing(agent, known));
    }
    Ok(Answer::new(Part::new(), Certainty::Exact).with_rows(rows, USUAL))
}

/// Finds an agent whose logs are read, by its id or name.
fn named<'a>(app: &'a App, agent: &str) -> Option<&'a dyn Provider> {
    let is_it = |info: &ProviderInfo| info.id == agent || info.name.eq_ignore_ascii_case(agent);
    app.providers().into_iter().find(|provider| is_it(provider.info()))
}

fn known_row(info: &ProviderInfo) -> Part {
    let facts: Vec<_> = FactKind::ALL.iter().map(|fact| (*fact, info.fidelity(*fact))).collect();
    told((info.id, info.coverage), info.coverage.meaning(), &facts)
}

fn row(row: &ProviderRow) -> Part {
    let facts: Vec<_> = row.capabilities.iter().map(|one| (one.fact, one.capability)).collect();
    told((&row.id, row.level), &row.level_meaning, &facts)
}

fn told((id, coverage): (&str, Coverage), meaning: &str, facts: &[(FactKind, Fidelity)]) -> Part {
    let of = |fidelity: Fidelity| {
        let facts = facts.iter().filter(move |(_, known)| *known == fidelity);
        facts.map(|(fact, _)| json!(fact)).collect::<Vec<_>>()
    };
    part([
        ("agent", json!(id)),
        ("coverage", json!(coverage)),
        ("meaning", json!(meaning)),
        ("exact", json!(of(Fidelity::Exact))),
        ("estimated", json!(of(Fidelity::Estimated))),
        ("unsupported", json!(of(Fidelity::Unsupported))),
    ])
}
