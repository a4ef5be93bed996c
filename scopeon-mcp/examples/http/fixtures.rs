//! What `@modelcontextprotocol/conformance` wants to find: its descriptions of scenarios say what each answers. What asks
//! something of the client (sampling, elicitation, roots) and what logs to it is not here, since no such thing is offered.

use std::time::Duration;

use scopeon_mcp::testkit::{FixtureCall, Fixtures};
use serde_json::{Value, json};

/// What the suite wants to find.
pub(crate) const FIXTURES: Fixtures = Fixtures { listed, answer };

/// A picture of one pixel.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==";
/// A sound without a sample.
const SOUND: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
/// How long a step takes.
const STEP: Duration = Duration::from_millis(50);
/// The code for a client that lacks what a request needs.
const MISSING_CAPABILITY: i32 = -32021;

fn listed(list: &str) -> Vec<Value> {
    match list {
        "tools" => tools(),
        "resources" => vec![
            json!({ "uri": "test://static-text", "name": "static-text", "mimeType": "text/plain" }),
            json!({ "uri": "test://static-binary", "name": "static-binary", "mimeType": "image/png" }),
            json!({ "uri": "test://watched-resource", "name": "watched-resource", "mimeType": "text/plain" }),
        ],
        "resourceTemplates" => vec![
            json!({ "uriTemplate": "test://template/{id}/data", "name": "template", "mimeType": "application/json" }),
        ],
        "prompts" => prompts(),
        _ => Vec::new(),
    }
}

fn tools() -> Vec<Value> {
    let plain = [
        ("test_simple_text", "Answers with a text"),
        ("test_image_content", "Answers with a picture"),
        ("test_audio_content", "Answers with a sound"),
        ("test_embedded_resource", "Answers with a resource"),
        ("test_multiple_content_types", "Answers with a text, a picture and a resource"),
        ("test_error_handling", "Always fails"),
        ("test_tool_with_progress", "Says how far it is"),
        ("test_missing_capability", "Needs a client that samples"),
        ("test_streaming_elicitation", "Answers step by step, and asks nothing of the client"),
        ("test_logging_tool", "Answers, and logs nothing to the client"),
    ];
    let plain = plain.map(
        |(name, about)| json!({ "name": name, "description": about, "inputSchema": { "type": "object" } }),
    );
    let by_header = json!({
        "name": "test_header",
        "description": "Takes a parameter that stands in a header, too",
        "inputSchema": {
            "type": "object",
            "properties": { "region": { "type": "string", "x-mcp-header": "Region" } },
            "required": ["region"],
        },
    });
    let schema = json!({
        "name": "json_schema_2020_12_tool",
        "description": "Has words of JSON Schema 2020-12",
        "inputSchema": schema(),
    });
    plain.into_iter().chain([by_header, schema]).collect()
}

fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
        } },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" },
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    })
}

fn prompts() -> Vec<Value> {
    let one = |(name, takes): (&str, &[&str])| {
        let takes: Vec<Value> = takes.iter().map(|name| json!({ "name": name, "required": true })).collect();
        json!({ "name": name, "description": "Of a suite of tests", "arguments": takes })
    };
    let prompts: [(&str, &[&str]); 4] = [
        ("test_simple_prompt", &[]),
        ("test_prompt_with_arguments", &["arg1", "arg2"]),
        ("test_prompt_with_embedded_resource", &["resourceUri"]),
        ("test_prompt_with_image", &[]),
    ];
    prompts.into_iter().map(one).collect()
}

fn answer(asked: &FixtureCall<'_>) -> Option<Result<Value, Value>> {
    let text = |name: &str| asked.params.get(name).and_then(Value::as_str).unwrap_or_default();
    match asked.method {
        "tools/call" => call(text("name"), asked),
        "resources/read" => read(text("uri")).map(Ok),
        "resources/subscribe" => (text("uri") == "test://watched-resource").then(|| Ok(json!({}))),
        "prompts/get" => prompt(text("name"), asked).map(Ok),
        "completion/complete" => complete(asked).map(Ok),
        _ => None,
    }
}

