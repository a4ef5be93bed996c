//! What may be stated of questions, in the words of the command line.

use crate::question::{Kind, Param};

const fn param(name: &'static str, kind: Kind, about: &'static str) -> Param {
    Param { name, kind, about }
}

const SINCE: Param =
    param("since", Kind::Text, "From when on: 2026-03-01, 2026-03, today, 7d, last-month, …");
const UNTIL: Param = param("until", Kind::Text, "Until when, the day itself included; as for since");
const PROVIDER: Param = param("provider", Kind::Texts, "Only this coding agent");
const AGENT: Param = param("agent", Kind::Texts, "The same as provider");
const MODEL: Param = param("model", Kind::Texts, "Only this model");
const PROJECT: Param =
    param("project", Kind::Texts, "Only this project; below tier 3 by the pseudonym that answers give");
const BRANCH: Param =
    param("branch", Kind::Texts, "Only this branch; below tier 3 by the pseudonym that answers give");
const WORDS: Param = param(
    "filter",
    Kind::Text,
    "The same in one text: agent:codex model:opus project:shop branch:main since:7d; sessions are also chosen by all that the filter language knows, such as (cost>1 or context>80%) not is:live: see filter.md",
);
const SESSION_ID: Param = param("session", Kind::Text, "One session: its id, the start of it, or latest");

/// Which parts are wanted.
pub(super) const FIELDS: &[Param] =
    &[param("fields", Kind::Text, "Only these fields of the answer, with commas in between")];
/// Which calls count.
pub(super) const FILTER: &[Param] = &[SINCE, UNTIL, PROVIDER, AGENT, MODEL, PROJECT, BRANCH, WORDS];
/// Which time, where agents and models mean something else.
pub(super) const TIME: &[Param] = &[SINCE, UNTIL, PROJECT, BRANCH];
/// Of which agent.
pub(super) const AGENTS: &[Param] = &[PROVIDER, AGENT];
/// All of history.
pub(super) const ALL: &[Param] = &[param("all", Kind::Flag, "All of history instead of the last 30 days")];
/// What a report is made by.
pub(super) const REPORT: &[Param] = &[
    param(
        "by",
        Kind::Words(&[
            "hourly", "daily", "weekly", "monthly", "model", "provider", "project", "branch", "session",
        ]),
        "What rows stand for, then what rows within them do; daily where it is not stated",
    ),
    param("sort", Kind::Word(&["key", "cost", "tokens", "calls"]), "What rows are ordered by"),
    REVERSE,
    param("limit", Kind::Count(100_000), "Only the first rows; the others are summed"),
];
const REVERSE: Param = param("reverse", Kind::Flag, "Turn the order around");
/// Which amount is meant.
pub(super) const COST: &[Param] = &[param(
    "mode",
    Kind::Word(&["computed", "reported", "best"]),
    "Which amount rows are ordered by; answers hold all of them",
)];
/// How many are named.
pub(super) const TOP: &[Param] =
    &[param("top", Kind::Count(100), "How many of the most expensive sessions are named")];
/// What caches are divided by.
pub(super) const BRANCHES: &[Param] =
    &[param("by", Kind::Word(&["provider", "project", "model"]), "Also each part")];
/// One session, told at tier 2.
pub(super) const SESSION: &[Param] = &[SESSION_ID];
/// One session, the last one where none is stated.
pub(super) const ID: &[Param] = &[SESSION_ID];
/// What sessions are ordered by.
pub(super) const SORTED: &[Param] = &[
    param("sort", Kind::Word(&["last", "cost", "tokens", "calls"]), "What sessions are ordered by"),
    REVERSE,
];
/// One page.
pub(super) const PAGED: &[Param] = &[
    param("limit", Kind::Count(1000), "How many rows a page has; 100 where it is not stated"),
    param("cursor", Kind::Text, "Where to go on: the header x-next-cursor of the page before"),
];
/// How many rows.
pub(super) const LIMIT: &[Param] = &[param("limit", Kind::Count(1000), "Only the first rows")];
/// Which kinds of tools.
pub(super) const KINDS: &[Param] = &[
    param("kind", Kind::Words(&["tool", "mcp", "skill", "hook", "sub-agent"]), "Only this kind"),
    param("servers", Kind::Flag, "MCP servers, too"),
];
/// Which kinds of interactions.
pub(super) const INTERACTIONS: &[Param] = &[param(
    "kind",
    Kind::Words(&["tool", "mcp", "skill", "hook", "compaction", "api_error"]),
    "Only this kind",
)];
/// What is compared.
pub(super) const COMPARED: &[Param] = &[
    param("a", Kind::Needed, "The first side: a session, a period, branch:NAME, project:DIR or tag:NAME"),
    param("b", Kind::Needed, "The second side"),
];
/// The way down.
pub(super) const EXPLORED: &[Param] = &[
    param("path", Kind::Texts, "The way down, a word each: agent, project, branch, session, prompt, call"),
    param("by", Kind::Word(&["cost", "tokens", "calls"]), "What rows are ordered and shared by"),
];
/// What is explained.
pub(super) const WHAT: &[Param] =
    &[param("what", Kind::Text, "A time, all, a session by its id or the start of it, or latest")];
/// At which prices.
pub(super) const PRICES: &[Param] = &[
    param("model", Kind::Text, "Every call was made to this model"),
    param("prices", Kind::Text, "Every model was paid by this vendor's list"),
    param("no_cache", Kind::Flag, "No prompt was read from or written to a cache"),
];
/// Whose calls, where a model is one to pay by.
pub(super) const OF: &[Param] = &[
    param("of_agent", Kind::Texts, "Only calls of this coding agent"),
    param("of_model", Kind::Texts, "Only calls to this model"),
];
