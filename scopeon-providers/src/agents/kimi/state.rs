//! Kimi Code's `state.json`: the directory a session works in.

use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::path_info::PathInfo;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};

/// One session's document.
pub(super) struct State {
    path_info: PathInfo,
}

impl State {
    pub(super) const fn new(path_info: PathInfo) -> Self {
        Self { path_info }
    }
}

impl RecordReader for State {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([directory, newer, forked]) = Raw::record(document, ["workDir", "cwd", "forkedFrom"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let (directory, forked) = (directory.or(newer).label(), forked.text());
        let mut builder = self.path_info.builder();
        if let Some(original) = forked.filter(|id| !id.is_empty()) {
            builder.facts().forked_from = Some(self.path_info.beside(&original));
        }
        let Some(directory) = directory else {
            return builder.take().map_or(Ok(()), |facts| out.session(facts));
        };
        // The document does not say since when, and a session does not change its directory.
        builder.work_in(Timestamp::default(), directory);
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
