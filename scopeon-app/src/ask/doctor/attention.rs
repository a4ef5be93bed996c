//! What needs attention, in words, and what does not.

use std::collections::BTreeSet;
use std::path::Path;

use scopeon_core::provider::IssueKind;
use scopeon_core::report::{AgentCheck, IssueGroup, IssuePlace};
use scopeon_core::time::Timestamp;
use scopeon_providers::{RootState, Survey};

use super::database::Found;
use super::disagreement;
use super::needed::is_needed;
use crate::app::App;
use crate::query::Query;
use crate::words::{count, counted};

/// Lists what needs attention.
pub(super) fn list(
    surveys: &[Survey],
    found: &Found,
    agents: &[AgentCheck],
    aliases: Vec<String>,
    now: Timestamp,
) -> Vec<String> {
    let mut lines = Vec::new();
    if surveys.iter().all(|survey| survey.sources == 0) {
        lines.push("no logs were found in any place; --home or --root name another".to_owned());
    }
    for survey in surveys {
        places(survey, &mut lines);
    }
    lines.extend(found.check.problems.iter().map(|problem| format!("the database: {problem}")));
    for group in found.issues.iter().filter(|group| group.attention) {
        let kind = group.kind.as_str().replace('_', " ");
        let places = if group.count == 1 { "once" } else { "times" };
        let times =
            if group.count == 1 { places.to_owned() } else { format!("{} {places}", count(group.count)) };
        lines.push(format!("{kind}: {times}{}; {}", first_of(group, agents), advice(group)));
    }
    lines.extend(ahead(found, now));
    lines.extend(agents.iter().filter_map(disagreement::line));
    lines.extend(aliases);
    lines
}

/// Calls that are dated after tomorrow: a clock was wrong, theirs or the one that is asked now.
fn ahead(found: &Found, now: Timestamp) -> Option<String> {
    let are = match found.ahead {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    let whose = if found.ahead < found.check.calls {
        "a clock was wrong; they count at the time they state, and nothing that is said of now is about them"
            .to_owned()
    } else {
        format!("as all of them are; is the clock of this machine right? It says {now}")
    };
    Some(format!("{} {are} dated after tomorrow: {whose}", counted(found.ahead, "call")))
}

/// Names a file of Scopeon's own that lies under the name it had beside a file of Scopeon 0.x, while the usual one is there,
/// too.
pub(super) fn unused(path: &Path) -> String {
    format!(
        "{} is not used: the file of the usual name beside it is; remove or rename the one that is not wanted",
        path.display()
    )
}

/// Counts the sources of an agent that could not be read whole.
pub(super) fn unread(groups: &[IssueGroup], agent: &str) -> u64 {
    let places = groups.iter().filter(|group| group.attention).flat_map(|group| &group.places);
    let paths: BTreeSet<&str> =
        places.filter(|place| place.provider == agent).map(|place| place.path.as_str()).collect();
    paths.len() as u64
}

/// Names the first file of a group, and the agent that it is of.
fn first_of(group: &IssueGroup, agents: &[AgentCheck]) -> String {
    let Some(place) = group.places.first() else { return String::new() };
    let agent = agents.iter().find(|agent| agent.id == place.provider);
    let name = agent.map_or(place.provider.as_str(), |agent| agent.name.as_str());
    let first = if group.places.len() > 1 { ", first" } else { "," };
    format!("{first} in {}{} of {name}", place.path, beside(place))
}

/// What is appended to a database's name where not itself but what lies beside it cannot be read.
fn beside(place: &IssuePlace) -> &str {
    place.name.as_deref().filter(|name| name.starts_with('-')).unwrap_or_default()
}

/// Names that the configuration lets stand for a model without a price.
pub(super) fn unpriced_aliases(query: &Query, app: &App) -> Vec<String> {
    let aliases = &app.config().prices.aliases;
    let unpriced = aliases.iter().filter(|(_, model)| query.book.lookup("", model, query.now).is_none());
    let line = |(name, model): (&String, &String)| {
        format!(
            "[prices.alias] lets {name} stand for {model}, which has no price; scopeon prices list shows which have"
        )
    };
    unpriced.map(line).collect()
}

fn places(survey: &Survey, lines: &mut Vec<String>) {
    for root in &survey.roots {
        if let RootState::Refused(kind) = root.state {
            lines.push(format!("{}: {}", root.path.display(), kind.meaning()));
        }
    }
    for (path, kind) in survey.inaccessible.iter().filter(|(_, kind)| is_needed(*kind)) {
        lines.push(format!("{}: {}", path.display(), kind.meaning()));
    }
    if survey.has_failed {
        lines.push(format!("the reader for {} stopped while it looked for logs", survey.provider));
    }
}

fn advice(group: &IssueGroup) -> &'static str {
    match group.kind {
        IssueKind::NotRegular => "what is to be read has to be the file itself, where it is looked for",
        IssueKind::Malformed if group.places.iter().all(|place| place.line == 0) => {
            "what was read of it before still counts; a newer version may know more"
        }
        IssueKind::Unreadable => "check the files' permissions",
        IssueKind::OverlongLine => "[read] max_line_mib in the configuration allows longer lines",
        IssueKind::Malformed | IssueKind::MissingField | IssueKind::BadCount | IssueKind::UnknownSchema => {
            "the rest of these files counts; a newer version may know more"
        }
        IssueKind::TooLarge | IssueKind::TooMany => "what lies beyond the limit does not count",
        IssueKind::Undated => "[providers.generic] time in the configuration names the member that says when",
        IssueKind::ImplausibleTime => {
            "a clock was wrong, or the agent states times in another way; they count as stated"
        }
        IssueKind::ReadFailed => "check the disk; reading goes on next time",
        IssueKind::CutEnd => "whoever wrote it stopped in the middle of a record, which does not count",
        IssueKind::ProviderFailed => {
            "please report it with the file's name and agent version, not its content"
        }
        _ => "see above",
    }
}
