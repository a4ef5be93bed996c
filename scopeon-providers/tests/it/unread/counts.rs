//! Counts of tokens that are none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Copy, files, homes};

/// The JSON texts of a file, a line each; one where it is a document. What is no JSON stays as it is.
fn texts(file: &Path) -> Option<Vec<Result<Value, String>>> {
    let text = std::fs::read_to_string(file).ok()?;
    if let Ok(document) = serde_json::from_str(&text) {
        return Some(vec![Ok(document)]);
    }
    let lines: Vec<_> =
        text.lines().map(|line| serde_json::from_str(line).map_err(|_| line.to_owned())).collect();
    lines.iter().any(Result::is_ok).then_some(lines)
}

fn write(file: &Path, texts: &[Result<Value, String>]) {
    let line =
        |text: &Result<Value, String>| text.as_ref().map_or_else(Clone::clone, ToString::to_string) + "\n";
    std::fs::write(file, texts.iter().map(line).collect::<String>()).expect("a file");
}

/// The names of members that are numbers and counts of tokens, as their names have it.
fn counts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| counts(item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                let lower = name.to_ascii_lowercase();
                let is_of = |words: &[&str]| words.iter().any(|word| lower.contains(word));
                let is_count =
                    is_of(&["token", "input", "output", "prompt", "completion", "cache", "reasoning"])
                        && !is_of(&["window", "context", "max", "limit", "cost", "price", "id"]);
                if value.is_number() && is_count {
                    found.insert(name.clone());
                }
                counts(value, found);
            }
        }
        _ => {}
    }
}

fn set(value: &mut Value, name: &str, other: &Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| set(item, name, other)),
        Value::Object(members) => {
            for (known, value) in members {
                if known == name && value.is_number() {
                    *value = other.clone();
                } else {
                    set(value, name, other);
                }
            }
        }
        _ => {}
    }
}

/// The files of a home with JSON in them.
fn with_json(home: &Path) -> Vec<(PathBuf, Vec<Result<Value, String>>)> {
    let below = |file: &Path| file.strip_prefix(home).expect("below").to_owned();
    files(home).iter().filter_map(|file| Some((below(file), texts(file)?))).collect()
}

/// Whatever count of any agent's is none: either no figure changes or it is told.
#[test]
fn a_count_that_is_none_is_told_where_figures_are_missing() {
    let (mut tried, mut silent) = (0, Vec::new());
    for agent in &homes() {
        for (below, texts) in with_json(agent.home()) {
            let read = |texts: &[Result<Value, String>]| {
                let copy = Copy::of(agent);
                write(&copy.path().join(&below), texts);
                copy.read()
            };
            let (whole, mut names) = (read(&texts), BTreeSet::new());
            texts.iter().flatten().for_each(|text| counts(text, &mut names));
            for (name, other) in names
                .iter()
                .flat_map(|name| [json!("twelve"), json!(-5), json!(1e30)].map(|other| (name, other)))
            {
                let mut harmed = texts.clone();
                harmed.iter_mut().flatten().for_each(|text| set(text, name, &other));
                let harmed = read(&harmed);
                tried += 1;
                if harmed.figures != whole.figures && harmed.kinds() == whole.kinds() {
                    silent.push(format!("{} {} {name} {other}", (agent.make)().info().id, below.display()));
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(silent.is_empty(), "{tried} {silent:#?}");
}
