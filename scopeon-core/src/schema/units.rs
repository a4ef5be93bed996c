//! What whole numbers count, by their names: units of time, size and text are not told by a type.

use schemars::Schema;
use serde_json::{Map, Value};

/// Whole numbers of tokens.
const TOKENS: &[&str] = &[
    "above",
    "above_half",
    "after",
    "before",
    "busts_lost",
    "cache_read",
    "cache_write",
    "cache_write_1h",
    "cache_write_5m",
    "capacity",
    "change",
    "context",
    "freed",
    "growth_per_call",
    "growth_per_turn",
    "input",
    "limit",
    "lost",
    "max_output",
    "median_before",
    "missing_tokens",
    "occupancy",
    "output",
    "prompt",
    "reasoning",
    "tokens",
    "tokens_saved",
    "total",
    "unpriced_tokens",
    "unread",
    "window",
    "written_1h",
    "written_5m",
];

/// Adds to each whole number among the properties of an object what it counts, where that is not things.
pub(super) fn name(schema: &mut Schema) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (name, property) in properties {
        let Some(property) = property.as_object_mut().filter(|property| counts(property)) else {
            continue;
        };
        if let Some(unit) = unit(name) {
            property.insert("x-unit".to_owned(), unit.into());
        }
    }
}

/// A whole number, or a figure of one.
fn counts(property: &Map<String, Value>) -> bool {
    let figures = ["#/$defs/Figure_uint64", "#/$defs/Figure_Number"];
    match property.get("$ref").or_else(|| property.get("type")) {
        Some(Value::String(target)) if target.starts_with('#') => figures.contains(&target.as_str()),
        Some(Value::String(kind)) => kind == "integer",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "integer"),
        _ => false,
    }
}

fn unit(name: &str) -> Option<&'static str> {
    match name {
        "minutes" => Some("minutes"),
        "offset" | "bytes" | "bytes_before" => Some("bytes"),
        "tokens_per_minute" => Some("tokens a minute"),
        _ if name.ends_with("_ms") || name == "ms" => Some("ms"),
        _ if name.ends_with("_bytes") => Some("bytes"),
        _ if name.ends_with("_percent") => Some("percent"),
        _ if TOKENS.contains(&name) => Some("tokens"),
        _ => None,
    }
}
