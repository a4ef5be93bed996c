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
        let Some([directory, newer, forked]) = Raw::record(document, ["workDir", "cwd", "forkedFrom"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let (directory, forked) = (directory.or(newer).label(), forked.text());
        let mut sheet = self.site.sheet();
        if let Some(original) = forked.filter(|id| !id.is_empty()) {
            sheet.facts().forked_from = Some(self.site.beside(&original));
        }
        let Some(directory) = directory else {
            return sheet.take().map_or(Ok(()), |facts| out.session(facts));
        };
        // The document does not say since when, and a session does not change its directory.
        sheet.work_in(Timestamp::default(), directory);
        sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut Carry, _: &mut Outlet<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
