//! Every tool on sample logs in two eras, as it was answered before. `SCOPEON_UPDATE_DOCS=1` writes it again.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Client, Era};
use crate::machine::{SESSION, in_session, sample};

/// Every tool, and what it is asked.
pub(crate) const EVERY: [(&str, &str); 25] = [
    ("get_usage", r#"{"since":"30d"}"#),
    ("get_context_pressure", "{}"),
    ("get_limits", "{}"),
    ("get_budget_status", "{}"),
    ("get_optimization_suggestions", "{}"),
    ("explain_cost", "{}"),
    ("list_sessions", "{}"),
    ("set_session_tags", r#"{"tags":["review"]}"#),
    ("get_token_usage", "{}"),
    ("get_session_summary", "{}"),
    ("get_cache_efficiency", "{}"),
    ("get_history", "{}"),
    ("compare_sessions", r#"{"session_a":"this-week","session_b":"last-week"}"#),
    ("get_interaction_history", "{}"),
    ("get_task_history", "{}"),
    ("get_provider_capabilities", "{}"),
    ("suggest_compact", "{}"),
    ("get_project_stats", "{}"),
    ("get_agent_tree", "{}"),
    ("get_cost_by_tag", r#"{"since":"7d"}"#),
    ("list_provider_optimizations", "{}"),
    ("preview_provider_preset", r#"{"provider":"claude-code","preset":"most-savings"}"#),
    ("what_if", r#"{"model":"claude-haiku-4-5"}"#),
    ("get_waste", "{}"),
    ("explore", "{}"),
];

/// Puts numbers in the place of pseudonyms and of the directory of sample logs, which are others on each machine.
fn settled(text: &str) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut parts = text.split("path-");
    let mut settled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_at(part.len().min(16));
        let number = known.iter().position(|one| one == name).unwrap_or_else(|| {
            known.push(name.to_owned());
            known.len() - 1
        });
        settled.push_str("path-");
        settled.push_str(&number.to_string());
        settled.push_str(rest);
    }
    settled
}

fn transcript(era: Era) -> String {
    let mut client = Client::start(sample(), in_session(SESSION), era);
    let mut lines = Vec::new();
    for (tool, arguments) in EVERY {
        let asked: Value = serde_json::from_str(arguments).expect("JSON");
        let mut result = client.call(tool, asked.clone());
        let text = result["content"][0]["text"].take();
        // The text is the same once more.
        assert_eq!(
            text.as_str().map(|text| serde_json::from_str(text).expect("JSON")),
            Some(result["structuredContent"].clone())
        );
        let tokens = text.as_str().map_or(0, str::len).div_ceil(4);
        result["content"] = json!([]);
        lines.push(
            json!({ "tool": tool, "arguments": asked, "tokens": tokens, "result": result }).to_string(),
        );
    }
    // What was set is left to the rules again.
    assert_ne!(client.body("set_session_tags", json!({ "tags": [] }))["source"], "hand");
    client.end();
    settled(&(lines.join("\n") + "\n"))
}

fn check(era: Era, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.jsonl"));
    let made = transcript(era);
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(&path, &made).expect("a file");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let read = |text: &str| -> Vec<Value> {
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let (kept, made) = (read(&kept), read(&made));
    for (kept, made) in kept.iter().zip(&made) {
        assert_eq!(kept, made, "{} has drifted; SCOPEON_UPDATE_DOCS=1 writes it again", made["tool"]);
    }
    assert_eq!(kept.len(), made.len());
}

#[test]
fn every_tool_answers_as_before() {
    // One after the other: one of the tools writes.
    check(Era::Handshake("2025-11-25"), "2025-11-25");
    check(Era::Stateless, "2026-07-28");
}
