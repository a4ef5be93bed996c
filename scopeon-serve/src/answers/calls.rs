//! Single calls, interactions, and what agents can tell.

use scopeon_app::ask;

use crate::problem::Problem;
use crate::question::{Asked, Told};

/// The calls of a session, page by page.
pub(crate) fn calls(asked: &Asked<'_>) -> Result<Told, Problem> {
    let mut report = asked.ask(&ask::Session { id: asked.session() })?;
    let next = asked.cut(&mut report.calls);
    asked.told_part(report, &["session", "calls", "top_turns", "recached"], next)
}

/// What a session did beside its calls.
pub(crate) fn interactions(asked: &Asked<'_>) -> Result<Told, Problem> {
    let report = asked.ask(&ask::Session { id: asked.session() })?;
    let parts = [
        "session",
        "tools",
        "mcp",
        "skills",
        "hooks",
        "sub_agents",
        "compactions",
        "api_retries",
        "api_errors",
    ];
    asked.told_part(report, &parts, None)
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
