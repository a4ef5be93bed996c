//! How far everything is read.

use std::collections::{HashMap, HashSet};

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, Fingerprint, Position, Provider, ReaderState};

use crate::engine::summary::ScanError;
use crate::engine::tail::fingerprint::{GONE, is_open_refusal, is_refusal};

/// So many checkpoints are kept as they were given to the store: those of the logs that are being written.
const FRESH: usize = 1024;

/// How far each source of each provider is read: what says whether there is something new. The rest of a checkpoint is asked
/// of the store when its source is read.
pub struct Checkpoints {
    sources: HashMap<&'static str, HashMap<SourceId, Packed>>,
    /// Devices and revisions: nearly all sources have one pair.
    origins: Vec<(u64, u32)>,
    fresh: HashMap<SourceId, Checkpoint>,
}

/// A source's fingerprint without its head, and how far it was read, in little room: there may be many.
struct Packed {
    inode: u64,
    /// The size; of what was refused, which has none, the head.
    size: u64,
    modified_ns: i64,
    tail: u64,
    offset: u64,
    origin: u32,
}

/// What is at hand of a checkpoint.
pub(crate) struct Glimpse {
    /// Its head is known of what was refused alone.
    pub(crate) fingerprint: Fingerprint,
    pub(crate) offset: u64,
    pub(crate) revision: u32,
}

impl Glimpse {
    /// Returns the checkpoint of what was refused and never read: there is nothing more to it.
    pub(crate) fn of_refused(self) -> Checkpoint {
        let place = Position { offset: self.offset, line: 0 };
        let Self { fingerprint, revision, .. } = self;
        Checkpoint { position: place, fingerprint, revision, state: ReaderState::default() }
    }
}

impl Checkpoints {
    /// Asks a store.
    ///
    /// # Errors
    ///
    /// [`ScanError::Resume`] when it cannot be read.
    pub fn load(providers: &[&dyn Provider], store: &mut dyn EventStore) -> Result<Self, ScanError> {
        let mut known = Self::none();
        for provider in providers {
            let id = provider.info().id;
            let mut note = |source, checkpoint: Checkpoint| known.note(id, source, &checkpoint);
            store.each_checkpoint(id, &mut note).map_err(ScanError::Resume)?;
        }
        Ok(known)
    }

    /// Knows nothing.
    pub(crate) fn none() -> Self {
        Self { sources: HashMap::new(), origins: Vec::new(), fresh: HashMap::new() }
    }

    pub(crate) fn get(&self, provider: &str, source: SourceId) -> Option<Glimpse> {
        Some(self.unpack(self.sources.get(provider)?.get(&source)?))
    }

    fn unpack(&self, packed: &Packed) -> Glimpse {
        let (device, revision) = self.origins.get(packed.origin as usize).copied().unwrap_or_default();
        let Packed { inode, size, modified_ns, tail, offset, .. } = *packed;
        let whole = Fingerprint { device, inode, size, modified_ns, head: 0, tail };
        let fingerprint =
            if is_refusal(&whole) { Fingerprint { size: 0, head: size, ..whole } } else { whole };
        Glimpse { fingerprint, offset, revision }
    }

    pub(super) fn count(&self, provider: &str) -> usize {
        let sources = self.sources.get(provider).into_iter().flat_map(HashMap::values);
        sources.filter(|known| self.unpack(known).fingerprint != GONE).count()
    }

    /// Returns what was refused when it was last looked at.
    pub(super) fn refused(&self, provider: &str) -> HashSet<SourceId> {
        let sources = self.sources.get(provider).into_iter().flatten();
        let open = sources.filter(|(_, known)| is_open_refusal(&self.unpack(known).fingerprint));
        open.map(|(id, _)| *id).collect()
    }

    pub(super) fn learn(&mut self, batch: &Batch) {
        let Some(checkpoint) = &batch.checkpoint else { return };
        self.note(batch.provider, batch.source, checkpoint);
        if self.fresh.len() >= FRESH && !self.fresh.contains_key(&batch.source) {
            self.fresh.clear();
        }
        self.fresh.insert(batch.source, checkpoint.clone());
    }

    fn note(&mut self, provider: &'static str, source: SourceId, checkpoint: &Checkpoint) {
        let Checkpoint { position: place, fingerprint, revision, .. } = checkpoint;
        let size = if is_refusal(fingerprint) { fingerprint.head } else { fingerprint.size };
        let packed = Packed {
            inode: fingerprint.inode,
            size,
            modified_ns: fingerprint.modified_ns,
            tail: fingerprint.tail,
            offset: place.offset,
            origin: self.origin((fingerprint.device, *revision)),
        };
        self.sources.entry(provider).or_default().insert(source, packed);
    }

    fn origin(&mut self, origin: (u64, u32)) -> u32 {
        let known = self.origins.iter().rposition(|known| *known == origin);
        let place = known.unwrap_or_else(|| {
            self.origins.push(origin);
            self.origins.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Returns the checkpoints of sources that are known: those given a moment ago as they were given, the others from the
    /// store.
    ///
    /// # Errors
    ///
    /// [`ScanError::Resume`] when it cannot be read.
    pub(super) fn checkpoints(
        &self,
        provider: &str,
        sources: &[SourceId],
        store: &mut dyn EventStore,
    ) -> Result<HashMap<SourceId, Checkpoint>, ScanError> {
        let fresh = |id: &SourceId| Some((*id, self.fresh.get(id)?.clone()));
        let mut found: HashMap<_, _> = sources.iter().filter_map(fresh).collect();
        let left: Vec<SourceId> = sources.iter().copied().filter(|id| !found.contains_key(id)).collect();
        if !left.is_empty() {
            found.extend(store.checkpoints_of(provider, &left).map_err(ScanError::Resume)?);
        }
        Ok(found)
    }
}
