//! The state of everything, for people.

mod agents;
mod findings;

use std::fmt::Write as _;

use scopeon_core::report::{DatabaseCheck, DoctorReport};
use scopeon_core::time::Zone;

use super::clean;
use super::key::tilde;
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, WARN, paint};
use super::wrap::wrap;
use crate::render::number::{bytes, counted};

pub(super) use agents::{capabilities, root_line};

/// How the state is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How many places of each kind of issue are listed.
    pub(crate) places: usize,
    /// Whether places without logs are named although there are others.
    pub(crate) names_all: bool,
    /// How many characters fit in a line.
    pub(crate) width: usize,
}

/// Draws the state of everything: what is wrong first, then what is there.
pub(crate) fn draw(report: &DoctorReport, view: View<'_>) -> String {
    let mut text = format!("{} {}\n\n", paint(TITLE, "Scopeon"), report.version);
    attention(&mut text, report, view);
    findings::issues(&mut text, &report.issues, view);
    findings::unpriced(&mut text, report, view);
    findings::unmetered(&mut text, report, view);
    agents::agents(&mut text, &report.agents, view);
    section(&mut text, "Disabled by the configuration", &report.disabled.join(", "), view);
    database(&mut text, &report.database, report.config.as_deref(), view);
    earlier(&mut text, &report.earlier, view);
    text
}

fn attention(text: &mut String, report: &DoctorReport, view: View<'_>) {
    if report.attention.is_empty() {
        let _ = writeln!(text, "{} {}", paint(GOOD, "✓"), paint(GOOD, "All is well."));
        return;
    }
    let _ = writeln!(text, "{} {}", paint(WARN, "▲"), paint(WARN, "Needs attention:"));
    for line in &report.attention {
        let mut mark = "•";
        let line = view.home.map_or_else(|| line.clone(), |home| within(line, home));
        for part in wrap(&clean(&line), view.width.saturating_sub(4).max(20)) {
            let _ = writeln!(text, "  {mark} {part}");
            mark = " ";
        }
    }
}

/// Writes the paths in a sentence that lie in the home directory with `~`.
fn within(line: &str, home: &str) -> String {
    if home.len() > 1 { line.replace(&format!(" {home}/"), " ~/") } else { line.to_owned() }
}

/// Names of agents below a title, where there are any.
fn section(text: &mut String, title: &str, names: &str, view: View<'_>) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, title));
    for part in wrap(names, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}

/// A name and a value that goes on below itself where it is long.
pub(super) fn line(text: &mut String, name: &str, value: &str, view: View<'_>) {
    const INDENT: usize = 14;
    let room = view.width.saturating_sub(INDENT).max(20);
    let mut name = format!("{name:<12}");
    for part in wrap(value, room) {
        let _ = writeln!(text, "  {}{part}", paint(FAINT, &name));
        name = " ".repeat(12);
    }
}

fn database(text: &mut String, database: &DatabaseCheck, config: Option<&str>, view: View<'_>) {
    let _ = writeln!(text, "\n{}", paint(HEADING, "Database"));
    let path = clean(&tilde(&database.path, view.home));
    let mark = if database.problems.is_empty() { paint(GOOD, "✓") } else { paint(BAD, "✗") };
    let _ = writeln!(text, "  {mark} {path}");
    if database.exists {
        let layout = database.layout.map(|layout| format!(", layout {layout}")).unwrap_or_default();
        let holds = format!(
            "{} of {}, {}{layout}",
            counted(database.calls, "call"),
            counted(database.sources, "log"),
            bytes(database.bytes)
        );
        line(text, "Holds", &holds, view);
    } else {
        line(text, "Holds", "nothing yet", view);
    }
    for problem in &database.problems {
        let _ = writeln!(text, "  {} {}", paint(BAD, "✗"), clean(problem));
    }
    let config = config.map_or_else(|| "none".to_owned(), |config| clean(&tilde(config, view.home)));
    line(text, "Config", &config, view);
}

/// Files of Scopeon 0.x, where there are any.
fn earlier(text: &mut String, files: &[String], view: View<'_>) {
    if files.is_empty() {
        return;
    }
    let files: Vec<String> = files.iter().map(|file| clean(&tilde(file, view.home))).collect();
    let said = format!("{}; left as they are; `scopeon import` takes over what can be", files.join(", "));
    line(text, "Scopeon 0.x", &said, view);
}

fn hint(text: &mut String, sentence: &str, view: View<'_>) {
    for part in wrap(sentence, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}
