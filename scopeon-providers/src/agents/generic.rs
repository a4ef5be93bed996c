//! Logs of OpenAI-compatible responses that the user names: proxies', gateways' and own programs'. Nothing is
//! looked for that was not named.

#![cfg(feature = "generic")]

mod discover;
mod find;
mod key;
mod record;
mod runs;
mod shape;
mod times;
mod usage;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
pub(crate) use record::Records;
use times::Times;

/// Reads usage objects out of files that the user names: Chat Completions and Responses, Anthropic's, Gemini's
/// and Ollama's, alone, in a proxy's envelope or in a batch's output.
#[derive(Clone, Debug)]
pub struct Generic {
    about: ProviderInfo,
    times: Times,
}

impl Default for Generic {
    fn default() -> Self {
        Self { about: ABOUT, times: Times::default() }
    }
}

const CAPABILITIES: &[(FactKind, Fidelity)] = &[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::Reasoning, Fidelity::Exact),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    (FactKind::ReportedCost, Fidelity::Exact),
    (FactKind::Context, Fidelity::Exact),
    (FactKind::ApiErrors, Fidelity::Estimated),
];

const ABOUT: ProviderInfo = ProviderInfo::new("generic", "OpenAI-compatible logs", Coverage::PerCall).revision(5).capabilities(CAPABILITIES).note(
    "A response without an id is known by its place: a file that is renamed, copied or appended to counts once, and two \
     lines that say the same are two responses; what a file holds after it was cut at its front counts again. One that \
     does not say when it was is dated by its file's last change, \
     which is an estimate; `scopeon doctor` counts these (`undated`), and `[providers.generic] time` names the member \
     that says so.",
);

impl Generic {
    /// Reads when a record was from the first of these members that it has, before any it is known by.
    #[must_use]
    pub fn dated_by(names: &[String]) -> Self {
        let times = Times::named(names);
        // Dated another way the same logs give other facts.
        let revision = ABOUT.revision.wrapping_add(times.revision());
        Self { about: ABOUT.revision(revision), times }
    }
}

impl Provider for Generic {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut records = Records::new(ABOUT.id, lines.source(), carry).dated(self.times.clone());
                record_reader::read(&mut records, lines, carry, out)
            }
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                let mut records =
                    Records::new(ABOUT.id, source, &ReaderState::default()).dated(self.times.clone());
                record_reader::whole(&mut records, &bytes, carry, out)
            }
            // Such logs are text.
            _ => Ok(()),
        }
    }
}
