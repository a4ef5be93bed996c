//! Sessions, their context and their tools.

use scopeon_app::ask::{self, ExploreBy, SessionOrder};
use scopeon_app::{Choice, ShownNames};
use scopeon_core::filter::NameField;
use scopeon_core::metrics::tools::ToolKind;

use super::sums::mode;
use crate::problem::Problem;
use crate::question::{Asked, Told, forbidden};
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
    let choice = choice(asked)?;
    let chooses = choice.chooses();
    let mut report = asked.ask(&ask::Sessions {
        args: params.query(),
        choice,
        order,
        is_reversed: params.flag("reverse"),
        // Of what is chosen all is looked through, so that it is known whether there is more.
        limit: Some(asked.end()).filter(|_| !chooses),
        mode: mode(params),
    })?;
    let next = if chooses { asked.cut(&mut report.rows) } else { asked.cut_asked(&mut report.rows) };
    asked.told_up_to(report, next)
}

/// Which sessions the filter chooses. Who is told pseudonyms looks for these, and what is not told at all is not looked for.
fn choice(asked: &Asked<'_>) -> Result<Choice, Problem> {
    let mut choice = asked.filter.choice.clone();
    if asked.tier < Tier::Calls && choice.chooses() {
        for (field, what) in [(NameField::Host, "the machine"), (NameField::Tag, "a tag")] {
            if choice.names(field) {
                return Err(forbidden(Tier::Calls, what));
            }
        }
        choice.shown = ShownNames::Pseudonyms(asked.pseudonyms()?);
    }
    Ok(choice)
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
