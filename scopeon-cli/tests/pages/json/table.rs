//! Tables of fields and of words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::changes::since;
use super::shape::{Definitions, Kind, target, without_null};
use super::words::{anchor, cell, split};

/// A field as the page shows it.
struct Row {
    field: String,
    kind: String,
    unit: String,
    meaning: String,
    null: String,
    since: u32,
}

/// What a value looks like, and what is inside of it.
struct Look<'a> {
    kind: String,
    unit: &'a str,
    /// What is added to the field's name: `[]`, `.*`.
    suffix: String,
    /// The definition whose fields follow.
    inside: Option<&'a str>,
}

/// Writes the fields of a definition.
pub(super) fn table(definitions: &Definitions<'_>, name: &str) -> String {
    let mut rows = Vec::new();
    match definitions.kind(name) {
        Kind::Choice => choices(definitions, name, &mut rows),
        _ => walk(definitions, name, "", &mut rows),
    }
    if rows.is_empty() {
        return "No fields but those of every answer.\n".to_owned();
    }
    let mut text =
        "| field | type | unit | meaning | `null` | since |\n|---|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let Row { field, kind, unit, meaning, null, since } = row;
        let _ =
            writeln!(text, "| {field} | {kind} | {unit} | {} | {} | {since} |", cell(&meaning), cell(&null));
    }
    text
}

/// Writes the words of a definition.
pub(super) fn word_table(definitions: &Definitions<'_>, name: &str) -> String {
    let mut text = "| word | meaning |\n|---|---|\n".to_owned();
    let Some(schema) = definitions.get(name) else { return text };
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    for one in list("oneOf") {
        let meaning = one.get("description").and_then(Value::as_str).unwrap_or_default();
        let words = one.get("enum").and_then(Value::as_array).cloned();
        for word in words.unwrap_or_else(|| one.get("const").cloned().into_iter().collect()) {
            let _ = writeln!(text, "| `{}` | {} |", word.as_str().unwrap_or_default(), cell(meaning));
        }
    }
    for word in list("enum").filter_map(Value::as_str) {
        let _ = writeln!(text, "| `{word}` | |");
    }
    text
}

/// The fields of a definition and of what is inside of them.
fn walk(definitions: &Definitions<'_>, name: &str, prefix: &str, rows: &mut Vec<Row>) {
    let Some(schema) = definitions.get(name) else { return };
    let Some(fields) = schema.get("properties").and_then(Value::as_object) else { return };
    let mut left = own(definitions, name, fields);
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let mut order: Vec<&str> = required.filter_map(Value::as_str).collect();
    order
        .extend(fields.keys().map(String::as_str).filter(|field| !order.contains(field)).collect::<Vec<_>>());
    let always = schema.get("required").and_then(Value::as_array);
    for field in order {
        let Some(value) = left.get(field).copied() else { continue };
        if let Some((part, members)) = whole(definitions, name, &left, field) {
            let kind = format!("[{part}](#{})", anchor(part));
            let meaning = format!("All fields of {part}, beside the others.");
            rows.push(Row {
                field: format!("`{prefix}…`"),
                kind,
                unit: String::new(),
                meaning,
                null: String::new(),
                since: 1,
            });
            left.retain(|member, _| !members.contains_key(*member));
            continue;
        }
        let is_optional = !always.is_some_and(|always| always.iter().any(|one| one == field));
        let found = row(definitions, (name, field), value, (prefix, is_optional));
        let look = look(definitions, without_null(value).0);
        rows.push(found);
        if let Some(inside) = look.inside {
            walk(definitions, inside, &format!("{prefix}{field}{}.", look.suffix), rows);
        }
    }
}

/// The fields of an object without those of every answer.
fn own<'a>(
    definitions: &Definitions<'a>,
    name: &str,
    fields: &'a Map<String, Value>,
) -> BTreeMap<&'a str, &'a Value> {
    let scope =
        definitions.get("Scope").filter(|_| name != "Scope").and_then(|scope| scope.get("properties"));
    let inherited = |field: &str, value: &Value| scope.and_then(|scope| scope.get(field)) == Some(value);
    fields.iter().filter(|(field, value)| !inherited(field, value)).map(|(f, v)| (f.as_str(), v)).collect()
}

/// The part all of whose fields are among those of an object, that one among them.
fn whole<'a>(
    definitions: &Definitions<'a>,
    name: &str,
    left: &BTreeMap<&str, &Value>,
    field: &str,
) -> Option<(&'static str, &'a Map<String, Value>)> {
    let is_in = |members: &Map<String, Value>| {
        members.contains_key(field)
            && members.iter().all(|(member, value)| left.get(member.as_str()) == Some(&value))
    };
    definitions.parts().into_iter().find(|(part, members)| *part != name && is_in(members))
}

