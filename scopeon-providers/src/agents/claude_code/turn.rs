//! `user` lines: prompts and the results of tools.

use scopeon_core::event::Turn;
use scopeon_core::id::TurnId;
use scopeon_core::provider::ReadError;

use super::key;
use super::line_context::LineContext;
use super::response;
use super::run::Gap;
use super::tool;
use super::transcript::Transcript;
use super::wire::{Record, member};
use crate::kit::json::walk::Walk;

/// What a `user` line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What a person, or a program in a person's place, asks.
    Prompt,
    /// The results of tools.
    Results,
    /// What the agent adds to a prompt by itself.
    Addition,
    /// What the agent puts in by itself: the news of a background task, a summary, a command of its own that was used.
    Notice,
}

pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &mut LineContext,
    _line: &'a [u8],
) -> Result<(), ReadError> {
    let role = role::<W>(record);
    let gap = if matches!(role, Role::Results | Role::Addition) { Gap::Results } else { Gap::End };
    response::pass_line(transcript, record, context, gap);
    transcript.state.has_begun |= gap == Gap::End;
    let stated =
        record.prompt.text().filter(|id| !id.is_empty()).map(|id| key::turn(&id, context.origin_session));
    if context.run.is_some() {
        // What a sub-agent is asked is the parent's prompt at work, not one of the user's.
        let state = &mut transcript.state;
        state.side_turn = stated.or(state.side_turn);
        context.turn = state.side_turn.or(state.turn);
    } else {
        follow(transcript, record, context, (role, stated))?;
    }
    transcript.facts.see(context);
    tool::results(transcript, record, context)
}

/// Follows the main thread to its next prompt. What answers a notice belongs to the prompt before it.
fn follow(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    context: &mut LineContext,
    (role, stated): (Role, Option<TurnId>),
) -> Result<(), ReadError> {
    let state = &mut transcript.state;
    if role == Role::Notice {
        // A notice has an id like a prompt's, which the results of the tools that answer it state, too.
        state.notice = stated.filter(|id| state.turn != Some(*id)).or(state.notice);
        // How long it takes to answer a notice is not how long the prompt before it took.
        state.asked &= record.compact_summary.is_true();
    }
    let turn = match role {
        Role::Prompt => stated.or_else(|| record.uuid.text().map(|uuid| key::turn_of_line(&uuid))),
        Role::Results => stated.filter(|id| state.notice != Some(*id)),
        Role::Addition | Role::Notice => None,
    };
    if turn.is_some() && turn != state.turn {
        (state.turn, state.asked) = (turn, false);
    }
    context.turn = state.turn;
    let (Role::Prompt, Some(id), Some(at)) = (role, turn, context.at) else { return Ok(()) };
    state.asked = true;
    let mut turn = Turn::new(id, at, context.owner());
    turn.source = transcript.name(record.prompt_source);
    transcript.give(turn)
}

fn role<'a, W: Walk<'a>>(record: &Record<'a>) -> Role {
    let Some(message) = &record.message else { return Role::Notice };
    if message.blocks.iter().any(|block| block.kind.says("tool_result")) {
        return Role::Results;
    }
    let origin = member::<W>(record.origin, b"kind");
    let by_other = origin.quoted().is_some() && !origin.says("human");
    if record.compact_summary.is_true() || by_other || !record.interrupted.is_missing() {
        return Role::Notice;
    }
    if record.meta.is_true() {
        return Role::Addition;
    }
    if is_local(record) { Role::Notice } else { Role::Prompt }
}

/// Since about 2.1.33x a line says who put it in. Commands of the agent's own (`/model`, `/clear`) and their output
/// stand under a prompt's id of their own, with nobody who asked.
fn is_local(record: &Record<'_>) -> bool {
    let asked = [record.prompt_source, record.turn_origin, record.origin];
    (record.row_source.says("local") || record.row_source.says("harness"))
        && asked.iter().all(|stated| stated.is_missing())
}
