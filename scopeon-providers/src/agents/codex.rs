//! OpenAI Codex: its rollouts below `sessions` and `archived_sessions`, packed ones among them. Opening files,
//! growth and damage are the engine's matter.

#![cfg(feature = "codex")]

mod descent;
mod discover;
mod item;
mod key;
mod limit;
mod message;
mod meta;
mod relative;
mod request;
mod response;
mod rollout;
mod state;
mod thread;
mod tokens;
mod totals;
mod turn;
mod usage;
mod window;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use crate::kit::zstd_lines::ZstdLines;
use thread::Rollout;

pub use relative::CodexRelative;

/// Reads Codex's rollouts.
///
/// A response is read from its `token_usage_record`, in older rollouts from its `token_count`. What a fork's or a
/// sub-agent's rollout repeats of its parent is told by what the lines say, and what they leave open has the
/// identity of its original, so that it counts once whatever is read first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Codex;

const ABOUT: ProviderInfo = ProviderInfo::new(key::IDS.provider(), "OpenAI Codex", Coverage::PerCall)
    .revision(5)
    .variables(&["CODEX_HOME"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        (FactKind::WebSearches, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        // From request to result, so with the wait for a permission.
        (FactKind::ToolDuration, Fidelity::Estimated),
        (FactKind::Mcp, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::ContextWindow, Fidelity::Exact),
        // What a turn fails with in the end is there; only older versions write down what was tried again.
        (FactKind::ApiErrors, Fidelity::Estimated),
        (FactKind::RateLimits, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
        // As it was when the session started.
        (FactKind::Branch, Fidelity::Estimated),
    ])
    .untraced(
        "Requests that were tried again leave nothing, nor does a request that was running when the agent was killed \
         and the thread was not gone on with. What an interrupted, cut or killed answer took is not stated; it shows \
         as a request of unknown usage. Versions before 0.154 do not record the request that compacts a thread. \
         Nothing of a thread that is ephemeral is written. The title that its screen asks for, once in each thread, stands \
         in no rollout. The tier of a request (fast, priority, flex) is in rollouts since July 2026; before that it stood in \
         a rolling trace of whole requests, prompts included, which is not opened, and the request shows as a standard one.",
    )
    .note(
        "What a fork or a sub-agent copied of another thread is that thread's, and is not counted where its rollout was \
         deleted before it was read.",
    );

const HOME: discover::Home = discover::Home { variable: "CODEX_HOME", place: ".codex" };

impl Provider for Codex {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(HOME, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut rollout = Rollout::new(&lines.source().path, carry);
                record_reader::read(&mut rollout, lines, carry, out)
            }
            Input::Document(source, packed) => {
                // A document is read from its start, so what was carried is void.
                *carry = ReaderState::default();
                let mut lines = ZstdLines::new(source, packed);
                let mut rollout = Rollout::new(&source.path, carry);
                let read = record_reader::read(&mut rollout, &mut lines, carry, out);
                lines.into_faults().into_iter().for_each(|fault| out.issue(fault));
                read
            }
            // This agent's databases are an index of its rollouts.
            _ => Ok(()),
        }
    }
}
