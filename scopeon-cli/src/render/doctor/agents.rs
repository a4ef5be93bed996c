//! The agents: a row for each that has logs; all of each where more is asked for.

use std::fmt::Write as _;

use scopeon_core::provider::Fidelity;
use scopeon_core::report::{AgentCheck, CapabilityCheck, ChosenBy, RootCheck};
use scopeon_core::time::Period;

use super::view::{View, line, section};
use crate::render::clean;
use crate::render::figure::note;
use crate::render::key::{fit, tilde};
use crate::render::money::UNKNOWN;
use crate::render::number::{bytes, count, counted};
use crate::render::style::{FAINT, GOOD, HEADING, paint};
use crate::render::table::{Align, RowKind, Table, fitting};
use crate::render::witness;
use crate::render::wrap::wrap;

/// Draws the agents that are here; where there is none, where each was looked for.
pub(super) fn agents(text: &mut String, agents: &[AgentCheck], view: View<'_>) {
    let with_logs: Vec<&AgentCheck> = agents.iter().filter(|agent| agent.sources > 0).collect();
    if view.names_all {
        agents
            .iter()
            .filter(|agent| !is_only_detected(agent))
            .for_each(|agent| agent_section(text, agent, view));
    } else if with_logs.is_empty() {
        looked_for(text, agents, view);
    } else {
        let _ = writeln!(text, "\n{}", paint(HEADING, "Agents"));
        text.push_str(&fitting(view.width, [24, 16, 10], |longest| table(&with_logs, longest, view)));
        own_words(text, &with_logs, view);
    }
    let here: Vec<&str> =
        agents.iter().filter(|agent| is_only_detected(agent)).map(|agent| agent.name.as_str()).collect();
    section(text, "Here, but their logs tell no usage (level D)", &here.join(", "), view);
    let others = agents.iter().filter(|agent| agent.sources == 0 && !is_only_detected(agent)).count();
    if !view.names_all && !with_logs.is_empty() && others > 0 {
        let others = u64::try_from(others).unwrap_or(u64::MAX);
        let sentence =
            format!("no logs of {}; -v says where they were looked for", counted(others, "other agent"));
        for part in wrap(&sentence, view.width.saturating_sub(2).max(20)) {
            let _ = writeln!(text, "{}", paint(FAINT, &part));
        }
    }
}

fn table(agents: &[&AgentCheck], longest: usize, view: View<'_>) -> Table {
    let has_totals = agents.iter().any(|agent| agent.agreement.is_some());
    let mut table = Table::default();
    table.column("Agent", Align::Left).column("Level", Align::Left).column("Logs", Align::Right);
    table.column("Size", Align::Right).column("Last written", Align::Left);
    if has_totals {
        table.column("Own totals", Align::Left);
    }
    for agent in agents {
        let last = agent.newest.map_or_else(|| UNKNOWN.to_owned(), |at| view.zone.key(at, Period::Day));
        let mut cells = vec![
            fit(&agent.id, longest),
            agent.level.as_str().to_owned(),
            count(agent.sources),
            bytes(agent.bytes),
            last,
        ];
        if has_totals {
            cells.push(agent.agreement.as_ref().map_or_else(String::new, own_totals));
        }
        table.row(RowKind::Plain, cells);
    }
    table
}

/// How what was counted stands to the agent's own totals, in a word.
fn own_totals(agreement: &scopeon_core::report::Agreement) -> String {
    match agreement.differ() {
        0 if agreement.sessions == 0 => String::new(),
        0 => format!("{} agree", count(agreement.agree)),
        differ => format!("{} of {} differ", count(differ), count(agreement.sessions)),
    }
}

/// What there is to say of agents' own totals beyond that they agree: what differs, and what is in no call record.
fn own_words(text: &mut String, agents: &[&AgentCheck], view: View<'_>) {
    for agent in agents {
        let Some(agreement) = &agent.agreement else { continue };
        let is_plain = agreement.differ() == 0
            && agreement.beyond == 0
            && agreement.partial == 0
            && agreement.unrecorded.is_empty()
            && agreement.in_all.is_empty();
        if is_plain {
            continue;
        }
        for sentence in witness::lines(agreement) {
            text.push_str(&note(&format!("{}: {sentence}", agent.id), view.width));
        }
    }
}

/// Where each agent was looked for, when none is here.
fn looked_for(text: &mut String, agents: &[AgentCheck], view: View<'_>) {
    let _ = writeln!(text, "\n{}", paint(HEADING, "No agent's logs were found here"));
    for agent in agents.iter().filter(|agent| !is_only_detected(agent)) {
        let Some(first) = agent.roots.first() else { continue };
        let more = agent.roots.len() - 1;
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let name = fit(&agent.name, 20);
        let place =
            fit(&clean(&tilde(&first.path, view.home)), view.width.saturating_sub(24 + more.len()).max(12));
        let _ = writeln!(text, "  {}{place}{more}", paint(FAINT, &format!("{name:<22}")));
    }
    let sentence =
        "-v names every place. Logs elsewhere: --root AGENT=DIR. A look at samples: scopeon --demo";
    for part in wrap(sentence, view.width.saturating_sub(2).max(20)) {
        let _ = writeln!(text, "{}", paint(FAINT, &part));
    }
}

/// Whether an agent is here and nothing of it can be read.
fn is_only_detected(agent: &AgentCheck) -> bool {
    let is_here = agent.roots.iter().any(|root| root.exists);
    let knows_nothing = agent.capabilities.iter().all(|check| check.capability == Fidelity::Unsupported);
    agent.sources == 0 && is_here && knows_nothing
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
pub(in crate::render) fn capabilities(text: &mut String, checks: &[CapabilityCheck], view: View<'_>) {
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

pub(in crate::render) fn root_line(text: &mut String, root: &RootCheck, view: View<'_>) {
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
