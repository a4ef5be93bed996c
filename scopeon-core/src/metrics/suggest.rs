//! What to do first: the signs of many sessions, gathered by what helps against them and ranked by money. Health and
//! suggestions show the same list: what they say of a period comes from here.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::waste::{Action, Basis, Evidence, Paste, Severity, Sign, Signal};
use super::{Figure, Provenance, Quantity, Share};
use crate::money::PicoUsd;

/// Below this share of what was spent nothing is worth a word.
pub const LEAST_SHARE: Share = Share::from_bp(100);
/// So many sessions are named with a suggestion.
pub const MOST_SESSIONS: usize = 3;

/// The signs of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSignals {
    /// The session's id as its agent shows it.
    pub session: String,
    /// Its signs, each of which is seen in it alone.
    pub signals: Vec<Signal>,
}

/// A session that a suggestion is seen in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeenIn {
    /// The session's id as its agent shows it.
    pub session: String,
    /// What it would have saved there; none where that cannot be known.
    pub saving_usd: Option<PicoUsd>,
}

/// One thing to do and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// What to do.
    pub action: Action,
    /// What it is about, such as a tool's name; none where it is about no one thing.
    pub subject: Option<String>,
    /// What to do instead of what, in one sentence.
    pub advice: String,
    /// A text to paste that does it, or has the agent do it; none where there is none.
    #[serde(default)]
    pub paste: Option<Paste>,
    /// What it helps against, each once.
    pub signs: Vec<Sign>,
    /// How much it is worth: high from a tenth of what was spent on, medium from a twentieth, low from a hundredth.
    pub severity: Severity,
    /// How many signs it was gathered from.
    pub seen: u64,
    /// The sessions with most to save, most first.
    #[serde(default)]
    pub sessions: Vec<SeenIn>,
    /// What it would have saved, summed; none where no sign could tell.
    pub saving_usd: Figure<PicoUsd>,
    /// The share of what was spent that this is; none where either is not known.
    #[serde(default, rename = "saving_ratio")]
    #[cfg_attr(feature = "schema", schemars(rename = "saving_ratio"))]
    pub saving_share: Option<Share>,
}

impl Suggestion {
    /// Returns `true` if it is worth at least a hundredth of what was spent.
    #[must_use]
    pub fn is_worth_a_word(&self) -> bool {
        self.saving_share.is_some_and(|share| share >= LEAST_SHARE)
    }
}

/// Returns suggestions, by saving, then by how often they were seen, then by action; the order of the sessions does not
/// matter. `spent` is what all of it cost.
#[must_use]
pub fn suggest(sessions: &[SessionSignals], spent: Option<PicoUsd>) -> Vec<Suggestion> {
    ranked(sessions, spent).into_iter().map(|(suggestion, _)| suggestion).collect()
}

/// Returns the same as signs of waste, one for each suggestion in the same order: what they rest on is summed.
#[must_use]
pub fn gathered_signals(sessions: &[SessionSignals], spent: Option<PicoUsd>) -> Vec<Signal> {
    let signal = |(one, signals): (Suggestion, Vec<&Signal>)| Signal {
        sign: one.signs.first().copied().unwrap_or(Sign::Unpriced),
        severity: one.severity,
        evidence: evidence(&signals),
        saving_usd: one.saving_usd,
        saving_share: one.saving_share,
        action: one.action,
        advice: one.advice,
        subject: one.subject,
    };
    ranked(sessions, spent).into_iter().map(signal).collect()
}

/// One sign in one session.
type Seen<'a> = (&'a str, &'a Signal);

