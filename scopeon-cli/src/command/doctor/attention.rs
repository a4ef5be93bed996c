//! What needs attention, in words, and what does not.

use std::collections::BTreeMap;

use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::IssueKind;
use scopeon_core::report::AgentCheck;
use scopeon_core::time::Timestamp;
use scopeon_providers::{RootState, Survey};

use super::database::Found;
use crate::render::{count, counted, witness};

/// Tells whether something should be done about issues of a kind. New record types, and what agents do to
/// their own files, are no reason for alarm.
pub(super) const fn is_needed(kind: IssueKind) -> bool {
    !matches!(
        kind,
        IssueKind::UnknownType
            | IssueKind::BadTime
            | IssueKind::UnreadEnd
            | IssueKind::UnfinishedOutput
            | IssueKind::NotRegular
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
        lines.push(format!("{kind}: {times}; {}", advice(group.kind)));
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

const fn advice(kind: IssueKind) -> &'static str {
    match kind {
        IssueKind::Unreadable => "check the files' permissions",
        IssueKind::OverlongLine => "[read] max_line_mib in the configuration allows longer lines",
        IssueKind::Malformed | IssueKind::MissingField => {
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
