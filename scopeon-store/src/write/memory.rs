//! What the writer remembers between two batches: rowids it has looked up, and what the open transaction has
//! still to settle. All of it is forgotten when a transaction fails.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash, RandomState};

use super::bulk::Bulk;
use super::fold::Folding;
use scopeon_core::id::{CallId, SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::pricing::{Geo, Tier};
use scopeon_core::time::Timestamp;

/// The most rowids of a kind that are remembered; then they are looked up anew.
const MAX_KNOWN: usize = 16_384;
/// How many labels are remembered as just met.
const RECENT: usize = 32;

/// A rowid.
pub(crate) type Rowid = i64;

/// What decides a call's price, with its provider by rowid.
pub(crate) type ClassKey = (Rowid, Label, Tier, Geo, u8);

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) labels: Labels,
    /// A session's rowid and its provider's.
    pub(crate) sessions: Known<SessionId, (Rowid, Rowid), Folding>,
    pub(crate) turns: Known<TurnId, Rowid, Folding>,
    pub(crate) classes: Known<ClassKey, Rowid>,
    /// The class of the last call: the next one mostly is of the same.
    pub(crate) last_class: Option<(ClassKey, Rowid)>,
    pub(crate) providers: Known<&'static str, Rowid>,
    /// Calls of which a tool says that it searched; `None` until they are looked up.
    pub(crate) searched: Option<HashSet<CallId, Folding>>,
    pub(crate) touched: Touched,
    /// What an empty file is first filled with.
    pub(crate) bulk: Option<Bulk>,
}

/// What the calls of the open transaction have changed, to be computed anew before it is committed.
#[derive(Default)]
pub(crate) struct Touched {
    /// Roll-up rows: a session's rowid and a UTC day.
    pub(crate) days: HashSet<(Rowid, i64), Folding>,
    /// Turns whose first call may be another.
    pub(crate) turns: HashSet<Rowid, Folding>,
    /// Calls whose searches may be others.
    pub(crate) calls: HashSet<CallId, Folding>,
    /// Sessions with totals that are new or other than they were.
    pub(crate) rests: HashSet<Rowid, Folding>,
    /// Sessions with statements of what they took in all that are new or other than they were.
    pub(crate) witnesses: HashSet<Rowid, Folding>,
    /// Sessions that another session counted towards.
    pub(crate) old_roots: HashSet<Rowid, Folding>,
    /// Sessions that any fact names: their digests are out of date.
    pub(crate) sessions: HashSet<Rowid, Folding>,
    /// Turns that this transaction made, each with its first call so far: while calls come in order, nothing
    /// needs to be looked up to know it.
    pub(crate) new_turns: HashMap<Rowid, Option<(Timestamp, CallId)>, Folding>,
}

/// Rowids of labels; those met a moment ago are compared before any is hashed.
#[derive(Default)]
pub(crate) struct Labels {
    known: Known<Label, Rowid>,
    recent: [Option<(Label, Rowid)>; RECENT],
}

impl Labels {
    pub(crate) fn get(&mut self, label: &Label) -> Option<Rowid> {
        let slot = self.recent.get_mut(slot_of(label))?;
        if let Some((recent, id)) = slot
            && recent == label
        {
            return Some(*id);
        }
        let id = self.known.get(label)?;
        *slot = Some((label.clone(), id));
        Some(id)
    }

    pub(crate) fn put(&mut self, label: Label, id: Rowid) {
        self.known.put(label, id);
    }
}

/// Labels that stand beside one another in facts differ in length or end.
fn slot_of(label: &Label) -> usize {
    let text = label.as_str();
    let end = text.as_bytes().last().copied().map_or(0, usize::from);
    (text.len() * 7 + end) % RECENT
}

/// A bounded map that starts over when it is full.
pub(crate) struct Known<K, V, S = RandomState>(HashMap<K, V, S>);

impl<K, V, S: Default> Default for Known<K, V, S> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<K: Hash + Eq, V: Clone, S: BuildHasher> Known<K, V, S> {
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).cloned()
    }

    pub(crate) fn put(&mut self, key: K, value: V) {
        if self.0.len() >= MAX_KNOWN {
            self.0.clear();
        }
        self.0.insert(key, value);
    }
}
