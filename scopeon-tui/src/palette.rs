//! Looking for anything by some of its letters: what keys do, sessions and projects.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use scopeon_app::words::short_id;

use crate::input_line::InputLine;
use crate::keys::{Action, BINDINGS};
use crate::list::ListState;
use crate::screen::Screen;
use crate::shared::Shared;

/// What is looked for, and which of what was found is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Palette {
    /// What is typed.
    pub(crate) line: InputLine,
    /// Which of what was found is selected.
    pub(crate) list: ListState,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What it is called.
    pub(crate) text: String,
    /// What it is, or its key.
    pub(crate) note: String,
    /// What is done with it.
    pub(crate) target: Target,
}

/// What is done with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// What a key does.
    Action(Action),
    /// A session is opened, by its id.
    Session(String),
    /// The sessions of a project are listed.
    Project(String),
}

/// A session that can be found: its id, its agent and its project.
pub(crate) type Known = (String, String, Option<String>);

impl Palette {
    /// Returns what is found of everything there is, the best first; everything where nothing is typed.
    pub(crate) fn found(&self, everything: Vec<Entry>) -> Vec<Entry> {
        let pattern = Pattern::parse(self.line.text(), CaseMatching::Smart, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut letters = Vec::new();
        let mut score = |entry: &Entry| {
            let text = format!("{} {}", entry.text, entry.note);
            pattern.score(Utf32Str::new(&text, &mut letters), &mut matcher)
        };
        let mut scored: Vec<(u32, Entry)> =
            everything.into_iter().filter_map(|entry| Some((score(&entry)?, entry))).collect();
        // What is as good stays in its order.
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// Returns everything that can be found from a screen.
pub(crate) fn everything(shared: &Shared, screen: Screen, sessions: &[Known]) -> Vec<Entry> {
    let is_offered = |action| !matches!(action, Action::Palette | Action::Down | Action::Up);
    let actions = BINDINGS
        .iter()
        .filter(|one| one.is_there() && one.is_on(screen) && is_offered(one.action))
        .map(|one| Entry {
            text: one.words.to_owned(),
            note: shared.keymap.first(one.action),
            target: Target::Action(one.action),
        });
    let session = |(id, provider, project): &Known| Entry {
        text: format!("{} {}", shared.project(project.as_deref()), short_id(id)),
        note: format!("session of {provider}"),
        target: Target::Session(id.clone()),
    };
    let mut projects: Vec<&str> = sessions.iter().filter_map(|(_, _, project)| project.as_deref()).collect();
    projects.sort_unstable();
    projects.dedup();
    let project = |project: &str| Entry {
        text: shared.project(Some(project)),
        note: "project".to_owned(),
        target: Target::Project(project.to_owned()),
    };
    actions.chain(sessions.iter().map(session)).chain(projects.into_iter().map(project)).collect()
}
