//! The windows that are running, by the newest reading of each.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::label::Label;
use scopeon_core::metrics::limits::{LimitSeen, LimitState, current};
use scopeon_core::provider::{FactKind, Fidelity};
use scopeon_core::report::LimitsReport;
use scopeon_core::time::Timestamp;

use super::Reader;
use super::query_context::QueryContext;
use crate::error::StoreError;
use crate::write::column::{self, misread};

impl Reader {
    /// Answers where each limit stands that an agent states; one whose window is over is not among them. Of the
    /// filter only the providers count, and of the range nothing: limits are of now.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn limits(&self, asked: &QueryContext<'_>) -> std::result::Result<LimitsReport, StoreError> {
        self.ask(|conn| answer(conn, asked))
    }

    /// Returns the newest reading of each window of one agent, expired or not.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn last_limits(
        &self,
        provider: &str,
        now: Timestamp,
    ) -> std::result::Result<Vec<LimitSeen>, StoreError> {
        self.ask(|conn| {
            let known = providers(conn)?.into_iter().find(|(_, name)| name.as_str() == provider);
            known.map_or(Ok(Vec::new()), |(id, name)| newest(conn, id, &name, now))
        })
    }
}

/// Returns the windows that run now, of the agents asked about, for answers that show them beside others.
pub(crate) fn running(conn: &Connection, wanted: &[String], now: Timestamp) -> Result<Vec<LimitState>> {
    let mut readings = Vec::new();
    for (id, name) in providers(conn)? {
        if wanted.is_empty() || wanted.iter().any(|one| one == name.as_str()) {
            readings.extend(newest(conn, id, &name, now)?);
        }
    }
    Ok(current(&readings, now))
}

fn answer(conn: &Connection, asked: &QueryContext<'_>) -> Result<LimitsReport> {
    let wanted = &asked.filter.provider;
    let (mut readings, mut seen, mut unsupported) = (Vec::new(), Vec::new(), Vec::new());
    for (id, name) in providers(conn)? {
        if !wanted.is_empty() && !wanted.iter().any(|one| one == name.as_str()) {
            continue;
        }
        let own = newest(conn, id, &name, asked.now)?;
        let has_calls = has_calls(conn, id)?;
        let states = asked.fidelity.capability(name.as_str(), FactKind::RateLimits) != Fidelity::Unsupported;
        if has_calls && !states && own.is_empty() {
            unsupported.push(name.as_str().to_owned());
        }
        if has_calls || !own.is_empty() {
            seen.push(name.as_str().to_owned());
        }
        readings.extend(own);
    }
    unsupported.sort();
    let scope = asked.scope(seen);
    Ok(LimitsReport::new(scope, current(&readings, asked.now), unsupported))
}

fn providers(conn: &Connection) -> Result<Vec<(i64, Label)>> {
    let mut find = conn.prepare_cached("SELECT id, name FROM provider ORDER BY name")?;
    find.query_map([], |row| Ok((row.get(0)?, column::label(row, 1)?)))?.collect()
}

/// A provider has a price class as soon as it has a call.
fn has_calls(conn: &Connection, provider: i64) -> Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM class WHERE provider = ?1)")?
        .query_row([provider], |row| row.get(0))
}

/// The next window of a provider, and its newest reading: two steps into an index, however many readings there
/// are.
const NEXT_WINDOW: &str = "SELECT min(window) FROM limit_reading WHERE provider = ?1 AND window > ?2";
const NEWEST: &str = "SELECT l.text, r.at, r.used_bp, r.minutes, r.resets_at, r.id FROM limit_reading r \
    JOIN label l ON l.id = r.window WHERE r.provider = ?1 AND r.window = ?2 AND r.at <= ?3 \
    ORDER BY r.at DESC, r.used_bp DESC, r.resets_at DESC, r.minutes DESC LIMIT 1";

/// What a status line handed over comes in the order in which it was said. Where a reading that came later is of a day
/// before, a clock was wrong by then: what came last is the newest, whenever it says it is of.
const ARRIVED: &str = "SELECT l.text, r.at, r.used_bp, r.minutes, r.resets_at, r.id FROM limit_reading r \
    JOIN label l ON l.id = r.window JOIN limit_reading n ON n.id = ?4 WHERE r.id > ?4 AND r.provider = ?1 \
    AND r.window = ?2 AND r.at <= ?3 AND r.at < n.at - 86400000 AND r.session IS NULL AND n.session IS NULL \
    ORDER BY r.id DESC LIMIT 1";

fn newest(conn: &Connection, provider: i64, name: &Label, now: Timestamp) -> Result<Vec<LimitSeen>> {
    let mut next = conn.prepare_cached(NEXT_WINDOW)?;
    let mut find = conn.prepare_cached(NEWEST)?;
    let mut arrived = conn.prepare_cached(ARRIVED)?;
    let (mut found, mut window) = (Vec::new(), i64::MIN);
    while let Some(after) = next.query_row((provider, window), |row| row.get::<_, Option<i64>>(0))? {
        window = after;
        let reading = find.query_row((provider, window, now.millis()), |row| read(row, name)).optional()?;
        let Some((reading, id)) = reading else { continue };
        let later =
            arrived.query_row((provider, window, now.millis(), id), |row| read(row, name)).optional()?;
        found.push(later.map_or(reading, |(later, _)| later));
    }
    Ok(found)
}

fn read(row: &Row<'_>, provider: &Label) -> Result<(LimitSeen, i64)> {
    let narrow = |number: u64, place| u32::try_from(number).map_err(|_| misread(place));
    let seen = LimitSeen {
        provider: provider.clone(),
        window: column::label(row, 0)?,
        at: column::instant(row, 1)?,
        used_bp: column::maybe_count(row, 2)?.map(|used| narrow(used, 2)).transpose()?,
        minutes: column::maybe_count(row, 3)?.map(|minutes| narrow(minutes, 3)).transpose()?,
        resets_at: column::maybe_instant(row, 4)?,
    };
    Ok((seen, row.get(5)?))
}
