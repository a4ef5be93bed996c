//! What a provider is shown of a source.

use super::issue::Position;
use super::read_error::ReadError;
use super::rows::Rows;
use super::source::Source;

/// A source's content, by its shape.
#[non_exhaustive]
pub enum Input<'a> {
    /// Whole lines, from where the last read ended.
    Lines(&'a mut dyn Lines),
    /// The whole document.
    Document(&'a Source, &'a mut dyn std::io::Read),
    /// A private copy of the database.
    Database(&'a mut dyn Rows),
}

/// Whole lines of one source. A half-written last line is not shown until it is complete; a line over the
/// limit is skipped and reported by the engine.
pub trait Lines {
    /// Returns the source that is read.
    fn source(&self) -> &Source;

    /// Returns the next line without its line ending, or `None` at the end of what is whole.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the file cannot be read on.
    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError>;
}

/// One whole line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its bytes, without the line ending and without a byte order mark. They need not be UTF-8.
    pub bytes: &'a [u8],
    /// Where it starts.
    pub place: Position,
    /// Where the next line starts: the place to mark once this line's facts are given.
    pub end: Position,
}
