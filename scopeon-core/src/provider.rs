//! The contract between an agent's reader, the engine that feeds it and the ledger that keeps what it finds.
//!
//! A provider crate needs this crate alone. It says [what it can know](About), finds its
//! [sources](Source) through a [`Tree`] it is handed, and turns whole lines, documents
//! or rows into [`Event`](crate::event::Event)s. It opens no file, reads no environment and keeps no state but
//! a bounded [`Carry`].

mod about;
mod carry;
mod input;
mod issue;
mod ledger;
mod rows;
mod sink;
mod source;

pub use about::{About, Capability, Fact, Level};
pub use carry::{Carry, CarryValue};
pub use input::{Input, Line, Lines, ReadError};
pub use issue::{Issue, IssueKind, Place};
pub use ledger::{Batch, Checkpoint, Fingerprint, Ledger, LedgerError};
pub use rows::{Column, Row, Rows, Select};
pub use sink::{Flow, Sink};
pub use source::{Entry, EntryKind, Roots, Shape, Source, Tree, Visit};

/// A reader for one agent's logs.
///
/// All state between two calls of [`Provider::read`] lives in the [`Carry`], which is stored with the place
/// it belongs to; a provider is otherwise a pure function of what it is shown.
pub trait Provider: Send + Sync {
    /// Says who this is and what it can know.
    fn about(&self) -> &About;

    /// Names every source below `roots`; the order does not matter.
    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source));

    /// Reads what is new in one source into `out`, calling [`Sink::mark`] wherever everything so far is whole.
    ///
    /// What cannot be understood is an [`Issue`], never an error, and never stops the rest.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the input itself fails; what was marked before is kept.
    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError>;
}
