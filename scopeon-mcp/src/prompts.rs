//! Prompts: what a user picks to have an agent look at its own figures.

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::names::short;

/// A prompt.
struct Prompt {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    /// What it takes: a name and what it says.
    takes: &'static [(&'static str, &'static str)],
    write: fn(&Map<String, Value>) -> String,
}

const PROMPTS: [Prompt; 3] = [
    Prompt {
        name: "cost-review",
        title: "Review what this session costs",
        about: "Why this session, or a period, costs what it costs, and what to change",
        takes: &[("since", "a period such as today or 7d; this session where none is stated")],
        write: cost_review,
    },
    Prompt {
        name: "compaction-check",
        title: "Compact now?",
        about: "Whether to compact the context now, and what to keep",
        takes: &[],
        write: compaction_check,
    },
    Prompt {
        name: "weekly-review",
        title: "Review the week",
        about: "What this week cost beside the last one, and the best changes",
        takes: &[],
        write: weekly_review,
    },
];

/// Returns `true` if a prompt has a name.
pub(crate) fn is_known(name: &str) -> bool {
    PROMPTS.iter().any(|prompt| prompt.name == name)
}

fn cost_review(stated: &Map<String, Value>) -> String {
    let since = stated.get("since").and_then(Value::as_str).map(short).filter(|since| !since.is_empty());
    let which = since.map_or_else(
        || "Call explain_cost for this session.".to_owned(),
        |since| format!("Call explain_cost with since set to {}.", json!(since)),
    );
    format!(
        "{which} Then call get_optimization_suggestions. Say in at most six lines what made it expensive, largest first \
         with dollars, and which one change would save most from here on. Say how sure the figures are where their \
         level is not exact."
    )
}

fn compaction_check(_stated: &Map<String, Value>) -> String {
    "Call get_context_pressure. If should_compact is true, say so first, with the reason and how many turns are left, and \
     list what has to survive the compaction: the open task, decisions, file names. If not, say how much room there is \
     and stop."
        .to_owned()
}

fn weekly_review(_stated: &Map<String, Value>) -> String {
    "Call compare_sessions with session_a this-week and session_b last-week, get_usage with since this-week, \
     get_budget_status and get_optimization_suggestions with since 7d. Write a review of at most ten lines: the sum and \
     how it changed, the largest model or agent, budgets that run out, and the two changes worth most in dollars."
        .to_owned()
}

/// Returns every prompt, and what it asks for.
pub(crate) fn documented() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROMPTS.iter().map(|prompt| (prompt.name, prompt.about))
}

/// Lists prompts.
pub(crate) fn listed() -> Value {
    let argument =
        |(name, about): &(&str, &str)| json!({ "name": name, "description": about, "required": false });
    let one = |prompt: &Prompt| {
        json!({
            "name": prompt.name,
            "title": prompt.title,
            "description": prompt.about,
            "arguments": prompt.takes.iter().map(argument).collect::<Vec<_>>(),
        })
    };
    PROMPTS.iter().map(one).collect()
}

/// Writes a prompt.
///
/// # Errors
///
/// When there is none of that name, or it takes no such argument.
pub(crate) fn get(name: &str, stated: &Map<String, Value>) -> Result<Value, Failure> {
    let Some(prompt) = PROMPTS.iter().find(|prompt| prompt.name == name) else {
        let known = PROMPTS.iter().map(|prompt| prompt.name);
        return Err(Failure::parameter("name", "there is no such prompt").allowing(name, known));
    };
    for (argument, value) in stated {
        if !prompt.takes.iter().any(|(known, _)| known == argument) {
            let known = prompt.takes.iter().map(|(known, _)| *known);
            return Err(
                Failure::parameter(argument, "the prompt takes no such argument").allowing(argument, known)
            );
        }
        if !value.is_string() {
            return Err(Failure::parameter(argument, "it is a text"));
        }
    }
    let text = (prompt.write)(stated);
    let message = json!({ "role": "user", "content": { "type": "text", "text": text } });
    Ok(json!({ "description": prompt.about, "messages": [message] }))
}
