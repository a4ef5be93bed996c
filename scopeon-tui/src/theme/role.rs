//! What parts of a frame mean, whatever they look like.

/// What something means, whatever it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Text.
    Text,
    /// The figure that a view is about.
    Figure,
    /// Labels, notes and what is less important.
    Muted,
    /// Frames.
    Line,
    /// Titles of frames.
    Title,
    /// What is selected or can be pressed.
    Accent,
    /// The row that is selected.
    Selected,
    /// All is well.
    Good,
    /// Something to look at.
    Warn,
    /// Something wrong.
    Bad,
    /// One of the kinds that a picture tells apart, by its place; from the seventh on the other ones.
    Series(usize),
}
