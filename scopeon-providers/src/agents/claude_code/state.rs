//! What is remembered from line to line and, as a carry, from read to read.

use scopeon_core::id::{FactId, ToolId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::runs::Runs;

const CLOCK: u8 = 0;
const TURN: u8 = 1;
const TURN_ASKED: u8 = 2;
const SIDE_TURN: u8 = 3;
/// Up to [`MAX_RUNS`](super::runs::MAX_RUNS) responses that are being written follow, in several slots each.
const RUNS: u8 = 64;
const NOTICE: u8 = 4;
const ANSWER: u8 = 5;
const LATEST: u8 = 6;
const FIRST_OWN: u8 = 7;
const FIRST_COPY: u8 = 8;
const BEGUN: u8 = 9;
/// Up to [`MAX_LAUNCHES`] pairs of slots follow.
const LAUNCHES: u8 = 16;

/// More sub-agents than this are not started at once; an older start is forgotten.
const MAX_LAUNCHES: u8 = 12;

/// The prompts being answered and the sub-agents that were asked for.
#[derive(Default)]
pub(super) struct State {
    pub(super) clock: Option<Timestamp>,
    /// The prompt that the main thread answers; answers do not name it.
    pub(super) turn: Option<TurnId>,
    /// Whether the prompt itself was seen in this log.
    pub(super) asked: bool,
    /// The prompt that a side thread or sub-agent works for.
    pub(super) side_turn: Option<TurnId>,
    /// The id of the last notice, under which no prompt stands.
    pub(super) notice: Option<TurnId>,
    /// The last line of an answer.
    pub(super) answer: Option<FactId>,
    /// The latest instant that was stated: what stands without one is later.
    latest: Option<Timestamp>,
    /// When the first call was made that is the session's own, and the first that is a copy.
    first_own: Option<Timestamp>,
    first_copy: Option<Timestamp>,
    /// Whether a prompt was seen, or a response.
    pub(super) has_begun: bool,
    /// Uses of a tool that starts a sub-agent, with the type asked for, until their result names the run.
    launches: Vec<(ToolId, Label)>,
    /// The responses that are being written.
    pub(super) runs: Runs,
}

/// How a line is known to be a copy of one that stands elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// Something stands before it that was written later, or it begins a sub-agent's log, which a prompt begins.
    Surely,
    /// Nothing stands before it.
    Perhaps,
}

impl State {
    /// Remembers that a sub-agent of some type was asked for.
    pub(super) fn launch(&mut self, tool: ToolId, agent_type: Label) {
        self.launches.retain(|(known, _)| *known != tool);
        if self.launches.len() == usize::from(MAX_LAUNCHES) {
            self.launches.remove(0);
        }
        self.launches.push((tool, agent_type));
    }

    /// Takes in when a line was written.
    pub(super) fn see(&mut self, at: Option<Timestamp>) {
        self.latest = self.latest.max(at);
    }

    /// Returns `true` if a line that was written at some time, and goes on with what does not stand before it, is a copy.
    pub(super) fn copied(&self, at: Timestamp, is_agent_log: bool) -> Option<Copied> {
        if self.latest.is_some_and(|latest| at < latest) || (is_agent_log && !self.has_begun) {
            return Some(Copied::Surely);
        }
        (!self.has_begun).then_some(Copied::Perhaps)
    }

    /// Takes in when a call of the main thread was made.
    pub(super) fn see_call(&mut self, at: Timestamp, is_copy: bool) {
        let first = if is_copy { &mut self.first_copy } else { &mut self.first_own };
        *first = Some(first.map_or(at, |first| first.min(at)));
    }

    /// Returns the instant to put a statement of totals at, which says since when its process has counted: each is later
    /// than the one before. None where it is not about this session's calls: a process that was killed takes what it
    /// counted with it, so what begins behind a call of the session's own leaves some out; a fork goes on with what its
    /// parent had counted, so what begins before a copied call is about the parent's, too.
    pub(super) fn statement(&mut self, since: Option<Timestamp>) -> Option<Timestamp> {
        let leaves_out = since.zip(self.first_own).is_some_and(|(since, first)| first < since);
        let adds = self.first_copy.is_some_and(|first| since.is_none_or(|since| since <= first));
        let at = Timestamp::from_millis(self.latest.or(since)?.millis() + 1)?;
        self.latest = Some(at);
        (!leaves_out && !adds).then_some(at)
    }

    /// Takes the type that was asked for.
    pub(super) fn launched(&mut self, tool: ToolId) -> Option<Label> {
        let place = self.launches.iter().position(|(known, _)| *known == tool)?;
        Some(self.launches.remove(place).1)
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &ReaderState) -> Self {
        let turn = |key| carry.identity(key).map(TurnId);
        let time = |key| carry.number(key).and_then(Timestamp::from_millis);
        Self {
            clock: time(CLOCK),
            turn: turn(TURN),
            asked: carry.number(TURN_ASKED).is_some(),
            side_turn: turn(SIDE_TURN),
            notice: turn(NOTICE),
            answer: carry.identity(ANSWER).map(FactId),
            latest: time(LATEST),
            first_own: time(FIRST_OWN),
            first_copy: time(FIRST_COPY),
            has_begun: carry.number(BEGUN).is_some(),
            launches: (0..MAX_LAUNCHES)
                .map_while(|place| {
                    let key = LAUNCHES + 2 * place;
                    Some((ToolId(carry.identity(key)?), carry.label(key + 1)?.clone()))
                })
                .collect(),
            runs: {
                let mut keys = RUNS..;
                Runs::unpack(|| carry.identity(keys.next()?))
            },
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        let times = [
            (CLOCK, self.clock),
            (LATEST, self.latest),
            (FIRST_OWN, self.first_own),
            (FIRST_COPY, self.first_copy),
        ];
        for (key, time) in times {
            if let Some(time) = time {
                carry.set(key, StateValue::Number(time.millis()));
            }
        }
        if let Some(answer) = self.answer {
            carry.set(ANSWER, StateValue::Identity(answer.0));
        }
        for (key, turn) in [(TURN, self.turn), (SIDE_TURN, self.side_turn), (NOTICE, self.notice)] {
            if let Some(turn) = turn {
                carry.set(key, StateValue::Identity(turn.0));
            }
        }
        for (key, is_set) in [(TURN_ASKED, self.asked), (BEGUN, self.has_begun)] {
            if is_set {
                carry.set(key, StateValue::Number(1));
            }
        }
        for (key, (tool, agent_type)) in (LAUNCHES..).step_by(2).zip(&self.launches) {
            carry.set(key, StateValue::Identity(tool.0));
            carry.set(key + 1, StateValue::Label(agent_type.clone()));
        }
        for (key, part) in (RUNS..).zip(self.runs.pack()) {
            carry.set(key, StateValue::Identity(part));
        }
    }
}
