//! The content blocks of a response, one to a line.

use super::json::Json;
use super::text::MARKER;
use super::tool::ToolUse;
use super::usage::{Form, Row, Stated};
use super::world::World;

/// A content block of a response.
#[derive(Clone, Debug)]
pub(super) enum Block {
    Thinking,
    Text,
    Tool(ToolUse),
    /// A tool the API runs itself.
    Server(&'static str),
}

impl Block {
    /// Returns the reason as JSON writes it.
    pub(super) fn stop_reason(&self, stated: &Stated<'_>) -> &'static str {
        match self {
            _ if stated.row == Row::Earlier && stated.form != Form::Plain => "null",
            Block::Tool(_) => "\"tool_use\"",
            _ if stated.row == Row::Earlier => "\"tool_use\"",
            _ => "\"end_turn\"",
        }
    }

    pub(super) fn put(&self, out: &mut Json, world: &mut World, cwd: &str) {
        let prng = &mut world.prng;
        match self {
            Block::Thinking => {
                out.raw("{\"type\":\"thinking\",\"thinking\":\"");
                let len = prng.between(100, 900);
                world.pool.fill(out, prng, len);
                out.raw("\",\"signature\":\"");
                let signature = 400 + prng.index(1_600);
                world.pool.sign(out, prng, signature);
                out.raw("\"}");
            }
            Block::Text => {
                out.raw("{\"type\":\"text\",\"text\":\"");
                let len = prng.between(200, 2_000);
                world.pool.fill(out, prng, len);
                out.raw("\"}");
            }
            Block::Tool(call) => call.put_block(out, world, cwd),
            Block::Server(name) => {
                world.truth.server_tool_calls += 1;
                let id = world.prng.api_id("srvtoolu_");
                out.raw("{\"type\":\"server_tool_use\"").text("id", &id).text("name", name);
                out.raw(",\"input\":{\"query\":\"").raw(MARKER).raw("\"}}");
            }
        }
    }
}
