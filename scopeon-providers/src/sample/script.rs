//! What happens in a session, turn by turn: which calls, which tools, when it compacts and when it ends.

use std::io;

use super::agent::{self, Location};
use super::block::Block;
use super::edge_case::EdgeCase;
use super::moment;
use super::plan::SessionPlan;
use super::step::{form, step};
use super::thread::{Call, Thread};
use super::world::World;

/// Claude Code compacts by itself near this size of the prompt, in tokens.
const COMPACT_AT: u64 = 160_000;

/// Plays a main session from its header to its last line.
pub(super) fn play(world: &mut World, plan: &SessionPlan, location: Location<'_>) -> io::Result<Thread> {
    let mut thread = plan.thread(world);
    let mut moments: Vec<EdgeCase> =
        plan.edge_cases.iter().copied().filter(|edge_case| edge_case.is_moment()).collect();
    let mut agents = plan.agents;
    let goal = world.budget.lines().saturating_sub(plan.lines);
    thread.header(world);
    let mut spent = (0, 0);
    loop {
        let moment = moments.pop();
        let room = world.budget.lines().saturating_sub(goal) / 3;
        turn(world, &mut thread, room, |world, thread| {
            if let Some(edge_case) = moment {
                moment::show(world, thread, edge_case, location)?;
            }
            if agents > 0 {
                let now = world.prng.between(1, 3).min(agents);
                agents -= now;
                for _ in 0..now {
                    agent::delegate(world, thread, location)?;
                }
            }
            Ok(())
        })?;
        spent = spend(world, &thread, spent);
        if world.budget.lines() <= goal && moments.is_empty() && agents == 0 {
            break;
        }
        pause(world, &mut thread);
    }
    finish(world, &mut thread);
    spend(world, &thread, spent);
    Ok(thread)
}

/// Plays a short continuation: a fork's own turns.
pub(super) fn go_on(world: &mut World, thread: &mut Thread) -> io::Result<()> {
    for _ in 0..2 {
        pause(world, thread);
        turn(world, thread, 12, |_, _| Ok(()))?;
    }
    thread.last_prompt(world);
    Ok(())
}

fn spend(world: &mut World, thread: &Thread, (lines, bytes): (u64, u64)) -> (u64, u64) {
    let now = (thread.out.lines(), thread.out.len());
    world.budget.spend(now.0 - lines, now.1 - bytes);
    now
}

fn finish(world: &mut World, thread: &mut Thread) {
    thread.last_prompt(world);
    thread.mode();
    if thread.entrypoint == "cli" {
        let usage = world.truth.by_session.get(&thread.session).copied().unwrap_or_default().usage;
        let spent = world.micro_usd.get(&thread.session).copied().unwrap_or_default();
        thread.cost_state(usage, spent);
    }
}

/// Waits for the user; now and then long enough for the cache to expire.
fn pause(world: &mut World, thread: &mut Thread) {
    let long = world.prng.chance(8);
    let seconds = if long { world.prng.between(2_400, 7_800) } else { world.prng.between(20, 480) };
    thread.clock.pass(seconds * 1000);
}

fn turn(
    world: &mut World,
    thread: &mut Thread,
    room: u64,
    middle: impl FnOnce(&mut World, &mut Thread) -> io::Result<()>,
) -> io::Result<()> {
    open_turn(world, thread);
    let start = thread.clock.now();
    let steps = if world.prng.chance(15) { world.prng.between(6, 26) } else { world.prng.between(1, 7) };
    for _ in 0..steps.min(room.max(1)) {
        if thread.context > COMPACT_AT {
            thread.compact(world);
        }
        step(world, thread);
    }
    middle(world, thread)?;
    thread.call(world, Call { form: form(thread), ..Call::PLAIN }, &[Block::Text]);
    close_turn(world, thread, start);
    Ok(())
}

fn open_turn(world: &mut World, thread: &mut Thread) {
    if world.prng.chance(15) {
        thread.queue(world);
    }
    if world.prng.chance(50) {
        thread.snapshot(world);
    }
    thread.prompt(world);
    for _ in 0..world.prng.between(0, 2) {
        thread.attachment(world);
    }
}

fn close_turn(world: &mut World, thread: &mut Thread, start: scopeon_core::time::Timestamp) {
    if world.prng.chance(70) {
        thread.stop_hook(world);
    }
    if thread.entrypoint == "cli" {
        thread.turn_duration(world, thread.clock.since(start));
    }
    if world.prng.chance(50) {
        thread.last_prompt(world);
    }
    if world.prng.chance(12) {
        thread.mode();
    }
    if world.prng.chance(40) {
        thread.title(world);
    }
}
