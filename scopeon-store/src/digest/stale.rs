//! Which sessions' digests are out of date: marked in the transaction that brings the facts, and found when a question
//! is asked.

use rusqlite::{Connection, Result};
use scopeon_core::time::TimeBucket;

use crate::rollup::DAY_MILLIS;

/// Up to how many sessions are looked at one by one for whether they lie in a range.
const FEW: i64 = 64;

/// Which sessions are stale: their digests do not hold all of their facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StaleScope {
    /// All there are: no digest is kept yet, or those that are were computed with another price list or by another
    /// release.
    All,
    /// Those that are marked.
    Marked,
}

/// Marks the sessions that a transaction has changed as stale.
pub(crate) fn mark(
    conn: &Connection,
    scope: StaleScope,
    changed: impl IntoIterator<Item = i64>,
) -> Result<()> {
    if scope == StaleScope::All {
        // Without a basis no digest counts, and whoever makes the first one marks every session: the first filling is
        // waited for.
        return conn.execute("DELETE FROM digest_basis", []).map(drop);
    }
    let mut mark = conn.prepare_cached("INSERT OR REPLACE INTO stale (session) VALUES (?1)")?;
    changed.into_iter().try_for_each(|session| mark.execute([session]).map(drop))
}

/// When a session had its last and its first call or record; null where none is known, and then it is in no answer.
const LAST: &str = "coalesce(max(s.last_at, (SELECT max(at) FROM call WHERE session = s.id)), s.last_at, \
    (SELECT max(at) FROM call WHERE session = s.id))";
const FIRST: &str = "coalesce(min(s.first_at, (SELECT min(at) FROM call WHERE session = s.id)), s.first_at, \
    (SELECT min(at) FROM call WHERE session = s.id))";

/// Sessions with calls on these days or records since.
const NEAR: &str = "SELECT session FROM rollup WHERE day >= ?1 / 86400000 AND day <= ?2 / 86400000 \
    UNION SELECT id FROM session INDEXED BY session_last WHERE last_at IS NOT NULL AND last_at >= ?1";

/// Returns the stale sessions that can have anything to do with the quarters from the first to before the second, in order. A
/// day is added at both ends, since the times of a tool can lie outside of its session's.
pub(crate) fn stale_sessions(conn: &Connection, scope: StaleScope, quarters: (i64, i64)) -> Result<Vec<i64>> {
    let edge = |quarter: i64| quarter.saturating_mul(TimeBucket::MILLIS);
    let (since, until) =
        (edge(quarters.0).saturating_sub(DAY_MILLIS), edge(quarters.1).saturating_add(DAY_MILLIS));
    let all = || {
        format!(
            "SELECT s.id FROM ({NEAR}) x CROSS JOIN session s ON s.id = x.session WHERE {LAST} >= ?1 AND {FIRST} <= ?2"
        )
    };
    let stale = "SELECT s.id FROM stale x CROSS JOIN session s ON s.id = x.session";
    let statement = match scope {
        StaleScope::All => all(),
        StaleScope::Marked if are_many_new(conn)? => {
            format!("{} AND EXISTS (SELECT 1 FROM stale WHERE stale.session = s.id)", all())
        }
        StaleScope::Marked => format!(
            "{stale} WHERE x.until IS NULL AND {LAST} >= ?1 AND {FIRST} <= ?2 \
             UNION ALL {stale} WHERE x.until >= ?1 AND {FIRST} <= ?2"
        ),
    };
    let mut find = conn.prepare_cached(&format!("{statement} ORDER BY 1"))?;
    find.query_map((since, until), |row| row.get(0))?.collect()
}

/// Returns `true` if many stale sessions are not dated yet.
pub(super) fn are_many_new(conn: &Connection) -> Result<bool> {
    let mut count =
        conn.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM stale WHERE until IS NULL LIMIT ?1)")?;
    count.query_row([FEW + 1], |row| row.get::<_, i64>(0)).map(|count| count > FEW)
}
