//! What is remembered of one chat: whose log it is, the prompt that is answered and the sessions in it.

use std::path::Path;

use scopeon_core::event::SessionKind;
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, StateValue};

use super::seen::Seen;
use crate::kit::paths::names;
use crate::kit::session_builder::SessionBuilder;

const TURN: u8 = 0;

/// One chat being read.
pub(super) struct Chat {
    /// The sub-agent whose log it is.
    pub(super) agent: Option<Label>,
    /// The prompt that is being answered.
    pub(super) turn: Option<TurnId>,
    /// The sub-agents' responses that were told by their counters.
    pub(super) seen: Seen,
    pub(super) builders: Vec<SessionBuilder>,
}

impl Chat {
    pub(super) fn new(path: &Path, carry: &ReaderState) -> Self {
        let agent = match names(path).as_slice() {
            [_, "subagents", _, file] => {
                file.strip_prefix("agent-").and_then(|name| name.strip_suffix(".jsonl"))
            }
            _ => None,
        };
        Self {
            agent: agent.and_then(Label::new),
            turn: carry.identity(TURN).map(TurnId),
            seen: Seen::of(carry),
            builders: Vec::new(),
        }
    }

    pub(super) fn builder(
        &mut self,
        (id, key): &(SessionId, Label),
        kind: SessionKind,
    ) -> &mut SessionBuilder {
        let place = self.builders.iter().position(|builder| builder.id() == *id).unwrap_or_else(|| {
            self.builders.push(SessionBuilder::new(*id, key.clone(), kind));
            self.builders.len() - 1
        });
        &mut self.builders[place]
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        self.seen.keep(carry);
    }
}
