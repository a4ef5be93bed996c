//! What happens: keys, clicks, answers, changes and the passing of time.

use crate::hit::Hit;
use crate::keys::Chord;
use crate::source::{Answer, Question, Trouble};

/// What happens.
#[derive(Clone, Debug)]
pub(crate) enum Msg {
    /// A key was pressed.
    Key(Chord),
    /// Text was pasted.
    Paste(String),
    /// Something was clicked, once or twice.
    Click(Hit, Clicks),
    /// The wheel was turned, by so many rows down.
    Wheel(i16),
    /// The terminal has another size, in columns and rows.
    Resize(u16, u16),
    /// Somebody wrote to the database, or something else is known of what answers lack.
    Changed,
    /// A question was answered.
    Answered(Box<Question>, Box<Result<Answer, Trouble>>),
    /// Time passed.
    Tick,
}

/// How often something was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clicks {
    /// Once.
    One,
    /// Twice within a moment.
    Two,
}
