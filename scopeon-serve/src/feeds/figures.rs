//! The figures that streams tell, under the names they had in Scopeon 0.x. They are made of the answers of routes at the
//! caller's own tier, so that no stream tells more than those would.

use scopeon_app::App;
use serde_json::{Map, Value, json};

use super::state::Parts;
use crate::inquiry::Inquiry;
use crate::live::Live;
use crate::problem::Problem;
use crate::tier::Tier;

/// What is said of when it was answered, which is another instant every time.
const PASSING: [&str; 5] = ["schema", "now", "since", "until", "fresh"];

/// What a stream tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line for editors and prompts.
    Status,
    /// Everything that a dashboard shows at once.
    Metrics,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 2] = [Self::Status, Self::Metrics];

    /// Looks its figures up.
    ///
    /// # Errors
    ///
    /// As the routes that it is made of.
    pub(crate) fn figures(self, app: &App, live: &Live, tier: Tier) -> Result<Parts, Problem> {
        let source = Source(Inquiry { app, live, tier });
        match self {
            Self::Status => source.line(),
            Self::Metrics => source.dashboard(),
        }
    }
}

struct Source<'a>(Inquiry<'a>);

impl Source<'_> {
    fn line(&self) -> Result<Parts, Problem> {
        let status = self.0.ask("/api/v1/status", "")?;
        let mut parts = Map::new();
        parts.insert("daily_cost_usd".into(), number(&status["today"]["cost_usd"]));
        parts.insert("cache_hit_rate_pct".into(), hit_rate(&status["today"]["usage"]));
        parts.insert("fresh".into(), status["fresh"]["state"].clone());
        if self.0.tier >= Tier::Sessions {
            let context = self.context();
            for name in ["fill_pct", "predicted_turns_remaining", "should_compact"] {
                parts.insert(name.into(), context[name].clone());
            }
        }
        Ok(parts)
    }

    fn dashboard(&self) -> Result<Parts, Problem> {
        let mut status = self.0.ask("/api/v1/status", "")?;
        let days = self.0.ask("/api/v1/usage", "by=daily&since=30d")?;
        let (today, week, month) = (&status["today"], &status["this_week"], &status["this_month"]);
        let mut parts = Map::new();
        parts.insert("token_usage".into(), today.clone());
        let cost = |figures: &Value| number(&figures["cost_usd"]);
        let budgets = json!({
            "daily_cost_usd": cost(today), "weekly_cost_usd": cost(week), "monthly_cost_usd": cost(month),
            "budgets": status["budgets"],
        });
        parts.insert("budget_status".into(), budgets);
        parts.insert("cache_efficiency".into(), json!({ "cache_hit_rate_pct": hit_rate(&today["usage"]) }));
        parts.insert("history_30d".into(), days["rows"].clone());
        parts.insert(
            "fresh".into(),
            json!({ "state": status["fresh"]["state"], "why": status["fresh"]["why"] }),
        );
        if self.0.tier >= Tier::Sessions {
            parts.insert("context_pressure".into(), self.context());
        }
        if let Value::Object(fields) = &mut status {
            fields.retain(|name, _| !PASSING.contains(&name.as_str()));
        }
        parts.insert("status".into(), status);
        Ok(parts)
    }

    /// The context of the session that was last active; nothing where there is none.
    fn context(&self) -> Value {
        let Ok(context) = self.0.ask("/api/v1/context", "") else { return Value::Null };
        let value = |name: &str| context[name]["value"].clone();
        let (occupancy, capacity) = (value("occupancy").as_u64(), value("capacity").as_u64());
        let advice = context["advice"]["advice"].as_str();
        json!({
            "model": context["model"],
            "context_window": capacity,
            "fill_pct": percent(value("fill").as_f64()),
            "tokens_remaining": capacity.zip(occupancy).map(|(all, used)| all.saturating_sub(used)),
            "predicted_turns_remaining": value("turns_left"),
            "should_compact": advice.map(|advice| advice != "go_on"),
            "advice": advice,
        })
    }
}

/// Money is text on the wire; these names had numbers.
fn number(amount: &Value) -> Value {
    amount.as_str().and_then(|text| text.parse::<f64>().ok()).map_or(Value::Null, Value::from)
}

fn percent(share: Option<f64>) -> Value {
    // Two decimals are as exact as what is known.
    share.map_or(Value::Null, |share| Value::from((share * 10_000.0).round() / 100.0))
}

/// The share of prompts that was read from caches.
fn hit_rate(usage: &Value) -> Value {
    let count = |name: &str| usage[name].as_f64().unwrap_or_default();
    let read = count("cache_read");
    let prompt = read + count("input") + count("cache_write_5m") + count("cache_write_1h");
    percent((prompt > 0.0).then(|| read / prompt))
}