fn ranked(sessions: &[SessionSignals], spent: Option<PicoUsd>) -> Vec<(Suggestion, Vec<&Signal>)> {
    let mut groups: BTreeMap<(Action, Option<&str>), Vec<Seen<'_>>> = BTreeMap::new();
    for one in sessions {
        for signal in &one.signals {
            let key = (signal.action, signal.subject.as_deref());
            groups.entry(key).or_default().push((&one.session, signal));
        }
    }
    let suggestion = |(key, seen): ((Action, Option<&str>), Vec<Seen<'_>>)| gathered(key, &seen, spent);
    let mut all: Vec<_> = groups
        .into_iter()
        .map(|(key, seen)| {
            let signals = seen.iter().map(|(_, signal)| *signal).collect();
            (suggestion((key, seen)), signals)
        })
        .collect();
    all.sort_by_key(|(one, _): &(Suggestion, Vec<&Signal>)| {
        (Reverse(one.saving_usd.value), Reverse(one.seen))
    });
    all
}

fn gathered(
    (action, subject): (Action, Option<&str>),
    seen: &[Seen<'_>],
    spent: Option<PicoUsd>,
) -> Suggestion {
    let savings = || seen.iter().filter_map(|(_, signal)| signal.saving_usd.value);
    let provenance = seen.iter().map(|(_, signal)| signal.saving_usd.provenance).reduce(Provenance::and);
    let saving = savings().next().map(|_| savings().sum::<PicoUsd>());
    let share = share_of(saving, spent);
    let mut signs: Vec<Sign> = seen.iter().map(|(_, signal)| signal.sign).collect();
    signs.sort();
    signs.dedup();
    Suggestion {
        action,
        subject: subject.map(str::to_owned),
        advice: action.instead(subject),
        paste: action.paste(subject),
        signs,
        severity: Severity::worth(share),
        seen: seen.len() as u64,
        sessions: most(seen),
        saving_usd: Figure { value: saving, provenance: provenance.unwrap_or_default() },
        saving_share: share,
    }
}

/// Returns the share of what was spent that a saving is; none where either is not known.
#[must_use]
pub fn share_of(saving: Option<PicoUsd>, spent: Option<PicoUsd>) -> Option<Share> {
    let spent = spent.filter(|spent| *spent > PicoUsd::ZERO)?;
    Some(Share::of_money(saving?, spent))
}

fn most(seen: &[Seen<'_>]) -> Vec<SeenIn> {
    let mut by_session: BTreeMap<&str, Option<PicoUsd>> = BTreeMap::new();
    for (session, signal) in seen {
        let sum = by_session.entry(session).or_default();
        *sum = match (*sum, signal.saving_usd.value) {
            (Some(sum), Some(saving)) => Some(sum.plus(saving)),
            (sum, saving) => sum.or(saving),
        };
    }
    let mut sessions: Vec<SeenIn> = by_session
        .into_iter()
        .map(|(session, saving_usd)| SeenIn { session: session.to_owned(), saving_usd })
        .collect();
    sessions.sort_by_key(|one| Reverse(one.saving_usd));
    sessions.truncate(MOST_SESSIONS);
    sessions
}

/// What signs rest on, summed; a share of each is none of all.
fn evidence(signals: &[&Signal]) -> Vec<Evidence> {
    if let [one] = signals {
        return one.evidence.clone();
    }
    let mut sums: Vec<(Basis, Quantity)> = Vec::new();
    for one in signals.iter().flat_map(|signal| &signal.evidence) {
        match sums.iter_mut().find(|(what, _)| *what == one.what) {
            Some((_, sum)) => *sum = plus(*sum, one.value),
            None => sums.push((one.what, one.value)),
        }
    }
    sums.sort_by_key(|(what, _)| *what);
    let is_sum = |(_, value): &(Basis, Quantity)| !matches!(value, Quantity::Bp(_));
    sums.into_iter().filter(is_sum).map(|(what, value)| Evidence { what, value }).collect()
}

const fn plus(one: Quantity, other: Quantity) -> Quantity {
    match (one, other) {
        (Quantity::Usd(one), Quantity::Usd(other)) => Quantity::Usd(one.plus(other)),
        (Quantity::Tokens(one), Quantity::Tokens(other)) => Quantity::Tokens(one.saturating_add(other)),
        (Quantity::Bytes(one), Quantity::Bytes(other)) => Quantity::Bytes(one.saturating_add(other)),
        (Quantity::Ms(one), Quantity::Ms(other)) => Quantity::Ms(one.saturating_add(other)),
        (Quantity::Count(one), Quantity::Count(other)) => Quantity::Count(one.saturating_add(other)),
        (one, _) => one,
    }
}
