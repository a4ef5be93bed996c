//! What one reading gave: every fact once, and every issue.

use std::collections::BTreeMap;

use scopeon_core::event::{Event, EventKind};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Flow, Issue, Position, ReaderState, Sink};

use super::{Verdict, hold};

/// A sink that keeps everything, as it was given and joined.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) events: Vec<Event>,
    issues: Vec<Issue>,
    marks: Vec<Position>,
    facts: BTreeMap<(EventKind, Identity), Event>,
}

impl Sink for Kept {
    fn event(&mut self, event: Event) -> Flow {
        self.join(event.clone());
        self.events.push(event);
        Ok(())
    }

    fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    fn checkpoint(&mut self, at: Position, _: &ReaderState) -> Flow {
        self.marks.push(at);
        Ok(())
    }
}

impl Kept {
    fn join(&mut self, event: Event) {
        match self.facts.entry(event.identity()) {
            std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(event)),
            std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().join(event),
        }
    }

    /// Adds what a later reading gave.
    pub(super) fn add(&mut self, later: &Self) {
        for event in &later.events {
            self.join(event.clone());
        }
        self.events.extend_from_slice(&later.events);
        self.issues.extend_from_slice(&later.issues);
    }

    /// Says that another reading gave the same facts.
    pub(super) fn same_facts(&self, other: &Self, how: &str) -> Verdict {
        let differ = || {
            let first = self.facts.iter().find(|(key, fact)| other.facts.get(key) != Some(fact));
            let more = other.facts.iter().find(|(key, _)| !self.facts.contains_key(key));
            let (key, fact) = first.or(more)?;
            Some(format!(
                "{how}: {key:?} is\n{:?}\nand\n{:?}\n({fact:?})",
                self.facts.get(key),
                other.facts.get(key)
            ))
        };
        hold(self.facts == other.facts, || differ().unwrap_or_default())
    }

    /// Says that another reading told the same issues, each as often as it learns of.
    pub(super) fn same_issues(&self, other: &Self, how: &str) -> Verdict {
        let told = |kept: &Self| {
            let mut told: Vec<String> = kept.issues.iter().map(|issue| format!("{issue:?}")).collect();
            told.sort();
            told.dedup();
            told
        };
        let (ours, theirs) = (told(self), told(other));
        let only =
            |some: &[String], others: &[String]| some.iter().find(|one| !others.contains(one)).cloned();
        hold(ours == theirs, || {
            format!("{how}: {:?} is told, and {:?}", only(&ours, &theirs), only(&theirs, &ours))
        })
    }

    /// Says that another reading gave as many facts of each kind, and calls of the same times, models and usages. Whose name
    /// is made of the bytes it is written with has another one in another spelling.
    pub(super) fn same_figures(&self, other: &Self) -> Verdict {
        let (ours, theirs) = (self.figures(), other.figures());
        let only = |some: &[String], others: &[String]| {
            let only: Vec<_> = some.iter().filter(|line| !others.contains(line)).cloned().collect();
            only.join("\n")
        };
        hold(ours == theirs, || {
            format!("in another spelling\n{}\nis\n{}", only(&ours, &theirs), only(&theirs, &ours))
        })
    }

    fn figures(&self) -> Vec<String> {
        let figure = |((kind, _), event): (&(EventKind, Identity), &Event)| match event {
            Event::Call(call) | Event::Residual(call) => {
                format!("{kind:?} at {} of {} {:?}", call.at, call.sample.model, call.sample.usage)
            }
            _ => format!("{kind:?}"),
        };
        let mut figures: Vec<String> = self.facts.iter().map(figure).collect();
        figures.sort();
        figures
    }

    /// Says what must hold for whatever was read of so many bytes.
    pub(super) fn check(&self, bytes: usize) -> Verdict {
        self.is_clean()?;
        self.is_bounded(bytes)?;
        self.is_ordered()?;
        self.is_joined()
    }

    /// Every text of a fact or an issue is a label that is clean and short: cleaning it once more changes nothing.
    fn is_clean(&self) -> Verdict {
        let shown = self.events.iter().map(|event| format!("{event:?}"));
        for text in shown.chain(self.issues.iter().map(|issue| format!("{:?}", issue.name))) {
            for inside in quoted(&text) {
                let label = unescaped(inside);
                let is_same = Label::new(&label).is_some_and(|again| again.as_str() == label);
                hold(is_same, || format!("{label:?} is no clean label: {text}"))?;
            }
        }
        Ok(())
    }

    /// Neither facts nor issues are more than the bytes can tell of.
    fn is_bounded(&self, bytes: usize) -> Verdict {
        let (facts, issues) = (self.events.len(), self.issues.len());
        hold(facts <= 16 + bytes, || format!("{facts} facts of {bytes} bytes"))?;
        hold(issues <= 16 + bytes, || format!("{issues} issues of {bytes} bytes"))
    }

    fn is_ordered(&self) -> Verdict {
        hold(self.marks.is_sorted(), || format!("marks go back: {:?}", self.marks))
    }

    /// Neither to be told twice nor to be told in another order changes a fact.
    fn is_joined(&self) -> Verdict {
        let mut twice = self.clone();
        twice.add(self);
        self.same_facts(&twice, "told twice")?;
        let mut backwards = Self::default();
        self.events.iter().rev().for_each(|event| backwards.join(event.clone()));
        self.same_facts(&backwards, "told backwards")
    }
}

/// The string literals in what `Debug` shows, escapes left as they are.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once('"')?;
        let mut is_escaped = false;
        let end = after.bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        })?;
        rest = &after[end + 1..];
        Some(&after[..end])
    })
}

/// Takes back what `Debug` does to a string.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('0') => '\0',
                Some('u') => {
                    let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap_or('\0')
                }
                Some(other) => other,
                None => break,
            },
            other => other,
        });
    }
    plain
}
