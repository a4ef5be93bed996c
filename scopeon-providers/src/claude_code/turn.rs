//! `user` lines: prompts and the results of tools.

use scopeon_core::event::{Event, Turn};
use scopeon_core::id::TurnId;
use scopeon_core::provider::ReadError;

use super::json::Walk;
use super::key;
use super::scene::Scene;
use super::tool;
use super::transcript::Transcript;
use super::wire::{Record, member};

pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &mut Scene,
    _line: &'a [u8],
) -> Result<(), ReadError> {
    let stated =
        record.prompt.text().filter(|id| !id.is_empty()).map(|id| key::turn(&id, scene.origin_session));
    if scene.run.is_some() {
        // What a sub-agent is asked is the parent's prompt at work, not one of the user's.
        let state = &mut transcript.state;
        state.side_turn = stated.or(state.side_turn);
        scene.turn = state.side_turn.or(state.turn);
    } else {
        follow::<W>(transcript, record, scene, stated)?;
    }
    transcript.facts.see(scene);
    tool::results(transcript, record, scene)
}

/// Follows the main thread to its next prompt.
fn follow<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &mut Scene,
    stated: Option<TurnId>,
) -> Result<(), ReadError> {
    let asks = is_prompt::<W>(record);
    let own = || record.uuid.text().map(|uuid| key::turn_of_line(&uuid));
    let turn = if asks { stated.or_else(own) } else { stated };
    let state = &mut transcript.state;
    if turn.is_some() && turn != state.turn {
        (state.turn, state.asked) = (turn, false);
    }
    scene.turn = state.turn;
    let (true, Some(id), Some(at)) = (asks, turn, scene.at) else { return Ok(()) };
    state.asked = true;
    let mut turn = Turn::new(id, at, scene.owner());
    turn.source = transcript.name(record.prompt_source);
    transcript.give(Event::Turn(turn))
}

/// A prompt of the user: no result of a tool, nothing the agent put in by itself or on another's behalf.
fn is_prompt<'a, W: Walk<'a>>(record: &Record<'a>) -> bool {
    let Some(message) = &record.message else { return false };
    let answers = message.blocks.iter().any(|block| block.kind.says("tool_result"));
    let by_agent = record.meta.is_true() || record.compact_summary.is_true();
    let origin = member::<W>(record.origin, b"kind");
    !answers && !by_agent && (origin.quoted().is_none() || origin.says("human"))
}
