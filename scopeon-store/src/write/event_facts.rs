//! Skills, hooks, compactions, API errors and readings of limits in the file.

use rusqlite::{Result, Row};
use scopeon_core::event::{ApiError, Compaction, HookRun, LimitReading, SkillUse};
use scopeon_core::id::{FactId, Identity, SessionId};
use scopeon_core::time::Timestamp;

use super::bulk::Large;
use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};

/// Binds identity, instant and session, which all of them begin with.
fn bind_head(
    (id, at, session): (FactId, Timestamp, SessionId),
    writer: &mut FactWriter<'_>,
    row: &mut Binder<'_, '_>,
) -> Result<()> {
    row.push(id.0.to_bytes())?;
    row.push(at.millis())?;
    row.push(writer.session(session)?.0)
}

fn read_head(identity: Identity, row: &Row<'_>) -> Result<(FactId, Timestamp, SessionId)> {
    Ok((FactId(identity), column::instant(row, 0)?, column::identity(row, 1)?))
}

/// A number of a column that core keeps in a narrower type.
fn narrow<T: TryFrom<u64>>(row: &Row<'_>, column: usize) -> Result<Option<T>> {
    Ok(column::maybe_count(row, column)?.and_then(|number| T::try_from(number).ok()))
}

impl Fact for SkillUse {
    const INSERT: &'static str =
        "INSERT OR IGNORE INTO skill (uid, at, session, call, name) VALUES (?1, ?2, ?3, ?4, ?5)";
    const FIND: &'static str = "SELECT id FROM skill WHERE uid = ?1";
    const LOAD: &'static str = "SELECT x.at, s.uid, x.call, n.text FROM skill x JOIN session s ON s.id = x.session \
        JOIN label n ON n.id = x.name WHERE x.id = ?1";
    const UPDATE: &'static str = "UPDATE skill SET at = ?2, session = ?3, call = ?4, name = ?5 WHERE id = ?6";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        bind_head((self.id, self.at, self.session), writer, row)?;
        row.push(self.call.map(|call| call.0.to_bytes()))?;
        row.push(writer.label(&self.name)?)
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, session) = read_head(identity, row)?;
        let mut skill = Self::new(id, at, session, column::label(row, 3)?);
        skill.call = column::maybe_identity(row, 2)?;
        Ok(Some(skill))
    }

    fn session(&self) -> Option<SessionId> {
        Some(self.session)
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }
}

impl Fact for HookRun {
    const INSERT: &'static str = "INSERT OR IGNORE INTO hook (uid, at, session, event, name, duration_ms, ok) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    const LARGE: Option<Large> = Some(Large::Hook);
    const FIND: &'static str = "SELECT id FROM hook WHERE uid = ?1";
    const LOAD: &'static str = "SELECT x.at, s.uid, e.text, n.text, x.duration_ms, x.ok FROM hook x \
        JOIN session s ON s.id = x.session LEFT JOIN label e ON e.id = x.event \
        LEFT JOIN label n ON n.id = x.name WHERE x.id = ?1";
    const UPDATE: &'static str = "UPDATE hook SET at = ?2, session = ?3, event = ?4, name = ?5, duration_ms = ?6, \
        ok = ?7 WHERE id = ?8";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        bind_head((self.id, self.at, self.session), writer, row)?;
        row.push(writer.maybe(self.event.as_ref())?)?;
        row.push(writer.maybe(self.name.as_ref())?)?;
        row.push(self.duration_ms.map(signed))?;
        row.push(self.ok)
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, session) = read_head(identity, row)?;
        let mut hook = Self::new(id, at, session);
        hook.event = column::maybe_label(row, 2)?;
        hook.name = column::maybe_label(row, 3)?;
        hook.duration_ms = column::maybe_count(row, 4)?;
        hook.ok = row.get(5)?;
        Ok(Some(hook))
    }

    fn session(&self) -> Option<SessionId> {
        Some(self.session)
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }
}

