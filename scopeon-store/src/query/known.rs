//! What is known of sessions by their agents' own ids, for whoever would add to them.

use std::collections::BTreeSet;

use super::Reader;
use crate::error::{At, StoreError};
use crate::write::tags::untagged;

const WITH_CALLS: &str = "SELECT s.key FROM session s JOIN provider p ON p.id = s.provider WHERE p.name = ?1 \
    AND s.key IS NOT NULL AND s.root IS NULL AND (EXISTS (SELECT 1 FROM call c WHERE c.session = s.id) \
    OR EXISTS (SELECT 1 FROM session r JOIN call c ON c.session = r.id WHERE r.root = s.id))";

impl Reader {
    /// Returns the ids of an agent's sessions of which calls are known, sub-agents' among them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn sessions_with_calls(&self, agent: &str) -> Result<BTreeSet<String>, StoreError> {
        let mut find = self.conn.prepare_cached(WITH_CALLS).at(&self.path)?;
        let keys = find.query_map([agent], |row| row.get(0)).at(&self.path)?;
        keys.collect::<rusqlite::Result<_>>().at(&self.path)
    }

    /// Returns `true` if a session is known and has no tags by hand.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn is_untagged(&self, agent: &str, key: &str) -> Result<bool, StoreError> {
        untagged(&self.conn, agent, key).map(|found| found.is_some()).at(&self.path)
    }
}
