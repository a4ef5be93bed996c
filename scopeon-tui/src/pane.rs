//! What a screen is to everything around it: what it has to know, and what keys and clicks do to it. How it is drawn is no
//! part of it.

use scopeon_core::time::Timestamp;

use crate::answers::Answers;
use crate::hit::Hit;
use crate::input_line::InputLine;
use crate::keys::Action;
use crate::shared::Shared;
use crate::source::Question;

/// The state of a screen.
pub(crate) trait Pane {
    /// Returns what has to be known to draw it. It may depend on what is known already: of each live session something is
    /// asked once it is known which those are.
    fn questions(&self, shared: &Shared, answers: &Answers) -> Vec<Question>;

    /// Does what a key says, and returns whether that meant anything here.
    fn act(&mut self, action: Action, acting: &mut Acting<'_>) -> Done;

    /// Does what a click says; a second click on a row is [`Action::Open`].
    fn click(&mut self, _hit: Hit, _acting: &mut Acting<'_>) -> Done {
        Done::No
    }

    /// Returns the line that is being typed, which takes every key; none mostly. [`Pane::typed`] is called after each key.
    fn input(&mut self) -> Option<&mut InputLine> {
        None
    }

    /// Notes how typing goes on.
    fn typed(&mut self, _typing: Typing, _acting: &mut Acting<'_>) {}

    /// Returns the next instant at which something that it shows changes by itself; none where nothing does.
    fn next_change(&self, _shared: &Shared, _answers: &Answers) -> Option<Timestamp> {
        None
    }

    /// Fits the state to what is known now: a selection is within its list. Called after everything that happens.
    fn settle(&mut self, _shared: &Shared, _answers: &Answers) {}

    /// Returns what is copied: what is selected, in a line; none where nothing is.
    fn copied(&self, _shared: &Shared, _answers: &Answers) -> Option<String> {
        None
    }
}

/// What a screen may look at and do while it acts.
pub(crate) struct Acting<'a> {
    /// What every screen is about.
    pub(crate) shared: &'a mut Shared,
    /// What is known.
    pub(crate) answers: &'a Answers,
    /// The session to open on the screen of sessions, by its id, if that is wished.
    pub(crate) opens: &'a mut Option<String>,
}

/// Whether something meant anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It did.
    Yes,
    /// It did not: what is around may make something of it.
    No,
}

/// How typing goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typing {
    /// The text changed.
    On,
    /// It is done.
    Done,
    /// It is given up.
    Given,
}
