//! The running totals of one thread: which statement tells of a response that none before it told of, and how much
//! the totals grew in all, which is the witness of what was counted.

use scopeon_core::id::{Identity, IdentityBuilder};

use super::tokens::Vector;

/// As many counters may run beside each other in one log.
const COUNTERS: usize = 3;
/// As many statements are remembered to tell that one is shown again.
const SEEN: usize = 16;
/// As many records may wait for the count that follows each.
const AWAITED: usize = 4;

/// What the totals of a thread said so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// How much the totals grew since what the thread inherits.
    pub(super) held: Vector,
    /// The last total of each counter, the one that moved last first.
    heads: [Option<Vector>; COUNTERS],
    seen: [u64; SEEN],
    awaited: [u64; AWAITED],
    /// The usage of a count that no record told of yet, so that the record behind it is not a second response.
    loose: u64,
    marks: Marks,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored as bits of one number")]
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    /// Two counters run beside each other.
    interleaves: bool,
    /// The totals cannot be added up.
    is_lost: bool,
    /// The last total is what the log states, and not a sum of records alone.
    is_stated: bool,
    /// Something was added to `held`.
    has_grown: bool,
}

impl Totals {
    pub(super) const WORDS: usize = Vector::LEN * (1 + COUNTERS) + SEEN + AWAITED + 2;

    /// Whether the totals cannot be added up, so that they witness nothing.
    pub(super) const fn is_lost(&self) -> bool {
        self.marks.is_lost
    }

    /// Whether the totals say anything of the thread itself.
    pub(super) const fn has_grown(&self) -> bool {
        self.marks.has_grown
    }

    /// The last total.
    pub(super) fn last(&self) -> Vector {
        self.heads[0].unwrap_or_default()
    }

    /// The next statement is of another turn.
    pub(super) const fn turn(&mut self) {
        self.loose = 0;
    }

    /// Whether a statement is one that was read before.
    pub(super) fn repeats(&self, total: &Vector, last: Option<&Vector>) -> bool {
        self.place(total).is_some() || last.is_some_and(|last| self.was_seen(total, last))
    }

    /// Takes a total of the parent's, written again: what follows goes on from it.
    pub(super) fn inherit(&mut self, total: Vector, last: Option<Vector>) {
        if self.place(&total).is_some() {
            return;
        }
        let before = last.and_then(|last| self.before(&total, &last));
        self.go_on(before, total);
        self.remember(&total, &last.unwrap_or_default());
        self.marks.is_stated = true;
        self.marks.interleaves = false;
    }

    /// Takes a total that the log states beside the usage of the last response, and returns what was used by a
    /// response that was not told of yet.
    pub(super) fn count(&mut self, total: Vector, last: Option<Vector>, inherits: bool) -> Option<Vector> {
        let awaited = last.is_some_and(|last| self.arrives(digest(&[&last])));
        if let Some(place) = self.place(&total) {
            self.touch(place, total);
            return None;
        }
        if last.is_some_and(|last| self.was_seen(&total, &last)) {
            return None;
        }
        if awaited {
            self.confirm(total);
            self.remember(&total, &last.unwrap_or_default());
            return None;
        }
        let used = self.advance(total, last, inherits)?;
        self.remember(&total, &used);
        self.loose = digest(&[&used]);
        (!used.is_zero()).then_some(used)
    }

    /// Takes the record of one response and returns the total after it, and whether the count before it told of the
    /// same response.
    pub(super) fn record(&mut self, used: Vector, stated: Option<Vector>, inherits: bool) -> (Vector, bool) {
        let usage = digest(&[&used]);
        let head = self.heads[0];
        let follows = std::mem::take(&mut self.loose) == usage && (stated.is_none() || stated == head);
        if let (true, Some(head)) = (follows, head) {
            return (head, true);
        }
        if let Some(total) = stated {
            if self.place(&total).is_none() && !self.was_seen(&total, &used) {
                self.advance(total, Some(used), inherits);
                self.remember(&total, &used);
                self.wait_for(usage);
            }
            return (total, false);
        }
        let total = head.unwrap_or_default().plus(&used);
        let is_stated = self.marks.is_stated || !inherits;
        self.go_on(head.map(|_| 0), total);
        self.marks.is_stated = is_stated;
        self.grow(&used);
        self.remember(&total, &used);
        self.wait_for(usage);
        (total, false)
    }

    /// Goes on to a total and returns what was used since the one it goes on from.
    fn advance(&mut self, total: Vector, last: Option<Vector>, inherits: bool) -> Option<Vector> {
        let is_first = self.heads[0].is_none();
        let exact = last.and_then(|last| self.before(&total, &last));
        let fresh = last == Some(total);
        let below = if exact.is_some() || fresh { None } else { self.below(&total, last.is_none()) };
        let from = exact.or(below);
        let since = from.and_then(|place| self.heads[place]).map(|head| total.since(&head));
        let used = match (last, since) {
            (Some(last), _) => Some(last),
            (None, Some(since)) => Some(since),
            // A child's first total holds what it inherits, and nothing says how much that is.
            (None, None) => (!(is_first && inherits)).then_some(total),
        };
        let grown = match (since, used) {
            (Some(since), _) => since,
            (None, Some(used)) if !is_first || inherits => used,
            (None, Some(_)) => total,
            (None, None) => Vector::default(),
        };
        // A total that goes on from none of two counters may be either's.
        self.marks.is_lost |= self.marks.interleaves && exact.is_none() && !fresh && !is_first;
        self.go_on(from, total);
        self.marks.is_stated = true;
        self.grow(&grown);
        used
    }

