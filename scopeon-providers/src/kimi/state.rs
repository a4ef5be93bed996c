//! Kimi Code's `state.json`: the directory a session works in.

use scopeon_core::provider::{Carry, IssueKind, ReadError};
use scopeon_core::time::Timestamp;

use super::site::Site;
use crate::json::Raw;
use crate::reading::{Log, Outlet};

/// One session's document.
pub(super) struct State {
    site: Site,
}

impl State {
    pub(super) const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl Log for State {
    fn line(&mut self, document: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let Some([directory]) = Raw::record(document, ["workDir"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(directory) = directory.label() else { return Ok(()) };
        let mut sheet = self.site.sheet();
        // The document does not say since when, and a session does not change its directory.
        sheet.work_in(Timestamp::default(), directory);
        sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut Carry, _: &mut Outlet<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
