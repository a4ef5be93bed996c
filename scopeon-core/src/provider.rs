//! The contract between an agent's reader, the engine that feeds it and the ledger that keeps what it finds.
//!
//! A provider crate needs this crate alone. It says [what it can know](ProviderInfo), finds its
//! [sources](Source) through a [`Tree`] it is handed, and turns whole lines, documents
//! or rows into [`Event`](crate::event::Event)s. It opens no file, reads no environment and keeps no state but
//! a bounded [`ReaderState`].

mod event_store;
mod input;
mod issue;
mod provider_info;
mod read_error;
mod reader_state;
mod rows;
mod sink;
mod source;

pub use event_store::{Batch, Checkpoint, EventStore, EventStoreError, Fingerprint, Resumed};
pub use input::{Input, Line, Lines};
pub use issue::{Issue, IssueKind, Position};
pub use provider_info::{Coverage, FactKind, Fidelity, ProviderInfo};
pub use read_error::ReadError;
pub use reader_state::{ReaderState, StateValue};
pub use rows::{Column, Row, Rows, Select};
pub use sink::{Flow, Sink, Stopped};
pub use source::{Entry, EntryKind, Registered, SearchRoots, Source, SourceKind, Tree, Visit};

/// A reader for one agent's logs.
///
/// All state between two calls of [`Provider::read`] lives in the [`ReaderState`], which is stored with the place
/// it belongs to; a provider is otherwise a pure function of what it is shown.
///
/// An agent that logs `id model input output` on each line, and all it takes to read it:
///
/// ```
/// use scopeon_core::event::{Call, Event, Attribution, UsageSample};
/// use scopeon_core::id::Identity;
/// use scopeon_core::label::Label;
/// use scopeon_core::provider::*;
/// use scopeon_core::time::Timestamp;
/// use scopeon_core::usage::Usage;
///
/// struct Acme;
///
/// const ABOUT: ProviderInfo = ProviderInfo::new("acme", "Acme", Coverage::PerCall)
///     .capabilities(&[(FactKind::Input, Fidelity::Exact), (FactKind::Output, Fidelity::Exact)]);
///
/// impl Provider for Acme {
///     fn info(&self) -> &ProviderInfo {
///         &ABOUT
///     }
///
///     fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
///         let Some(home) = roots.home else { return };
///         roots.tree.walk(&home.join(".acme"), &mut |entry| {
///             if entry.kind == EntryKind::File {
///                 found(Source::new(SourceKind::Lines, entry.root, entry.path));
///             }
///             Visit::Enter
///         });
///     }
///
///     fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
///         let Input::Lines(lines) = input else { return Ok(()) };
///         while let Some(line) = lines.next()? {
///             let call = call(line.bytes);
///             if call.is_none() {
///                 out.issue(Issue::new(IssueKind::Malformed, line.place));
///             }
///             let facts = call.into_iter().map(|call| Event::from(call));
///             out.record(facts.collect(), line.end, carry)?;
///         }
///         Ok(())
///     }
/// }
///
/// fn call(line: &[u8]) -> Option<Call> {
///     let mut words = str::from_utf8(line).ok()?.split(' ');
///     let (id, model) = (words.next()?, Label::new(words.next()?)?);
///     let mut number = || words.next()?.parse().ok();
///     let usage = Usage { input: number()?, output: number()?, ..Usage::default() };
///     // What makes the call itself, so that the same line seen again is the same call.
///     let key = |kind| Identity::builder(kind).text(ABOUT.id);
///     let owner = Attribution::new(key("session").text("the only one").finish().into());
///     let at = Timestamp::parse("2026-09-22T10:00:00Z")?;
///     Some(Call::new(key("call").text(id).finish().into(), at, UsageSample::new(model, usage), owner))
/// }
///
/// // What the engine does with it: lines in, facts and problems out.
/// struct Log(Source, Vec<&'static str>);
///
/// impl Lines for Log {
///     fn source(&self) -> &Source {
///         &self.0
///     }
///
///     fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
///         let line = |text: &'static str| Line { bytes: text.as_bytes(), place: Position::default(), end: Position::default() };
///         Ok(self.1.pop().map(line))
///     }
/// }
///
/// #[derive(Default)]
/// struct Seen(Vec<Event>, Vec<Issue>);
///
/// impl Sink for Seen {
///     fn event(&mut self, event: Event) -> Flow {
///         self.0.push(event);
///         Ok(())
///     }
///
///     fn issue(&mut self, issue: Issue) {
///         self.1.push(issue);
///     }
///
///     fn checkpoint(&mut self, _: Position, _: &ReaderState) -> Flow {
///         Ok(())
///     }
/// }
///
/// let mut log = Log(Source::new(SourceKind::Lines, "/home/me/.acme", "log"), vec!["no call", "7 acme-1 300 20"]);
/// let mut seen = Seen::default();
/// Acme.read(Input::Lines(&mut log), &mut ReaderState::default(), &mut seen).unwrap();
/// let Event::Call(call) = &seen.0[0] else { panic!() };
/// assert_eq!((call.sample.usage.input, call.sample.usage.output, seen.1.len()), (300, 20, 1));
/// ```
pub trait Provider: Send + Sync {
    /// Says who this is and what it can know.
    fn info(&self) -> &ProviderInfo;

    /// Names every source below `roots`; the order does not matter.
    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source));

    /// Reads what is new in one source into `out`, calling [`Sink::record`] for each record, or [`Sink::checkpoint`] wherever
    /// everything so far is whole.
    ///
    /// What cannot be understood is an [`Issue`], never an error, and never stops the rest.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the input itself fails; what was marked before is kept.
    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError>;
}
