//! GitHub Copilot Chat in VS Code: its store of OTEL spans. Opening files and copies are the engine's matter.

mod attributes;
mod discover;
mod emit;
mod key;
mod sessions;
mod span;
mod traces;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Place, Provider, ReadError, Roots, Sink, Source,
};

/// Reads the spans that GitHub Copilot Chat keeps in VS Code.
///
/// The store is there only where `github.copilot.chat.otel.dbSpanExporter.enabled` is set, and keeps seven days.
/// A span that sums others up is never counted. What Claude Code and Copilot CLI do inside VS Code is left to
/// their own logs, and so are the files of chat sessions, which share no id with the spans.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopilotVsCode;

// From the extension's public source (microsoft/vscode, extensions/copilot, schema 2; microsoft/vscode-copilot-chat
// before); no store of a real machine was at hand.
const ABOUT: About = About::new(key::PROVIDER, "GitHub Copilot in VS Code", Level::A)
    .revision(2)
    .variables(&["XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        // Early versions do not tell it, nor do requests with a key of one's own: there it is input.
        (Fact::CacheWrite, Capability::Estimated),
        // What is billed, in billionths of a credit.
        (Fact::ReportedCost, Capability::Exact),
        // One for each run of the agent.
        (Fact::Turns, Capability::Estimated),
        (Fact::Tools, Capability::Exact),
        (Fact::ToolDuration, Capability::Exact),
        // A server and its tool are one name, parted where VS Code itself parts it.
        (Fact::Mcp, Capability::Estimated),
        (Fact::Hooks, Capability::Exact),
        (Fact::SubAgents, Capability::Exact),
        (Fact::Context, Capability::Exact),
        // What a prompt may hold.
        (Fact::ContextWindow, Capability::Estimated),
        // Spans of requests that never began to answer are not written.
        (Fact::ApiErrors, Capability::Estimated),
        // At the start of the run that a call belongs to.
        (Fact::Branch, Capability::Exact),
    ])
    .untraced(
        "While the setting chat.otel.dbSpanExporter.enabled is off, which is its default, no request leaves a trace \
         that is read here, and of those that do traces are kept for a week.",
    );

impl Provider for CopilotVsCode {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        let attributes = attributes::read(rows)?;
        let spans = span::read(rows, &attributes, out)?;
        if emit::all(&spans, out).is_break() {
            return Err(ReadError::Stopped);
        }
        if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }
}
