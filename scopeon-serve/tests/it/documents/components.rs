//! The types of bodies: those of the wire format, of which a caller may be told a part.

use std::collections::BTreeMap;

use scopeon_serve::{Documented, documented};
use serde_json::{Map, Value, json};

const HERE: &str = "#/components/schemas/";
const THERE: &str = "#/$defs/";

/// The types that bodies are made of.
pub(super) fn components(types: &Value) -> Map<String, Value> {
    let mut found = BTreeMap::new();
    for route in documented() {
        if let Some(name) = route.schema {
            take(name, types, &mut found);
        }
    }
    for route in documented() {
        let Some(name) = route.schema else { continue };
        // Fields are chosen, and lower tiers are told fewer of them: none of an answer has to be there.
        let mut rows: Vec<String> = Vec::new();
        for field in &route.narrowed {
            row_types(&found[name]["properties"][field], &found, &mut rows);
        }
        for name in rows.iter().map(String::as_str).chain([name]) {
            relax(found.get_mut(name).expect("a type"));
        }
    }
    found.insert("Problem".to_owned(), problem());
    found.insert("Health".to_owned(), health());
    found.insert("Capabilities".to_owned(), capabilities());
    found.insert("PageToken".to_owned(), page_token());
    found.into_iter().collect()
}

/// Takes a type and those that it names.
fn take(name: &str, types: &Value, found: &mut BTreeMap<String, Value>) {
    if found.contains_key(name) {
        return;
    }
    let mut about = types[name].clone();
    assert!(about.is_object(), "{name} is no type of the wire format");
    move_here(&mut about);
    let mut named = Vec::new();
    names(&about, &mut named);
    found.insert(name.to_owned(), about);
    for name in &named {
        take(name, types, found);
    }
}

fn move_here(about: &mut Value) {
    match about {
        Value::Array(items) => items.iter_mut().for_each(move_here),
        Value::Object(held) => {
            if let Some(Value::String(reference)) = held.get_mut("$ref") {
                *reference = reference.replace(THERE, HERE);
            }
            held.values_mut().for_each(move_here);
        }
        _ => {}
    }
}

fn names(about: &Value, found: &mut Vec<String>) {
    match about {
        Value::Array(items) => items.iter().for_each(|about| names(about, found)),
        Value::Object(held) => {
            if let Some(name) =
                held.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(HERE))
            {
                found.push(name.to_owned());
            }
            held.values().for_each(|about| names(about, found));
        }
        _ => {}
    }
}

/// The types of rows; those that a row may be one of are types of it as well.
fn row_types(about: &Value, types: &BTreeMap<String, Value>, rows: &mut Vec<String>) {
    let mut named = Vec::new();
    names(about, &mut named);
    for name in named {
        for one in ["oneOf", "anyOf"] {
            row_types(&types[&name][one], types, rows);
        }
        rows.push(name);
    }
}

fn relax(about: &mut Value) {
    if let Some(held) = about.as_object_mut() {
        held.remove("required");
    }
    for one in ["oneOf", "anyOf"] {
        about.get_mut(one).and_then(Value::as_array_mut).into_iter().flatten().for_each(relax);
    }
}

/// The type of a body.
pub(super) fn body(kind: &str, route: &Documented) -> Value {
    let named = |name: &str| json!({ "$ref": format!("{HERE}{name}") });
    match (kind, route.path, route.schema) {
        ("application/problem+json", ..) => named("Problem"),
        ("application/json", _, Some(name)) => named(name),
        ("application/json", "/health", _) => named("Health"),
        ("application/json", "/api/v1/capabilities", _) => named("Capabilities"),
        ("application/json", "/api/v1/session", _) => named("PageToken"),
        ("application/json", ..) => json!({ "type": "object" }),
        _ => json!({ "type": "string" }),
    }
}

/// What is traded for a token.
pub(super) fn traded() -> Value {
    let one = |name: &str| json!({ "type": "object", "required": [name], "additionalProperties": false, "properties": { name: { "type": "string" } } });
    let schema = json!({ "oneOf": [one("code"), one("secret")] });
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" },
            "status": { "type": "integer" }, "detail": { "type": "string" },
            "parameter": { "type": "string" }, "allowed": { "type": "array", "items": { "type": "string" } },
            "nearest": { "type": ["string", "null"] }, "tier": { "type": "integer" },
            "origin": { "type": "string" }, "option": { "type": "string" },
            "hints": { "type": "array", "items": { "type": "string" } },
        },
    })
}

fn tier() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": 3 })
}

fn health() -> Value {
    json!({
        "type": "object",
        "required": ["status", "version", "uptime_secs", "tier", "needs_token"],
        "properties": {
            "status": { "const": "ok" }, "version": { "type": "string" },
            "uptime_secs": { "type": "integer", "minimum": 0 }, "tier": tier(), "needs_token": { "type": "boolean" },
        },
    })
}

fn capabilities() -> Value {
    let route = json!({
        "type": "object",
        "required": ["path", "tier", "allowed"],
        "properties": { "path": { "type": "string" }, "tier": tier(), "allowed": { "type": "boolean" } },
    });
    json!({
        "type": "object",
        "required": ["schema", "version", "tier", "routes"],
        "properties": {
            "schema": { "type": "integer" }, "version": { "type": "string" }, "tier": tier(),
            "routes": { "type": "array", "items": route },
        },
    })
}

fn page_token() -> Value {
    json!({
        "type": "object",
        "required": ["token", "tier", "expires_at"],
        "properties": {
            "token": { "type": "string" }, "tier": tier(), "expires_at": { "type": "string", "format": "date-time" },
        },
    })
}
