//! Which sessions' digests are out of date: marked in the transaction that brings the facts.

use rusqlite::{Connection, Result};

use super::memory::Touched;

/// Which sessions a transaction has touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// All there are: it filled an empty file.
    All,
    /// Those it took note of.
    Noted,
}

/// Marks the sessions that the transaction touched.
pub(super) fn mark(conn: &Connection, touched: &mut Touched, reach: Reach) -> Result<()> {
    let noted = std::mem::take(&mut touched.sessions);
    if reach == Reach::All {
        // Without a basis no digest counts, and whoever makes the first one marks every session: the first filling is
        // waited for.
        return conn.execute("DELETE FROM digest_basis", []).map(drop);
    }
    let mut mark = conn.prepare_cached("INSERT OR REPLACE INTO stale (session) VALUES (?1)")?;
    noted.into_iter().try_for_each(|session| mark.execute([session]).map(drop))
}
