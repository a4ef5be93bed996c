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
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
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

const ABOUT: About = About::new(IDS.provider(), "Qwen Code", Level::A)
    .revision(5)
    .variables(&["QWEN_RUNTIME_DIR", "QWEN_HOME"])
    .capabilities(&[
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::Turns, Capability::Exact),
        (Fact::Tools, Capability::Exact),
        (Fact::Repeats, Capability::Exact),
        (Fact::ToolDuration, Capability::Estimated),
        (Fact::Mcp, Capability::Exact),
        (Fact::SubAgents, Capability::Exact),
        (Fact::Compactions, Capability::Exact),
        (Fact::Context, Capability::Exact),
        (Fact::ContextWindow, Capability::Exact),
        (Fact::Project, Capability::Exact),
        (Fact::Branch, Capability::Exact),
    ])
    .untraced(
        "What an answer that was cut or interrupted took is not stated, and a request that runs when the agent is \
         killed leaves nothing. Titles, summaries, questions on the side and the prompts that its screen suggests stand in \
         the agent's own totals alone, and only until a session is resumed.",
    );

impl Provider for QwenCode {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
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
                    let mut chat = OldChat::new(IDS, &source.path, &Carry::default());
                    return record_reader::whole(&mut chat, &bytes, carry, out);
                }
                record_reader::whole(&mut meta::Meta, &bytes, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
