//! Aider: its analytics log, which is written only where the user asks for it. Histories hold what was said
//! and are not named.

#![cfg(feature = "aider")]

mod discover;
mod event;
mod key;
mod process;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use event::Log;

/// Reads Aider's analytics log.
///
/// One event is one prompt of the user with everything that was asked to answer it, and what it cost. The log
/// names no sessions: they are told from starts, ends and the running cost, also where several processes
/// write to one log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aider;

const ABOUT: ProviderInfo = ProviderInfo::new(key::PROVIDER, "Aider", Coverage::Partial)
    .revision(2)
    .variables(&["AIDER_ANALYTICS_LOG"])
    .capabilities(&[
        // What a cache served or stored is part of it and not told apart; where an endpoint states no usage,
        // Aider's own count stands.
        (FactKind::Input, Fidelity::Estimated),
        // A streamed answer, which is the default, is counted by Aider itself.
        (FactKind::Output, Fidelity::Estimated),
        (FactKind::ReportedCost, Fidelity::Estimated),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::ApiErrors, Fidelity::Exact),
    ])
    .untraced("The requests that summarise a long history are in no event.");

impl Provider for Aider {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => record_reader::read(&mut Log::new(carry), lines, carry, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
