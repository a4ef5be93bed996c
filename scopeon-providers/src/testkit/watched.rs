//! A provider whose marks are written down as it makes them.

use std::sync::{Mutex, PoisonError};

use scopeon_core::event::Event;
use scopeon_core::provider::{
    About, Carry, Flow, Input, Issue, Place, Provider, ReadError, Roots, Sink, Source,
};

/// The provider, and every place it marked.
pub(super) struct Watched {
    provider: Box<dyn Provider>,
    marks: Mutex<Vec<Place>>,
}

impl Watched {
    pub(super) fn new(provider: Box<dyn Provider>) -> Self {
        Self { provider, marks: Mutex::default() }
    }

    pub(super) fn marks(self) -> Vec<Place> {
        self.marks.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider for Watched {
    fn about(&self) -> &About {
        self.provider.about()
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        self.provider.discover(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        self.provider.read(input, carry, &mut Watching { out, marks: &self.marks })
    }
}

struct Watching<'a> {
    out: &'a mut dyn Sink,
    marks: &'a Mutex<Vec<Place>>,
}

impl Sink for Watching<'_> {
    fn event(&mut self, event: Event) -> Flow {
        self.out.event(event)
    }

    fn issue(&mut self, issue: Issue) {
        self.out.issue(issue);
    }

    fn mark(&mut self, at: Place, carry: &Carry) -> Flow {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).push(at);
        self.out.mark(at, carry)
    }
}
