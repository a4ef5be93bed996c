//! One scrape: what is kept now, as series.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use scopeon_core::time::Timestamp;
use serde_json::Value;

use crate::inquiry::Inquiry;
use crate::problem::Problem;
use crate::risen::Risen;
use crate::tier::Tier;

/// As many pairs of agent and model have series of their own, eight each; the others are one.
const MOST_PAIRS: usize = 100;
/// As many budgets, windows and kinds of issues.
const MOST_ROWS: usize = 50;
/// What the rest is called.
const OTHER: &str = "other";
/// Tokens by their names on the wire and in the series.
const TYPES: [(&str, &str); 6] = [
    ("input", "input"),
    ("output", "output"),
    ("reasoning", "reasoning"),
    ("cache_read", "cache_read"),
    ("cache_write_5m", "cache_write_5m"),
    ("cache_write_1h", "cache_write_1h"),
];

type Labels = Vec<(&'static str, String)>;
type Counters = Family<Labels, Counter<f64, AtomicU64>>;
type Gauges = Family<Labels, Gauge<f64, AtomicU64>>;

/// Makes the series.
///
/// # Errors
///
/// When a question is not answered.
pub(super) fn registry(inquiry: &Inquiry<'_>, risen: &Risen) -> Result<Registry, Problem> {
    let mut registry = Registry::with_prefix("scopeon");
    let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The version of Scopeon", build);
    usage(&mut registry, inquiry, risen)?;
    budgets(&mut registry, inquiry)?;
    limits(&mut registry, inquiry)?;
    agents(&mut registry, inquiry)?;
    if inquiry.tier >= Tier::Sessions {
        context(&mut registry, inquiry);
    }
    Ok(registry)
}

/// The rows of one pair of agent and model.
struct Pair<'a> {
    provider: &'a str,
    model: &'a str,
    row: &'a Value,
}

fn usage(registry: &mut Registry, inquiry: &Inquiry<'_>, risen: &Risen) -> Result<(), Problem> {
    let usage = inquiry.ask("/api/v1/usage", "by=provider&by=model")?;
    let agents = usage["rows"].as_array().map_or(&[][..], Vec::as_slice);
    let mut pairs: Vec<Pair<'_>> = agents.iter().flat_map(pairs).collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.row["calls"].as_u64()));
    let count = |name: &'static str, help: &str, registry: &mut Registry| {
        let counters = Counters::default();
        registry.register(name, help, counters.clone());
        Rising { name, counters, risen }
    };
    let tokens = count("tokens", "Tokens by type", registry);
    let cost = count("cost_usd", "What tokens cost at list prices of their day, in dollars", registry);
    let calls = count("calls", "Model responses", registry);
    let unpriced = count("unpriced_calls", "Model responses without a known price", registry);
    let sessions = count("sessions", "Sessions", registry);
    let mut sums: std::collections::BTreeMap<(&'static str, Labels), f64> = std::collections::BTreeMap::new();
    for pair in &pairs {
        let is_named = risen.is_named((pair.provider, pair.model), MOST_PAIRS);
        let labels = if is_named { pair.labels() } else { labels(OTHER, OTHER) };
        for (name, kind) in TYPES {
            let mut labels = labels.clone();
            labels.push(("type", kind.to_owned()));
            *sums.entry(("tokens", labels)).or_default() += number(&pair.row["usage"][name]);
        }
        *sums.entry(("cost_usd", labels.clone())).or_default() += number(&pair.row["cost_usd"]);
        *sums.entry(("calls", labels.clone())).or_default() += number(&pair.row["calls"]);
        *sums.entry(("unpriced_calls", labels)).or_default() += number(&pair.row["unpriced_calls"]);
    }
    for agent in agents.iter().take(MOST_PAIRS) {
        let labels = vec![("provider", text(&agent["key"]))];
        sums.insert(("sessions", labels), number(&agent["sessions"]));
    }
    for ((name, labels), value) in sums {
        let all = [&tokens, &cost, &calls, &unpriced, &sessions];
        if let Some(counter) = all.into_iter().find(|counter| counter.name == name) {
            counter.rise(&labels, value);
        }
    }
    Ok(())
}