    /// The count of a record came. It states what the record may only imply, and it need not hold every record: the
    /// totals of some versions leave out what compacting took.
    fn confirm(&mut self, total: Vector) {
        if let Some(head) = self.heads[0].filter(|head| self.marks.is_stated && head.is_below(&total)) {
            self.grow(&total.since(&head));
        }
        self.heads[0] = Some(total);
        self.marks.is_stated = true;
    }

    fn grow(&mut self, used: &Vector) {
        self.held = self.held.plus(used);
        self.marks.has_grown = true;
    }

    /// The counter that stands at a total.
    fn place(&self, total: &Vector) -> Option<usize> {
        self.heads.iter().position(|head| head.as_ref() == Some(total))
    }

    /// The counter that a response of this usage brings to a total.
    fn before(&self, total: &Vector, used: &Vector) -> Option<usize> {
        self.heads.iter().position(|head| head.is_some_and(|head| head.plus(used) == *total))
    }

    /// The counter that a total may go on from. Where counters run beside each other and nothing says how much was
    /// used, it is the nearest.
    fn below(&self, total: &Vector, nearest: bool) -> Option<usize> {
        let heads = self.heads.iter().enumerate();
        let mut below = heads
            .filter_map(|(place, head)| head.filter(|head| head.is_below(total)).map(|head| (head, place)));
        if nearest && self.marks.interleaves { below.max() } else { below.next() }.map(|(_, place)| place)
    }

    /// Moves a counter, or starts one, and puts it first.
    fn go_on(&mut self, from: Option<usize>, total: Vector) {
        if let Some(place) = from {
            return self.touch(place, total);
        }
        self.marks.is_lost |= self.marks.interleaves && self.heads[COUNTERS - 1].is_some();
        self.heads.rotate_right(1);
        self.heads[0] = Some(total);
    }

    fn touch(&mut self, place: usize, total: Vector) {
        self.marks.interleaves |= place > 0;
        self.heads[..=place].rotate_right(1);
        self.heads[0] = Some(total);
    }

    fn was_seen(&self, total: &Vector, used: &Vector) -> bool {
        self.seen.contains(&digest(&[total, used]))
    }

    fn remember(&mut self, total: &Vector, used: &Vector) {
        self.seen.rotate_right(1);
        self.seen[0] = digest(&[total, used]);
    }

    fn wait_for(&mut self, usage: u64) {
        self.awaited.rotate_right(1);
        self.awaited[0] = usage;
    }

    /// Takes a usage off those that wait, of equal ones the oldest.
    fn arrives(&mut self, usage: u64) -> bool {
        let found = self.awaited.iter().rposition(|awaited| *awaited == usage);
        if let Some(place) = found {
            // Records before it have no count of their own.
            self.awaited[place..].fill(0);
        }
        found.is_some()
    }

    /// Everything, as numbers.
    pub(super) fn words(&self) -> [u64; Self::WORDS] {
        let mut words = [0; Self::WORDS];
        let mut rest = &mut words[..];
        let mut put = |part: &[u64]| {
            let (here, behind) = std::mem::take(&mut rest).split_at_mut(part.len());
            here.copy_from_slice(part);
            rest = behind;
        };
        put(&self.held.0);
        for head in self.heads {
            put(&head.unwrap_or_default().0);
        }
        put(&self.seen);
        put(&self.awaited);
        put(&[self.loose, self.marks.to_bits(&self.heads)]);
        words
    }

    /// Reads what [`Self::words`] wrote.
    pub(super) fn of_words(words: &[u64; Self::WORDS]) -> Self {
        let mut totals = Self::default();
        let mut rest = &words[..];
        let mut take = |part: &mut [u64]| {
            let (here, behind) = rest.split_at(part.len());
            part.copy_from_slice(here);
            rest = behind;
        };
        take(&mut totals.held.0);
        let mut heads = [Vector::default(); COUNTERS];
        for head in &mut heads {
            take(&mut head.0);
        }
        take(&mut totals.seen);
        take(&mut totals.awaited);
        let mut ends = [0; 2];
        take(&mut ends);
        totals.loose = ends[0];
        totals.marks = Marks::from_bits(ends[1]);
        for (place, (slot, head)) in totals.heads.iter_mut().zip(heads).enumerate() {
            *slot = (ends[1] & Marks::head(place) != 0).then_some(head);
        }
        totals
    }
}

impl Marks {
    const fn head(place: usize) -> u64 {
        1 << (8 + place)
    }

    fn to_bits(self, heads: &[Option<Vector>]) -> u64 {
        let held = heads.iter().enumerate().filter(|(_, head)| head.is_some());
        held.fold(0, |bits, (place, _)| bits | Self::head(place))
            | u64::from(self.interleaves)
            | u64::from(self.is_lost) << 1
            | u64::from(self.is_stated) << 2
            | u64::from(self.has_grown) << 3
    }

    const fn from_bits(bits: u64) -> Self {
        Self {
            interleaves: bits & 1 != 0,
            is_lost: bits & 2 != 0,
            is_stated: bits & 4 != 0,
            has_grown: bits & 8 != 0,
        }
    }
}

/// A number that stands for some counts; never 0, which stands for none.
fn digest(counts: &[&Vector]) -> u64 {
    let all = counts.iter().flat_map(|vector| vector.0);
    let [bytes @ .., _, _, _, _, _, _, _, _] =
        all.fold(Identity::builder("counts"), IdentityBuilder::number).finish().to_bytes();
    u64::from_be_bytes(bytes) | 1
}
