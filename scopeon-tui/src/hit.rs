//! What a click means.

use crate::keys::Action;
use crate::screen::Screen;

/// What a click means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hit {
    /// Nothing: something else lies over it.
    Nothing,
    /// Another screen.
    Screen(Screen),
    /// A row of a list, by its place in the list; a second click opens it.
    Row(usize),
    /// The title of a column, by its place.
    Column(usize),
    /// A pane, by its place.
    Pane(usize),
    /// A row of what lies over the screen, by its place.
    Found(usize),
    /// What a key does.
    Action(Action),
}
