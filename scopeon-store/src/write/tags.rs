//! Tags that people set, kept beside the facts of the logs.

use rusqlite::{Connection, OptionalExtension as _, Result};
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::Store;
use super::limits::label_id;
use super::rowid_cache::Rowid;
use crate::error::StoreError;
use crate::query::find_session;

impl Store {
    /// Sets a session's tags by hand: these and no others, none included. `None` hands the session back to the
    /// rules. `session` is an id, the start of one, or `latest`, as of `now`; a sub-agent's stands for its session.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] or [`StoreError::AmbiguousSession`] when it names not exactly one;
    /// another [`StoreError`] when the file cannot be written.
    pub fn set_tags(
        &mut self,
        session: &str,
        now: Timestamp,
        tags: Option<&[Label]>,
    ) -> std::result::Result<(), StoreError> {
        let mut refused = None;
        self.change(|conn, _| match find_session(conn, session, now)? {
            Ok(root) => set(conn, root, tags),
            Err(error) => {
                refused = Some(error);
                Ok(())
            }
        })?;
        refused.map_or(Ok(()), Err)
    }
}

impl Store {
    /// Gives sessions tags as [`Store::set_tags`] does, by their agents' ids and their own whole ones; not those that have
    /// tags by hand, or that are not known. Returns how many got some.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be written.
    pub fn add_tags(&mut self, sessions: &[(&str, &str, &[Label])]) -> std::result::Result<u64, StoreError> {
        let mut tagged = 0;
        self.change(|conn, _| {
            for (agent, key, tags) in sessions.iter().filter(|(.., tags)| !tags.is_empty()) {
                if let Some(root) = untagged(conn, agent, key)? {
                    set(conn, root, Some(tags))?;
                    tagged += 1;
                }
            }
            Ok(())
        })?;
        Ok(tagged)
    }
}

/// Returns a session that has no tags by hand.
pub(crate) fn untagged(conn: &Connection, agent: &str, key: &str) -> Result<Option<Rowid>> {
    conn.prepare_cached(
        "SELECT s.id FROM session s JOIN provider p ON p.id = s.provider WHERE s.key = ?2 AND p.name = ?1 \
         AND s.root IS NULL AND s.id NOT IN (SELECT session FROM tagged)",
    )?
    .query_row((agent, key), |row| row.get(0))
    .optional()
}

fn set(conn: &Connection, root: Rowid, tags: Option<&[Label]>) -> Result<()> {
    conn.execute("DELETE FROM tag WHERE session = ?1", [root])?;
    conn.execute("DELETE FROM tagged WHERE session = ?1", [root])?;
    let Some(tags) = tags else { return Ok(()) };
    conn.execute("INSERT INTO tagged (session) VALUES (?1)", [root])?;
    for tag in tags {
        let tag = label_id(conn, tag)?;
        conn.execute("INSERT OR IGNORE INTO tag (session, tag) VALUES (?1, ?2)", (root, tag))?;
    }
    Ok(())
}
