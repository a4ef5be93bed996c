//! Claude Code: its transcripts below `projects`, its sub-agents' and those of Claude Desktop. Opening files,
//! growth and damage are the engine's matter.

#![cfg(feature = "claude-code")]

mod call;
mod discover;
mod facts;
mod hook;
mod key;
mod kinds;
#[cfg(test)]
mod laws;
mod limit_reached;
mod line_context;
mod lines;
mod memory;
mod meta;
mod path_info;
mod project;
mod response;
mod run;
mod runs;
mod state;
mod status_line;
mod system;
mod tokens;
mod tool;
mod totals;
mod transcript;
mod turn;
#[cfg(any(test, feature = "testkit"))]
mod twice;
mod vendor;
mod wire;

pub(crate) use key::{call_of_name, run as run_id, session as session_id};
pub(crate) use vendor::is_uuid;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::json::Raw;
use crate::kit::json::cursor::Cursor;
use crate::kit::json::walk::Walk;
use lines::Document;
use wire::Record;

#[cfg(feature = "testkit")]
pub(crate) use twice::disagreement;

pub use status_line::{NotAStatusLine, parse_status_line};

/// Reads Claude Code's logs.
///
/// Every call is read from every line that shows it. Sub-agents' runs are sessions of their own below the
/// session that started them. Copies in forks and replays in side threads are told apart from originals.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClaudeCode;

const ABOUT: ProviderInfo = ProviderInfo::new(key::IDS.provider(), "Claude Code", Coverage::PerCall)
    .revision(2)
    .untraced(
        "The request that /model makes to check a model is in no log, nor is one that was running when the program was \
         killed. What an interrupted answer really took of output is in no log either. Titles, compactions, the side \
         requests of web searches and streams that were cut and asked for again have no record of a call: the totals that \
         a session states when it ends hold them, since about 2.1.25x.",
    )
    .variables(&["CLAUDE_CONFIG_DIR", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        // But for 2.1.7 to 2.1.96, whose placeholders are marked call by call.
        (FactKind::Output, Fidelity::Exact),
        // Stated by newer versions only.
        (FactKind::Reasoning, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // The tokens of a web search's side call are in no log; the searches are.
        (FactKind::WebSearches, Fidelity::Exact),
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        // From request to result, so with the wait for a permission.
        (FactKind::ToolDuration, Fidelity::Estimated),
        (FactKind::Mcp, Fidelity::Exact),
        (FactKind::Skills, Fidelity::Exact),
        (FactKind::Hooks, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // Stated at the end of interactive sessions since about 2.1.25x.
        (FactKind::ContextWindow, Fidelity::Estimated),
        (FactKind::ApiErrors, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
        (FactKind::Branch, Fidelity::Exact),
    ]);

impl Provider for ClaudeCode {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => lines::read::<Quick>(lines, carry, out),
            Input::Document(source, document) => meta::read(source, document, carry, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}

/// Lines read by the quick walker.
struct Quick;

impl<'a> Document<'a> for Quick {
    type Walk = Cursor<'a>;

    fn record(line: &'a [u8], record: &mut Record<'a>) -> bool {
        let mut cursor = Cursor::over(Raw::over(line));
        if !Raw::over(line).is_object() || record.read(&mut cursor).is_err() {
            return false;
        }
        // A record that was left early is not at its end, and what stands behind it was not looked at.
        cursor.is_done()
            || (record.is_silent() && !(may_hold_another(cursor.rest()) && shares_its_line(line)))
    }
}

/// What only records that say something have a member called; inside of a text it would be escaped.
const TELLING: [&[u8]; 3] = [b"\"isSidechain\"", b"\"parentUuid\"", b"\"cost-state\""];

/// Returns `true` if a record may stand behind or inside of what was not looked at.
fn may_hold_another(rest: &[u8]) -> bool {
    TELLING.iter().any(|name| memchr::memmem::find(rest, name).is_some())
}

/// Returns `true` if a line is not one whole value.
fn shares_its_line(line: &[u8]) -> bool {
    let mut cursor = Cursor::over(Raw::over(line));
    cursor.raw().is_err() || !cursor.is_done()
}
