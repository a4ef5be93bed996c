//! The tasks of Cline and of the editors' extensions made from it. A request is text within a task's document.

use std::path::Path;

use serde_json::{Value, json};

use super::session::{Reply, Session, Written};
use crate::sample::text::MARKER;

pub(super) fn cline(session: &Session) -> Vec<Written> {
    let model = json!({"modelInfo": {"providerId": "anthropic", "modelId": session.model, "mode": "act"}});
    task("saoudrizwan.claude-dev", &session.start.millis().to_string(), session, &model, &json!({}))
}

pub(super) fn kilo_code(session: &Session) -> Vec<Written> {
    task("kilocode.kilo-code", &session.id, session, &json!({}), &json!({"apiProtocol": "anthropic"}))
}

pub(super) fn roo_code(session: &Session) -> Vec<Written> {
    task("rooveterinaryinc.roo-cline", &session.id, session, &json!({}), &json!({"apiProtocol": "anthropic"}))
}

pub(super) fn zoo_code(session: &Session) -> Vec<Written> {
    let protocol = json!({"apiProtocol": "anthropic"});
    task("zoocodeorganization.zoo-code", &session.id, session, &json!({}), &protocol)
}

pub(super) fn ibm_bob(session: &Session) -> Vec<Written> {
    task_in("IBM Bob", "ibm.bob-code", &session.id, session, (&json!({}), &json!({})))
}

/// A task of an extension, with what it says of each request beside its tokens and within them.
fn task(extension: &str, name: &str, session: &Session, beside: &Value, within: &Value) -> Vec<Written> {
    task_in("Code", extension, name, session, (beside, within))
}

fn task_in(
    editor: &str,
    extension: &str,
    name: &str,
    session: &Session,
    (beside, within): (&Value, &Value),
) -> Vec<Written> {
    let mut messages =
        vec![json!({"ts": session.start.millis(), "type": "say", "say": "text", "text": MARKER})];
    messages.extend(session.replies.iter().map(|reply| {
        let request = joined(request(session, reply), within).to_string();
        let said = json!({"ts": reply.at.millis(), "type": "say", "say": "api_req_started", "text": request});
        joined(said, beside)
    }));
    let tasks = Path::new(".config").join(editor).join("User/globalStorage").join(extension).join("tasks");
    vec![Written::document(tasks.join(name).join("ui_messages.json"), &json!(messages))]
}

fn request(session: &Session, reply: &Reply) -> Value {
    let usage = reply.usage;
    json!({
        "request": MARKER, "tokensIn": usage.input, "tokensOut": usage.output, "cacheWrites": usage.cache_write_5m,
        "cacheReads": usage.cache_read, "cost": session.dollars(usage),
    })
}

fn joined(mut object: Value, more: &Value) -> Value {
    if let (Some(object), Some(more)) = (object.as_object_mut(), more.as_object()) {
        object.extend(more.clone());
    }
    object
}
