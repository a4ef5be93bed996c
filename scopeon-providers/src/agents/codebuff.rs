//! Codebuff: the messages of its chats, of which only counts, models and credits are looked at.

#![cfg(feature = "codebuff")]

mod chat;
mod discover;
mod key;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Codebuff's chats. Many state credits only; their tokens are nowhere, and none are made up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Codebuff;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Codebuff", Coverage::PerSession)
    .revision(3)
    .variables(&["CODEBUFF_DATA_DIR", "XDG_CONFIG_HOME"])
    .capabilities(&[
        // Of older versions.
        (FactKind::Input, Fidelity::Estimated),
        (FactKind::Output, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Estimated),
        (FactKind::CacheWrite, Fidelity::Estimated),
        // A credit is taken for a cent.
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
    ])
    .untraced("The tokens of answers that state credits alone are nowhere on disk.");

impl Provider for Codebuff {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(source, document) = input else { return Ok(()) };
        let Some(mut chat) = chat::Chat::of(&source.path) else { return Ok(()) };
        let bytes = record_reader::document(document)?;
        record_reader::whole(&mut chat, &bytes, carry, out)
    }
}
