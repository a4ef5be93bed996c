//! The state of everything, for people.

use std::fmt::Write as _;

use scopeon_core::provider::Capability;
use scopeon_core::report::{AgentCheck, ChosenBy, DatabaseCheck, DoctorReport, IssueGroup, IssuePlace, RootCheck};
use scopeon_core::time::Zone;

use super::clean;
use super::key::tilde;
use super::number::{bytes, count};
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, WARN, paint};

/// How the state is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of times.
    pub(crate) zone: Zone,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// How many places of each kind of issue are listed.
    pub(crate) places: usize,
    /// How many characters fit in a line.
    pub(crate) width: usize,
}

/// Draws the state of everything.
pub(crate) fn draw(report: &DoctorReport, view: View<'_>) -> String {
    let mut text = format!("{} {}\n", paint(TITLE, "Scopeon"), report.version);
    for agent in &report.agents {
        agent_section(&mut text, agent, view);
    }
    database(&mut text, &report.database, report.config.as_deref(), view);
    issues(&mut text, &report.issues, view);
    unpriced(&mut text, report);
    text.push('\n');
    if report.attention.is_empty() {
        let _ = writeln!(text, "{}", paint(GOOD, "All is well."));
    } else {
        let _ = writeln!(text, "{}", paint(WARN, "Needs attention:"));
        for line in &report.attention {
            let _ = writeln!(text, "  • {}", clean(line));
        }
    }
    text
}

fn agent_section(text: &mut String, agent: &AgentCheck, view: View<'_>) {
    let level = format!("level {:?}", agent.level);
    let _ = writeln!(text, "\n{} {}", paint(HEADING, &agent.name), paint(FAINT, &level));
    for root in &agent.roots {
        root_line(text, root, view);
    }
    let newest = agent.newest.map(|at| format!(", last written {} {}", view.zone.wall(at), view.zone));
    let found = format!("{} logs, {}{}", count(agent.sources), bytes(agent.bytes), newest.unwrap_or_default());
    line(text, "Found", if agent.sources == 0 { "no logs" } else { &found }, view);
    for (name, capability) in
        [("Exact", Capability::Exact), ("Estimated", Capability::Estimated), ("Not logged", Capability::Unsupported)]
    {
        let facts: Vec<String> = agent
            .capabilities
            .iter()
            .filter(|check| check.capability == capability)
            .map(|check| check.fact.as_str().replace('_', " "))
            .collect();
        if !facts.is_empty() {
            line(text, name, &facts.join(", "), view);
        }
    }
}

fn root_line(text: &mut String, root: &RootCheck, view: View<'_>) {
    let (mark, look, state) = if root.exists { ("✓", GOOD, "") } else { ("–", FAINT, ", not there") };
    let by = match root.chosen_by {
        ChosenBy::Option => "by --root",
        ChosenBy::Config => "by the configuration",
        ChosenBy::Variable => "by an environment variable",
        _ => "by default",
    };
    let path = clean(&tilde(&root.path, view.home));
    let _ = writeln!(text, "  {} {path} {}", paint(look, mark), paint(FAINT, &format!("({by}{state})")));
}

/// A name and a value that goes on below itself where it is long.
fn line(text: &mut String, name: &str, value: &str, view: View<'_>) {
    const INDENT: usize = 14;
    let room = view.width.saturating_sub(INDENT).max(20);
    let mut name = format!("{name:<12}");
    for part in wrap(value, room) {
        let _ = writeln!(text, "  {}{part}", paint(FAINT, &name));
        name = " ".repeat(12);
    }
}

fn wrap(value: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in value.split(' ') {
        let last = lines.last_mut().filter(|last| last.is_empty() || last.chars().count() + 1 + word.chars().count() <= room);
        match last {
            Some(last) if last.is_empty() => last.push_str(word),
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn database(text: &mut String, database: &DatabaseCheck, config: Option<&str>, view: View<'_>) {
    let _ = writeln!(text, "\n{}", paint(HEADING, "Database"));
    let path = clean(&tilde(&database.path, view.home));
    let mark = if database.problems.is_empty() { paint(GOOD, "✓") } else { paint(BAD, "✗") };
    let _ = writeln!(text, "  {mark} {path}");
    if database.exists {
        let layout = database.layout.map(|layout| format!(", layout {layout}")).unwrap_or_default();
        let holds = format!(
            "{} calls of {} logs, {}{layout}",
            count(database.calls),
            count(database.sources),
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

fn issues(text: &mut String, issues: &[IssueGroup], view: View<'_>) {
    if issues.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "What could not be read"));
    for group in issues {
        let (mark, look) = if group.attention { ("!", WARN) } else { ("·", FAINT) };
        let kind = group.kind.as_str().replace('_', " ");
        let _ = writeln!(text, "  {} {} {}", paint(look, mark), paint(TITLE, &kind), paint(FAINT, &format!("× {}", count(group.count))));
        for part in wrap(&group.meaning, view.width.saturating_sub(4).max(20)) {
            let _ = writeln!(text, "    {}", paint(FAINT, &part));
        }
        for place in group.places.iter().take(view.places) {
            let _ = writeln!(text, "    {}", place_text(place, view));
        }
        let more = group.places.len().saturating_sub(view.places);
        if more > 0 {
            let _ = writeln!(text, "    {}", paint(FAINT, &format!("and {} more places; -v shows them all", count(more as u64))));
        }
    }
}

fn place_text(place: &IssuePlace, view: View<'_>) -> String {
    let mut text = clean(&tilde(&place.path, view.home));
    if place.line > 0 {
        let _ = write!(text, ":{}", place.line);
    }
    if let Some(name) = &place.name {
        let _ = write!(text, "  {name}");
    }
    if place.count > 1 {
        let _ = write!(text, "  × {}", count(place.count));
    }
    text
}

fn unpriced(text: &mut String, report: &DoctorReport) {
    if report.unpriced.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "Models without a known price"));
    for model in &report.unpriced {
        let calls = format!("{} {} of {}", count(model.calls), if model.calls == 1 { "call" } else { "calls" }, model.provider);
        let _ = writeln!(text, "  {}  {}", model.model, paint(FAINT, &calls));
    }
    let hint = "A price in the configuration counts at once, for the past, too: see docs/config.md.";
    let _ = writeln!(text, "  {}", paint(FAINT, hint));
}
