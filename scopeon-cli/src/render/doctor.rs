//! The state of everything, for people.

use std::fmt::Write as _;

use scopeon_core::provider::Fidelity;
use scopeon_core::report::{
    AgentCheck, CapabilityCheck, ChosenBy, DatabaseCheck, DoctorReport, IssueGroup, IssuePlace, RootCheck,
};
use scopeon_core::time::Zone;

use super::clean;
use super::key::tilde;
use super::money::MoneyStyle;
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, WARN, paint};
use super::witness;
use super::wrap::wrap;
use crate::render::number::{bytes, count, counted};

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

/// Draws the state of everything.
pub(crate) fn draw(report: &DoctorReport, view: View<'_>) -> String {
    let mut text = format!("{} {}\n", paint(TITLE, "Scopeon"), report.version);
    agents(&mut text, &report.agents, view);
    section(&mut text, "Disabled by the configuration", &report.disabled.join(", "), "", view);
    database(&mut text, &report.database, report.config.as_deref(), view);
    issues(&mut text, &report.issues, view);
    unpriced(&mut text, report, view);
    unmetered(&mut text, report, view);
    text.push('\n');
    if report.attention.is_empty() {
        let _ = writeln!(text, "{}", paint(GOOD, "All is well."));
    } else {
        let _ = writeln!(text, "{}", paint(WARN, "Needs attention:"));
        for line in &report.attention {
            let mut mark = "•";
            let line = view.home.map_or_else(|| line.clone(), |home| within(line, home));
            for part in wrap(&clean(&line), view.width.saturating_sub(4).max(20)) {
                let _ = writeln!(text, "  {mark} {part}");
                mark = " ";
            }
        }
    }
    text
}

/// Writes the paths in a sentence that lie in the home directory with `~`.
fn within(line: &str, home: &str) -> String {
    if home.len() > 1 { line.replace(&format!(" {home}/"), " ~/") } else { line.to_owned() }
}

