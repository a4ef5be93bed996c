//! `models.dev`'s `api.json` (2026-07): providers, their models, dollars per million tokens.

use serde_json::{Map, Value};

use super::litellm::whole;
use crate::pricing::amount::UsdPerMillion;
use crate::pricing::class::{PromptTier, Tier};
use crate::pricing::row::{PriceRow, RateSet, Variant};

/// The source of rows from `models.dev`.
pub(super) const MODELS_DEV: &str = "models.dev";

/// The name of a provider's list in our keys, where it is not the provider's id. Vendors whose models are
/// known by their bare names have none.
const LISTS: [(&str, &str); 7] = [
    ("anthropic", ""),
    ("openai", ""),
    ("google", ""),
    ("moonshotai", "moonshot/"),
    ("alibaba", "dashscope/"),
    ("github-copilot", "github_copilot/"),
    ("togetherai", "together_ai/"),
];

/// The prompt size above which `context_over_200k` holds.
const LONG_CONTEXT: u64 = 200_000;

/// Returns a row or nothing for each model.
pub(super) fn rows(providers: &Map<String, Value>) -> Vec<Option<PriceRow>> {
    let mut rows = Vec::new();
    for (provider, entry) in providers {
        let models = entry.get("models").and_then(Value::as_object);
        rows.extend(models.into_iter().flatten().map(|(id, model)| row(provider, id, model)));
    }
    rows
}

fn row(provider: &str, id: &str, model: &Value) -> Option<PriceRow> {
    let cost = model.get("cost")?;
    let list = LISTS.iter().find(|(name, _)| *name == provider);
    let key = list.map_or_else(|| format!("{provider}/{id}"), |(_, list)| format!("{list}{id}"));
    if key.chars().any(char::is_control) {
        return None;
    }
    let mut row = PriceRow::new(&key, rates(cost)?, MODELS_DEV);
    if row.vendor.is_empty() {
        row.vendor = provider.to_owned().into();
    }
    row.variants = long_context(cost)?;
    let limit = |name: &str| model.get("limit")?.get(name).and_then(whole).filter(|count| *count > 0);
    // The context holds the answer too, where the largest prompt is stated beside it.
    row.window = limit("input").or_else(|| limit("context"));
    row.max_output = limit("output");
    Some(row)
}

/// The prices of larger prompts: by their sizes, else as older lists state them, whose one size is in the
/// name. `None` when one has a size that no band knows.
fn long_context(cost: &Value) -> Option<Vec<Variant>> {
    let variant = |above, rates| Variant { tier: Tier::Standard, above, rates };
    let Some(tiers) = cost.get("tiers").and_then(Value::as_array) else {
        let long = cost.get("context_over_200k").map(rates);
        return long.map_or(Some(Vec::new()), |rates| Some(vec![variant(LONG_CONTEXT, rates?)]));
    };
    let sized = |tier: &Value| {
        let above = tier.get("tier")?.get("size").and_then(whole)?;
        let above = Some(above).filter(|above| *above > 0 && PromptTier::BOUNDS.contains(above))?;
        Some(variant(above, rates(tier)?))
    };
    tiers.iter().map(sized).collect()
}

fn rates(cost: &Value) -> Option<RateSet> {
    let rate = |name: &str| -> Option<UsdPerMillion> { UsdPerMillion::from_float(cost.get(name)?.as_f64()?) };
    let output = rate("output")?;
    Some(RateSet {
        input: rate("input")?,
        output,
        reasoning: rate("reasoning").filter(|own| *own != output),
        cache_read: rate("cache_read"),
        cache_write_5m: rate("cache_write"),
        cache_write_1h: None,
    })
}
