//! Figures as answers tell them: fewer than the wire format has, and each by one short name.

use scopeon_core::metrics::cost::{CostMode, CostSum};
use scopeon_core::metrics::{Certainty, Figure, Provenance, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Coverage;
use scopeon_core::report::{Figures, Scope};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use serde_json::{Map, Value, json};

/// A part of an answer while it is made.
pub(crate) type Part = Map<String, Value>;

/// Puts values by their names.
pub(crate) fn part<const N: usize>(values: [(&str, Value); N]) -> Part {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Writes an amount.
pub(crate) fn usd(amount: Option<PicoUsd>) -> Value {
    amount.map_or(Value::Null, |amount| json!(amount.to_string()))
}

/// Writes a share in percent.
pub(crate) fn percent(share: Share) -> Value {
    hundredths(i64::from(share.bp()))
}

/// Writes basis points in percent.
pub(crate) fn hundredths(bp: i64) -> Value {
    if bp % 100 == 0 {
        return json!(bp / 100);
    }
    // Two decimals of what is far below 2^53: nothing is lost.
    let text = format!("{}{}.{:02}", if bp < 0 { "-" } else { "" }, (bp / 100).abs(), (bp % 100).abs());
    text.parse::<f64>().map_or(Value::Null, |number| json!(number))
}

/// Writes an instant, to the second.
pub(crate) fn at(instant: Option<Timestamp>) -> Value {
    instant.map_or(Value::Null, |at| {
        let text = json!(at);
        let whole = text.as_str().and_then(|text| text.split_once('.')).map(|(whole, _)| format!("{whole}Z"));
        whole.map_or(text, |whole| json!(whole))
    })
}

/// Writes a figure's value.
pub(crate) fn value<T: Into<Value> + Copy>(figure: Figure<T>) -> Value {
    figure.value.map_or(Value::Null, Into::into)
}

/// Writes tokens by kind.
pub(crate) fn tokens(usage: &Usage) -> Value {
    let mut tokens = part([("input", json!(usage.input)), ("output", json!(usage.output))]);
    tokens.insert("cache_read".to_owned(), json!(usage.cache_read));
    tokens.insert("cache_write".to_owned(), json!(usage.cache_write_5m.saturating_add(usage.cache_write_1h)));
    if usage.reasoning > 0 {
        tokens.insert("reasoning".to_owned(), json!(usage.reasoning));
    }
    Value::Object(tokens)
}

/// Returns how much the logs of the agents of an answer hold, at worst.
pub(crate) fn coverage(scope: &Scope) -> Option<Coverage> {
    scope.levels.values().copied().max()
}

/// Returns how sure a cost is whose sum does not say what its calls lack.
pub(crate) fn certainty(sum: &CostSum, tokens: Provenance) -> Certainty {
    match sum.known_usd() {
        None => Certainty::Unpriced,
        Some(_) => Certainty::of(sum.provenance(tokens)),
    }
}

/// Writes what was spent: dollars, all tokens, calls.
pub(crate) fn spent(figures: &Figures, coverage: Option<Coverage>) -> Part {
    let mut spent = part([
        ("cost_usd", usd(figures.amount(CostMode::Computed))),
        ("tokens", json!(figures.usage.total())),
        ("calls", json!(figures.calls)),
    ]);
    let certainty = figures.certainty(coverage);
    if certainty != Certainty::Exact {
        spent.insert("level".to_owned(), json!(certainty.as_str()));
    }
    spent
}

/// Writes the same of a sum.
pub(crate) fn sum(sum: &CostSum, tokens: Provenance) -> Part {
    let mut spent = part([
        ("cost_usd", usd(sum.known_usd())),
        ("tokens", json!(sum.usage.total())),
        ("calls", json!(sum.calls)),
    ]);
    let certainty = certainty(sum, tokens);
    if certainty != Certainty::Exact {
        spent.insert("level".to_owned(), json!(certainty.as_str()));
    }
    spent
}
