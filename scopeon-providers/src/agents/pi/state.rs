//! What is remembered of one session: where it works, the model it asks, and the request that failed.

use std::path::Path;

use scopeon_core::event::{Attribution, Origin, SessionKind};
use scopeon_core::id::{FactId, SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::discover::session_named;
use crate::kit::id_factory::IdFactory;
use crate::kit::json::Raw;
use crate::kit::session_builder::SessionBuilder;

const SESSION: u8 = 0;
const PROJECT: u8 = 1;
const MODEL: u8 = 2;
const EFFORT: u8 = 3;
const TURN: u8 = 4;
const FORKED_AT: u8 = 5;
const FAILED: u8 = 6;
const FAILED_AT: u8 = 7;
const ATTEMPT: u8 = 8;
const ORDER_AT: u8 = 9;
const ORDER: u8 = 10;

/// One session being read.
pub(crate) struct Entries {
    pub(super) keys: IdFactory,
    pub(super) named: Option<Label>,
    pub(super) session: Option<Label>,
    pub(super) project: Option<Label>,
    pub(super) model: Option<Label>,
    pub(super) effort: Option<Label>,
    pub(super) turn: Option<TurnId>,
    /// When the session was made from another: what is older is copied.
    pub(super) forked_at: Option<Timestamp>,
    /// The last request of the prompt, where it failed.
    pub(super) failed: Option<Failure>,
    pub(super) builder: Option<SessionBuilder>,
    pub(super) order: Order,
}

/// A request that failed and may be tried again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    pub(super) id: FactId,
    pub(super) at: Timestamp,
    /// How many of the prompt's requests failed one after the other.
    pub(super) attempt: u32,
}

/// The number of an entry among those of one instant.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    pub(super) at: i64,
    pub(super) count: u64,
}

impl Order {
    pub(super) fn read(carry: &ReaderState) -> Self {
        let number = |key| carry.number(key).unwrap_or(0);
        Self { at: number(ORDER_AT), count: u64::try_from(number(ORDER)).unwrap_or(0) }
    }

    pub(super) fn next(&mut self, at: Timestamp) -> u64 {
        self.count = if self.at == at.millis() { self.count + 1 } else { 0 };
        self.at = at.millis();
        self.count
    }

    pub(super) fn keep(self, carry: &mut ReaderState) {
        carry.set(ORDER_AT, StateValue::Number(self.at));
        carry.set(ORDER, StateValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
    }
}

/// One entry.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) raw: Raw<'a>,
    /// Missing in the first version's logs.
    pub(super) id: Raw<'a>,
    pub(super) at: Timestamp,
    pub(super) session: SessionId,
    pub(super) copied: bool,
    /// Which of the entries of its instant it is, for entries without an id. Where it stands in a file is another place when
    /// the file is made again.
    pub(super) place: u64,
}

impl Entries {
    /// Reads a session for the provider with this id.
    pub(crate) fn new(provider: &'static str, path: &Path, carry: &ReaderState) -> Self {
        let label = |key| carry.label(key).cloned();
        Self {
            keys: IdFactory::new(provider),
            named: session_named(path).and_then(Label::new),
            session: label(SESSION),
            project: label(PROJECT),
            model: label(MODEL),
            effort: label(EFFORT),
            turn: carry.identity(TURN).map(TurnId),
            forked_at: carry.number(FORKED_AT).and_then(Timestamp::from_millis),
            failed: failed(carry),
            builder: None,
            order: Order::read(carry),
        }
    }

    pub(super) fn owner(&self, entry: &Entry<'_>) -> Attribution {
        let mut owner = Attribution::new(entry.session);
        owner.origin = if entry.copied { Origin::Fork } else { Origin::Direct };
        owner.turn = self.turn;
        owner.project.clone_from(&self.project);
        owner
    }

    pub(super) fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let key = self.session.get_or_insert(self.named.clone()?).clone();
            self.builder = Some(SessionBuilder::new(self.keys.session(key.as_str()), key, SessionKind::Main));
        }
        self.builder.as_mut()
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        let names = [
            (SESSION, self.session.clone().map(StateValue::Label)),
            (PROJECT, self.project.clone().map(StateValue::Path)),
            (MODEL, self.model.clone().map(StateValue::Label)),
            (EFFORT, self.effort.clone().map(StateValue::Label)),
        ];
        for (key, name) in names {
            if let Some(name) = name {
                carry.set(key, name);
            }
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        self.order.keep(carry);
        if let Some(at) = self.forked_at {
            carry.set(FORKED_AT, StateValue::Number(at.millis()));
        }
        if let Some(failed) = self.failed {
            carry.set(FAILED, StateValue::Identity(failed.id.0));
            carry.set(FAILED_AT, StateValue::Number(failed.at.millis()));
            carry.set(ATTEMPT, StateValue::Number(failed.attempt.into()));
        }
    }
}

fn failed(carry: &ReaderState) -> Option<Failure> {
    Some(Failure {
        id: carry.identity(FAILED)?.into(),
        at: carry.number(FAILED_AT).and_then(Timestamp::from_millis)?,
        attempt: carry.number(ATTEMPT)?.try_into().ok()?,
    })
}
