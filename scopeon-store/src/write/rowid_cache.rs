//! Rowids that were looked up and may be asked for again, so many of a kind.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use scopeon_core::label::Label;

/// The most rowids of a kind that are remembered; then they are looked up again.
const MAX_KNOWN: usize = 16_384;
/// How many labels are remembered as just met.
const RECENT: usize = 32;

/// A rowid.
pub(crate) type Rowid = i64;

/// Rowids of labels; those met a moment ago are compared before any is hashed.
#[derive(Default)]
pub(crate) struct LabelCache {
    known: RowidCache<Label, Rowid>,
    recent: [Option<(Label, Rowid)>; RECENT],
}

impl LabelCache {
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
pub(crate) struct RowidCache<K, V, S = RandomState>(HashMap<K, V, S>);

impl<K, V, S: Default> Default for RowidCache<K, V, S> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<K: Hash + Eq, V: Clone, S: BuildHasher> RowidCache<K, V, S> {
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
