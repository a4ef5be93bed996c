//! What is remembered of a session from line to line and, as a carry, from read to read.

use scopeon_core::id::{CallId, FactId, Identity, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::model::Counters;

mod slot {
    pub(super) const TURN: u8 = 0;
    pub(super) const MODEL: u8 = 1;
    pub(super) const PROJECT: u8 = 2;
    pub(super) const BRANCH: u8 = 3;
    pub(super) const CALL_NAME: u8 = 4;
    pub(super) const HOOK: u8 = 5;
    pub(super) const HOOK_START: u8 = 6;
    pub(super) const RUNNING: u8 = 7;
    pub(super) const AGENT: u8 = 8;
    pub(super) const CALL: u8 = 9;
    pub(super) const CALL_OUTPUT: u8 = 10;
    pub(super) const PROMPTS: u8 = 11;
    pub(super) const BEGAN: u8 = 12;
    pub(super) const HELD: u8 = 13;
    /// [`super::MAX_MODELS`] times [`super::SLOTS_PER_MODEL`] slots follow.
    pub(super) const MODELS: u8 = 14;
}

/// No more sub-agents run at once than this; a fork's log counts that many more in the carry.
const FORK: i64 = 1 << 32;
/// And a log with records twice as many.
const RECORDED: i64 = FORK << 1;
/// More models are not used in one session.
const MAX_MODELS: u8 = 7;
const SLOTS_PER_MODEL: u8 = 7;

/// One session as far as its log was read.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) turn: Option<TurnId>,
    pub(super) model: Option<Label>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) hook: Option<(FactId, Timestamp)>,
    /// How many sub-agents run, and the name of the one that was started last.
    pub(super) running: i64,
    pub(super) agent: Option<Label>,
    /// The last response: it may come in chunks.
    pub(super) call: Option<Response>,
    /// How many prompts there were.
    pub(super) prompts: u64,
    /// When the log began: a fork's log begins after what was copied into it.
    pub(super) began: Option<Timestamp>,
    /// Whether something was copied into it.
    pub(super) is_fork: bool,
    /// Whether a record ever told of a request in it.
    pub(super) is_recorded: bool,
    /// How large the context was when a compaction of it began.
    pub(super) held: Option<u64>,
    pub(super) models: Vec<Model>,
}

/// The last response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Response {
    /// What it is called in the log.
    pub(super) name: Identity,
    pub(super) id: CallId,
    /// How much of its output was counted.
    pub(super) output: u64,
    /// Whether a record told of it, and whether a message did.
    pub(super) is_recorded: bool,
    pub(super) is_told: bool,
}

impl Response {
    /// Returns `true` if a message goes on with it: the first one of a record, or another chunk. Nothing but chunks of one
    /// response stand side by side, and an endpoint may call all its responses the same.
    pub(super) fn has(&self, output: u64, chunk: Option<u64>) -> bool {
        match chunk {
            _ if !self.is_told => true,
            Some(number) => number > 0,
            None if self.is_recorded => output <= self.output,
            None => output >= self.output,
        }
    }
}

/// What is known of one model's use.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: Label,
    /// The last roll-up.
    pub(super) last: Counters,
    /// What responses told that no roll-up contained yet.
    pub(super) told: Counters,
    /// All that the roll-ups and the compactions stated together.
    pub(super) stated: Counters,
}

impl State {
    /// Finds a model's entry, or makes one; none when there are too many.
    pub(super) fn model_named(&mut self, name: &Label) -> Option<&mut Model> {
        let place = match self.models.iter().position(|model| model.name == *name) {
            Some(place) => place,
            None if self.models.len() < usize::from(MAX_MODELS) => {
                self.models.push(Model {
                    name: name.clone(),
                    last: Counters::default(),
                    told: Counters::default(),
                    stated: Counters::default(),
                });
                self.models.len() - 1
            }
            None => return None,
        };
        self.models.get_mut(place)
    }

    /// How many sub-agents run, with what else is kept beside it in the carry.
    fn marked(&self) -> i64 {
        let fork = if self.is_fork { FORK } else { 0 };
        let recorded = if self.is_recorded { RECORDED } else { 0 };
        self.running.min(FORK - 1) + fork + recorded
    }

