//! What runs of the real agents against a server with a ledger have shown, as `just live` writes it down.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

/// `docs/live.json`: what each agent was made to do, and whether what was counted is what was billed.
#[derive(Deserialize)]
struct Runs {
    agents: BTreeMap<String, Agent>,
}

#[derive(Deserialize)]
struct Agent {
    name: String,
    version: String,
    date: String,
    scenarios: BTreeMap<String, Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    verdict: String,
    #[serde(default)]
    note: Option<String>,
}

/// What agents are made to do, in the order of the columns; what is not named here comes behind.
const ORDER: [&str; 11] = [
    "run",
    "resume",
    "fork",
    "long",
    "tools",
    "sub-agent",
    "compaction",
    "failure",
    "cache writes",
    "interactive",
    "whole",
];

/// Writes the part of the page about agents that says which of them were run, in Markdown. `runs` is what was written down.
///
/// # Errors
///
/// What is wrong with the text of `runs`.
pub(crate) fn live(runs: &str) -> Result<String, serde_json::Error> {
    let runs: Runs = serde_json::from_str(runs)?;
    let mut text = String::from(
        "\n## Which were run for real\n\n`just live` installs agents, runs them offline against a server that notes what it bills, and compares: *right* is every\nrequest in every class of tokens; *side* is right but for requests that stand in none of the agent's files; a *limit* is\none of the agent's logs; – means that the agent does not offer it.\n\n",
    );
    let scenarios = scenarios(&runs);
    let _ = writeln!(text, "| agent | version | run on | {} |", scenarios.join(" | "));
    let _ = writeln!(text, "|---|---|---|{}", "---|".repeat(scenarios.len()));
    for agent in runs.agents.values() {
        let verdicts: Vec<String> = scenarios.iter().map(|name| verdict(agent, name)).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            agent.name,
            agent.version,
            agent.date,
            verdicts.join(" | ")
        );
    }
    text.push('\n');
    for agent in runs.agents.values() {
        for (verdict, notes) in notes(agent) {
            let _ = writeln!(text, "- {}, {verdict}: {notes}", agent.name);
        }
    }
    let known = scopeon_app::AgentSet::builtin().providers;
    let abouts = known.iter().map(|provider| provider.info());
    let never: BTreeSet<&str> =
        abouts.filter(|about| !runs.agents.contains_key(about.id)).map(|about| about.name).collect();
    let never: Vec<&str> = never.into_iter().collect();
    let _ =
        writeln!(text, "\nNever run for real, read by what is known of their formats: {}.", never.join(", "));
    Ok(text)
}

fn scenarios(runs: &Runs) -> Vec<&str> {
    let all: BTreeSet<&str> =
        runs.agents.values().flat_map(|agent| agent.scenarios.keys().map(String::as_str)).collect();
    let known = ORDER.into_iter().filter(|name| all.contains(name));
    let others = all.iter().copied().filter(|name| !ORDER.contains(name));
    known.chain(others).collect()
}

fn verdict(agent: &Agent, scenario: &str) -> String {
    match agent.scenarios.get(scenario).map(|scenario| scenario.verdict.as_str()) {
        None => String::new(),
        Some("not offered") => "–".to_owned(),
        Some("wrong") => "**wrong**".to_owned(),
        Some(verdict) => verdict.to_owned(),
    }
}

/// What is to be said of verdicts, each text once with the scenarios it holds for.
fn notes(agent: &Agent) -> Vec<(String, String)> {
    let mut said: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for (name, scenario) in agent.scenarios.iter().filter(|(_, one)| one.verdict != "not offered") {
        if let Some(reason) = scenario.note.as_deref().map(reason).filter(|reason| !reason.is_empty()) {
            said.entry((&scenario.verdict, reason)).or_default().push(name);
        }
    }
    let note = |((verdict, reason), names): ((&str, String), Vec<&str>)| {
        (format!("{verdict} ({})", names.join(", ")), reason)
    };
    said.into_iter().map(note).collect()
}

/// What a note says of any run: without amounts and the requests' numbers, with their purposes.
fn reason(note: &str) -> String {
    let reason = note.split(": ").next().unwrap_or_default();
    let (mut purposes, mut rest) = (BTreeSet::new(), reason);
    while reason.starts_with("request ")
        && let Some((_, after)) = rest.split_once(" (")
        && let Some((purpose, after)) = after.split_once(')')
    {
        purposes.insert(purpose.split(',').next().unwrap_or_default());
        rest = after;
    }
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = rest.split_whitespace().filter(|word| !is_number(word)).collect();
    let purposes: Vec<&str> = purposes.into_iter().collect();
    format!("{} {}", purposes.join(", "), words.join(" ")).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_told_without_what_differs_by_the_run() {
        for (note, told) in [
            ("request 3 (title), request 5 (title) not counted", "title not counted"),
            ("request 1 (main, shell), request 3 (memory) counted twice", "main, memory counted twice"),
            ("2 requests are in no call record", "requests are in no call record"),
            ("its log states no cache: input -130; output -67", "its log states no cache"),
        ] {
            assert_eq!(reason(note), told);
        }
    }

    #[test]
    fn verdicts_stand_in_their_columns() {
        let runs = r#"{"schema":1,"agents":{"codex":{"name":"Codex","version":"1.2","date":"2026-11-29","scenarios":{
            "fork":{"verdict":"wrong","note":"request 2 (main, text) not counted"},"run":{"verdict":"right"},
            "whole":{"verdict":"not offered","note":"it has none"}}}}}"#;
        let text = live(runs).expect("a summary");
        assert!(text.contains("| agent | version | run on | run | fork | whole |"), "{text}");
        assert!(text.contains("| Codex | 1.2 | 2026-11-29 | right | **wrong** | – |"), "{text}");
        assert!(text.contains("- Codex, wrong (fork): main not counted\n"), "{text}");
        assert!(text.contains("Never run for real") && text.contains("Claude Code"), "{text}");
        assert!(live("{}").is_err());
    }
}
