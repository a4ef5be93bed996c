//! What is kept and what should not be, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scopeon_core::privacy::PathPolicy;
use scopeon_core::provider::Coverage;
use scopeon_core::report::{PrivacyAgent, PrivacyCheckReport, PrivacyColumn, PrivacyReport};

use super::clean;
use super::key::tilde;
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, paint};
use super::wrap::wrap;
use crate::render::number::{count, counted};

/// Draws what is kept.
pub(crate) fn draw(report: &PrivacyReport, home: Option<&str>, width: usize) -> String {
    let mut text = String::new();
    let path = clean(&tilde(&report.path, home));
    let opening = [
        format!("Everything that is kept is in {path} and its log beside it. Nothing leaves this machine."),
        "Kept are numbers, times, hashes and names. Prompts, answers, reasoning, code, what tools are given and give back, \
         titles, hook commands and error messages have no column."
            .to_owned(),
        format!("[privacy] paths = \"{}\": {}.", report.paths.as_str(), policy(report.paths)),
    ];
    for sentence in &opening {
        paragraph(&mut text, sentence, 0, width);
    }
    columns(&mut text, &report.columns, width);
    agents(&mut text, &report.agents, width);
    text
}

const fn policy(paths: PathPolicy) -> &'static str {
    match paths {
        PathPolicy::Full => "paths of projects and of logs are kept whole",
        PathPolicy::Basename => "of paths of projects and of logs the last part is kept",
        PathPolicy::Hash => {
            "of paths of projects and of logs a pseudonym is kept, made with this machine's own key"
        }
    }
}

/// Columns by what may stand in them.
fn columns(text: &mut String, columns: &[PrivacyColumn], width: usize) {
    let mut groups: BTreeMap<(bool, &str), (&str, Vec<String>)> = BTreeMap::new();
    for column in columns {
        let name = column.role.as_deref().unwrap_or("");
        let key = if name.is_empty() { (true, column.holds.as_str()) } else { (false, name) };
        let group = groups.entry(key).or_insert_with(|| (column.holds.as_str(), Vec::new()));
        group.1.push(format!("{}.{}", column.table, column.column));
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "What may stand in the database"));
    for ((_, name), (holds, places)) in groups {
        for part in wrap(if name == holds { name } else { holds }, width.saturating_sub(2).max(20)) {
            let _ = writeln!(text, "  {}", paint(TITLE, &part));
        }
        faint(text, &places.join(", "), width);
    }
}

/// Agents with the places that are opened.
fn agents(text: &mut String, agents: &[PrivacyAgent], width: usize) {
    text.push('\n');
    for part in wrap("What is opened, below your home directory or where a variable says", width) {
        let _ = writeln!(text, "{}", paint(HEADING, &part));
    }
    for agent in agents.iter().filter(|agent| agent.opened) {
        let _ = writeln!(text, "  {}", paint(TITLE, &agent.name));
        let places = agent.places.iter().chain(&agent.variables).map(String::as_str).collect::<Vec<_>>();
        faint(text, &places.join(", "), width);
    }
    let named = |is_meant: &dyn Fn(&PrivacyAgent) -> bool| {
        agents
            .iter()
            .filter(|agent| !agent.opened && is_meant(agent))
            .map(|agent| agent.name.as_str())
            .collect::<Vec<_>>()
    };
    for (title, names) in [
        ("Only looked for, never opened", named(&|agent| agent.level == Coverage::DetectedOnly)),
        ("Disabled by the configuration", named(&|agent| agent.level != Coverage::DetectedOnly)),
    ] {
        if !names.is_empty() {
            let _ = writeln!(text, "\n{}", paint(HEADING, title));
            faint(text, &names.join(", "), width);
        }
    }
}

/// Draws what should not be kept.
pub(crate) fn verdict(report: &PrivacyCheckReport, home: Option<&str>, width: usize) -> String {
    let path = clean(&tilde(&report.path, home));
    let looked = counted(report.values, "value");
    if report.findings.is_empty() {
        return format!(
            "{} {path}: {looked} looked at, each of them shaped as it should be\n",
            paint(GOOD, "✓")
        );
    }
    let mut text = format!("{} {path}: {looked} looked at; these should not be there:\n", paint(BAD, "✗"));
    for finding in &report.findings {
        let role =
            finding.role.as_ref().map(|role| format!(" ({})", role.replace('_', " "))).unwrap_or_default();
        let _ = writeln!(text, "  {}.{}{role}  × {}", finding.table, finding.column, count(finding.count));
    }
    let advice = "They were kept by an earlier version, or before [privacy] paths was set. To be rid of them, keep a copy of \
        the file elsewhere, delete it, and read the logs again with scopeon ingest; the history of deleted logs is then \
        only in the copy.";
    paragraph(&mut text, advice, 0, width);
    text
}

fn paragraph(text: &mut String, sentence: &str, indent: usize, width: usize) {
    for part in wrap(sentence, width.saturating_sub(indent).max(20)) {
        let _ = writeln!(text, "{:indent$}{part}", "");
    }
}

fn faint(text: &mut String, sentence: &str, width: usize) {
    for part in wrap(sentence, width.saturating_sub(4).max(20)) {
        let _ = writeln!(text, "    {}", paint(FAINT, &part));
    }
}