    /// Something stands behind the last message: no other goes on with it.
    pub(super) fn end_response(&mut self) {
        self.call = self.call.filter(|call| !call.is_told);
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &ReaderState) -> Self {
        let hook = carry.identity(slot::HOOK).map(FactId);
        let hook_start = carry.number(slot::HOOK_START).and_then(Timestamp::from_millis);
        let running = carry.number(slot::RUNNING).unwrap_or(0);
        let response = || {
            let stated = carry.number(slot::CALL_OUTPUT)?.unsigned_abs();
            Some(Response {
                name: carry.identity(slot::CALL_NAME)?,
                id: carry.identity(slot::CALL)?.into(),
                output: stated >> 2,
                is_recorded: stated & 2 > 0,
                is_told: stated & 1 > 0,
            })
        };
        Self {
            turn: carry.identity(slot::TURN).map(TurnId),
            model: carry.label(slot::MODEL).cloned(),
            project: carry.label(slot::PROJECT).cloned(),
            branch: carry.label(slot::BRANCH).cloned(),
            hook: hook.zip(hook_start),
            running: running % FORK,
            agent: carry.label(slot::AGENT).cloned(),
            call: response(),
            prompts: carry.number(slot::PROMPTS).map_or(0, i64::unsigned_abs),
            began: carry.number(slot::BEGAN).and_then(Timestamp::from_millis),
            is_fork: running % RECORDED >= FORK,
            is_recorded: running >= RECORDED,
            held: carry.number(slot::HELD).map(i64::unsigned_abs),
            models: (0..MAX_MODELS).map_while(|place| load_model(carry, place)).collect(),
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        let mut identity = |key, value: Option<Identity>| {
            if let Some(value) = value {
                carry.set(key, StateValue::Identity(value));
            }
        };
        identity(slot::TURN, self.turn.map(|turn| turn.0));
        identity(slot::HOOK, self.hook.map(|(hook, _)| hook.0));
        identity(slot::CALL, self.call.map(|call| call.id.0));
        identity(slot::CALL_NAME, self.call.map(|call| call.name));
        for (key, value) in [
            (slot::MODEL, self.model.clone().map(StateValue::Label)),
            (slot::PROJECT, self.project.clone().map(StateValue::Path)),
            (slot::BRANCH, self.branch.clone().map(StateValue::Branch)),
            (slot::AGENT, self.agent.clone().map(StateValue::Label)),
        ] {
            if let Some(value) = value {
                carry.set(key, value);
            }
        }
        for (key, number) in [
            (slot::HOOK_START, self.hook.map(|(_, start)| start.millis())),
            (slot::RUNNING, Some(self.marked())),
            (slot::CALL_OUTPUT, self.call.map(|call| signed(stated(&call)))),
            (slot::PROMPTS, Some(signed(self.prompts))),
            (slot::BEGAN, self.began.map(Timestamp::millis)),
            (slot::HELD, self.held.map(signed)),
        ] {
            if let Some(number) = number {
                carry.set(key, StateValue::Number(number));
            }
        }
        for (place, model) in (0..MAX_MODELS).zip(&self.models) {
            save_model(carry, place, model);
        }
    }
}

/// A response's output, and by what it was told.
fn stated(call: &Response) -> u64 {
    call.output << 2 | u64::from(call.is_recorded) << 1 | u64::from(call.is_told)
}

fn load_model(carry: &ReaderState, place: u8) -> Option<Model> {
    let key = slot::MODELS + place * SLOTS_PER_MODEL;
    let counters = |offset: u8| {
        let (first, second) = (carry.identity(key + offset)?, carry.identity(key + offset + 1)?);
        Some(Counters::of(unpack(first).into_iter().chain(unpack(second))))
    };
    let (last, told, stated) = (counters(1)?, counters(3)?, counters(5)?);
    Some(Model { name: carry.label(key)?.clone(), last, told, stated })
}

fn save_model(carry: &mut ReaderState, place: u8, model: &Model) {
    let key = slot::MODELS + place * SLOTS_PER_MODEL;
    carry.set(key, StateValue::Label(model.name.clone()));
    for (offset, counters) in [(1, model.last), (3, model.told), (5, model.stated)] {
        let [input, output, read, write, reasoning, nano] = counters.numbers();
        carry.set(key + offset, StateValue::Identity(pack([input, output, read])));
        carry.set(key + offset + 1, StateValue::Identity(pack([write, reasoning, nano])));
    }
}

/// How many bits a count takes of a slot that holds three.
const BITS: u32 = 42;

/// Three counts take one slot of the few there are.
fn pack(counts: [u64; 3]) -> Identity {
    let largest = (1 << BITS) - 1;
    let all = counts.into_iter().fold(0u128, |all, count| all << BITS | u128::from(count.min(largest)));
    Identity::from_bytes(all.to_be_bytes())
}

fn unpack(slot: Identity) -> [u64; 3] {
    let all = u128::from_be_bytes(slot.to_bytes());
    [2, 1, 0].map(|place| {
        let count = (all >> (BITS * place)) & ((1 << BITS) - 1);
        u64::try_from(count).unwrap_or(u64::MAX)
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
