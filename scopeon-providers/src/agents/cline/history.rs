//! The list of tasks that an extension keeps, or one task's entry of it: what the extension says that a task took.

use scopeon_core::event::{Totals, Witness};
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};

use crate::kit::id_factory::IdFactory;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};

/// One document being read.
pub(super) struct History {
    keys: IdFactory,
}

impl History {
    pub(super) const fn new(keys: IdFactory) -> Self {
        Self { keys }
    }

    /// Whether the input holds what caches served is not said, so it is no witness.
    fn task(&self, task: Raw<'_>) -> Option<Witness> {
        let [id, ts, output, written, read] =
            task.members(["id", "ts", "tokensOut", "cacheWrites", "cacheReads"]);
        let (id, at) = (id.text().filter(|id| !id.is_empty())?, ts.instant()?);
        let session = self.keys.session(&id);
        let totals = Totals {
            output: Some(output.count()?),
            cache_write: written.count(),
            cache_read: read.count(),
            ..Totals::default()
        };
        Some(Witness::new(self.keys.of("witness").identity(session.0).finish().into(), at, session, totals))
    }
}

impl RecordReader for History {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let tasks = match (Raw::whole_array(document), Raw::whole(document)) {
            (Some(list), _) => list.items(),
            (None, Some(one)) => vec![one],
            (None, None) => {
                out.issue(IssueKind::Malformed);
                return Ok(());
            }
        };
        let said = tasks.into_iter().filter_map(|task| self.task(task));
        said.into_iter().try_for_each(|witness| out.give(witness))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
