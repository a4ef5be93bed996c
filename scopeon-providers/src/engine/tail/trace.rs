//! What the reader of lines has seen and the sink of facts needs to know: the engine's note between the
//! two halves that a provider holds in its hands.

use scopeon_core::provider::{Issue, Position};

use super::fingerprint::{Head, Tail};

/// A place between lines, with the bytes before it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ResumePoint {
    pub(crate) place: Position,
    pub(crate) tail: Tail,
}

/// What was seen of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    pub(crate) head: Head,
    /// The start of the line that is shown.
    pub(crate) start: ResumePoint,
    /// The end of the line that is shown.
    pub(crate) end: ResumePoint,
    /// What the engine itself had to pass over since it was last asked.
    pub(crate) issues: Vec<Issue>,
}

impl Trace {
    /// Starts at a place.
    pub(crate) fn at(place: Position, head: Head, tail: Tail) -> Self {
        let resume_point = ResumePoint { place, tail };
        Self { head, start: resume_point, end: resume_point, issues: Vec::new() }
    }

    /// Returns the point at a place, if it is the start or the end of the line that is shown.
    pub(crate) fn resume_point(&self, at: Position) -> Option<ResumePoint> {
        [self.end, self.start].into_iter().find(|resume_point| resume_point.place == at)
    }
}
