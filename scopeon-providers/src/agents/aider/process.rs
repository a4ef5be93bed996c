//! The processes that write to one log: each adds up its own cost, and that tells whose a message is.

use scopeon_core::id::SessionId;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

/// More processes than this do not write at once; the one that was silent longest is forgotten.
const MAX: usize = 8;
/// Slots for one process.
const SLOTS: u8 = 5;
/// A running cost is a sum of floats: it may be this far off, in pico-dollars.
const TOLERANCE: i64 = 1_000;
/// A process whose start was not seen ends with a silence of half an hour.
const SILENCE_MS: i64 = 30 * 60 * 1000;

/// One process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Process {
    pub(super) session: SessionId,
    pub(super) start: Timestamp,
    last: Timestamp,
    /// What it has cost so far, in pico-dollars.
    cost: i64,
    /// Whether its start was seen.
    launched: bool,
}

/// The processes that have not ended, the last to write at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Processes(Vec<Process>);

impl Processes {
    /// Takes a start.
    pub(super) fn launch(&mut self, session: SessionId, at: Timestamp) {
        self.open(Process { session, start: at, last: at, cost: 0, launched: true });
    }

    /// Takes an end. Where several run nothing tells whose it is.
    pub(super) fn exit(&mut self) {
        if self.0.len() == 1 {
            self.0.clear();
        }
    }

    /// Finds the process whose cost a message continues, the last to write first; else it is a new one's,
    /// whose start was not seen.
    pub(super) fn send(
        &mut self,
        at: Timestamp,
        cost: i64,
        total: i64,
        begin: impl FnOnce() -> SessionId,
    ) -> Process {
        let goes_on = |process: &Process| {
            let fits = process.cost.saturating_add(cost).saturating_sub(total).abs() <= TOLERANCE;
            fits && (process.launched || at.millis() - process.last.millis() <= SILENCE_MS)
        };
        let mut process = match self.0.iter().rposition(goes_on) {
            Some(place) => self.0.remove(place),
            None => Process { session: begin(), start: at, last: at, cost: 0, launched: false },
        };
        process.last = at;
        process.cost = total;
        self.open(process);
        process
    }

    /// The process that wrote last.
    pub(super) fn last(&self) -> Option<&Process> {
        self.0.last()
    }

    fn open(&mut self, process: Process) {
        if self.0.len() == MAX {
            self.0.remove(0);
        }
        self.0.push(process);
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &ReaderState) -> Self {
        Self((0..MAX).map_while(|place| load(carry, slot(place))).collect())
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        for (place, process) in self.0.iter().enumerate() {
            let first = slot(place);
            let numbers =
                [process.start.millis(), process.last.millis(), process.cost, i64::from(process.launched)];
            carry.set(first, StateValue::Identity(process.session.0));
            for (key, number) in (first + 1..).zip(numbers) {
                carry.set(key, StateValue::Number(number));
            }
        }
    }
}

fn slot(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX) * SLOTS
}

fn load(carry: &ReaderState, first: u8) -> Option<Process> {
    Some(Process {
        session: SessionId(carry.identity(first)?),
        start: Timestamp::from_millis(carry.number(first + 1)?)?,
        last: Timestamp::from_millis(carry.number(first + 2)?)?,
        cost: carry.number(first + 3)?,
        launched: carry.number(first + 4)? == 1,
    })
}
