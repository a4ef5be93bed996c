//! What can stand on one side of a comparison.

use scopeon_core::time::Range;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareTarget {
    /// A session by its id, the start of it, or `latest`.
    Session(String),
    /// Everything in a range of time.
    Period {
        /// How it is called.
        name: String,
        /// When.
        range: Range,
    },
    /// A branch.
    Branch(String),
    /// A project: the whole path, its last component, or a directory above it.
    Project(String),
    /// A tag.
    Tag(String),
}

/// What values are of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Two sessions are compared turn by turn.
    Turn,
    /// Everything else session by session.
    Session,
}

impl Grain {
    pub(super) const fn of(sides: [&CompareTarget; 2]) -> Self {
        match sides {
            [CompareTarget::Session(_), CompareTarget::Session(_)] => Self::Turn,
            _ => Self::Session,
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Session => "session",
        }
    }
}
