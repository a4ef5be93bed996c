//! What a session did beside its calls, one by one.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result, Row};
use scopeon_core::report::{InteractionKind, InteractionRow, InteractionsReport, Scope};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::Reader;
use super::session_lookup::find_session;
use crate::error::{At, StoreError};
use crate::write::column;

impl Reader {
    /// Lists what the session did beside its calls whose id starts with `id_prefix`, or for `latest` the one that was last
    /// active as of `now`.
    ///
    /// # Errors
    ///
    /// As [`Reader::session`].
    pub fn interactions(
        &self,
        id_prefix: &str,
        now: Timestamp,
        zone: Zone,
    ) -> std::result::Result<InteractionsReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        let root = find_session(&view, id_prefix, now).at(&self.path)??;
        answer(&view, root, now, zone).at(&self.path)
    }
}

/// Everything a session and its sub-agents did beside calls, in order of time. `?1` is the root.
const ALL: &str = "WITH member (id, agent) AS (SELECT id, CASE WHEN id = ?1 THEN NULL ELSE coalesce(key, lower(hex(uid))) END \
        FROM session WHERE id = ?1 OR root = ?1) \
    SELECT * FROM (SELECT coalesce(o.started, o.ended, c.at) AS at, CASE WHEN o.mcp_tool IS NULL THEN 0 ELSE 1 END AS kind, \
        coalesce(mt.text, n.text), ms.text, m.agent, coalesce(o.turn, c.turn), o.ended - o.started, o.ok, \
        o.input_bytes, o.output_bytes, NULL, NULL, NULL, NULL, o.id AS place \
        FROM member m JOIN tool o ON o.session = m.id LEFT JOIN call c ON c.uid = o.call \
        LEFT JOIN label n ON n.id = o.name LEFT JOIN label ms ON ms.id = o.mcp_server \
        LEFT JOIN label mt ON mt.id = o.mcp_tool \
    UNION ALL SELECT x.at, 2, n.text, NULL, m.agent, c.turn, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, x.id \
        FROM member m JOIN skill x ON x.session = m.id JOIN label n ON n.id = x.name LEFT JOIN call c ON c.uid = x.call \
    UNION ALL SELECT x.at, 3, coalesce(n.text, e.text), NULL, m.agent, NULL, x.duration_ms, x.ok, NULL, NULL, NULL, NULL, \
        NULL, NULL, x.id FROM member m JOIN hook x ON x.session = m.id LEFT JOIN label n ON n.id = x.name \
        LEFT JOIN label e ON e.id = x.event \
    UNION ALL SELECT x.at, 4, x.set_off_by, NULL, m.agent, NULL, x.duration_ms, NULL, NULL, NULL, x.before, x.after, \
        NULL, NULL, x.id FROM member m JOIN compaction x ON x.session = m.id \
    UNION ALL SELECT x.at, 5, k.text, NULL, m.agent, NULL, NULL, NULL, NULL, NULL, NULL, NULL, x.status, x.retry, x.id \
        FROM member m JOIN api_error x ON x.session = m.id LEFT JOIN label k ON k.id = x.kind) \
    ORDER BY at IS NULL, at, kind, place";

fn answer(conn: &Connection, root: i64, now: Timestamp, zone: Zone) -> Result<InteractionsReport> {
    let numbers = turn_numbers(conn, root)?;
    let mut find = conn.prepare_cached(ALL)?;
    let mut found = find.query([root])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(read(row, &numbers)?);
    }
    let mut find = conn.prepare_cached(
        "SELECT coalesce(s.key, lower(hex(s.uid))), p.name FROM session s JOIN provider p ON p.id = s.provider \
         WHERE s.id = ?1",
    )?;
    let (session, provider): (String, String) =
        find.query_row([root], |row| Ok((column::text(row, 0)?, row.get(1)?)))?;
    let scope = Scope::new(now, zone, Range::default()).of(vec![provider], BTreeMap::new());
    Ok(InteractionsReport::new(scope, session, rows))
}

/// The numbers of turns, as every list of calls counts them: by their first calls.
fn turn_numbers(conn: &Connection, root: i64) -> Result<HashMap<i64, u64>> {
    let mut find = conn.prepare_cached(
        "SELECT turn FROM call WHERE turn IS NOT NULL AND session IN \
         (SELECT id FROM session WHERE id = ?1 OR root = ?1) ORDER BY at, uid",
    )?;
    let mut numbers = HashMap::new();
    for turn in find.query_map([root], |row| row.get(0))? {
        let next = u64::try_from(numbers.len()).unwrap_or(u64::MAX).saturating_add(1);
        numbers.entry(turn?).or_insert(next);
    }
    Ok(numbers)
}

fn read(row: &Row<'_>, numbers: &HashMap<i64, u64>) -> Result<InteractionRow> {
    let kind = match row.get::<_, i64>(1)? {
        0 => InteractionKind::Tool,
        1 => InteractionKind::Mcp,
        2 => InteractionKind::Skill,
        3 => InteractionKind::Hook,
        4 => InteractionKind::Compaction,
        _ => InteractionKind::ApiError,
    };
    let mut one = InteractionRow::new(column::maybe_instant(row, 0)?, kind);
    one.name = column::maybe_text(row, 2)?;
    one.server = column::maybe_text(row, 3)?;
    one.sub_agent = column::maybe_text(row, 4)?;
    one.turn = row.get::<_, Option<i64>>(5)?.and_then(|turn| numbers.get(&turn).copied());
    // Clocks go back at times; what took less than nothing took an unknown time.
    one.duration_ms = row.get::<_, Option<i64>>(6)?.and_then(|ms| u64::try_from(ms).ok());
    one.ok = row.get(7)?;
    one.input_bytes = column::maybe_count(row, 8)?;
    one.output_bytes = column::maybe_count(row, 9)?;
    one.before = column::maybe_count(row, 10)?;
    one.after = column::maybe_count(row, 11)?;
    one.status = column::maybe_count(row, 12)?;
    one.retry = column::maybe_count(row, 13)?;
    Ok(one)
}
