//! Logs of OpenAI-compatible responses that the user names: proxies', gateways' and own programs'. Nothing is
//! looked for that was not named.

mod discover;
mod find;
mod key;
mod record;
mod usage;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::reading;
pub(crate) use record::Records;

/// Reads usage objects out of files that the user names: Chat Completions and Responses, Anthropic's, Gemini's
/// and Ollama's, alone, in a proxy's envelope or in a batch's output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Generic;

const CAPABILITIES: &[(Fact, Capability)] = &[
    (Fact::Input, Capability::Exact),
    (Fact::Output, Capability::Exact),
    (Fact::Reasoning, Capability::Exact),
    (Fact::CacheRead, Capability::Exact),
    (Fact::CacheWrite, Capability::Exact),
    (Fact::ReportedCost, Capability::Exact),
    (Fact::Context, Capability::Exact),
    (Fact::ApiErrors, Capability::Estimated),
];

const ABOUT: About = About::new("generic", "OpenAI-compatible logs", Level::A).capabilities(CAPABILITIES);

impl Provider for Generic {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut records = Records::new(ABOUT.id, lines.source(), carry);
                reading::read(&mut records, lines, carry, out)
            }
            Input::Document(source, document) => {
                let bytes = reading::document(document)?;
                let mut records = Records::new(ABOUT.id, source, &Carry::default());
                reading::whole(&mut records, &bytes, carry, out)
            }
            // Such logs are text.
            _ => Ok(()),
        }
    }
}
