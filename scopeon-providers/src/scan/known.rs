//! How far everything is read.

use std::collections::{HashMap, HashSet};

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, Ledger, Provider};

use crate::summary::ScanError;
use crate::tail::fingerprint::{GONE, is_open_refusal};

/// How far each source of each provider is read.
pub struct Known {
    sources: HashMap<&'static str, HashMap<SourceId, Checkpoint>>,
}

impl Known {
    /// Asks a ledger.
    ///
    /// # Errors
    ///
    /// [`ScanError::Resume`] when it cannot be read.
    pub fn load(providers: &[&dyn Provider], ledger: &mut dyn Ledger) -> Result<Self, ScanError> {
        let ids = providers.iter().map(|provider| provider.about().id);
        let sources = ids.map(|id| Ok((id, ledger.checkpoints(id).map_err(ScanError::Resume)?)));
        Ok(Self { sources: sources.collect::<Result<_, ScanError>>()? })
    }

    pub(crate) fn get(&self, provider: &str, source: SourceId) -> Option<&Checkpoint> {
        self.sources.get(provider)?.get(&source)
    }

    pub(super) fn count(&self, provider: &str) -> usize {
        let sources = self.sources.get(provider).into_iter().flat_map(HashMap::values);
        sources.filter(|known| known.fingerprint != GONE).count()
    }

    /// Returns what was refused when it was last looked at.
    pub(super) fn refused(&self, provider: &str) -> HashSet<SourceId> {
        let sources = self.sources.get(provider).into_iter().flatten();
        sources.filter(|(_, known)| is_open_refusal(&known.fingerprint)).map(|(id, _)| *id).collect()
    }

    pub(super) fn learn(&mut self, batch: &Batch) {
        if let Some(checkpoint) = &batch.checkpoint {
            self.sources.entry(batch.provider).or_default().insert(batch.source, checkpoint.clone());
        }
    }
}
