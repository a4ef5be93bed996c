//! One step of a turn: a call that runs a tool or two, and their results.

use super::block::Block;
use super::names;
use super::result::Outcome;
use super::thread::{Call, Kind, Thread};
use super::tool::{Tool, ToolUse};
use super::usage::Form;
use super::world::World;

/// Returns the form a thread's model has its figures in.
pub(super) fn form(thread: &Thread) -> Form {
    if thread.model == names::GATEWAY { Form::Gateway } else { Form::Plain }
}

/// Makes one ordinary call that runs a tool or two, and writes their results.
pub(super) fn step(world: &mut World, thread: &mut Thread) {
    let tools = 1 + u64::from(world.prng.chance(10));
    let calls: Vec<ToolUse> = (0..tools).map(|_| choose(world)).collect();
    let mut blocks = Vec::with_capacity(4);
    if world.prng.chance(30) {
        blocks.push(Block::Thinking);
    }
    if world.prng.chance(28) {
        blocks.push(Block::Text);
    }
    blocks.extend(calls.iter().cloned().map(Block::Tool));
    thread.call(world, Call { form: form(thread), ..Call::PLAIN }, &blocks);
    for call in &calls {
        if thread.kind == Kind::Main && world.prng.chance(30) {
            thread.hook(world, &call.name());
        }
        let len = world.result_bytes();
        thread.result(world, call, &Outcome::Text, len);
    }
}

fn choose(world: &mut World) -> ToolUse {
    let prng = &mut world.prng;
    let tool = match prng.next() % 100 {
        0..34 => Tool::Bash,
        34..60 => Tool::Read,
        60..78 => Tool::Edit,
        78..82 => Tool::Write,
        82..90 => Tool::Grep,
        90..93 => Tool::Todo,
        93..95 => Tool::Skill(prng.pick(names::SKILLS)),
        _ => {
            let (server, name) = prng.pick(names::MCP);
            Tool::Mcp(server, name)
        }
    };
    ToolUse::new(world, tool)
}
