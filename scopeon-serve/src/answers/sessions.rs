//! Sessions, their context and their tools.

use scopeon_app::ask::{self, ExploreBy, SessionOrder};
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::report::SessionsReport;

use super::sums::mode;
use crate::problem::Problem;
use crate::question::{Asked, Told};
use crate::tier::Tier;

/// So many words lead to the sessions of a branch; what lies in a session is told at a higher tier.
const TO_SESSIONS: usize = 3;
/// As many trees are shown unless another number is stated.
const TREES: usize = 5;
/// As many rows of a level.
const ROWS: usize = 20;

/// Sessions, page by page.
pub(crate) fn sessions(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let order = match params.text("sort") {
        Some("cost") => SessionOrder::Cost,
        Some("tokens") => SessionOrder::Tokens,
        Some("calls") => SessionOrder::Calls,
        _ => SessionOrder::Last,
    };
    let mut report = asked.ask(&ask::Sessions {
        args: params.query(),
        order,
        is_reversed: params.flag("reverse"),
        // What is chosen by what is shown of it is shown first.
        limit: Some(asked.end()).filter(|_| !asked.filter.chooses()),
        mode: mode(params),
    })?;
    if asked.filter.chooses() {
        choose(asked, &mut report)?;
        let next = asked.cut(&mut report.rows);
        return asked.told_up_to(report, next);
    }
    let next = asked.cut_asked(&mut report.rows);
    asked.told_up_to(report, next)
}

/// Leaves the sessions alone that the filter chooses. Who is told pseudonyms looks for these.
fn choose(asked: &Asked<'_>, report: &mut SessionsReport) -> Result<(), Problem> {
    if asked.tier == Tier::Calls {
        asked.filter.choose(report, str::to_owned);
    } else {
        let names = asked.names()?;
        asked.filter.choose(report, |name| names.pseudonym(name));
    }
    Ok(())
}

/// One session.
pub(crate) fn session(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Session { id: asked.session() })
}

/// The context of one session.
pub(crate) fn context(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Context { session: asked.session() })
}

/// Trees of sessions and their sub-agents.
pub(crate) fn agents(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    asked.tell(&ask::SubAgents {
        session: params.text("session").map(str::to_owned),
        args: params.query(),
        limit: Some(params.count("limit").unwrap_or(TREES)),
    })
}

/// What tools were used.
pub(crate) fn tools(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let kind = |word: &String| match word.as_str() {
        "mcp" => ToolKind::Mcp,
        "skill" => ToolKind::Skill,
        "hook" => ToolKind::Hook,
        "sub-agent" => ToolKind::SubAgent,
        _ => ToolKind::Tool,
    };
    let kinds = params.texts("kind").iter().map(kind).collect();
    let mut report = asked.ask(&ask::Tools { args: params.query(), kinds })?;
    if !params.flag("servers") {
        report.servers.clear();
    }
    asked.told(report)
}

/// One level of what consumed tokens.
pub(crate) fn explore(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let path = params.texts("path").to_vec();
    if path.len() > TO_SESSIONS {
        asked.needs(Tier::Calls, "what lies in a session")?;
    }
    let by = match params.text("by") {
        Some("tokens") => ExploreBy::Tokens,
        Some("calls") => ExploreBy::Calls,
        _ => ExploreBy::Cost,
    };
    let limit = Some(params.count("limit").unwrap_or(ROWS));
    asked.tell(&ask::Explore { args: params.query(), path, by, limit })
}
