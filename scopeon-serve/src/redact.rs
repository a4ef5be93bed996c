//! What of an answer may be told to whom: listed parts, and pseudonyms for whatever tells who works on what.

mod names;

use serde_json::{Map, Value};

use crate::problem::Problem;
pub(crate) use names::{Names, rename};

/// What every answer holds.
const ALWAYS: [&str; 10] =
    ["schema", "now", "since", "until", "zone", "fresh", "notices", "currency", "providers", "levels"];

/// Leaves listed fields alone, and what every answer holds.
pub(crate) fn keep(answer: &mut Value, listed: &[&str]) {
    let Value::Object(fields) = answer else { return };
    fields.retain(|name, value| ALWAYS.contains(&name.as_str()) || holds(name, value, listed));
}

/// Whether a field is listed; what is listed of what lies in it is kept alone.
fn holds(name: &str, value: &mut Value, listed: &[&str]) -> bool {
    if listed.contains(&name) {
        return true;
    }
    let within: Vec<&str> =
        listed.iter().filter_map(|path| path.strip_prefix(name)?.strip_prefix('.')).collect();
    if within.is_empty() {
        return false;
    }
    narrow(value, &within);
    true
}

fn narrow(value: &mut Value, listed: &[&str]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| narrow(item, listed)),
        Value::Object(fields) => fields.retain(|name, value| holds(name, value, listed)),
        _ => {}
    }
}

/// Leaves out what is not wanted.
///
/// # Errors
///
/// When something is wanted that is not there.
pub(crate) fn choose(answer: &mut Value, wanted: &[String]) -> Result<(), Problem> {
    let Value::Object(fields) = answer else { return Ok(()) };
    if let Some(unknown) = wanted.iter().find(|name| !fields.contains_key(name.as_str())) {
        let detail = format!("there is no field {} in the answer", crate::problem::printable(unknown));
        let problem = Problem::parameter("fields", detail);
        return Err(problem.allowed(unknown, fields.keys().map(String::as_str)));
    }
    let chosen: Map<String, Value> =
        wanted.iter().filter_map(|name| Some((name.clone(), fields.remove(name)?))).collect();
    *fields = chosen;
    Ok(())
}
