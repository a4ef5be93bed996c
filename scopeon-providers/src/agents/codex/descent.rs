//! What a thread was made from, and which of its rollout's lines are its parent's, written again.
//!
//! Decided by what the lines say: ordinals, the thread they name, the id and the start of their turn. What none of
//! these decides is open: it is given under the parent's name, so that a copy is one with its original and what the
//! parent never said stands as the child's own. See `docs/design/0013-codex-copies.md`.

use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use crate::kit::uuid::millis_of_v7;

/// No model answers within so many milliseconds of its prompt or of its last answer.
const SOONEST_ANSWER_MS: i64 = 100;
/// A UUID's time that is farther from the file's is no time.
const TRUSTED_MS: i64 = 24 * 60 * 60 * 1000;
/// Seconds before this instant (2020) are none of a log's.
const EARLIEST_SECONDS: u64 = 1_577_836_800;

/// Whose a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Whose {
    /// The thread's own. From the first such turn on, all lines are.
    #[default]
    Own,
    /// Nothing in the file decides it.
    Open,
    /// The parent's, written again.
    Parents,
}

impl Whose {
    const fn to_bits(self) -> i64 {
        match self {
            Self::Own => 0,
            Self::Open => 1,
            Self::Parents => 2,
        }
    }

    const fn from_bits(bits: i64) -> Self {
        match bits {
            1 => Self::Open,
            2 => Self::Parents,
            _ => Self::Own,
        }
    }
}

/// A thread's descent.
#[derive(Clone, Debug, Default)]
pub(super) struct Descent {
    /// Whose the lines of the running turn are.
    pub(super) whose: Whose,
    /// The thread was made from another, or works for one.
    pub(super) is_child: bool,
    /// The oldest thread whose lines are written again, as far as it is named.
    pub(super) origin: Option<Label>,
    /// When the thread was made.
    created: Option<Timestamp>,
    /// The ordinal of the first line that is the thread's own.
    pub(super) start: Option<i64>,
    /// When the running turn started.
    begun: Option<Timestamp>,
    /// When the running turn started, or the response before was.
    anchor: Option<Timestamp>,
    /// A turn or a prompt was seen, so that a verdict holds for all of it.
    has_turn: bool,
}

/// What a line says of whose it is, beside its turn.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Says<'a> {
    pub(super) at: Option<Timestamp>,
    pub(super) ordinal: Option<i64>,
    /// The thread it names as its own.
    pub(super) thread: Option<&'a str>,
}

/// What the first line of a turn says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starts<'a> {
    pub(super) at: Option<Timestamp>,
    pub(super) ordinal: Option<i64>,
    /// The turn's id.
    pub(super) name: Option<&'a str>,
    /// When it says that it started, in seconds.
    pub(super) second: Option<u64>,
}

impl Descent {
    /// What else the next read needs, as numbers.
    pub(super) fn to_numbers(&self) -> [Option<i64>; 5] {
        let bits = self.whose.to_bits() | i64::from(self.is_child) << 2 | i64::from(self.has_turn) << 3;
        let [created, begun, anchor] =
            [self.created, self.begun, self.anchor].map(|at| at.map(Timestamp::millis));
        [Some(bits), created, self.start, begun, anchor]
    }

    /// Reads what [`Self::to_numbers`] wrote.
    pub(super) fn of_numbers(
        [bits, created, start, begun, anchor]: [Option<i64>; 5],
        origin: Option<Label>,
    ) -> Self {
        let bits = bits.unwrap_or(0);
        Self {
            whose: Whose::from_bits(bits & 3),
            is_child: bits & 4 != 0,
            origin,
            created: created.and_then(Timestamp::from_millis),
            start,
            begun: begun.and_then(Timestamp::from_millis),
            anchor: anchor.and_then(Timestamp::from_millis),
            has_turn: bits & 8 != 0,
        }
    }

    /// The thread's own first record.
    pub(super) fn make(&mut self, created: Option<Timestamp>) {
        self.created = created;
    }

