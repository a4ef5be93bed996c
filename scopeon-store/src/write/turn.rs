//! Turns in the file.

use rusqlite::{Result, Row};
use scopeon_core::event::Turn;
use scopeon_core::id::{Identity, TurnId};

use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};
use super::rowid_cache::Rowid;

/// Stands for the turn's own rowid, which is not known before it is inserted.
const ITSELF: Rowid = 0;

impl Fact for Turn {
    const INSERT: &'static str = "INSERT OR IGNORE INTO turn (uid, at, session, owner_turn, project, branch, owner_origin, \
        birth, source, duration_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    const FIND: &'static str = "SELECT id FROM turn WHERE uid = ?1";
    const LOAD: &'static str = "SELECT s.uid, CASE t.owner_turn WHEN 0 THEN t.uid ELSE o.uid END, p.text, b.text, \
        t.owner_origin, t.birth, t.at, c.text, t.duration_ms FROM turn t LEFT JOIN session s ON s.id = t.session \
        LEFT JOIN turn o ON o.id = t.owner_turn LEFT JOIN label p ON p.id = t.project \
        LEFT JOIN label b ON b.id = t.branch LEFT JOIN label c ON c.id = t.source WHERE t.id = ?1";
    const UPDATE: &'static str = "UPDATE turn SET at = ?2, session = ?3, owner_turn = ?4, project = ?5, \
        branch = ?6, owner_origin = ?7, birth = ?8, source = ?9, duration_ms = ?10 WHERE id = ?11";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        row.push(self.id.0.to_bytes())?;
        row.push(self.at.millis())?;
        row.push(writer.session(self.attribution.session)?.0)?;
        row.push(match self.attribution.turn {
            Some(turn) if turn == self.id => Some(ITSELF),
            other => other.map(|turn| writer.turn(turn)).transpose()?,
        })?;
        row.push(writer.maybe(self.attribution.project.as_ref())?)?;
        row.push(writer.maybe(self.attribution.branch.as_ref())?)?;
        row.push(column::origin_code(self.attribution.origin))?;
        row.push(self.attribution.birth.map(scopeon_core::time::Timestamp::millis))?;
        row.push(writer.maybe(self.source.as_ref())?)?;
        row.push(self.duration_ms.map(signed))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let Some(at) = column::maybe_instant(row, 6)? else { return Ok(None) };
        let mut turn = Self::new(TurnId(identity), at, column::owner(row, 0)?);
        turn.source = column::maybe_label(row, 7)?;
        turn.duration_ms = column::maybe_count(row, 8)?;
        Ok(Some(turn))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }

    fn inserted(&self, rowid: Rowid, writer: &mut FactWriter<'_>) {
        writer.new_turn(self.id, rowid);
    }
}
