//! The page about every agent: what its logs tell, and where it is looked for.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use scopeon_core::provider::{Coverage, FactKind, Fidelity, Provider, ProviderInfo};

const OPENING: &str = "# Agents

Written from the program itself; do not edit. `scopeon providers` says the same of your own machine, with what was
found.

How much the agent's own logs tell decides its level. No figure is guessed from the length of a text.

";

/// Writes the page about every agent, in Markdown.
#[must_use]
pub(crate) fn providers() -> String {
    let mut text = String::from(OPENING);
    for level in Coverage::ALL {
        let _ = writeln!(text, "- **{}**: {}", level.as_str(), level.meaning());
    }
    let known = scopeon_app::AgentSet::builtin().providers;
    let mut read: Vec<&ProviderInfo> = known.iter().map(|provider| provider.info()).collect();
    read.sort_by_key(|about| about.id);
    text.push_str("\n## Agents that are read\n\n");
    text.push_str("| agent | id | level | exact | estimated | variables that move its files |\n|---|---|---|---|---|---|\n");
    for about in &read {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {} | {} |",
            about.name,
            about.id,
            about.coverage.as_str(),
            facts(about, Fidelity::Exact),
            facts(about, Fidelity::Estimated),
            code(about.variables)
        );
    }
    text.push_str("\nWhat is in neither column is not in that agent's logs.\n");
    notes(&mut text, &read);
    untraced(&mut text, &read);
    places(&mut text, &known);
    text.push_str("\n## Agents that are only detected\n\n");
    text.push_str("Level D: their logs hold no usage, or none that is read yet. It is told whether one of their places is there;\nnothing in it is opened.\n\n");
    text.push_str("| agent | id | places below the home directory | variables |\n|---|---|---|---|\n");
    for agent in scopeon_app::AgentSet::builtin().detected {
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

const PLACES: &str = "
## Where they are looked for

Below the home directory, on all systems: `Library` is there on macOS, `AppData` on Windows. Variables move some of them.
`--root ID=DIR` and `[providers.ID] roots` name other places, and then nothing else is looked at. `DIR` has to be what the
last column says, or what lies in it on the way to the default place: a copy of `~/.codex` for `codex`, say.

| id | default places | what `DIR` is a copy of |
|---|---|---|
";

fn places(text: &mut String, known: &[Box<dyn Provider>]) {
    text.push_str(PLACES);
    let mut known: Vec<&dyn Provider> = known.iter().map(AsRef::as_ref).collect();
    known.sort_by_key(|provider| provider.info().id);
    for provider in known {
        let usual = scopeon_app::default_paths(provider);
        let (places, roots) = (folded(&usual.places), folded(&usual.roots));
        let roots = if roots.is_empty() { "any file or directory".to_owned() } else { roots };
        let places = if places.is_empty() { "–".to_owned() } else { places };
        let _ = writeln!(text, "| `{}` | {places} | {roots} |", provider.info().id);
    }
}

/// Lists paths; those that differ in one name only are one, with these names in braces.
fn folded(paths: &[PathBuf]) -> String {
    let mut folded: Vec<Vec<BTreeSet<String>>> = Vec::new();
    for path in paths {
        let names: Vec<_> =
            path.iter().map(|name| BTreeSet::from([name.to_string_lossy().into_owned()])).collect();
        match folded.iter_mut().find_map(|known| only_difference(known, &names).map(|at| (known, at))) {
            Some((known, at)) => known[at].extend(names[at].iter().cloned()),
            None => folded.push(names),
        }
    }
    let written = |path: &Vec<BTreeSet<String>>| {
        let names = path.iter().map(|names| match names.len() {
            1 => names.iter().cloned().collect(),
            _ => format!("{{{}}}", names.iter().cloned().collect::<Vec<_>>().join(",")),
        });
        format!("`~/{}`", names.collect::<Vec<String>>().join("/"))
    };
    folded.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn only_difference(a: &[BTreeSet<String>], b: &[BTreeSet<String>]) -> Option<usize> {
    let mut others = (0..a.len()).filter(|at| b.get(*at).is_none_or(|names| !names.is_subset(&a[*at])));
    let only = others.next();
    // The first name tells the system.
    only.filter(|at| *at > 0 && a.len() == b.len() && others.next().is_none())
}

fn untraced(text: &mut String, read: &[&ProviderInfo]) {
    text.push_str("\n## What leaves no trace\n\n");
    text.push_str("Requests that an agent makes and of which none of its logs says anything, as far as it is known: no reader can\ncount them.\n\n");
    for about in read.iter().filter(|about| !about.untraced.is_empty()) {
        let _ = writeln!(text, "- **{}**: {}", about.name, about.untraced);
    }
}

fn notes(text: &mut String, read: &[&ProviderInfo]) {
    text.push_str("\n## What else to know\n\n");
    for about in read.iter().filter(|about| !about.note.is_empty()) {
        let _ = writeln!(text, "- **{}**: {}", about.name, about.note);
    }
}

fn facts(about: &ProviderInfo, capability: Fidelity) -> String {
    let sure = FactKind::ALL.iter().filter(|fact| about.fidelity(**fact) == capability);
    let names: Vec<String> = sure.map(|fact| fact.as_str().replace('_', " ")).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

fn code(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}
