//! What makes two sightings the same thing in Copilot Chat's spans.

use scopeon_core::id::{CallId, FactId, Identity, SessionId, ToolId, TurnId};

use super::span::Span;
use crate::kit::id_factory::IdFactory;

/// Makes identities, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("copilot-vscode");

fn span(kind: &str, span: &Span) -> Identity {
    IDS.of(kind).text(&span.trace).text(&span.id).finish()
}

pub(super) fn session(id: &str) -> SessionId {
    IDS.of("session").text(id).finish().into()
}

/// A request. The id of its response is not its own: what is asked for one prompt can share it.
pub(super) fn call(one: &Span) -> CallId {
    span("call", one).into()
}

pub(super) fn tool(one: &Span) -> ToolId {
    span("tool", one).into()
}

/// A run of the agent, by its trace.
pub(super) fn turn(trace: &str) -> TurnId {
    IDS.of("turn").text(trace).finish().into()
}

/// Any other fact.
pub(super) fn fact(kind: &str, one: &Span) -> FactId {
    span(kind, one).into()
}

/// A prompt of a chat. Its name is unique in the world, and a copy of a chat keeps it.
pub(super) fn prompt(id: &str) -> Identity {
    IDS.of("prompt").text(id).finish()
}

/// The same as a turn.
pub(super) fn turn_of(prompt: Identity) -> TurnId {
    IDS.of("turn").identity(prompt).finish().into()
}

/// The last request of a prompt.
pub(super) fn last_of(prompt: Identity) -> CallId {
    IDS.of("call").text("last").identity(prompt).finish().into()
}
