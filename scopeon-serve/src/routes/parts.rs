//! What of an answer may be told at which tier. A field that is not here is told at the highest tier only, so that a new
//! one is told to nobody before somebody thought of it.

use crate::question::Parts;
use crate::tier::Tier;

macro_rules! parts {
    ($name:ident, $($tier:ident: [$($field:literal),* $(,)?]),+) => {
        pub(super) const $name: &[Parts] = &[$(Parts { tier: Tier::$tier, fields: &[$($field),*] }),+];
    };
}

parts!(STATUS,
    Aggregates: ["today", "this_week", "this_month", "outlook", "usual", "days", "limits", "budgets"],
    Sessions: ["today", "this_week", "this_month", "outlook", "usual", "days", "limits", "budgets", "live", "sessions", "last",
        "next"]);
parts!(USAGE, Sessions: ["by", "keys", "rows", "total", "ahead_calls", "more"]);
parts!(COSTS,
    Aggregates: ["total", "provenance", "units", "usual_session_usd", "burn", "day", "week", "month", "reported",
        "reported_alone", "by_model", "limits"],
    Sessions: ["total", "provenance", "units", "usual_session_usd", "burn", "day", "week", "month", "reported",
        "reported_alone", "by_model", "limits", "top_sessions", "anomalies"]);
parts!(BUDGET, Sessions: ["state", "rows"]);
parts!(CACHE,
    Aggregates: ["total", "unread", "unread_ratio", "unread_usd", "hour_cache_usd", "cold_starts", "busts", "busts_lost",
        "busts_usd", "rows"],
    Sessions: ["total", "unread", "unread_ratio", "unread_usd", "hour_cache_usd", "cold_starts", "busts", "busts_lost",
        "busts_usd", "rows", "session", "session_cold_starts", "session_busts"]);
parts!(BLOCKS,
    // When somebody began and stopped working to the second is no sum.
    Aggregates: ["reconstruction", "provenance", "active.start", "active.end", "active.calls", "active.cost_usd",
        "active.floor_calls", "active.unpriced_calls", "active.usage", "active.burn", "active.outlook", "rows.kind",
        "rows.calls", "rows.cost_usd", "rows.floor_calls", "rows.unpriced_calls", "rows.usage", "rows.start", "rows.end",
        "weeks", "limits"],
    Sessions: ["reconstruction", "provenance", "active", "rows", "weeks", "limits"]);
parts!(LIMITS, Sessions: ["rows", "unsupported", "level"]);
parts!(WHATIF, Sessions: ["alternative", "name", "total", "rows"]);
parts!(HEALTH,
    Aggregates: ["score", "components", "cost_usd", "signals.sign", "signals.severity", "signals.evidence", "signals.action",
        "signals.saving_usd", "signals.saving_ratio"],
    Sessions: ["score", "components", "cost_usd", "signals", "session", "anomalies"]);
parts!(SUGGESTIONS,
    Aggregates: ["sessions", "cost_usd", "rows.action", "rows.signs", "rows.severity", "rows.seen", "rows.saving_usd",
        "rows.saving_ratio"],
    Sessions: ["sessions", "cost_usd", "rows"]);
parts!(PROVIDERS,
    Sessions: ["rows.id", "rows.name", "rows.state", "rows.level", "rows.level_meaning", "rows.sources", "rows.bytes",
        "rows.last_seen", "rows.calls", "rows.issues", "rows.untraced", "rows.note"]);
parts!(SESSION,
    Sessions: ["session", "reported_total_usd", "lines_added", "lines_removed", "by_model", "unrecorded", "witnesses",
        "partial_calls", "tools", "mcp", "skills", "hooks", "sub_agents", "compactions", "api_retries", "api_errors"]);
