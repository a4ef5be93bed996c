//! Ollama: that it is there, and the responses in logs that the user names. Its server keeps no tokens on
//! disk; prompts and chats lie beside its logs and are not named.

#![cfg(feature = "ollama")]

mod discover;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::agents::generic::Records;
use crate::kit::record_reader;

/// Finds Ollama, and reads the responses of its own and of its OpenAI-compatible interface from files that
/// the user names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ollama;

const ABOUT: ProviderInfo =
    // Agents that use Ollama count in their own logs; only responses in files that the user names are read.
    ProviderInfo::new("ollama", "Ollama", Coverage::Partial)
        .revision(4)
        .variables(&["LOCALAPPDATA"])
        .capabilities(&[
            // Of files that the user names. A prompt that a cache still held may count less than it has.
            (FactKind::Input, Fidelity::Estimated),
            (FactKind::Output, Fidelity::Exact),
        ]);

impl Provider for Ollama {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) if discover::is_server_log(&lines.source().path) => Ok(()),
            Input::Lines(lines) => {
                let mut records = Records::new(ABOUT.id, lines.source(), carry);
                record_reader::read(&mut records, lines, carry, out)
            }
            // Its database holds chats.
            _ => Ok(()),
        }
    }
}
