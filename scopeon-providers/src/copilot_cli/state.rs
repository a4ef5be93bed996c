//! What is remembered of a session from line to line and, as a carry, from read to read.

use scopeon_core::id::{CallId, FactId, Identity, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue};
use scopeon_core::time::Timestamp;

use super::model::Counters;

mod slot {
    pub(super) const TURN: u8 = 0;
    pub(super) const MODEL: u8 = 1;
    pub(super) const PROJECT: u8 = 2;
    pub(super) const BRANCH: u8 = 3;
    pub(super) const HOOK: u8 = 5;
    pub(super) const HOOK_START: u8 = 6;
    pub(super) const RUNNING: u8 = 7;
    pub(super) const AGENT: u8 = 8;
    pub(super) const CALL: u8 = 9;
    pub(super) const CALL_OUTPUT: u8 = 10;
    /// [`super::MAX_MODELS`] times five slots follow.
    pub(super) const MODELS: u8 = 14;
}

/// More models are not used in one session.
const MAX_MODELS: u8 = 10;
const SLOTS_PER_MODEL: u8 = 5;

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
    /// The last response, and how much of its output was counted: a response may come in chunks.
    pub(super) call: Option<(CallId, u64)>,
    pub(super) models: Vec<Model>,
}

/// What is known of one model's use.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: Label,
    /// The last roll-up.
    pub(super) last: Counters,
    /// The output of responses that no roll-up contained yet.
    pub(super) told: u64,
}

impl State {
    /// Finds a model's entry, or makes one; none when there are too many.
    pub(super) fn model_named(&mut self, name: &Label) -> Option<&mut Model> {
        let place = match self.models.iter().position(|model| model.name == *name) {
            Some(place) => place,
            None if self.models.len() < usize::from(MAX_MODELS) => {
                self.models.push(Model { name: name.clone(), last: Counters::default(), told: 0 });
                self.models.len() - 1
            }
            None => return None,
        };
        self.models.get_mut(place)
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &Carry) -> Self {
        let hook = carry.identity(slot::HOOK).map(FactId);
        let hook_start = carry.number(slot::HOOK_START).and_then(Timestamp::from_millis);
        let call = carry.identity(slot::CALL).map(CallId);
        Self {
            turn: carry.identity(slot::TURN).map(TurnId),
            model: carry.label(slot::MODEL).cloned(),
            project: carry.label(slot::PROJECT).cloned(),
            branch: carry.label(slot::BRANCH).cloned(),
            hook: hook.zip(hook_start),
            running: carry.number(slot::RUNNING).unwrap_or(0),
            agent: carry.label(slot::AGENT).cloned(),
            call: call.zip(carry.number(slot::CALL_OUTPUT).map(i64::unsigned_abs)),
            models: (0..MAX_MODELS).map_while(|place| load_model(carry, place)).collect(),
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut Carry) {
        *carry = Carry::default();
        let mut identity = |key, value: Option<Identity>| {
            if let Some(value) = value {
                carry.set(key, CarryValue::Identity(value));
            }
        };
        identity(slot::TURN, self.turn.map(|turn| turn.0));
        identity(slot::HOOK, self.hook.map(|(hook, _)| hook.0));
        identity(slot::CALL, self.call.map(|(call, _)| call.0));
        for (key, label) in [
            (slot::MODEL, &self.model),
            (slot::PROJECT, &self.project),
            (slot::BRANCH, &self.branch),
            (slot::AGENT, &self.agent),
        ] {
            if let Some(label) = label {
                carry.set(key, CarryValue::Label(label.clone()));
            }
        }
        for (key, number) in [
            (slot::HOOK_START, self.hook.map(|(_, start)| start.millis())),
            (slot::RUNNING, Some(self.running)),
            (slot::CALL_OUTPUT, self.call.map(|(_, output)| signed(output))),
        ] {
            if let Some(number) = number {
                carry.set(key, CarryValue::Number(number));
            }
        }
        for (place, model) in (0..MAX_MODELS).zip(&self.models) {
            save_model(carry, place, model);
        }
    }
}

fn load_model(carry: &Carry, place: u8) -> Option<Model> {
    let key = slot::MODELS + place * SLOTS_PER_MODEL;
    let pair = |offset: u8| carry.identity(key + offset).map(unpack);
    let ((input, output), (read, write), (reasoning, nano)) = (pair(1)?, pair(2)?, pair(3)?);
    let told = carry.number(key + 4)?.unsigned_abs();
    let last = Counters { input, output, read, write, reasoning, nano };
    Some(Model { name: carry.label(key)?.clone(), last, told })
}

fn save_model(carry: &mut Carry, place: u8, model: &Model) {
    let key = slot::MODELS + place * SLOTS_PER_MODEL;
    let [input, output, read, write, reasoning, nano] = model.last.numbers();
    carry.set(key, CarryValue::Label(model.name.clone()));
    for (offset, pair) in (1..).zip([(input, output), (read, write), (reasoning, nano)]) {
        carry.set(key + offset, CarryValue::Identity(pack(pair)));
    }
    carry.set(key + 4, CarryValue::Number(signed(model.told)));
}

/// Two counts take one slot of the few there are.
fn pack((first, second): (u64, u64)) -> Identity {
    Identity::from_bytes((u128::from(first) << 64 | u128::from(second)).to_be_bytes())
}

fn unpack(pair: Identity) -> (u64, u64) {
    let bytes = u128::from_be_bytes(pair.to_bytes());
    #[expect(clippy::cast_possible_truncation, reason = "each half is a count of its own")]
    ((bytes >> 64) as u64, bytes as u64)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
