//! The nine names of Scopeon 0.x, for dashboards that were made for it.

use prometheus_client::registry::Registry;
use serde_json::Value;

use super::scrape::{gauge, number, set};
use crate::inquiry::Inquiry;
use crate::problem::Problem;
use crate::tier::Tier;

/// Adds them. Each is what its name says, which in 0.x some were not.
///
/// # Errors
///
/// When a question is not answered.
pub(super) fn add(registry: &mut Registry, inquiry: &Inquiry<'_>) -> Result<(), Problem> {
    let status = inquiry.ask("/api/v1/status", "")?;
    let usage = inquiry.ask("/api/v1/usage", "by=provider")?;
    let cache = inquiry.ask("/api/v1/cache", "all=true")?;
    let budgets = status["budgets"].as_array().map_or(&[][..], Vec::as_slice);
    let is_daily = |row: &&Value| row["budget"]["period"] == "daily" && row["budget"]["project"].is_null();
    let daily = budgets.iter().find(is_daily).map_or(Value::Null, |row| row["used_ratio"].clone());
    let total = &usage["total"];
    let values = [
        ("cost_usd_today", "Dollars today", status["today"]["cost_usd"].clone()),
        ("cost_usd_week", "Dollars this week", status["this_week"]["cost_usd"].clone()),
        (
            "cache_hit_rate",
            "The share of prompts that was read from caches, 0 to 1",
            cache["total"]["hit_rate"]["value"].clone(),
        ),
        ("budget_daily_used_pct", "What is used of the daily budget, in percent", hundredfold(&daily)),
        ("total_sessions", "Sessions", total["sessions"].clone()),
        ("total_turns", "Prompts", total["turns"].clone()),
        ("total_cost_usd", "Dollars", total["cost_usd"].clone()),
        ("cache_savings_usd", "Dollars that caches saved", cache["total"]["saved_usd"]["value"].clone()),
    ];
    for (name, help, value) in values {
        set(&gauge(registry, name, help), &Vec::new(), &value);
    }
    if inquiry.tier >= Tier::Sessions {
        let context = inquiry.ask("/api/v1/context", "").unwrap_or_default();
        let fill = gauge(registry, "context_fill_pct", "How full the context is, in percent");
        set(&fill, &Vec::new(), &hundredfold(&context["fill"]["value"]));
    }
    Ok(())
}

fn hundredfold(ratio: &Value) -> Value {
    if ratio.is_null() { Value::Null } else { Value::from(number(ratio) * 100.0) }
}
