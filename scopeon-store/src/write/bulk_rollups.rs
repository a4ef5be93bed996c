//! What the calls that fill an empty file add up to, kept while they are written, so that they need not be read again.

use std::collections::{BTreeMap, HashMap};

use super::id_hasher::BuildIdHasher;
use super::rowid_cache::Rowid;
use crate::rollup::{Cell, Group, day_of, encode_day, quarter_of_day};

/// The reported amount of a call, in pico-dollars, from which on the sum of as many calls as one transaction fills an
/// empty file with could saturate, and would then depend on their order.
const LARGE_AMOUNT: u64 = i64::MAX.unsigned_abs() / (1 << 20);

/// A session's roll-up rows of one UTC day: mostly one, of few quarters, so lists need the least memory.
type Day = Vec<(Group, Vec<(u8, Cell)>)>;

/// Sums of calls by session and UTC day, of which every one was written once and never changed.
#[derive(Default)]
pub(crate) struct BulkRollups {
    days: HashMap<(Rowid, i64), Day, BuildIdHasher>,
    cells: usize,
}

impl BulkRollups {
    /// Adds a call; returns `true` if that could be done.
    pub(super) fn add(&mut self, session: Rowid, at: i64, group: Group, call: &Cell) -> bool {
        if call.reported.unsigned_abs() >= LARGE_AMOUNT {
            return false;
        }
        // Of its own accord the first row would make room for four: that was half of all that is held here.
        let day = self.days.entry((session, day_of(at))).or_insert_with(|| Vec::with_capacity(1));
        let cells = place(day, group, || Vec::with_capacity(1));
        let known = cells.len();
        place(cells, quarter_of_day(at), Cell::default).add(call);
        self.cells += cells.len() - known;
        true
    }

    /// Returns how many sums there are, about 200 bytes each.
    pub(super) fn len(&self) -> usize {
        self.cells
    }

    /// Returns the rows of each day and session, in the order of roll-ups.
    pub(super) fn into_days(self) -> impl Iterator<Item = ((i64, Rowid), BTreeMap<Group, Vec<u8>>)> {
        let mut days: Vec<_> =
            self.days.into_iter().map(|((session, day), sums)| ((day, session), sums)).collect();
        days.sort_unstable_by_key(|(place, _)| *place);
        days.into_iter().map(|(place, groups)| (place, groups.into_iter().map(encode).collect()))
    }
}

/// Finds what stands under a key in a sorted list, or puts something there; calls come mostly in order.
fn place<K: Ord, V>(list: &mut Vec<(K, V)>, key: K, make: impl FnOnce() -> V) -> &mut V {
    let index = match list.last() {
        Some((latest, _)) if *latest == key => list.len() - 1,
        _ => list.binary_search_by(|(known, _)| known.cmp(&key)).unwrap_or_else(|index| {
            list.insert(index, (key, make()));
            index
        }),
    };
    &mut list[index].1
}

fn encode((group, cells): (Group, Vec<(u8, Cell)>)) -> (Group, Vec<u8>) {
    (group, encode_day(&cells))
}
