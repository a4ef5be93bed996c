//! The state of everything, for people.

mod agents;
mod findings;
mod view;

use std::fmt::Write as _;

use scopeon_core::report::{DatabaseCheck, DoctorReport};

use super::clean;
use super::key::tilde;
use super::style::{BAD, GOOD, HEADING, TITLE, WARN, paint};
use super::wrap::wrap;
use crate::render::number::{bytes, counted};

pub(super) use agents::{capabilities, root_line};
pub(crate) use view::View;
pub(super) use view::line;
use view::section;

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
