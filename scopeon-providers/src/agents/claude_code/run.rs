//! A response that is being written, line by line: what its lines have in common, and what tells another response's
//! line from one of its own.

use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use xxhash_rust::xxh3::xxh3_64;

/// A short hash of one of the agent's keys; 0 is none.
pub(super) type Print = u64;

/// Hashes a key.
pub(super) fn print(key: &[u8]) -> Print {
    xxh3_64(key).max(1)
}

/// Where lines end that a next one may hang on: the last ones are enough, a thread is written in order.
const TIPS: usize = 3;

/// What stands between the last line of a response and the one that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing, or what tells nothing.
    #[default]
    None,
    /// Results of tools, which may run while a response is still being written.
    Results,
    /// A prompt, or the end of a turn: what follows is another response's.
    End,
}

/// The three counters of a prompt. All lines of one response state the same, but that some state none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Prompt(pub(super) [u64; 3]);

/// No prompt of the agent's has fewer tokens.
const SHORTEST_PROMPT: u64 = 64;

impl Prompt {
    pub(super) const fn of(usage: &Usage) -> Self {
        Self([usage.input, usage.cache_read, usage.cache_write_5m + usage.cache_write_1h])
    }

    /// Returns `true` if nobody counted it: the agent's own instructions are longer than that, and what stands in for the
    /// vendor may state the same little for all.
    fn is_empty(self) -> bool {
        self.0.iter().fold(0, |sum: u64, count| sum.saturating_add(*count)) < SHORTEST_PROMPT
    }

    /// Returns `true` if no counter is smaller than another's.
    fn reaches(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(ours, theirs)| *ours >= theirs)
    }
}

/// What one line says of the response it shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The session or sub-agent's run that it stands in.
    pub(super) thread: Print,
    /// What the response is called.
    pub(super) mark: Print,
    /// The request, as far as it is stated.
    pub(super) request: Print,
    /// The line's own uuid.
    pub(super) uuid: Print,
    /// The line it hangs on.
    pub(super) parent: Print,
    /// The block's place in the response, counted from 1; 0 is not stated.
    pub(super) block: u16,
    pub(super) prompt: Prompt,
    pub(super) output: u64,
    pub(super) at: Timestamp,
}

/// One response, as far as its lines were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// `None` where it is told elsewhere.
    pub(super) call: Option<CallId>,
    thread: Print,
    mark: Print,
    request: Print,
    tips: [Print; TIPS],
    prompt: Prompt,
    output: u64,
    at: i64,
    block: u16,
    gap: Gap,
    /// Whether it is called what the vendor calls responses, so that its name alone is its identity.
    pub(super) is_named: bool,
    /// Whether its first line says what it hangs on.
    pub(super) is_chained: bool,
}

impl Run {
    pub(super) fn new(call: Option<CallId>, seen: &Seen, is_named: bool) -> Self {
        Self {
            call,
            thread: seen.thread,
            mark: seen.mark,
            request: seen.request,
            tips: [seen.uuid, 0, 0],
            prompt: seen.prompt,
            output: seen.output,
            at: seen.at.millis(),
            block: seen.block,
            gap: Gap::None,
            is_named,
            is_chained: seen.parent != 0,
        }
    }

    pub(super) const fn stands_in(&self, thread: Print) -> bool {
        self.thread == thread
    }

    pub(super) const fn is_called(&self, mark: Print) -> bool {
        self.mark == mark
    }

    /// Returns `true` if a line hangs on one of the last that belong here.
    pub(super) fn holds(&self, line: Print) -> bool {
        line != 0 && self.tips.contains(&line)
    }

    /// Returns `true` if a line shows this response once more, given that it stands in the same thread and calls the
    /// response the same.
    pub(super) fn shows(&self, seen: &Seen) -> bool {
        if self.holds(seen.uuid) {
            return true;
        }
        if self.request != 0 && seen.request != 0 && self.request != seen.request {
            return false;
        }
        if self.is_named { self.may_grow_to(seen) } else { self.goes_on_with(seen) }
    }

    /// A name that is trusted is another response's only where the counters say so.
    fn may_grow_to(&self, seen: &Seen) -> bool {
        let (ours, theirs) = (self.prompt, seen.prompt);
        // A server's tools add to the prompt while the response is being written.
        let grows = self.gap == Gap::None && (theirs.reaches(ours) || ours.reaches(theirs));
        ours == theirs || ours.is_empty() || theirs.is_empty() || grows
    }

    /// Without a name to trust, what follows is the same response only where everything speaks for it.
    fn goes_on_with(&self, seen: &Seen) -> bool {
        let follows = seen.parent == 0 || self.holds(seen.parent);
        let next_block = self.block == 0 || seen.block == 0 || seen.block > self.block;
        follows && next_block && self.gap < Gap::End && self.has_prompt_of(seen) && self.grows_like(seen)
    }

    /// A prompt that holds one more result of a tool is larger, so an equal one is the same.
    fn has_prompt_of(&self, seen: &Seen) -> bool {
        let (ours, theirs) = (self.prompt, seen.prompt);
        match (ours.is_empty(), theirs.is_empty()) {
            (false, false) => ours == theirs,
            // The counters come late, or not at all.
            _ if self.gap == Gap::None => true,
            // Then only blocks that go on counting tell.
            _ => self.block != 0 && seen.block != 0,
        }
    }

