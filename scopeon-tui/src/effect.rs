//! What is to be done outside: nothing of it is done by what decides it.

use crate::attention::Call;
use crate::source::Question;

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Asks a question.
    Ask(Box<Question>),
    /// Ends the dashboard.
    Quit,
    /// Gives the terminal back to the shell for a while.
    Suspend,
    /// Draws everything again.
    Redraw,
    /// Puts text on the clipboard, by the terminal.
    Copy(String),
    /// Calls for attention outside of the frame.
    Attention(Call),
}
