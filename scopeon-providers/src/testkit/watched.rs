//! A provider whose marks are written down as it makes them.

use std::sync::{Mutex, PoisonError};

use scopeon_core::event::Event;
use scopeon_core::provider::{
    Flow, Input, Issue, Position, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};

/// The provider, and every place it marked.
pub(super) struct Watched {
    provider: Box<dyn Provider>,
    marks: Mutex<Vec<Position>>,
}

impl Watched {
    pub(super) fn new(provider: Box<dyn Provider>) -> Self {
        Self { provider, marks: Mutex::default() }
    }

    pub(super) fn marks(self) -> Vec<Position> {
        self.marks.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider for Watched {
    fn info(&self) -> &ProviderInfo {
        self.provider.info()
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        self.provider.discover(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        self.provider.read(input, carry, &mut Watching { out, marks: &self.marks })
    }
}

struct Watching<'a> {
    out: &'a mut dyn Sink,
    marks: &'a Mutex<Vec<Position>>,
}

impl Sink for Watching<'_> {
    fn event(&mut self, event: Event) -> Flow {
        self.out.event(event)
    }

    fn issue(&mut self, issue: Issue) {
        self.out.issue(issue);
    }

    fn checkpoint(&mut self, at: Position, carry: &ReaderState) -> Flow {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).push(at);
        self.out.checkpoint(at, carry)
    }
}
