//! Where one session stands now.

use rusqlite::{Connection, Result};
use scopeon_core::report::SessionNow;

use super::Reader;
use super::query_context::QueryContext;
use super::session_lookup::find_session;
use super::status::live_session;
use crate::error::{At, StoreError};

/// So many of the last calls are told.
const LAST_CALLS: usize = 30;

impl Reader {
    /// Shows where the session whose id starts with `id_prefix` stands, or for `latest` the last active one. Range and
    /// filter of the question do not matter.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_now(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<SessionNow, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        let root = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        answer(&view, root, asked).at(&self.path)
    }
}

fn answer(conn: &Connection, root: i64, asked: &QueryContext<'_>) -> Result<SessionNow> {
    let (live, mut context) = live_session(conn, asked, root)?;
    let scope = asked.scope([live.session.provider.clone()]);
    let mut now = SessionNow::new(scope, live, context.outlook);
    let history = &mut context.history;
    now.compactions = history.manual + history.automatic + history.unknown;
    now.last_compaction = history.compactions.pop();
    now.steps = context.steps.split_off(context.steps.len().saturating_sub(LAST_CALLS));
    Ok(now)
}