    /// What is written later has grown, or is as large.
    fn grows_like(&self, seen: &Seen) -> bool {
        if seen.at.millis() >= self.at { seen.output >= self.output } else { seen.output <= self.output }
    }

    /// Returns `true` if nothing but its prompt makes a line this response's: the results of tools stand between, and neither a
    /// name nor a place in the response says that it goes on. Somebody who states the same prompt for all looks so, too.
    pub(super) fn is_only_alike(&self, seen: &Seen) -> bool {
        let is_told = self.is_named || self.tips.contains(&seen.uuid) || (self.block != 0 && seen.block != 0);
        self.gap == Gap::Results && !is_told
    }

    /// Takes a further line of this response in.
    pub(super) fn add(&mut self, seen: &Seen) {
        self.hang(seen.uuid);
        if self.request == 0 {
            self.request = seen.request;
        }
        if !seen.prompt.is_empty() {
            self.prompt = seen.prompt;
        }
        (self.output, self.at) = (seen.output, seen.at.millis());
        self.block = if seen.block == 0 { self.block } else { seen.block };
        self.gap = Gap::None;
    }

    /// Takes in a line that hangs on this response.
    pub(super) fn hang(&mut self, line: Print) {
        if line != 0 && !self.tips.contains(&line) {
            self.tips.rotate_right(1);
            self.tips[0] = line;
        }
    }

    pub(super) fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Returns `true` if it takes part in what hangs on what.
    pub(super) const fn needs_chain(&self) -> bool {
        !self.is_named
    }
}

/// Written in the place of an identity where there is none.
const NO_CALL: Identity = Identity::from_bytes([0; 16]);

/// How many identities one is kept in from read to read.
pub(super) const PARTS: usize = 6;

impl Run {
    /// Writes it down in identities, which are 16 bytes each.
    pub(super) fn pack(&self) -> [Identity; PARTS] {
        let pair = |one: u64, other: u64| {
            Identity::from_bytes((u128::from(one) << 64 | u128::from(other)).to_be_bytes())
        };
        let [input, read, write] = self.prompt.0.map(|count| u128::from(count & COUNT));
        let flag = |is_set: bool, place: u32| u128::from(u8::from(is_set)) << place;
        let flags = u128::from(self.gap as u8) | flag(self.is_named, 2) | flag(self.is_chained, 3);
        let prompt = input << 88 | read << 48 | write << 8 | flags;
        let rest = u64::from(self.block) << 48 | self.output & COUNT;
        [
            self.call.map_or(NO_CALL, |call| call.0),
            pair(self.thread, self.mark),
            pair(self.request, self.tips[0]),
            pair(self.tips[1], self.tips[2]),
            Identity::from_bytes(prompt.to_be_bytes()),
            pair(rest, self.at.cast_unsigned()),
        ]
    }

    /// Reads back what was written down.
    #[expect(clippy::cast_possible_truncation, reason = "each part is taken out of where it was put")]
    pub(super) fn unpack(parts: [Identity; PARTS]) -> Self {
        let number = |part: Identity| u128::from_be_bytes(part.to_bytes());
        let pair = |part| ((number(part) >> 64) as u64, number(part) as u64);
        let [call, names, request, tips, prompt, rest] = parts;
        let ((thread, mark), (request, tip), (second, third)) = (pair(names), pair(request), pair(tips));
        let (prompt, (rest, at)) = (number(prompt), pair(rest));
        let count = |shift: u32| (prompt >> shift) as u64 & COUNT;
        Self {
            call: Some(CallId(call)).filter(|call| call.0 != NO_CALL),
            thread,
            mark,
            request,
            tips: [tip, second, third],
            prompt: Prompt([count(88), count(48), count(8)]),
            output: rest & COUNT,
            at: at.cast_signed(),
            block: (rest >> 48) as u16,
            gap: [Gap::None, Gap::Results, Gap::End, Gap::End][(prompt & 3) as usize],
            is_named: prompt >> 2 & 1 == 1,
            is_chained: prompt >> 3 & 1 == 1,
        }
    }
}

/// A count has 40 bits: none is larger than 10¹².
const COUNT: u64 = (1 << 40) - 1;

/// A thread by its session or run.
pub(super) fn thread(session: SessionId) -> Print {
    print(&session.0.to_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_from_read_to_read_is_all(
            names in any::<[u64; 6]>(),
            counts in prop::array::uniform4(0_u64..=1_000_000_000_000),
            at in 0_i64..4_102_444_800_000,
            block in any::<u16>(),
            gap in prop::sample::select(&[Gap::None, Gap::Results, Gap::End][..]),
            is_named in any::<bool>(),
            parent in any::<u64>(),
            call in prop::option::of(prop::array::uniform16(1_u8..)),
        ) {
            let seen = Seen {
                thread: names[0],
                mark: names[1],
                request: names[2],
                uuid: names[3],
                parent,
                block,
                prompt: Prompt([counts[0], counts[1], counts[2]]),
                output: counts[3],
                at: Timestamp::from_millis(at).expect("a time"),
            };
            let mut run = Run::new(call.map(|call| CallId(Identity::from_bytes(call))), &seen, is_named);
            run.hang(names[4]);
            run.hang(names[5]);
            run.part(gap);
            prop_assert_eq!(Run::unpack(run.pack()), run);
        }
    }
}
