//! Gemini CLI: its chat recordings below `tmp/<project>/chats`, as lines and, older, as documents. Prompts,
//! checkpoints and memories lie beside them and are not named.

#![cfg(feature = "gemini-cli")]

mod chat;
mod discover;
mod key;
mod message;
mod path_info;
mod state;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::id_factory::IdFactory;
use crate::kit::record_reader;
pub(crate) use state::Chat;

/// Reads Gemini CLI's chats.
///
/// A message is written again whenever something is added to it, and whole chats are written again when they
/// are resumed or moved: its id tells that it is the same one. What is rewound was paid for and stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct GeminiCli;

const ABOUT: ProviderInfo = ProviderInfo::new(key::PROVIDER, "Gemini CLI", Coverage::PerCall)
    .revision(3)
    .variables(&["GEMINI_CLI_HOME"])
    .untraced(
        "Routing, summaries and compressions by a utility model, the request that a web search makes on the side, \
         interrupted and killed answers and requests that were tried again are in no log. Nor does an answer that its \
         loop detection stops leave its tokens.",
    )
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        // From the message to the tool's end, so with the wait for a permission.
        (FactKind::ToolDuration, Fidelity::Estimated),
        // The server is the first word of the tool's name.
        (FactKind::Mcp, Fidelity::Estimated),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // An error that was shown, whatever failed.
        (FactKind::ApiErrors, Fidelity::Estimated),
        // The directory where the log or a file beside it states it, else the name the agent gave the project.
        (FactKind::Project, Fidelity::Estimated),
    ]);

const IDS: IdFactory = IdFactory::new(key::PROVIDER);

impl Provider for GeminiCli {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let source = lines.source();
                let mut chat =
                    Chat::new(IDS, &source.path, carry).in_project(source.registered.project.as_ref());
                record_reader::read(&mut chat, lines, carry, out)
            }
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                let chat = Chat::new(IDS, &source.path, &ReaderState::default());
                let mut chat = chat.in_project(source.registered.project.as_ref());
                record_reader::whole(&mut chat, &bytes, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
