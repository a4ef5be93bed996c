//! Qwen Code: its chats and its sub-agents' below `projects`, and older chats below `tmp`. Opening files, growth and damage are the
//! engine's matter.

#![cfg(feature = "qwen-code")]

mod chat;
mod counts;
mod discover;
mod key;
mod ledger;
mod line_context;
mod meta;
mod record;
mod seen;
mod state;
mod telemetry;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::agents::gemini_cli::Chat as OldChat;
use crate::kit::record_reader;
use key::IDS;
use state::Chat;

/// Reads Qwen Code's chats.
///
/// A branch copies every record of its original under the same id, and says so on each: the copies are the
/// originals' calls. Sub-agents' runs are sessions of their own below the session that started them.
#[derive(Clone, Copy, Debug, Default)]
pub struct QwenCode;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Qwen Code", Coverage::PerCall)
    .revision(5)
    .variables(&["QWEN_RUNTIME_DIR", "QWEN_HOME"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        (FactKind::ToolDuration, Fidelity::Estimated),
        (FactKind::Mcp, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::ContextWindow, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
        (FactKind::Branch, Fidelity::Exact),
    ])
    .untraced(
        "What an answer that was cut or interrupted took is not stated, and a request that runs when the agent is \
         killed leaves nothing. Titles, summaries, questions on the side and the prompts that its screen suggests stand in \
         the agent's own totals alone, and only until a session is resumed.",
    );

impl Provider for QwenCode {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) if discover::is_usage_record(&lines.source().path) => {
                record_reader::read(&mut ledger::UsageRecord, lines, carry, out)
            }
            Input::Lines(lines) => {
                let mut chat = Chat::new(&lines.source().path, carry);
                record_reader::read(&mut chat, lines, carry, out)
            }
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                if discover::is_old_chat(&source.path) {
                    // Qwen Code was Gemini CLI once and kept its chats as that does.
                    let mut chat = OldChat::new(IDS, &source.path, &ReaderState::default());
                    return record_reader::whole(&mut chat, &bytes, carry, out);
                }
                record_reader::whole(&mut meta::Meta, &bytes, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
