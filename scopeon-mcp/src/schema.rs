//! A tool as it is listed: its schemas are made of its tables, as small as they can be, since an agent pays for each byte.

use serde_json::{Map, Value, json};

use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// What every answer holds beside its own fields: the session that is meant, how sure the figures are.
const ALWAYS: [Field; 2] = [Field { name: "session", is: Is::Part }, Field { name: "level", is: Is::Text }];

/// Lists a tool.
pub(crate) fn listed(tool: &Tool) -> Map<String, Value> {
    let mut listed = Map::new();
    let mut put = |name: &str, value: Value| listed.insert(name.to_owned(), value);
    put("name", json!(tool.name));
    put("title", json!(tool.title));
    put("description", json!(tool.about));
    put("inputSchema", input(tool));
    put("outputSchema", output(tool));
    put("annotations", annotations(tool));
    listed
}

fn annotations(tool: &Tool) -> Value {
    if tool.writes {
        json!({ "readOnlyHint": false, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false })
    } else {
        json!({ "readOnlyHint": true, "openWorldHint": false })
    }
}

fn input(tool: &Tool) -> Value {
    let mut schema = json!({ "type": "object" });
    if !tool.takes.is_empty() {
        let properties = tool.takes.iter().map(|param| (param.name.to_owned(), parameter(param)));
        schema["properties"] = Value::Object(properties.collect());
    }
    let needed: Vec<&str> =
        tool.takes.iter().filter(|param| param.is_needed()).map(|param| param.name).collect();
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    schema
}

fn parameter(param: &Param) -> Value {
    let mut schema = match param.kind {
        Kind::Text | Kind::Needed => json!({ "type": "string" }),
        Kind::Texts | Kind::NeededTexts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Word(words) => json!({ "enum": words }),
        Kind::Count(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Kind::Flag => json!({ "type": "boolean" }),
    };
    if !param.about.is_empty() {
        schema["description"] = json!(param.about);
    }
    schema
}

/// Types that are used more than once are defined once.
fn output(tool: &Tool) -> Value {
    let fields = || ALWAYS.iter().chain(tool.gives);
    let mut schema = json!({ "type": "object" });
    let mut defs = Map::new();
    let mut properties = Map::new();
    for field in fields() {
        let uses = fields().filter(|other| other.is == field.is).count();
        let of = kind(field.is);
        let whole = of.to_string();
        let name = short(field.is);
        // A reference has to be shorter than what it stands for, definition included.
        let reference = format!("{{\"$ref\":\"#/$defs/{name}\"}}");
        let is_worth = uses > 1 && whole.len() * uses > reference.len() * uses + whole.len() + name.len() + 4;
        let of = if is_worth {
            defs.insert(name.to_owned(), of);
            json!({ "$ref": format!("#/$defs/{name}") })
        } else {
            of
        };
        properties.insert(field.name.to_owned(), of);
    }
    schema["properties"] = Value::Object(properties);
    if !defs.is_empty() {
        schema["$defs"] = Value::Object(defs);
    }
    schema
}

const fn short(is: Is) -> &'static str {
    match is {
        Is::Usd => "usd",
        Is::Count => "n",
        Is::Number => "x",
        Is::Text => "text",
        Is::At => "at",
        Is::Flag => "flag",
        Is::Part => "part",
        Is::Rows => "rows",
    }
}

fn kind(is: Is) -> Value {
    match is {
        Is::Usd | Is::Text | Is::At => json!({ "type": ["string", "null"] }),
        Is::Count => json!({ "type": ["integer", "null"] }),
        Is::Number => json!({ "type": ["number", "null"] }),
        Is::Flag => json!({ "type": "boolean" }),
        Is::Part => json!({ "type": ["object", "null"] }),
        Is::Rows => json!({ "type": "array", "items": { "type": "object" } }),
    }
}
