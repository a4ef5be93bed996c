//! What to do first: the signs of many sessions, gathered by what helps against them and ranked by money.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::waste::{Action, Severity, Sign, Signal};
use super::{Figure, Provenance};
use crate::money::PicoUsd;

/// One thing to do and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// What to do.
    pub action: Action,
    /// What it is about, such as a tool's name; none where it is about no one thing.
    pub subject: Option<String>,
    /// The same in words.
    pub advice: String,
    /// What it helps against, each once.
    pub signs: Vec<Sign>,
    /// The worst severity of those.
    pub severity: Severity,
    /// How many signs it was gathered from.
    pub seen: u64,
    /// What it would have saved, summed; none where no sign could tell.
    pub saving_usd: Figure<PicoUsd>,
}

/// Returns suggestions, by saving, then severity, then action; the order of the signals does not matter.
#[must_use]
pub fn suggest<'a>(signals: impl IntoIterator<Item = &'a Signal>) -> Vec<Suggestion> {
    let mut groups: BTreeMap<(Action, Option<&str>), Vec<&Signal>> = BTreeMap::new();
    for signal in signals {
        groups.entry((signal.action, signal.subject.as_deref())).or_default().push(signal);
    }
    let mut suggestions: Vec<Suggestion> =
        groups.into_iter().map(|(key, signals)| gathered(key, &signals)).collect();
    suggestions.sort_by_key(|one| (Reverse(one.saving_usd.value), Reverse(one.severity)));
    suggestions
}

fn gathered((action, subject): (Action, Option<&str>), signals: &[&Signal]) -> Suggestion {
    let known: Vec<Figure<PicoUsd>> =
        signals.iter().map(|signal| signal.saving_usd).filter(|saving| saving.value.is_some()).collect();
    let provenance = signals.iter().map(|signal| signal.saving_usd.provenance).reduce(Provenance::and);
    let mut signs: Vec<Sign> = signals.iter().map(|signal| signal.sign).collect();
    signs.sort();
    signs.dedup();
    Suggestion {
        action,
        subject: subject.map(str::to_owned),
        advice: action.words().to_owned(),
        signs,
        severity: signals.iter().map(|signal| signal.severity).max().unwrap_or(Severity::Info),
        seen: signals.len() as u64,
        saving_usd: Figure {
            value: (!known.is_empty()).then(|| known.iter().filter_map(|saving| saving.value).sum()),
            provenance: provenance.unwrap_or_default(),
        },
    }
}
