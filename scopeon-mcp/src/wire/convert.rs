//! What answers say, as the SDK takes it. It goes by JSON, so that the SDK decides what each era is told of it.

use rmcp::ErrorData;
use rmcp::model::{ErrorCode, ProtocolVersion, ServerConfig};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::failure::Failure;

/// The eras that are spoken, the oldest first.
pub(super) const VERSIONS: [&str; 3] = ["2025-06-18", "2025-11-25", "2026-07-28"];
/// How long a list may be kept, in milliseconds: lists of this process do not change.
const LIST_TTL_MS: u64 = 3_600_000;

/// What the server says of itself to a model.
const INSTRUCTIONS: &str = "What this agent's sessions cost: tokens, dollars, context, limits, read from its logs on this \
    machine. Without session, tools mean your own; session.by says how that is known. Money is text in USD; level: exact, \
    estimated, lower_bound, unpriced. All take fields, limit, cursor. Names of other projects are pseudonyms. Check \
    get_context_pressure in long work.";

/// Returns the eras as the SDK takes them.
pub(super) fn versions() -> Vec<ProtocolVersion> {
    ProtocolVersion::KNOWN_VERSIONS
        .iter()
        .filter(|version| VERSIONS.contains(&version.as_str()))
        .cloned()
        .collect()
}

/// Returns what the server is.
pub(super) fn config() -> ServerConfig {
    let mut config = ServerConfig::default();
    let told = json!({
        "protocolVersion": VERSIONS[1],
        "capabilities": {
            "tools": {},
            "resources": { "subscribe": true },
            "prompts": {},
            "completions": {},
        },
        "serverInfo": { "name": "scopeon", "title": "Scopeon", "version": env!("CARGO_PKG_VERSION") },
        "instructions": INSTRUCTIONS,
    });
    if let Ok(told) = serde_json::from_value(told) {
        config = told;
    }
    config
}

/// Makes a result of what is said.
pub(super) fn result<T: DeserializeOwned>(said: Value) -> Result<T, ErrorData> {
    serde_json::from_value(said).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        ErrorData::new(ErrorCode::INTERNAL_ERROR, "the answer cannot be written", None)
    })
}

/// Makes a list, which may be kept for a while where the era says so.
pub(super) fn list<T: DeserializeOwned>(name: &str, items: Value, is_modern: bool) -> Result<T, ErrorData> {
    let mut said = json!({ "resultType": "complete" });
    said[name] = items;
    if is_modern {
        said["ttlMs"] = json!(LIST_TTL_MS);
        said["cacheScope"] = json!("private");
    }
    result(said)
}

/// Makes an answer of a tool: the same JSON as a structure and as text.
pub(super) fn answer(body: Map<String, Value>) -> Value {
    let body = Value::Object(body);
    json!({
        "resultType": "complete",
        "content": [{ "type": "text", "text": body.to_string() }],
        "structuredContent": body,
    })
}

/// Makes an answer that says why there is none.
pub(super) fn tool_error(failure: &Failure) -> Value {
    json!({
        "resultType": "complete",
        "content": [{ "type": "text", "text": Value::Object(failure.body()).to_string() }],
        "isError": true,
    })
}

/// Makes an error of the protocol.
pub(super) fn error(failure: &Failure) -> ErrorData {
    let (code, message, data) = match failure {
        Failure::Parameter { name, problem, allowed } => {
            let mut data = json!({ "field": name });
            if !allowed.is_empty() {
                data["allowed"] = json!(allowed);
            }
            (ErrorCode::INVALID_PARAMS, format!("{name}: {problem}"), Some(data))
        }
        Failure::Tool { problem, .. } => {
            (ErrorCode::INTERNAL_ERROR, problem.clone(), Some(Value::Object(failure.body())))
        }
        Failure::Cancelled => (ErrorCode::INTERNAL_ERROR, "cancelled".to_owned(), None),
    };
    ErrorData::new(code, message, data)
}

/// Says that nothing has an address; older eras have a code of their own for that, which the SDK knows.
pub(super) fn not_found(uri: &str) -> ErrorData {
    let uri = crate::names::short(uri);
    ErrorData::new(
        ErrorCode::RESOURCE_NOT_FOUND,
        format!("nothing has the address {uri}"),
        Some(json!({ "uri": uri })),
    )
}
