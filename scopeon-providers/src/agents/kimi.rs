//! Kimi CLI and Kimi Code: the wire logs of their sessions and sub-agents. Contexts and prompts lie beside
//! them and are not named.

#![cfg(feature = "kimi")]

mod cli;
mod code;
mod discover;
mod key;
mod path_info;
mod state;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;
use path_info::PathInfo;

/// Reads both generations' wire logs.
///
/// A parent's log mirrors what its sub-agents do; only their own logs are counted. Kimi Code states a step's
/// tokens twice, and they are one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kimi;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Kimi", Coverage::PerCall)
    .revision(5)
    .variables(&["KIMI_SHARE_DIR", "KIMI_CODE_HOME"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // Kimi CLI's only.
        (FactKind::ContextWindow, Fidelity::Estimated),
        // Kimi Code's only.
        (FactKind::Project, Fidelity::Estimated),
    ])
    .untraced("A step that was interrupted or killed does not state what it took.");

impl Provider for Kimi {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => match PathInfo::of(&lines.source().path) {
                Some(path_info) if path_info.is_code => {
                    record_reader::read(&mut code::Wire::new(path_info, carry), lines, carry, out)
                }
                Some(path_info) => {
                    record_reader::read(&mut cli::Wire::new(path_info, carry), lines, carry, out)
                }
                None => Ok(()),
            },
            Input::Document(source, document) => {
                let Some(path_info) = PathInfo::of(&source.path) else { return Ok(()) };
                let bytes = record_reader::document(document)?;
                record_reader::whole(&mut state::State::new(path_info), &bytes, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
