//! The page about every agent: what its logs tell, and where it is looked for.

use std::fmt::Write as _;

use scopeon_core::provider::{About, Capability, Fact, Level};

const OPENING: &str = "# Agents

Written from the program itself; do not edit. `scopeon providers` says the same of your own machine, with what was
found.

How much the agent's own logs tell decides its level. No figure is guessed from the length of a text.

";

/// Writes the page about every agent, in Markdown.
#[must_use]
pub fn providers() -> String {
    let mut text = String::from(OPENING);
    for level in Level::ALL {
        let _ = writeln!(text, "- **{}**: {}", level.as_str(), level.meaning());
    }
    let known = scopeon_providers::builtin();
    let mut read: Vec<&About> = known.iter().map(|provider| provider.about()).collect();
    read.sort_by_key(|about| about.id);
    text.push_str("\n## Agents that are read\n\n");
    text.push_str("| agent | id | level | exact | estimated | variables that move its files |\n|---|---|---|---|---|---|\n");
    for about in &read {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {} | {} |",
            about.name,
            about.id,
            about.level.as_str(),
            facts(about, Capability::Exact),
            facts(about, Capability::Estimated),
            code(about.variables)
        );
    }
    text.push_str("\nWhat is in neither column is not in that agent's logs.\n");
    notes(&mut text, &read);
    text.push_str("\n## Agents that are only detected\n\n");
    text.push_str("Level D: their logs hold no usage, or none that is read yet. It is told whether one of their places is there;\nnothing in it is opened.\n\n");
    text.push_str("| agent | id | places below the home directory | variables |\n|---|---|---|---|\n");
    for agent in scopeon_providers::detected() {
        let about = &agent.about;
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} |",
            about.name,
            about.id,
            code(agent.places),
            code(about.variables)
        );
    }
    text
}

fn notes(text: &mut String, read: &[&About]) {
    text.push_str("\n## What else to know\n\n");
    for about in read.iter().filter(|about| !about.note.is_empty()) {
        let _ = writeln!(text, "- **{}**: {}", about.name, about.note);
    }
}

fn facts(about: &About, capability: Capability) -> String {
    let sure = Fact::ALL.iter().filter(|fact| about.capability(**fact) == capability);
    let names: Vec<String> = sure.map(|fact| fact.as_str().replace('_', " ")).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

fn code(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}
