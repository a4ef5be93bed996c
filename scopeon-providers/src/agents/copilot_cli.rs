//! GitHub Copilot CLI: its store of requests, its OTEL file and its event logs. Opening files, copies and
//! growth are the engine's matter.

#![cfg(feature = "copilot-cli")]

mod compaction;
mod discover;
mod events;
mod key;
pub(crate) mod model;
mod otel;
mod rollup;
mod session;
mod state;
mod store;
mod tool;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use otel::Spans;
use session::Events;

/// Reads GitHub Copilot CLI's logs.
///
/// A request is read from the store's row and from the OTEL file's span, which counts where no row has its session and
/// model. The event log tells the output of each response and, at a session's end, what it took in all: what of it no
/// row or span tells counts besides, so the sources complete one another and no request counts twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopilotCli;

const ABOUT: ProviderInfo = ProviderInfo::new(key::IDS.provider(), "GitHub Copilot CLI", Coverage::PerCall)
    .revision(5)
    .variables(&["COPILOT_HOME", "COPILOT_OTEL_FILE_EXPORTER_PATH"])
    .capabilities(&[
        // Without a store or an OTEL file only for whole sessions, and not for those that crashed.
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // What is billed, in billionths of a credit.
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        (FactKind::ToolDuration, Fidelity::Exact),
        (FactKind::Mcp, Fidelity::Exact),
        (FactKind::Skills, Fidelity::Exact),
        (FactKind::Hooks, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // Told at compactions.
        (FactKind::ContextWindow, Fidelity::Estimated),
        (FactKind::ApiErrors, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
        (FactKind::Branch, Fidelity::Exact),
    ])
    .untraced(
        "Cut and killed answers and requests that were tried again are in no log. Versions that tell of no single \
         request state nothing of a session that crashed but its responses' output.",
    );

impl Provider for CopilotCli {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) if discover::is_otel(lines.source()) => {
                record_reader::read(&mut Spans, lines, carry, out)
            }
            Input::Lines(lines) => {
                let Some(mut events) = Events::new(lines.source(), carry) else { return Ok(()) };
                record_reader::read(&mut events, lines, carry, out)
            }
            Input::Database(rows) => store::read(rows, carry, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
