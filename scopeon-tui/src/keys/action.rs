//! What a key can do.

use crate::screen::Screen;

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Ends the dashboard.
    Quit,
    /// Shows every key.
    Help,
    /// Looks for an action, a session or a project by some of its letters.
    Palette,
    /// Shows what can be switched.
    Settings,
    /// Goes to a screen.
    Go(Screen),
    /// Goes to the next screen.
    NextScreen,
    /// Goes to the screen before.
    PreviousScreen,
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// To the left, or one call back.
    Left,
    /// To the right, or one call on.
    Right,
    /// Opens what is selected.
    Open,
    /// Back to where one was.
    Back,
    /// The next pane takes the keys.
    NextPane,
    /// One pane takes the whole screen.
    Expand,
    /// Nothing on the screen changes.
    Freeze,
    /// Looks again at once.
    Refresh,
    /// Draws everything again.
    Redraw,
    /// Types a filter.
    Filter,
    /// To the next place that was looked for.
    NextMatch,
    /// To the place before.
    PreviousMatch,
    /// Another order.
    Sort,
    /// The order turned around.
    Turn,
    /// Other columns.
    Columns,
    /// A longer time.
    LongerSpan,
    /// A shorter time.
    ShorterSpan,
    /// The next agent alone.
    NextProvider,
    /// The agent before alone.
    PreviousProvider,
    /// The next model alone.
    NextModel,
    /// The model before alone.
    PreviousModel,
    /// Pictures over time.
    Trends,
    /// Marks what is selected.
    Mark,
    /// Compares what is marked.
    Compare,
    /// Copies what is selected.
    Copy,
    /// One line alone.
    Zen,
    /// Back to the shell, to come back with `fg`.
    Suspend,
}
