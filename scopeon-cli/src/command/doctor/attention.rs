//! What needs attention, in words, and what does not.

use std::collections::{BTreeMap, BTreeSet};

use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::IssueKind;
use scopeon_core::report::{AgentCheck, IssueGroup, IssuePlace};
use scopeon_core::time::Timestamp;
use scopeon_providers::{RootState, Survey};

use super::database::Found;
use crate::render::{count, counted, witness};

/// Tells whether something should be done about issues of a kind: always where a source was not read, or not whole. New
/// record types, and what agents do to their own files, are no reason for alarm; what vanished cannot be read any more.
pub(super) const fn is_needed(kind: IssueKind) -> bool {
    !matches!(
        kind,
        IssueKind::UnknownType
            | IssueKind::BadTime
            | IssueKind::UnreadEnd
            | IssueKind::UnfinishedOutput
            | IssueKind::OddName
            | IssueKind::WithheldName
            | IssueKind::Vanished
            | IssueKind::Truncated
            | IssueKind::Replaced
    )
}

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
    lines.extend(agents.iter().filter_map(disagreement));
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
pub(super) fn unpriced_aliases(
    aliases: &BTreeMap<String, String>,
    book: &PriceBook,
    now: Timestamp,
) -> Vec<String> {
    let unpriced = aliases.iter().filter(|(_, model)| book.lookup("", model, now).is_none());
    let line = |(name, model): (&String, &String)| {
        format!(
            "[prices.alias] lets {name} stand for {model}, which has no price; scopeon prices list shows which have"
        )
    };
    unpriced.map(line).collect()
}

/// An agent's own totals that are not what was counted: something is lost, or counted twice.
fn disagreement(agent: &AgentCheck) -> Option<String> {
    let agreement = agent.agreement.as_ref().filter(|agreement| agreement.differ() > 0)?;
    let (differ, all) = (count(agreement.differ()), counted(agreement.sessions, "session"));
    let worst = witness::worst(agreement)?;
    Some(format!("{}: {differ} of {all} differ from the agent's own totals; worst: {worst}", agent.name))
}

fn places(survey: &Survey, lines: &mut Vec<String>) {
    for root in &survey.roots {
        if let RootState::Refused(kind) = root.state {
            lines.push(format!("{}: {}", root.path.display(), kind.meaning()));
        }
    }
    for (path, kind) in survey.blind.iter().filter(|(_, kind)| is_needed(*kind)) {
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
        IssueKind::ProviderFailed => {
            "please report it with the file's name and agent version, not its content"
        }
        _ => "see above",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was not read, or not whole, is never well; each other kind has a reason.
    #[test]
    fn every_kind_that_leaves_something_unread_needs_attention() {
        let unread = [
            IssueKind::Malformed,
            IssueKind::MissingField,
            IssueKind::OverlongLine,
            IssueKind::Unreadable,
            IssueKind::NotRegular,
            IssueKind::TooLarge,
            IssueKind::TooMany,
            IssueKind::ReadFailed,
            IssueKind::ProviderFailed,
        ];
        for kind in IssueKind::ALL {
            let says = kind.meaning();
            let leaves = says.contains("was not read")
                || says.contains("was not opened")
                || says.contains("cannot be read");
            assert!(is_needed(*kind) || !leaves || *kind == IssueKind::OddName, "{says}");
            assert!(is_needed(*kind) || !unread.contains(kind), "{says}");
        }
    }
}