impl Fact for Compaction {
    const INSERT: &'static str = "INSERT OR IGNORE INTO compaction (uid, at, session, set_off_by, before, after, duration_ms) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    const FIND: &'static str = "SELECT id FROM compaction WHERE uid = ?1";
    const LOAD: &'static str = "SELECT x.at, s.uid, x.set_off_by, x.before, x.after, x.duration_ms \
        FROM compaction x JOIN session s ON s.id = x.session WHERE x.id = ?1";
    const UPDATE: &'static str = "UPDATE compaction SET at = ?2, session = ?3, set_off_by = ?4, before = ?5, \
        after = ?6, duration_ms = ?7 WHERE id = ?8";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        bind_head((self.id, self.at, self.session), writer, row)?;
        row.push(column::trigger_name(self.trigger))?;
        [self.before, self.after, self.duration_ms]
            .into_iter()
            .try_for_each(|count| row.push(count.map(signed)))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, session) = read_head(identity, row)?;
        let mut compaction = Self::new(id, at, session, column::trigger(row, 2)?);
        compaction.before = column::maybe_count(row, 3)?;
        compaction.after = column::maybe_count(row, 4)?;
        compaction.duration_ms = column::maybe_count(row, 5)?;
        Ok(Some(compaction))
    }

    fn session(&self) -> Option<SessionId> {
        Some(self.session)
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }
}

impl Fact for ApiError {
    const INSERT: &'static str = "INSERT OR IGNORE INTO api_error (uid, at, session, kind, status, retry) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    const FIND: &'static str = "SELECT id FROM api_error WHERE uid = ?1";
    const LOAD: &'static str = "SELECT x.at, s.uid, k.text, x.status, x.retry FROM api_error x \
        JOIN session s ON s.id = x.session LEFT JOIN label k ON k.id = x.kind WHERE x.id = ?1";
    const UPDATE: &'static str =
        "UPDATE api_error SET at = ?2, session = ?3, kind = ?4, status = ?5, retry = ?6 WHERE id = ?7";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        bind_head((self.id, self.at, self.session), writer, row)?;
        row.push(writer.maybe(self.kind.as_ref())?)?;
        row.push(self.status)?;
        row.push(self.retry)
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, session) = read_head(identity, row)?;
        let mut error = Self::new(id, at, session);
        error.kind = column::maybe_label(row, 2)?;
        error.status = narrow(row, 3)?;
        error.retry = narrow(row, 4)?;
        Ok(Some(error))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }
}

impl Fact for LimitReading {
    const INSERT: &'static str = "INSERT OR IGNORE INTO limit_reading (uid, at, session, provider, window, used_bp, minutes, \
        resets_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    const FIND: &'static str = "SELECT id FROM limit_reading WHERE uid = ?1";
    const LOAD: &'static str = "SELECT x.at, s.uid, w.text, x.used_bp, x.minutes, x.resets_at FROM limit_reading x \
        JOIN session s ON s.id = x.session JOIN label w ON w.id = x.window WHERE x.id = ?1";
    const UPDATE: &'static str = "UPDATE limit_reading SET at = ?2, session = ?3, provider = ?4, window = ?5, \
        used_bp = ?6, minutes = ?7, resets_at = ?8 WHERE id = ?9";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        bind_head((self.id, self.at, self.session), writer, row)?;
        row.push(writer.provider)?;
        row.push(writer.label(&self.window)?)?;
        row.push(self.used_bp)?;
        row.push(self.minutes)?;
        row.push(self.resets_at.map(Timestamp::millis))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, session) = read_head(identity, row)?;
        let mut limit = Self::gone(id, at, session, column::label(row, 2)?);
        limit.used_bp = narrow(row, 3)?;
        limit.minutes = narrow(row, 4)?;
        limit.resets_at = column::maybe_instant(row, 5)?;
        Ok(Some(limit))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }
}
