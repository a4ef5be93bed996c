//! What was taken over from Scopeon 0.x, for people.

use std::fmt::Write as _;

use scopeon_core::report::{ImportReport, ImportedConfig, ImportedHistory};

use super::clean;
use super::facts::definition_list;
use super::key::tilde;
use super::style::{HEADING, paint};
use crate::render::number::counted;

/// The room of a fact's name.
const FACT: usize = 14;

/// Draws what was taken over, by where it comes from.
pub(crate) fn draw(report: &ImportReport, home: Option<&str>, width: usize) -> String {
    let mut text = String::new();
    if report.dry_run {
        text.push_str("Nothing was changed; this is what would be taken over.\n\n");
    }
    let config = report.config.as_ref().map(|config| config_part(config, home, width));
    let history = report.history.as_ref().map(|history| history_part(history, home, width));
    let parts: Vec<String> = config.into_iter().chain(history).collect();
    text + &parts.join("\n")
}

fn config_part(config: &ImportedConfig, home: Option<&str>, width: usize) -> String {
    let mut facts = Vec::new();
    push(&mut facts, "Added", &config.added, &format!(" to {}", clean(&tilde(&config.to, home))));
    push(&mut facts, "There already", &config.present, "");
    each(&mut facts, &config.left_out);
    part("Settings", &config.from, home, &facts, width)
}

fn history_part(history: &ImportedHistory, home: Option<&str>, width: usize) -> String {
    let added = match history.calls {
        0 => "no calls".to_owned(),
        calls => format!("{} of {}", counted(calls, "call"), counted(history.sessions, "session")),
    };
    let mut facts = vec![("Added", added)];
    if history.known > 0 {
        facts.push(("There already", counted(history.known, "session")));
    }
    if history.tagged > 0 {
        facts.push(("Tagged", counted(history.tagged, "session")));
    }
    each(&mut facts, &history.left_out);
    part("History", &history.from, home, &facts, width)
}

fn push(facts: &mut Vec<(&'static str, String)>, name: &'static str, things: &[String], behind: &str) {
    if !things.is_empty() {
        facts.push((name, format!("{}{behind}", clean(&things.join(", ")))));
    }
}

fn each(facts: &mut Vec<(&'static str, String)>, left_out: &[String]) {
    let mut name = "Left out";
    for line in left_out {
        facts.push((name, clean(line)));
        name = "";
    }
}

fn part(title: &str, from: &str, home: Option<&str>, facts: &[(&str, String)], width: usize) -> String {
    let mut text = format!("{}\n", paint(HEADING, title));
    let from = [("From", clean(&tilde(from, home)))];
    let _ = write!(text, "{}{}", definition_list(&from, FACT, width), definition_list(facts, FACT, width));
    text
}