fn pairs(agent: &Value) -> Vec<Pair<'_>> {
    let provider = agent["key"].as_str().unwrap_or(OTHER);
    let models = agent["breakdown"].as_array().map_or(&[][..], Vec::as_slice);
    models.iter().map(|row| Pair { provider, model: row["key"].as_str().unwrap_or(OTHER), row }).collect()
}

impl Pair<'_> {
    fn labels(&self) -> Labels {
        labels(self.provider, self.model)
    }
}

fn labels(provider: &str, model: &str) -> Labels {
    vec![("provider", provider.to_owned()), ("model", model.to_owned())]
}

/// Counters of one name.
struct Rising<'a> {
    name: &'static str,
    counters: Counters,
    risen: &'a Risen,
}

impl Rising<'_> {
    fn rise(&self, labels: &Labels, value: f64) {
        let value = self.risen.at_least(format!("{}{labels:?}", self.name), value);
        self.counters.get_or_create(labels).inc_by(value);
    }
}

fn budgets(registry: &mut Registry, inquiry: &Inquiry<'_>) -> Result<(), Problem> {
    let used = gauge(registry, "budget_used_ratio", "What is used of a budget, 1 is all of it");
    for row in rows(&inquiry.ask("/api/v1/budget", "")?) {
        let (budget, scope) = (&row["budget"], row["budget"]["project"].as_str().unwrap_or("all"));
        let labels = vec![("period", text(&budget["period"])), ("scope", scope.to_owned())];
        set(&used, &labels, &row["used_ratio"]);
    }
    Ok(())
}

fn limits(registry: &mut Registry, inquiry: &Inquiry<'_>) -> Result<(), Problem> {
    let used = gauge(registry, "limit_used_ratio", "What is used of a vendor's limit, 1 is all of it");
    let resets = gauge(registry, "limit_reset_timestamp_seconds", "When a vendor's limit resets");
    for row in rows(&inquiry.ask("/api/v1/limits", "")?) {
        let labels = vec![("provider", text(&row["provider"])), ("window", text(&row["window"]))];
        set(&used, &labels, &row["used_ratio"]);
        set(&resets, &labels, &seconds(&row["resets_at"]));
    }
    Ok(())
}

fn agents(registry: &mut Registry, inquiry: &Inquiry<'_>) -> Result<(), Problem> {
    let issues = gauge(registry, "issues", "Records that are not as their format says, by kind");
    let known =
        gauge(registry, "last_ingest_timestamp_seconds", "When everything logged until then was read");
    let answer = inquiry.ask("/api/v1/providers", "")?;
    let mut sums = std::collections::BTreeMap::<String, f64>::new();
    for row in rows(&answer) {
        for issue in row["issues"].as_array().map_or(&[][..], Vec::as_slice) {
            *sums.entry(text(&issue["kind"])).or_default() += number(&issue["count"]);
        }
    }
    for (kind, count) in sums.into_iter().take(MOST_ROWS) {
        issues.get_or_create(&vec![("kind", kind)]).set(count);
    }
    set(&known, &Vec::new(), &seconds(&answer["fresh"]["as_of"]));
    Ok(())
}

/// The context of the session that was last active.
fn context(registry: &mut Registry, inquiry: &Inquiry<'_>) {
    let used = gauge(registry, "context_used_ratio", "How full the context of the session last active is");
    if let Ok(context) = inquiry.ask("/api/v1/context", "") {
        set(&used, &Vec::new(), &context["fill"]["value"]);
    }
}

/// Registers gauges of one name.
pub(super) fn gauge(registry: &mut Registry, name: &str, help: &str) -> Gauges {
    let gauges = Gauges::default();
    registry.register(name, help, gauges.clone());
    gauges
}

/// Sets a gauge, unless its value is not known.
pub(super) fn set(gauges: &Gauges, labels: &Labels, value: &Value) {
    if !value.is_null() {
        gauges.get_or_create(labels).set(number(value));
    }
}

fn rows(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["rows"].as_array().map_or(&[][..], Vec::as_slice).iter().take(MOST_ROWS)
}

/// Returns a number, which money is as text.
pub(super) fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn seconds(instant: &Value) -> Value {
    let at = instant.as_str().and_then(Timestamp::parse);
    at.map_or(Value::Null, |at| Value::from(at.millis().div_euclid(1000)))
}