    /// The thread was made from another; what follows may be that one's.
    pub(super) fn descend(&mut self, origin: Option<Label>) {
        if !std::mem::replace(&mut self.is_child, true) {
            self.whose = Whose::Open;
        }
        self.origin = origin.or(self.origin.take());
    }

    /// The thread states itself again, behind what it was made from.
    pub(super) const fn return_to_own(&mut self) {
        if self.is_child {
            self.whose = Whose::Own;
        }
    }

    /// Takes a line and says whether it is a copy.
    pub(super) fn line(&mut self, own: Option<&str>, says: Says<'_>) -> bool {
        if !self.is_child {
            return false;
        }
        if let (Some(start), Some(ordinal)) = (self.start, says.ordinal) {
            self.whose = if ordinal < start { Whose::Parents } else { Whose::Own };
            return ordinal < start;
        }
        if self.whose == Whose::Own {
            return false;
        }
        if says.thread.is_some() && says.thread == own {
            self.whose = Whose::Own;
            return false;
        }
        if says.thread.is_some() || self.is_older(says.at) {
            if !self.has_turn || says.thread.is_some() {
                self.whose = Whose::Parents;
            }
            return true;
        }
        if !self.has_turn {
            self.whose = Whose::Open;
        }
        let is_before_all = !self.has_turn && self.anchor.is_none();
        self.whose == Whose::Parents || is_before_all || is_too_soon(says.at, self.begun)
    }

    /// A turn starts, or a prompt where turns have no names.
    pub(super) fn turn(&mut self, own: Option<&str>, starts: Starts<'_>) {
        if self.whose == Whose::Own {
            return;
        }
        (self.has_turn, self.begun, self.anchor) = (true, starts.at, starts.at);
        self.whose = match self.start.zip(starts.ordinal) {
            Some((start, ordinal)) if ordinal < start => Whose::Parents,
            Some(_) => Whose::Own,
            None if self.is_older(starts.at) => Whose::Parents,
            None => self.judge(own, starts.name, starts.second),
        };
    }

    fn judge(&self, own: Option<&str>, name: Option<&str>, started: Option<u64>) -> Whose {
        let Some(created) = self.created.map(Timestamp::millis) else { return Whose::Open };
        if let Some(minted) = name.and_then(millis_of_v7) {
            let made =
                own.and_then(millis_of_v7).filter(|made| made.abs_diff(created) <= TRUSTED_MS.unsigned_abs());
            match made {
                Some(made) if minted < made => return Whose::Parents,
                _ if minted >= made.unwrap_or(created) => return Whose::Own,
                _ => {}
            }
        }
        match started
            .filter(|seconds| *seconds >= EARLIEST_SECONDS)
            .and_then(|seconds| i64::try_from(seconds).ok())
        {
            Some(started) if started > created.div_euclid(1000) => Whose::Own,
            Some(started) if started < created.div_euclid(1000) => Whose::Parents,
            _ => Whose::Open,
        }
    }

    /// A response's usage is stated. What comes sooner than any model answers is a copy, and so is its turn.
    pub(super) fn response(
        &mut self,
        at: Option<Timestamp>,
        in_named_turn: bool,
        names_turns: bool,
    ) -> Whose {
        if self.whose == Whose::Open {
            // Where every turn has a name, a response that belongs to none was not made here.
            let is_stray = names_turns && !in_named_turn;
            let is_copy =
                is_stray || is_too_soon(at, self.anchor) || (!self.has_turn && self.anchor.is_none());
            self.anchor = at.or(self.anchor);
            if is_copy {
                if self.has_turn {
                    self.whose = Whose::Parents;
                }
                return Whose::Parents;
            }
        }
        self.whose
    }

    /// A line dated before the thread was made.
    fn is_older(&self, at: Option<Timestamp>) -> bool {
        at.zip(self.created).is_some_and(|(at, created)| at < created)
    }
}

fn is_too_soon(at: Option<Timestamp>, after: Option<Timestamp>) -> bool {
    at.zip(after).is_some_and(|(at, after)| at.millis() - after.millis() <= SOONEST_ANSWER_MS)
}
