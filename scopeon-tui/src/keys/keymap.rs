//! Keys as they are bound: the table's, and what a user set instead.

use std::fmt::Write as _;

use super::action::Action;
use super::chord::{Chord, ParseChordError};
use super::table::{BINDINGS, Binding};
use crate::screen::Screen;

/// Keys as they are bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    /// The keys of each line of the table, in its order.
    bound: Vec<Vec<Chord>>,
}

/// Why keys cannot be bound as they are set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing is called that.
    #[error("tui.keys.{0}: there is no such action; --print-keys lists them")]
    UnknownAction(String),
    /// There is no such key.
    #[error("tui.keys.{name}: {key}: {source}")]
    UnknownKey {
        /// The action.
        name: String,
        /// What was set.
        key: String,
        /// What keys are.
        source: ParseChordError,
    },
    /// One key does two things.
    #[error("tui.keys: {key} is bound to both {one} and {other}")]
    Collision {
        /// The key.
        key: Chord,
        /// One action.
        one: &'static str,
        /// Another one on the same screen.
        other: &'static str,
    },
    /// Nothing would end the dashboard, or lead back.
    #[error("tui.keys.{0}: at least one key is needed")]
    Unbound(&'static str),
}

impl Default for Keymap {
    fn default() -> Self {
        let parsed = |binding: &Binding| binding.keys.iter().filter_map(|key| key.parse().ok()).collect();
        Self { bound: BINDINGS.iter().map(parsed).collect() }
    }
}

impl Keymap {
    /// Binds keys as they are set, by the names of actions, and as the table says where nothing is set.
    ///
    /// # Errors
    ///
    /// When there is no such action or key, when a key would do two things on one screen, and when nothing would quit.
    pub fn new<'a>(set: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Result<Self, KeyError> {
        let mut keymap = Self::default();
        for (name, keys) in set {
            let place = BINDINGS.iter().position(|binding| binding.name == name);
            let chord = |key: &String| {
                let named = |source| KeyError::UnknownKey { name: name.to_owned(), key: key.clone(), source };
                key.parse::<Chord>().map_err(named)
            };
            let chords = keys.iter().map(chord).collect::<Result<Vec<_>, _>>()?;
            let bound = place.and_then(|place| keymap.bound.get_mut(place));
            *bound.ok_or_else(|| KeyError::UnknownAction(name.to_owned()))? = chords;
        }
        keymap.check()?;
        Ok(keymap)
    }

    fn check(&self) -> Result<(), KeyError> {
        for action in [Action::Quit, Action::Back] {
            if self.keys(action).is_empty() {
                let name =
                    BINDINGS.iter().find(|binding| binding.action == action).map_or("quit", |one| one.name);
                return Err(KeyError::Unbound(name));
            }
        }
        let pairs = || BINDINGS.iter().zip(&self.bound).enumerate();
        for (place, (one, keys)) in pairs() {
            for (_, (other, others)) in pairs().skip(place + 1).filter(|(_, (other, _))| meet(one, other)) {
                if let Some(key) = keys.iter().find(|key| others.contains(key)) {
                    return Err(KeyError::Collision { key: *key, one: one.name, other: other.name });
                }
            }
        }
        Ok(())
    }

    /// Returns what a key does on a screen; none where it does nothing.
    #[must_use]
    pub fn action(&self, chord: Chord, screen: Screen) -> Option<Action> {
        let bound = BINDINGS.iter().zip(&self.bound);
        let found = bound.filter(|(binding, _)| binding.is_on(screen) && binding.is_there());
        found.filter(|(_, keys)| keys.contains(&chord)).map(|(binding, _)| binding.action).next()
    }

    /// Returns every key as a configuration states it, with what it does.
    #[must_use]
    pub fn template(&self) -> String {
        let mut text = String::from("[tui.keys]\n");
        for (binding, keys) in BINDINGS.iter().zip(&self.bound).filter(|(binding, _)| binding.is_there()) {
            let keys: Vec<String> =
                keys.iter().map(|key| format!("\"{}\"", key.to_string().replace('"', "\\\""))).collect();
            let line = format!("{} = [{}]", binding.name, keys.join(", "));
            let _ = writeln!(text, "{line:<44} # {}", binding.words);
        }
        text
    }

    /// Returns the keys of an action.
    #[must_use]
    pub fn keys(&self, action: Action) -> &[Chord] {
        let place = BINDINGS.iter().position(|binding| binding.action == action);
        place.and_then(|place| self.bound.get(place)).map_or(&[], Vec::as_slice)
    }

    /// Returns the first key of an action as it is written; empty where it has none.
    #[must_use]
    pub fn first(&self, action: Action) -> String {
        self.keys(action).first().map(ToString::to_string).unwrap_or_default()
    }
}

/// Both do something on one screen.
fn meet(one: &Binding, other: &Binding) -> bool {
    let every = [
        Screen::Now,
        Screen::Sessions,
        Screen::Spend,
        Screen::Explore,
        Screen::Insights,
        Screen::Tools,
        Screen::Setup,
    ];
    every.into_iter().any(|screen| one.is_on(screen) && other.is_on(screen))
}

#[cfg(test)]
mod tests {
    use super::{Action, BINDINGS, KeyError, Keymap, Screen};

    #[test]
    fn no_key_does_two_things() {
        assert_eq!(Keymap::default().check(), Ok(()));
        let parsed = |place: usize| Keymap::default().bound[place].len();
        for (place, binding) in BINDINGS.iter().enumerate() {
            assert_eq!(parsed(place), binding.keys.len(), "{}: every key is one", binding.name);
            assert_eq!(
                BINDINGS.iter().filter(|other| other.name == binding.name).count(),
                1,
                "{}",
                binding.name
            );
        }
    }

    #[test]
    fn keys_are_bound_as_they_are_set() {
        let keys = ["x".to_owned(), "ctrl-x".to_owned()];
        let keymap = Keymap::new([("quit", keys.as_slice())]).expect("bound");
        assert_eq!(keymap.action("x".parse().expect("a key"), Screen::Now), Some(Action::Quit));
        assert_eq!(keymap.action("q".parse().expect("a key"), Screen::Now), None);
        let refused = |name: &str, keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            Keymap::new([(name, keys.as_slice())]).expect_err("refused").to_string()
        };
        assert_eq!(refused("quit", &["j"]), "tui.keys: j is bound to both down and quit");
        assert_eq!(
            refused("quti", &["x"]),
            "tui.keys.quti: there is no such action; --print-keys lists them"
        );
        assert!(refused("quit", &["hyper-x"]).starts_with("tui.keys.quit: hyper-x: no such key"));
        assert_eq!(Keymap::new([("quit", [].as_slice())]), Err(KeyError::Unbound("quit")));
    }
}