fn row(
    definitions: &Definitions<'_>,
    (owner, field): (&str, &str),
    value: &Value,
    (prefix, is_optional): (&str, bool),
) -> Row {
    let (inner, is_null) = without_null(value);
    let look = look(definitions, inner);
    let description = value.get("description").and_then(Value::as_str).unwrap_or_default();
    let is_figure = target(inner).is_some_and(|name| definitions.kind(name) == Kind::Figure);
    let said = split(description).filter(|_| is_null || is_figure);
    let (meaning, null) = said.unwrap_or_else(|| (description.to_owned(), String::new()));
    let null = if is_figure && !null.is_empty() { format!("its value {null}") } else { null };
    let stated = value.get("x-unit").and_then(Value::as_str);
    let optional = if is_optional { "optional " } else { "" };
    Row {
        field: format!("`{prefix}{field}{}`", look.suffix),
        kind: format!("{optional}{}", look.kind),
        unit: stated.unwrap_or(look.unit).to_owned(),
        meaning: meaning.replace("\n\n", " "),
        null,
        since: since(owner, field),
    }
}

/// Objects of which one stands for a value, each with the field or the word that tells it from the others.
fn choices(definitions: &Definitions<'_>, name: &str, rows: &mut Vec<Row>) {
    let all = definitions.get(name).and_then(|schema| schema.get("oneOf")).and_then(Value::as_array);
    for one in all.into_iter().flatten() {
        let fields = one.get("properties").and_then(Value::as_object);
        for (field, value) in fields.into_iter().flatten() {
            let mut row = row(definitions, (name, field), value, ("", false));
            one.get("description").and_then(Value::as_str).unwrap_or_default().clone_into(&mut row.meaning);
            if let Some(word) = value.get("const").and_then(Value::as_str) {
                row.kind = format!("`\"{word}\"`");
            }
            rows.push(row);
        }
        if let Some(inside) = target(one) {
            walk(definitions, inside, "", rows);
        }
    }
}

fn look<'a>(definitions: &Definitions<'_>, schema: &'a Value) -> Look<'a> {
    if let Some(name) = target(schema) {
        return referred(definitions, name);
    }
    let plain =
        |kind: &str| Look { kind: kind.to_owned(), unit: unit(schema), suffix: String::new(), inside: None };
    let kinds = schema.get("type");
    let first = kinds.and_then(Value::as_array).and_then(|kinds| kinds.iter().find(|kind| *kind != "null"));
    match first.or(kinds).and_then(Value::as_str).unwrap_or_default() {
        "array" => nested(definitions, schema.get("items"), "list of ", "[]"),
        "object" => nested(definitions, schema.get("additionalProperties"), "map of ", ".*"),
        "integer" => plain("whole number"),
        "number" => plain("number"),
        "boolean" => plain("true or false"),
        _ => plain(&listed(schema).unwrap_or_else(|| "text".to_owned())),
    }
}

fn referred<'a>(definitions: &Definitions<'_>, name: &'a str) -> Look<'a> {
    let link = |words: &str| format!("[{words}](#{})", anchor(name));
    let bare = |kind: String, inside| Look { kind, unit: "", suffix: String::new(), inside };
    match definitions.kind(name) {
        Kind::Figure => {
            let of = name.strip_prefix("Figure_").unwrap_or_default();
            let (of, unit) = match of {
                "Usd" => ("text".to_owned(), "USD"),
                "Share" => ("number".to_owned(), "ratio 0–1"),
                "Number" => ("number".to_owned(), ""),
                "uint32" | "uint64" => ("whole number".to_owned(), ""),
                other => (format!("[{other}](#{})", anchor(other)), ""),
            };
            Look { unit, ..bare(format!("[figure](#figure) of {of}"), None) }
        }
        Kind::Word => bare(link("word"), None),
        Kind::Object if !definitions.is_shared(name) => bare("object".to_owned(), Some(name)),
        _ => bare(link(name), None),
    }
}

fn nested<'a>(definitions: &Definitions<'_>, inner: Option<&'a Value>, of: &str, suffix: &str) -> Look<'a> {
    let Some(inner) = inner else {
        return Look { kind: "object".to_owned(), unit: "", suffix: String::new(), inside: None };
    };
    let inner = look(definitions, inner);
    Look {
        kind: format!("{of}{}", plural(&inner.kind)),
        suffix: format!("{suffix}{}", inner.suffix),
        ..inner
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "object" => "objects".to_owned(),
        "whole number" => "whole numbers".to_owned(),
        "text" => "texts".to_owned(),
        other => other.to_owned(),
    }
}

fn listed(schema: &Value) -> Option<String> {
    let words = schema.get("enum")?.as_array()?.iter().filter_map(Value::as_str);
    Some(words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
}

fn unit(schema: &Value) -> &str {
    schema.get("x-unit").and_then(Value::as_str).unwrap_or_default()
}
