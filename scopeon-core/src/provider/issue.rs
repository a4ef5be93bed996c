//! What could not be read: where and of what kind, never what it said.

use serde::{Deserialize, Serialize};

use crate::label::Label;

/// A place in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Bytes from the start.
    pub offset: u64,
    /// Lines from the start, the first being 1; 0 where there are no lines.
    pub line: u64,
}

/// Something in a source that could not be understood or had to be passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Of what kind.
    pub kind: IssueKind,
    /// Where it is.
    pub position: Position,
    /// The unknown record type's or field's name, if the kind has one.
    pub name: Option<Label>,
}

impl Issue {
    /// Makes an issue.
    #[must_use]
    pub const fn new(kind: IssueKind, place: Position) -> Self {
        Self { kind, position: place, name: None }
    }

    /// Makes an issue about something that has a name.
    #[must_use]
    pub const fn named(kind: IssueKind, place: Position, name: Option<Label>) -> Self {
        Self { kind, position: place, name }
    }
}

macro_rules! kinds {
    ($($name:ident = $text:literal: $meaning:literal,)*) => {
        /// The kinds of things that go wrong in other programs' files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum IssueKind {
            $(#[doc = $meaning] $name,)*
        }

        impl IssueKind {
            /// Every kind, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the name on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Says in one sentence what it means.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// Returns `true` if what is told holds until the source is looked at again, and no longer.
            #[must_use]
            pub const fn is_passing(self) -> bool {
                matches!(self, Self::ReadFailed | Self::CutEnd)
            }

            /// Reads a name back.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    Malformed = "malformed": "The record is not what its format says; it was passed over.",
    UnknownType = "unknown_type": "A record of a type this version does not know; it was passed over.",
    MissingField = "missing_field": "A record lacks a field without which it cannot be counted.",
    UnknownSchema = "unknown_schema": "A table or a column that figures are in is not there under the name that this version knows; they were not read.",
    BadTime = "bad_time": "A record's time is no instant; it was counted at the time of the record before it.",
    ImplausibleTime = "implausible_time": "A record says that it was before 2020 or is yet to come; it was counted at the time it states.",
    Undated = "undated": "A record does not say when it was; it was counted at the time its file was last written to.",
    BadCount = "bad_count": "A count is no whole number; the record was counted without it.",
    UnreadEnd = "unread_end": "The last record has no end of line. If it is whole it counts; if it is half written it is read when it has one.",
    CutEnd = "cut_end": "The last record was begun and not gone on with for a day; what there is of it was not read.",
    UnfinishedOutput = "unfinished_output": "The agent's version left a placeholder, so the output is a lower bound.",
    Suspect = "suspect": "A record's counts contradict each other; it was counted as stated.",
    OverlongLine = "overlong_line": "A line is longer than the limit; it was passed over.",
    Unreadable = "unreadable": "The file or directory cannot be read; check its permissions.",
    NotRegular = "not_regular": "Not a regular file (a link, a FIFO, a device or a socket); it was not opened.",
    OddName = "odd_name": "The name is no Unicode, so it is none the agent makes; it was not opened.",
    WithheldName = "withheld_name": "A name is not shaped like one, and may be anything; a mark stands in its place.",
    Vanished = "vanished": "The file disappeared while it was read; what was read is kept.",
    Truncated = "truncated": "The file became shorter; it was read again from its start.",
    Replaced = "replaced": "Another file took this one's place; it was read from its start.",
    TooLarge = "too_large": "The file is larger than the limit; it was not read.",
    TooMany = "too_many": "A directory holds more entries than the limit; the rest was not looked at.",
    ReadFailed = "read_failed": "The file system reported an error while reading; reading goes on next time.",
    ProviderFailed = "provider_failed": "The provider stopped unexpectedly at this file; the rest was read.",
}
