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
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
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

const ABOUT: About = About::new(key::PROVIDER, "GitHub Copilot CLI", Level::A)
    .revision(5)
    .variables(&["COPILOT_HOME", "COPILOT_OTEL_FILE_EXPORTER_PATH"])
    .capabilities(&[
        // Without a store or an OTEL file only for whole sessions, and not for those that crashed.
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        // What is billed, in billionths of a credit.
        (Fact::ReportedCost, Capability::Exact),
        (Fact::Turns, Capability::Exact),
        (Fact::Tools, Capability::Exact),
        (Fact::Repeats, Capability::Exact),
        (Fact::ToolDuration, Capability::Exact),
        (Fact::Mcp, Capability::Exact),
        (Fact::Skills, Capability::Exact),
        (Fact::Hooks, Capability::Exact),
        (Fact::SubAgents, Capability::Exact),
        (Fact::Compactions, Capability::Exact),
        (Fact::Context, Capability::Exact),
        // Told at compactions.
        (Fact::ContextWindow, Capability::Estimated),
        (Fact::ApiErrors, Capability::Exact),
        (Fact::Project, Capability::Exact),
        (Fact::Branch, Capability::Exact),
    ])
    .untraced(
        "Cut and killed answers and requests that were tried again are in no log. Versions that tell of no single \
         request state nothing of a session that crashed but its responses' output.",
    );

impl Provider for CopilotCli {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
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
