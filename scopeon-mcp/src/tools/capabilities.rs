//! `get_provider_capabilities`: how sure each kind of fact of an agent is.

use scopeon_app::ask::SessionNow;
use scopeon_core::metrics::Certainty;
use scopeon_core::provider::Fidelity;
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

fn row(row: &ProviderRow) -> Part {
    let of = |fidelity: Fidelity| {
        let facts = row.capabilities.iter().filter(move |one| one.capability == fidelity);
        facts.map(|one| json!(one.fact)).collect::<Vec<_>>()
    };
    part([
        ("agent", json!(row.id)),
        ("coverage", json!(row.level)),
        ("meaning", json!(row.level_meaning)),
        ("exact", json!(of(Fidelity::Exact))),
        ("estimated", json!(of(Fidelity::Estimated))),
        ("unsupported", json!(of(Fidelity::Unsupported))),
    ])
}
