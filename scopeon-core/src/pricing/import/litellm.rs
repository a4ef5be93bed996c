//! `LiteLLM`'s map of models (release 1.109.1): dollars per token, one field per tier and prompt size.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::money::PicoUsd;
use crate::pricing::amount::{Multiplier, UsdPerMillion};
use crate::pricing::class::{PromptTier, Tier};
use crate::pricing::row::{PriceRow, RateSet, Variant};

type Entry = Map<String, Value>;

/// The suffix of a tier's fields.
const TIERS: [(&str, Tier); 5] = [
    ("", Tier::Standard),
    ("_priority", Tier::Priority),
    ("_batches", Tier::Batch),
    ("_flex", Tier::Flex),
    ("_ultrafast", Tier::Ultrafast),
];

/// Returns a row or nothing for each entry.
pub(super) fn rows(entries: &Map<String, Value>) -> Vec<Option<PriceRow>> {
    let models = entries.iter().filter(|(key, _)| *key != "sample_spec");
    models.map(|(key, entry)| row(key, entry.as_object()?)).collect()
}

fn row(key: &str, entry: &Entry) -> Option<PriceRow> {
    let mode = text(entry, "mode").unwrap_or("chat");
    if !matches!(mode, "chat" | "responses" | "completion") || key.chars().any(char::is_control) {
        return None;
    }
    let mut sets = sets(entry)?;
    let base = sets.iter().position(|set| set.tier == Tier::Standard && set.above == 0)?;
    let base = sets.remove(base).rates;
    let mut row = PriceRow::new(key, base, "litellm");
    if row.vendor.is_empty() {
        let provider = text(entry, "litellm_provider").unwrap_or_default();
        row.vendor = Cow::Owned(provider.split('-').next().unwrap_or_default().to_owned());
    }
    row.variants = sets;
    row.web_search = entry
        .get("search_context_cost_per_query")
        .and_then(|fees| fees.get("search_context_size_medium")?.as_f64())
        .and_then(PicoUsd::from_reported)
        .filter(|fee| *fee > PicoUsd::ZERO);
    row.window = count(entry, "max_input_tokens").or_else(|| count(entry, "max_tokens"));
    row.max_output = count(entry, "max_output_tokens");
    let special = |name: &str| factor(entry.get("provider_specific_entry").and_then(|e| e.get(name)));
    row.fast = special("fast");
    row.us = special("us").or_else(|| factor(entry.get("regional_processing_uplift_multiplier_us")));
    row.eu = factor(entry.get("regional_processing_uplift_multiplier_eu"));
    Some(row)
}

/// All sets of rates; `None` when one of them has a threshold no band knows.
fn sets(entry: &Entry) -> Option<Vec<Variant>> {
    let mut sets = Vec::new();
    for (suffix, tier) in TIERS {
        for above in thresholds(entry)? {
            if let Some(rates) = rates(entry, &Fields::of(above, suffix)) {
                sets.push(Variant { tier, above, rates });
            }
        }
    }
    if !sets.iter().any(|set| set.tier == Tier::Standard && set.above == 0) {
        sets.extend(tiered(entry)?);
    }
    Some(sets)
}

fn thresholds(entry: &Entry) -> Option<BTreeSet<u64>> {
    let mut bounds = BTreeSet::from([0]);
    for field in entry.keys() {
        let rest = field
            .strip_prefix("input_cost_per_token_above_")
            .or_else(|| field.strip_prefix("output_cost_per_token_above_"));
        if let Some((thousands, _)) = rest.and_then(|rest| rest.split_once("k_tokens")) {
            let bound = thousands.parse::<u64>().ok()?.checked_mul(1000)?;
            bounds.insert(Some(bound).filter(|bound| PromptTier::BOUNDS.contains(bound))?);
        }
    }
    Some(bounds)
}

/// `tiered_pricing`: the lower end of a range is what the prompt must exceed.
fn tiered(entry: &Entry) -> Option<Vec<Variant>> {
    let Some(tiers) = entry.get("tiered_pricing").and_then(Value::as_array) else { return Some(Vec::new()) };
    let mut sets = Vec::new();
    for tier in tiers.iter().filter_map(Value::as_object) {
        let above = whole(tier.get("range")?.get(0)?)?;
        let rates = rates(tier, &Fields::of(0, ""))?;
        let above = Some(above).filter(|bound| PromptTier::BOUNDS.contains(bound))?;
        sets.push(Variant { tier: Tier::Standard, above, rates });
    }
    Some(sets)
}

/// The names of the fields of one set.
struct Fields {
    band: String,
    suffix: &'static str,
}

impl Fields {
    fn of(above: u64, suffix: &'static str) -> Self {
        let band = if above == 0 { String::new() } else { format!("_above_{}k_tokens", above / 1000) };
        Self { band, suffix }
    }

    fn rate(&self, entry: &Entry, stem: &str) -> Option<UsdPerMillion> {
        per_token(entry, &format!("{stem}{}{}", self.band, self.suffix))
    }

    fn is_base(&self) -> bool {
        self.band.is_empty() && self.suffix.is_empty()
    }
}

fn rates(entry: &Entry, fields: &Fields) -> Option<RateSet> {
    let output = fields.rate(entry, "output_cost_per_token")?;
    let hit = || if fields.is_base() { per_token(entry, "input_cost_per_token_cache_hit") } else { None };
    Some(RateSet {
        input: fields.rate(entry, "input_cost_per_token")?,
        output,
        reasoning: fields.rate(entry, "output_cost_per_reasoning_token").filter(|own| *own != output),
        cache_read: fields.rate(entry, "cache_read_input_token_cost").or_else(hit),
        cache_write_5m: fields.rate(entry, "cache_creation_input_token_cost"),
        cache_write_1h: fields
            .rate(entry, "cache_creation_input_token_cost_above_1hr")
            .or_else(|| fields.rate(entry, "cache_creation_input_token_cost_above_12hr")),
    })
}

fn per_token(entry: &Entry, field: &str) -> Option<UsdPerMillion> {
    let dollars = entry.get(field)?.as_f64()?;
    UsdPerMillion::from_float_per_token(dollars)
}

fn text<'a>(entry: &'a Entry, field: &str) -> Option<&'a str> {
    entry.get(field)?.as_str()
}

fn count(entry: &Entry, field: &str) -> Option<u64> {
    whole(entry.get(field)?).filter(|count| *count > 0)
}

/// A whole number, also where the list writes it as a float (`32000.0`).
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| format!("{}", value.as_f64()?).parse().ok())
}

fn factor(value: Option<&Value>) -> Option<Multiplier> {
    let factor = Multiplier::parse(&format!("{}", value?.as_f64()?))?;
    (factor != Multiplier::ONE).then_some(factor)
}
