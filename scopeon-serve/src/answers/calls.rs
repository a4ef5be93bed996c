//! Single calls, interactions, and what agents can tell.

use scopeon_app::ask;
use scopeon_core::report::InteractionKind;

use crate::problem::Problem;
use crate::question::{Asked, Told};

/// The calls of a session, page by page.
pub(crate) fn calls(asked: &Asked<'_>) -> Result<Told, Problem> {
    let mut report = asked.ask_one(&ask::Session { id: asked.session() })?;
    let next = asked.cut(&mut report.calls);
    asked.told_part(report, &["session", "calls", "top_turns", "recached"], next)
}

/// What a session did beside its calls, page by page.
pub(crate) fn interactions(asked: &Asked<'_>) -> Result<Told, Problem> {
    let kind = |word: &String| match word.as_str() {
        "mcp" => InteractionKind::Mcp,
        "skill" => InteractionKind::Skill,
        "hook" => InteractionKind::Hook,
        "compaction" => InteractionKind::Compaction,
        "api_error" => InteractionKind::ApiError,
        _ => InteractionKind::Tool,
    };
    let kinds = asked.params.texts("kind").iter().map(kind).collect();
    let mut report = asked.ask_one(&ask::Interactions { session: asked.session(), kinds })?;
    let next = asked.cut(&mut report.rows);
    asked.told_up_to(report, next)
}

/// What was delegated to sub-agents, page by page.
pub(crate) fn tasks(asked: &Asked<'_>) -> Result<Told, Problem> {
    let mut report = asked.ask(&ask::Tasks { args: asked.params.query(), limit: Some(asked.end()) })?;
    let next = asked.cut_asked(&mut report.rows);
    asked.told_up_to(report, next)
}

/// Every agent, where it is looked for and what it can tell.
pub(crate) fn provider_capabilities(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell_providers()
}