fn call(name: &str, asked: &FixtureCall<'_>) -> Option<Result<Value, Value>> {
    let content = match name {
        "test_simple_text" => json!([said("This is a simple text response for testing.")]),
        "test_image_content" => json!([picture()]),
        "test_audio_content" => json!([{ "type": "audio", "data": SOUND, "mimeType": "audio/wav" }]),
        "test_embedded_resource" => {
            json!([resource("test://embedded-resource", "This is an embedded resource content.")])
        }
        "test_multiple_content_types" => json!([
            said("Multiple content types test:"),
            picture(),
            resource("test://mixed-content-resource", "{\"test\":\"data\",\"value\":123}"),
        ]),
        "test_error_handling" => {
            let content = [said("This tool intentionally returns an error for testing")];
            return Some(Ok(json!({ "resultType": "complete", "isError": true, "content": content })));
        }
        "test_tool_with_progress" | "test_streaming_elicitation" => {
            for _ in 0..3 {
                (asked.step)();
                std::thread::sleep(STEP);
            }
            json!([said("Three steps are done.")])
        }
        "test_missing_capability" => {
            if asked.capabilities.get("sampling").is_none_or(Value::is_null) {
                return Some(Err(json!({
                    "code": MISSING_CAPABILITY,
                    "message": "the client does not sample",
                    "data": { "requiredCapabilities": { "sampling": {} } },
                })));
            }
            json!([said("The client samples.")])
        }
        "test_logging_tool" | "test_header" | "json_schema_2020_12_tool" => json!([said("It is done.")]),
        _ => return None,
    };
    Some(Ok(json!({ "resultType": "complete", "content": content })))
}

fn read(uri: &str) -> Option<Value> {
    let content = match uri {
        "test://static-text" => json!({
            "uri": uri, "mimeType": "text/plain", "text": "This is the content of the static text resource.",
        }),
        "test://static-binary" => json!({ "uri": uri, "mimeType": "image/png", "blob": PICTURE }),
        "test://watched-resource" => {
            json!({ "uri": uri, "mimeType": "text/plain", "text": "It never changes." })
        }
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let text = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            json!({ "uri": uri, "mimeType": "application/json", "text": text.to_string() })
        }
    };
    Some(json!({ "resultType": "complete", "contents": [content], "ttlMs": 0, "cacheScope": "private" }))
}

fn prompt(name: &str, asked: &FixtureCall<'_>) -> Option<Value> {
    let argument = |name: &str| {
        asked.params.pointer(&format!("/arguments/{name}")).and_then(Value::as_str).unwrap_or_default()
    };
    let contents = match name {
        "test_simple_prompt" => vec![said("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            let (one, two) = (argument("arg1"), argument("arg2"));
            vec![said(&format!("Prompt with arguments: arg1='{one}', arg2='{two}'"))]
        }
        "test_prompt_with_embedded_resource" => vec![
            resource(argument("resourceUri"), "Embedded resource content for testing."),
            said("Please process the embedded resource above."),
        ],
        "test_prompt_with_image" => vec![picture(), said("Please analyze the image above.")],
        _ => return None,
    };
    let messages: Vec<Value> =
        contents.into_iter().map(|content| json!({ "role": "user", "content": content })).collect();
    Some(json!({ "resultType": "complete", "messages": messages }))
}

fn complete(asked: &FixtureCall<'_>) -> Option<Value> {
    let name = asked.params.pointer("/ref/name").and_then(Value::as_str)?;
    if name != "test_prompt_with_arguments" {
        return None;
    }
    let begun = asked.params.pointer("/argument/value").and_then(Value::as_str).unwrap_or_default();
    let values: Vec<&str> =
        ["testValue1", "testValue2"].into_iter().filter(|value| value.starts_with(begun)).collect();
    Some(json!({
        "resultType": "complete",
        "completion": { "values": values, "total": values.len(), "hasMore": false },
    }))
}

fn said(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

fn picture() -> Value {
    json!({ "type": "image", "data": PICTURE, "mimeType": "image/png" })
}

fn resource(uri: &str, text: &str) -> Value {
    json!({ "type": "resource", "resource": { "uri": uri, "mimeType": "text/plain", "text": text } })
}
