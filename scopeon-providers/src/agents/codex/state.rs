//! What is remembered of a thread from line to line and, as a carry, from read to read.

use scopeon_core::id::{FactId, Identity, ToolId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::descent::Descent;
use super::request::Request;
use super::totals::Totals;

/// As many uses of tools wait for the response that asked for them; more stay without one.
const TOOLS: usize = 12;

mod slot {
    pub(super) const CLOCK: u8 = 0;
    pub(super) const THREAD: u8 = 1;
    pub(super) const PROJECT: u8 = 2;
    pub(super) const BRANCH: u8 = 3;
    pub(super) const MODEL: u8 = 4;
    pub(super) const EFFORT: u8 = 5;
    pub(super) const TURN_NAME: u8 = 6;
    pub(super) const TURN: u8 = 7;
    pub(super) const FLAGS: u8 = 8;
    pub(super) const CONTEXT: u8 = 10;
    pub(super) const WINDOW: u8 = 11;
    pub(super) const PRIMARY: u8 = 14;
    pub(super) const SECONDARY: u8 = 15;
    pub(super) const ORIGIN: u8 = 16;
    pub(super) const OWN_TURN: u8 = 17;
    pub(super) const ASKED: u8 = 18;
    pub(super) const STATED: u8 = 19;
    pub(super) const REQUEST: u8 = 20;
    pub(super) const SEARCHES: u8 = 21;
    pub(super) const TIER: u8 = 22;
    pub(super) const OTHER_PRIMARY: u8 = 23;
    pub(super) const OTHER_SECONDARY: u8 = 24;
    pub(super) const SPEND: u8 = 25;
    /// Five slots follow.
    pub(super) const DESCENT: u8 = 32;
    /// As many slots as tools may wait.
    pub(super) const TOOLS: u8 = 48;
    /// A slot for two words.
    pub(super) const TOTALS: u8 = 64;
}

/// Where the last readings of limits are kept: of the windows of the plan, of those of another limit, and of what may be
/// spent.
const LIMITS: [u8; 5] =
    [slot::PRIMARY, slot::SECONDARY, slot::OTHER_PRIMARY, slot::OTHER_SECONDARY, slot::SPEND];

/// One thread as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) clock: Option<Timestamp>,
    /// The id the rollout's own first line states.
    pub(super) thread: Option<Label>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) model: Option<Label>,
    pub(super) effort: Option<Label>,
    /// The service tier the thread is set to, until another is.
    pub(super) tier: Option<Tier>,
    /// The running turn as the log names it.
    pub(super) turn_name: Option<Label>,
    /// The prompt that is being answered: the user's own also where a sub-agent works on it.
    pub(super) turn: Option<TurnId>,
    /// The running turn itself.
    pub(super) own_turn: Option<TurnId>,
    /// When the running turn was asked, until it is given.
    pub(super) asked: Option<Timestamp>,
    /// When a total was last stated.
    pub(super) stated: Option<Timestamp>,
    pub(super) totals: Totals,
    /// Tokens in the context after the last response.
    pub(super) context: Option<u64>,
    pub(super) window: Option<u64>,
    pub(super) descent: Descent,
    pub(super) request: Request,
    /// The uses of tools whose response is not known yet.
    pub(super) tools: Vec<ToolId>,
    /// Web searches of a response that is not known yet.
    pub(super) searches: u64,
    /// The last reading of each limit.
    pub(super) limits: [Option<FactId>; LIMITS.len()],
    pub(super) flags: Flags,
}

/// What has been seen of a thread.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored as bits of one number")]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    /// The thread works for another.
    pub(super) is_sub_agent: bool,
    /// Its first total holds what another thread used.
    pub(super) inherits: bool,
    /// The file goes on with a thread that another file begins.
    pub(super) is_page: bool,
    /// Turns have ids.
    pub(super) names_turns: bool,
    /// A call was given that may be the parent's.
    pub(super) is_open: bool,
    /// So was the last one that a count told of.
    pub(super) is_loose_open: bool,
    /// The totals cannot be added up, and it was said.
    pub(super) is_lost: bool,
}

impl Flags {
    const fn to_bits(self) -> i64 {
        self.is_sub_agent as i64
            | (self.inherits as i64) << 1
            | (self.is_page as i64) << 2
            | (self.names_turns as i64) << 3
            | (self.is_open as i64) << 4
            | (self.is_lost as i64) << 5
            | (self.is_loose_open as i64) << 6
    }

    const fn from_bits(bits: i64) -> Self {
        Self {
            is_sub_agent: bits & 1 != 0,
            inherits: bits & 2 != 0,
            is_page: bits & 4 != 0,
            names_turns: bits & 8 != 0,
            is_open: bits & 16 != 0,
            is_lost: bits & 32 != 0,
            is_loose_open: bits & 64 != 0,
        }
    }
}