/// The agents with logs; the others are a list of names, unless there is none with logs or more is asked for.
fn agents(text: &mut String, agents: &[AgentCheck], view: View<'_>) {
    let shows_all = view.names_all || agents.iter().all(|agent| agent.sources == 0);
    let is_shown = |agent: &&AgentCheck| (shows_all && !is_only_detected(agent)) || agent.sources > 0;
    for agent in agents.iter().filter(is_shown) {
        agent_section(text, agent, view);
    }
    let named = |agents: &mut dyn Iterator<Item = &AgentCheck>| {
        agents.map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let here = named(&mut agents.iter().filter(|agent| is_only_detected(agent)));
    let others = named(&mut agents.iter().filter(|agent| !is_shown(agent) && !is_only_detected(agent)));
    section(text, "Here, but their logs tell no usage (level D)", &here, "", view);
    section(text, "No logs of", &others, "; -v says where they were looked for", view);
}

/// Whether an agent is here and nothing of it can be read.
fn is_only_detected(agent: &AgentCheck) -> bool {
    let is_here = agent.roots.iter().any(|root| root.exists);
    let knows_nothing = agent.capabilities.iter().all(|check| check.capability == Fidelity::Unsupported);
    agent.sources == 0 && is_here && knows_nothing
}

/// Names of agents below a title, where there are any.
fn section(text: &mut String, title: &str, names: &str, note: &str, view: View<'_>) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, title));
    for part in wrap(&format!("{names}{note}"), view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}

fn agent_section(text: &mut String, agent: &AgentCheck, view: View<'_>) {
    let level = format!("level {}: {}", agent.level.as_str(), agent.level.meaning());
    let _ = writeln!(text, "\n{} {}", paint(HEADING, &agent.name), paint(FAINT, &level));
    roots(text, &agent.roots, view);
    let newest = agent.newest.map(|at| format!(", last written {} {}", view.zone.wall(at), view.zone));
    let found =
        format!("{}, {}{}", counted(agent.sources, "log"), bytes(agent.bytes), newest.unwrap_or_default());
    let unread = if agent.unread > 0 {
        format!("; {} could not be read whole", count(agent.unread))
    } else {
        String::new()
    };
    let found = found + &unread;
    line(text, "Found", if agent.sources == 0 { "no logs" } else { &found }, view);
    if agent.sources > 0 || view.names_all {
        capabilities(text, &agent.capabilities, view);
    }
    for (place, own) in agent.agreement.iter().flat_map(witness::lines).enumerate() {
        line(text, if place == 0 { "Own totals" } else { "" }, &own, view);
    }
    if !agent.note.is_empty() && (agent.sources > 0 || view.names_all) {
        line(text, "Note", &agent.note, view);
    }
    if !agent.untraced.is_empty() && (agent.sources > 0 || view.names_all) {
        line(text, "No trace", &agent.untraced, view);
    }
}

/// What logs tell, by how sure it is.
pub(super) fn capabilities(text: &mut String, checks: &[CapabilityCheck], view: View<'_>) {
    for (name, capability) in [
        ("Exact", Fidelity::Exact),
        ("Estimated", Fidelity::Estimated),
        ("Not logged", Fidelity::Unsupported),
    ] {
        let facts: Vec<String> = checks
            .iter()
            .filter(|check| check.capability == capability)
            .map(|check| check.fact.as_str().replace('_', " "))
            .collect();
        if !facts.is_empty() {
            line(text, name, &facts.join(", "), view);
        }
    }
}

/// The places that are there; the others are named when there is none, or when more is asked for.
fn roots(text: &mut String, roots: &[RootCheck], view: View<'_>) {
    let names_all = view.names_all || !roots.iter().any(|root| root.exists);
    for root in roots.iter().filter(|root| names_all || root.exists) {
        root_line(text, root, view);
    }
    let missing = roots.iter().filter(|root| !root.exists).count();
    if missing > 0 && !names_all {
        let places = if missing == 1 { "place" } else { "places" };
        let note = format!("– {missing} other {places} where logs may be, not there; -v names them");
        for part in wrap(&note, view.width.saturating_sub(2).max(20)) {
            let _ = writeln!(text, "  {}", paint(FAINT, &part));
        }
    }
}

pub(super) fn root_line(text: &mut String, root: &RootCheck, view: View<'_>) {
    let (mark, look, state) = if root.exists { ("✓", GOOD, "") } else { ("–", FAINT, ", not there") };
    let by = match root.chosen_by {
        ChosenBy::Option => "by --root",
        ChosenBy::Config => "by the configuration",
        ChosenBy::Variable => "by an environment variable",
        _ => "by default",
    };
    let path = clean(&tilde(&root.path, view.home));
    let note = format!("({by}{state})");
    // A path is never cut: people copy it.
    let fits = path.chars().count() + note.chars().count() + 5 <= view.width;
    let gap = if fits { " " } else { "\n    " };
    let _ = writeln!(text, "  {} {path}{gap}{}", paint(look, mark), paint(FAINT, &note));
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

fn issues(text: &mut String, issues: &[IssueGroup], view: View<'_>) {
    if issues.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "What could not be read"));
    for group in issues {
        let (mark, look) = if group.attention { ("!", WARN) } else { ("·", FAINT) };
        let kind = group.kind.as_str().replace('_', " ");
        let _ = writeln!(
            text,
            "  {} {} {}",
            paint(look, mark),
            paint(TITLE, &kind),
            paint(FAINT, &format!("× {}", count(group.count)))
        );
        for part in wrap(&group.meaning, view.width.saturating_sub(4).max(20)) {
            let _ = writeln!(text, "    {}", paint(FAINT, &part));
        }
        for place in group.places.iter().take(view.places) {
            let _ = writeln!(text, "    {}", place_text(place, view));
        }
        let more = group.places.len().saturating_sub(view.places);
        if more > 0 {
            let _ = writeln!(
                text,
                "    {}",
                paint(FAINT, &format!("and {} more places; -v shows them all", count(more as u64)))
            );
        }
    }
}

fn place_text(place: &IssuePlace, view: View<'_>) -> String {
    let mut text = clean(&tilde(&place.path, view.home));
    if place.line > 0 {
        let _ = write!(text, ":{}", place.line);
    }
    if let Some(name) = &place.name {
        // What lies beside a database is called like it.
        let _ = if name.starts_with('-') { write!(text, "{name}") } else { write!(text, "  {name}") };
    }
    if place.count > 1 {
        let _ = write!(text, "  × {}", count(place.count));
    }
    text
}

fn unpriced(text: &mut String, report: &DoctorReport, view: View<'_>) {
    if report.unpriced.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "Models without a known price"));
    for model in &report.unpriced {
        let calls = format!("{} of {}", counted(model.calls, "call"), model.provider);
        let _ = writeln!(text, "  {}  {}", model.model, paint(FAINT, &calls));
    }
    hint(
        text,
        "[[prices]] in the configuration gives them one, for the past, too; [prices.alias] says which model a name stands for.",
        view,
    );
}

fn unmetered(text: &mut String, report: &DoctorReport, view: View<'_>) {
    if report.unmetered.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", paint(HEADING, "Agents whose logs hold no tokens"));
    for agent in &report.unmetered {
        let mut calls = counted(agent.calls, "call");
        if let Some(reported) = agent.reported_usd {
            let _ = write!(calls, "; it says {}", MoneyStyle::of([reported], false).amount(reported));
        }
        let _ = writeln!(text, "  {}  {}", agent.provider, paint(FAINT, &calls));
    }
    hint(text, "What they cost is not computed and in no sum of costs.", view);
}

fn hint(text: &mut String, sentence: &str, view: View<'_>) {
    for part in wrap(sentence, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "  {}", paint(FAINT, &part));
    }
}
