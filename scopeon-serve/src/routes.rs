//! Every route: the one table that the router, the description for programs and the page about the routes are made of.

mod parts;
mod stated;

use crate::answers;
use crate::question::{Param, Parts};
use crate::route::Route;
use crate::tier::Tier;
use stated::{
    ALL, BRANCHES, COMPARED, COST, EXPLORED, FIELDS, FILTER, ID, KINDS, LIMIT, OF, PAGED, PRICES, REPORT,
    SESSION, SORTED, TIME, TOP, WHAT,
};

/// A route that answers no question.
#[derive(Debug)]
pub(crate) struct Special {
    /// How it is asked.
    pub(crate) method: &'static str,
    /// Its path.
    pub(crate) path: &'static str,
    /// The least that a caller has to be allowed.
    pub(crate) tier: Tier,
    /// What it answers.
    pub(crate) about: &'static str,
    /// The type of its answer's body.
    pub(crate) content: &'static str,
}

const JSON: &str = "application/json";

/// Routes that answer no question.
pub(crate) static SPECIAL: [Special; 9] = [
    special("GET", "/health", Tier::Health, "That the server is there, its version and what it tells", JSON),
    special("GET", "/api/v1/openapi.json", Tier::Health, "This API, for programs", JSON),
    special(
        "POST",
        "/api/v1/session",
        Tier::Health,
        "A token of twelve hours for a code or the secret",
        JSON,
    ),
    special("GET", "/api/v1/capabilities", Tier::Aggregates, "What this caller may ask", JSON),
    special(
        "POST",
        "/mcp",
        Tier::Sessions,
        "The tools of docs/mcp.md for agents, where --mcp mounts them",
        JSON,
    ),
    special("GET", "/metrics", Tier::Aggregates, "Figures for Prometheus", "text/plain"),
    special(
        "GET",
        "/sse/v1/status",
        Tier::Aggregates,
        "Where things stand, as it changes",
        "text/event-stream",
    ),
    special(
        "GET",
        "/ws/v1/metrics",
        Tier::Aggregates,
        "The figures of a dashboard, as they change (WebSocket)",
        JSON,
    ),
    special("GET", "/", Tier::Health, "The web dashboard, which holds no figure itself", "text/html"),
];

const fn special(
    method: &'static str,
    path: &'static str,
    tier: Tier,
    about: &'static str,
    content: &'static str,
) -> Special {
    Special { method, path, tier, about, content }
}

const NONE: &[Param] = &[];
const WHOLE: &[Parts] = &[];

macro_rules! route {
    ($path:literal, $tier:ident, $answer:ident, $command:literal, $schema:literal . $table:ident, $about:literal, [$($params:expr),*], $parts:expr $(, $pages:ident)?) => {
        Route {
            path: $path,
            tier: Tier::$tier,
            about: $about,
            command: $command,
            schema: $schema,
            table: stringify!($table),
            params: &[FIELDS, $($params),*],
            parts: $parts,
            pages: is_paged(stringify!($($pages)?)),
            answer: answers::$answer,
        }
    };
}

const fn is_paged(word: &str) -> bool {
    !word.is_empty()
}

/// Routes that answer questions.
#[rustfmt::skip]
pub(crate) static QUESTIONS: [Route; 23] = [
    route!("/api/v1/status", Aggregates, status, "status", "StatusReport".days, "Where things stand now", [NONE], parts::STATUS),
    route!("/api/v1/usage", Aggregates, usage, "report", "UsageReport".rows, "How much was used, by time, model, agent, project or branch", [FILTER, REPORT, COST], parts::USAGE),
    route!("/api/v1/stats", Aggregates, stats, "costs", "CostsReport".by_model, "What a period cost, and where it leads", [FILTER, ALL, COST, TOP], parts::COSTS),
    route!("/api/v1/budget", Aggregates, budget, "budget", "BudgetReport".rows, "How budgets stand", [NONE], parts::BUDGET),
    route!("/api/v1/cache", Aggregates, cache, "cache", "CacheReport".rows, "What caches saved, cost and lost", [FILTER, ALL, BRANCHES, SESSION], parts::CACHE),
    route!("/api/v1/blocks", Aggregates, blocks, "blocks", "BlocksReport".rows, "Blocks of five hours, and weeks", [FILTER], parts::BLOCKS),
    route!("/api/v1/limits", Aggregates, limits, "limits", "LimitsReport".rows, "Windows of vendors' limits", [stated::AGENTS], parts::LIMITS),
    route!("/api/v1/whatif", Aggregates, whatif, "whatif", "WhatifReport".rows, "What it would have cost at other prices", [PRICES, TIME, ALL, OF], parts::WHATIF),
    route!("/api/v1/health", Aggregates, health, "health", "HealthReport".signals, "How well it went, and signs of waste", [FILTER, ALL, SESSION], parts::HEALTH),
    route!("/api/v1/suggestions", Aggregates, suggestions, "suggest", "SuggestReport".rows, "What to do first", [FILTER, ALL], parts::SUGGESTIONS),
    route!("/api/v1/providers", Aggregates, providers, "providers", "ProvidersReport".rows, "Every agent that is known", [NONE], parts::PROVIDERS),
    route!("/api/v1/sessions", Sessions, sessions, "sessions", "SessionsReport".rows, "Sessions, page by page", [FILTER, SORTED, COST, PAGED], WHOLE, paged),
    route!("/api/v1/sessions/{id}", Sessions, session, "session", "SessionDetail".by_model, "One session", [NONE], parts::SESSION),
    route!("/api/v1/context", Sessions, context, "context", "ContextReport".steps, "The context of one session", [ID], WHOLE),
    route!("/api/v1/agents", Sessions, agents, "subagents", "SubAgentsReport".rows, "Trees of sessions and their sub-agents", [FILTER, ALL, SESSION, LIMIT], WHOLE),
    route!("/api/v1/tools", Sessions, tools, "tools", "ToolsReport".rows, "What tools were used", [FILTER, ALL, KINDS], WHOLE),
    route!("/api/v1/compare", Sessions, compare, "compare", "CompareReport".rows, "Two sides beside each other", [FILTER, ALL, COMPARED], WHOLE),
    route!("/api/v1/explore", Sessions, explore, "explore", "ExploreReport".rows, "What consumed tokens, level by level", [FILTER, ALL, EXPLORED, LIMIT], WHOLE),
    route!("/api/v1/why", Sessions, why, "why", "WhyReport".facts, "What made it expensive", [FILTER, ALL, WHAT], WHOLE),
    route!("/api/v1/calls", Calls, calls, "session", "SessionDetail".calls, "The calls of a session, page by page", [ID, PAGED], WHOLE, paged),
    route!("/api/v1/interactions", Calls, interactions, "interactions", "InteractionsReport".rows, "What a session did beside its calls, one by one, page by page", [ID, stated::INTERACTIONS, PAGED], WHOLE, paged),
    route!("/api/v1/tasks", Calls, tasks, "tasks", "TasksReport".rows, "What was delegated to sub-agents, page by page", [FILTER, ALL, PAGED], WHOLE, paged),
    route!("/api/v1/provider-capabilities", Calls, provider_capabilities, "providers", "ProvidersReport".rows, "Every agent, where it is looked for and what it can tell", [NONE], WHOLE),
];
