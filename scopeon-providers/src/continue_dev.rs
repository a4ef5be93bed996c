//! Continue: the events of generated tokens among its development data. Other events hold what was said and
//! are not named.

mod discover;
mod events;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::keys::Keys;
use crate::reading;

/// Reads Continue's token events. The same event is written under every version of its schema; only the
/// highest is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContinueDev;

const ABOUT: About = About::new("continue", "Continue", Level::A)
    .revision(2)
    .variables(&["CONTINUE_GLOBAL_DIR"])
    .capabilities(&[
        // What a cache served is part of it, and where a service states no usage Continue counts itself.
        (Fact::Input, Capability::Estimated),
        (Fact::Output, Capability::Estimated),
    ]);

const KEYS: Keys = Keys(ABOUT.id);

impl Provider for ContinueDev {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        let mut events = events::Events::new(lines.source(), carry);
        reading::read(&mut events, lines, carry, out)
    }
}
