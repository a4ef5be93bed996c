//! The traps that are moments of a session: a call or a few lines of an awkward shape.

use std::io;

use super::agent::{self, Location};
use super::block::Block;
use super::edge_case::EdgeCase;
use super::names;
use super::result::Outcome;
use super::step;
use super::text::MARKER;
use super::thread::{Call, Thread};
use super::tool::{Tool, ToolUse};
use super::usage::Form;
use super::world::World;

/// Shows a trap inside the running turn.
pub(super) fn show(
    world: &mut World,
    thread: &mut Thread,
    edge_case: EdgeCase,
    location: Location<'_>,
) -> io::Result<()> {
    let plain = Call { form: step::form(thread), ..Call::PLAIN };
    let talk = [Block::Thinking, Block::Text, Block::Text];
    match edge_case {
        EdgeCase::GrowingOutput => {
            thread.call(world, Call { form: Form::Growing, ..plain }, &talk);
        }
        EdgeCase::FlatCacheWrites => {
            thread.call(world, Call { form: Form::FlatOnly, ..plain }, &talk);
        }
        EdgeCase::SplitCacheWrites => {
            thread.call(world, Call { form: Form::SplitOnly, ..plain }, &talk);
        }
        EdgeCase::Advisor => {
            let call = Call { form: Form::Plain, advisor: Some(names::OLD_OPUS), ..plain };
            thread.call(world, call, &[Block::Server("advisor"), Block::Text]);
        }
        EdgeCase::ServerSearch => {
            let call = Call { form: Form::Plain, searches: (2, 2), ..plain };
            thread.call(world, call, &[Block::Server("web_search"), Block::Text]);
        }
        EdgeCase::ToolSearch => {
            search(world, thread, Call { form: Form::Plain, searches: (3, 0), ..plain }, 3);
        }
        EdgeCase::BothSearches => {
            search(world, thread, Call { form: Form::Plain, searches: (1, 1), ..plain }, 1);
        }
        EdgeCase::Synthetic => {
            thread.retried(world);
            thread.synthetic(world);
        }
        EdgeCase::RepeatedRows => repeat(world, thread),
        EdgeCase::DecoyInput => tool(world, thread, Tool::Decoy, 300),
        EdgeCase::HugeResult => tool(world, thread, Tool::Bash, 400_000),
        EdgeCase::Garbage => garbage(world, thread),
        EdgeCase::Asides => {
            thread.aside(world, ",\"isMeta\":true");
            thread.aside(world, ",\"origin\":{\"kind\":\"task-notification\"}");
        }
        EdgeCase::MovedDirectory => {
            thread.cwd.push_str("/.worktrees/hotfix");
            thread.branch = "hotfix/login";
            step::step(world, thread);
        }
        EdgeCase::Workflow => agent::workflow(world, thread, location)?,
        _ => {}
    }
    Ok(())
}

fn tool(world: &mut World, thread: &mut Thread, tool: Tool, len: u64) {
    let call = ToolUse { failed: false, ..ToolUse::new(world, tool) };
    let form = step::form(thread);
    thread.call(world, Call { form, ..Call::PLAIN }, &[Block::Text, Block::Tool(call.clone())]);
    thread.result(world, &call, &Outcome::Text, len);
}

fn search(world: &mut World, thread: &mut Thread, call: Call, found: u64) {
    let tool = ToolUse::new(world, Tool::WebSearch);
    thread.call(world, call, &[Block::Text, Block::Tool(tool.clone())]);
    thread.result(world, &tool, &Outcome::Searches(found), 900);
}

/// Compacts, then appends the last lines of the chain once more, byte for byte.
fn repeat(world: &mut World, thread: &mut Thread) {
    thread.compact(world);
    let text = String::from_utf8_lossy(thread.out.bytes()).into_owned();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("{\"parentUuid\"")).collect();
    for row in &rows[rows.len().saturating_sub(25)..] {
        thread.out.raw(row).end_line();
    }
}

fn garbage(world: &mut World, thread: &mut Thread) {
    world.truth.malformed += 1;
    thread.out.raw("this is not json { ").raw(MARKER).end_line();
    thread.out.end_line();
    thread.out.raw("{\"type\":\"brand-new-type-2027\"").text("sessionId", &thread.session);
    thread.out.raw(",\"payload\":{\"a\":\"").raw(MARKER).raw("\"}}").end_line();
}
