//! Every tool, in the order in which they are listed: first those that serve an agent while it works.

mod agents;
mod budgets;
mod cache;
mod capabilities;
mod compare;
mod context;
mod explore;
mod history;
mod interactions;
mod limits;
mod params;
mod presets;
mod projects;
mod sessions;
mod status;
mod suggest;
mod summary;
mod tags;
mod tasks;
mod usage;
mod waste;
mod whatif;
mod why;

use crate::tool::Tool;

pub(crate) use status::{ALERTS, STATUS};

/// Every tool.
pub(crate) const TOOLS: &[Tool] = &[
    usage::GET_USAGE,
    context::GET_CONTEXT_PRESSURE,
    limits::GET_LIMITS,
    budgets::GET_BUDGET_STATUS,
    suggest::GET_OPTIMIZATION_SUGGESTIONS,
    why::EXPLAIN_COST,
    sessions::LIST_SESSIONS,
    tags::SET_SESSION_TAGS,
    summary::GET_TOKEN_USAGE,
    summary::GET_SESSION_SUMMARY,
    cache::GET_CACHE_EFFICIENCY,
    history::GET_HISTORY,
    compare::COMPARE_SESSIONS,
    interactions::GET_INTERACTION_HISTORY,
    tasks::GET_TASK_HISTORY,
    capabilities::GET_PROVIDER_CAPABILITIES,
    context::SUGGEST_COMPACT,
    projects::GET_PROJECT_STATS,
    agents::GET_AGENT_TREE,
    tags::GET_COST_BY_TAG,
    presets::LIST_PROVIDER_OPTIMIZATIONS,
    presets::PREVIEW_PROVIDER_PRESET,
    whatif::WHAT_IF,
    waste::GET_WASTE,
    explore::EXPLORE,
];

/// Finds a tool by its name.
pub(crate) fn named(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

#[cfg(test)]
mod tests {
    use super::TOOLS;
    use crate::tool_names::TOOL_NAMES;

    #[test]
    fn names_are_those_of_the_tools() {
        assert!(TOOLS.iter().map(|tool| tool.name).eq(TOOL_NAMES));
    }
}