impl State {
    /// A use of a tool waits for the response that asked for it.
    pub(super) fn await_response(&mut self, tool: ToolId) {
        if self.tools.len() < TOOLS {
            self.tools.push(tool);
        }
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &ReaderState) -> Self {
        let label = |key| carry.label(key).cloned();
        let count = |key| carry.number(key).and_then(|number| u64::try_from(number).ok());
        let instant = |key| carry.number(key).and_then(Timestamp::from_millis);
        let turn = |key| carry.identity(key).map(TurnId);
        let descent = [0, 1, 2, 3, 4].map(|place| carry.number(slot::DESCENT + place));
        Self {
            clock: instant(slot::CLOCK),
            thread: label(slot::THREAD),
            project: label(slot::PROJECT),
            branch: label(slot::BRANCH),
            model: label(slot::MODEL),
            effort: label(slot::EFFORT),
            tier: carry.label(slot::TIER).and_then(|tier| Tier::parse(tier.as_str())),
            turn_name: label(slot::TURN_NAME),
            turn: turn(slot::TURN),
            own_turn: turn(slot::OWN_TURN),
            asked: instant(slot::ASKED),
            stated: instant(slot::STATED),
            totals: load_totals(carry),
            context: count(slot::CONTEXT),
            window: count(slot::WINDOW),
            descent: Descent::of_numbers(descent, label(slot::ORIGIN)),
            request: Request::from_bits(carry.number(slot::REQUEST).unwrap_or(0)),
            tools: (slot::TOOLS..).take(TOOLS).map_while(|key| carry.identity(key).map(ToolId)).collect(),
            searches: count(slot::SEARCHES).unwrap_or(0),
            limits: LIMITS.map(|key| carry.identity(key).map(FactId)),
            flags: Flags::from_bits(carry.number(slot::FLAGS).unwrap_or(0)),
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        save_totals(&self.totals, carry);
        set(carry, slot::PROJECT, self.project.clone().map(StateValue::Path));
        set(carry, slot::BRANCH, self.branch.clone().map(StateValue::Branch));
        let labels = [
            (slot::THREAD, &self.thread),
            (slot::MODEL, &self.model),
            (slot::EFFORT, &self.effort),
            (slot::TURN_NAME, &self.turn_name),
            (slot::ORIGIN, &self.descent.origin),
        ];
        for (key, label) in labels {
            set(carry, key, label.clone().map(StateValue::Label));
        }
        let tier = self.tier.and_then(|tier| Label::new(tier.as_str()));
        set(carry, slot::TIER, tier.map(StateValue::Label));
        let numbers = [
            (slot::CLOCK, self.clock.map(Timestamp::millis)),
            (slot::ASKED, self.asked.map(Timestamp::millis)),
            (slot::STATED, self.stated.map(Timestamp::millis)),
            (slot::CONTEXT, self.context.map(number)),
            (slot::WINDOW, self.window.map(number)),
            (slot::SEARCHES, Some(number(self.searches)).filter(|searches| *searches > 0)),
            (slot::REQUEST, Some(self.request.to_bits())),
            (slot::FLAGS, Some(self.flags.to_bits())),
        ];
        let descent = (slot::DESCENT..).zip(self.descent.to_numbers());
        for (key, number) in numbers.into_iter().chain(descent) {
            set(carry, key, number.map(StateValue::Number));
        }
        let turns = [(slot::TURN, self.turn), (slot::OWN_TURN, self.own_turn)];
        let turns = turns.map(|(key, turn)| (key, turn.map(|turn| turn.0)));
        let limits = LIMITS.into_iter().zip(self.limits);
        let limits = limits.map(|(key, limit)| (key, limit.map(|limit| limit.0)));
        let tools = (slot::TOOLS..).zip(self.tools.iter().map(|tool| Some(tool.0)));
        for (key, identity) in turns.into_iter().chain(limits).chain(tools) {
            set(carry, key, identity.map(StateValue::Identity));
        }
    }
}

/// Two words are the sixteen bytes of an identity; a pair of zeroes is left out.
fn save_totals(totals: &Totals, carry: &mut ReaderState) {
    for (key, pair) in (slot::TOTALS..).zip(totals.words().chunks(2)) {
        let mut bytes = [0; 16];
        for (place, word) in bytes.chunks_exact_mut(8).zip(pair) {
            place.copy_from_slice(&word.to_be_bytes());
        }
        let identity = (bytes != [0; 16]).then(|| Identity::from_bytes(bytes));
        set(carry, key, identity.map(StateValue::Identity));
    }
}

fn load_totals(carry: &ReaderState) -> Totals {
    let mut words = [0; Totals::WORDS];
    for (key, pair) in (slot::TOTALS..).zip(words.chunks_mut(2)) {
        let bytes = carry.identity(key).map_or([0; 16], Identity::to_bytes);
        for (word, place) in pair.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = place.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
    }
    Totals::of_words(&words)
}

fn set(carry: &mut ReaderState, key: u8, value: Option<StateValue>) {
    if let Some(value) = value {
        carry.set(key, value);
    }
}

/// Counts are bounded far below.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
