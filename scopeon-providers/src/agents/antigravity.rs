//! Antigravity: the databases of its conversations. Opening files and copies are the engine's matter.

#![cfg(feature = "antigravity")]

mod conversation;
mod discover;
mod key;
mod wire;

use key::IDS;
use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source,
};

/// Reads Antigravity's conversations.
///
/// Each is a database, and in it a message of protobuf for each response. There is no public source: the members that are
/// read are those that its own program names (descriptors in the command line's version 1.1.16, as kenn-io/agentsview
/// found them, docs/internal/session-format-sources.md, 2026-08). Conversations of before, which are encrypted, are not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Antigravity;

// Nothing of it was at hand but what others wrote down.
const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Antigravity", Coverage::Partial)
    .capabilities(&[
        (FactKind::Input, Fidelity::Estimated),
        (FactKind::Output, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Estimated),
        (FactKind::Context, Fidelity::Estimated),
    ])
    .note(
        "Its format is not public: what is read is what others found in it. Conversations in `.pb` files are encrypted and \
         not read. A response is dated by the step it belongs to, or else by the start of its conversation.",
    );

impl Provider for Antigravity {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        conversation::read(rows, out)?;
        Ok(out.checkpoint(Position::default(), carry)?)
    }
}
