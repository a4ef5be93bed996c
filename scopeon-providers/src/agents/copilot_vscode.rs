//! GitHub Copilot Chat in VS Code: its store of OTEL spans, and the chats that VS Code keeps in any case. Opening files,
//! copies and growth are the engine's matter.

#![cfg(feature = "copilot-vscode")]

mod attributes;
mod chat;
mod discover;
mod emit;
mod key;
mod prompts;
mod sessions;
mod span;
mod traces;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState, Rows,
    SearchRoots, Sink, Source,
};

use crate::kit::record_reader;
use crate::kit::schema::{self, Table};

/// Reads the spans that GitHub Copilot Chat keeps in VS Code, and VS Code's own chats.
///
/// The store of spans is there only where `github.copilot.chat.otel.dbSpanExporter.enabled` is set, and keeps seven days.
/// A span that sums others up is never counted. What Claude Code and Copilot CLI do inside VS Code is left to their own
/// logs. A chat states the last request of each prompt, which counts where no span tells of the session's use of its model.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopilotVsCode;

// From the extension's public source (microsoft/vscode, extensions/copilot, schema 2; microsoft/vscode-copilot-chat
// before); no store of a real machine was at hand.
const ABOUT: ProviderInfo = ProviderInfo::new(key::IDS.provider(), "GitHub Copilot in VS Code", Coverage::Partial)
    .revision(4)
    .variables(&["XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        // Exact where spans are kept. A chat states a prompt's last request alone, with what caches served as input.
        (FactKind::Input, Fidelity::Estimated),
        (FactKind::Output, Fidelity::Estimated),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        // Early versions do not tell it, nor do requests with a key of one's own: there it is input.
        (FactKind::CacheWrite, Fidelity::Estimated),
        // What is billed, in billionths of a credit.
        (FactKind::ReportedCost, Fidelity::Exact),
        // One for each run of the agent.
        (FactKind::Turns, Fidelity::Estimated),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::ToolDuration, Fidelity::Exact),
        // A server and its tool are one name, parted where VS Code itself parts it.
        (FactKind::Mcp, Fidelity::Estimated),
        (FactKind::Hooks, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // What a prompt may hold.
        (FactKind::ContextWindow, Fidelity::Estimated),
        // Spans of requests that never began to answer are not written.
        (FactKind::ApiErrors, Fidelity::Estimated),
        // Of chats, whose directory is the folder's.
        (FactKind::Project, Fidelity::Estimated),
        // At the start of the run that a call belongs to.
        (FactKind::Branch, Fidelity::Exact),
    ])
    .note(
        "Set github.copilot.chat.otel.dbSpanExporter.enabled in VS Code, which is off by default, and every request from \
         then on is exact, with its caches, cost, tools and sub-agents (level A). Without it the chats that VS Code keeps \
         tell the last request of each prompt and nothing of those before it, and what a cache served is counted as \
         input: its figures are a lower bound of tokens.",
    )
    .untraced(
        "While the setting github.copilot.chat.otel.dbSpanExporter.enabled is off, which is its default, only the last \
         request of each prompt leaves a trace; of those that do, spans are kept for a week.",
    );

const TABLES: [Table; 2] = [
    Table::needed(
        "spans",
        &[
            "span_id",
            "trace_id",
            "parent_span_id",
            "operation_name",
            "start_time_ms",
            "end_time_ms",
            "input_tokens",
            "output_tokens",
            "cached_tokens",
            "reasoning_tokens",
            "status_code",
            "agent_name",
        ],
    ),
    Table::needed("span_attributes", &["span_id", "key", "value"]),
];

impl Provider for CopilotVsCode {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Database(rows) => spans(rows, carry, out),
            Input::Lines(lines) => match chat::Chat::of(lines.source(), carry) {
                Some(mut chat) => record_reader::read(&mut chat, lines, carry, out),
                None => Ok(()),
            },
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                match chat::Chat::of(source, &ReaderState::default()) {
                    Some(mut chat) => record_reader::whole(&mut chat, &bytes, carry, out),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

fn spans(rows: &mut dyn Rows, carry: &ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let attributes = attributes::read(rows)?;
    let spans = span::read(rows, &attributes, out)?;
    emit::all(&spans, out)?;
    Ok(out.checkpoint(Position::default(), carry)?)
}
