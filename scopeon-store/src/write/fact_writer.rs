//! Writes one batch: looks names and identities up as rowids, and inserts or joins facts. The transaction is
//! the caller's.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Result, ToSql};
use scopeon_core::id::{Identity, SessionId, TurnId};
use scopeon_core::label::Label;

use super::bulk::Large;
use super::rowid_cache::Rowid;
use super::writer_state::{ClassKey, WriterState};
use scopeon_core::event::{Attribution, UsageSample};

/// The writer's hand during one batch.
pub(crate) struct FactWriter<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) state: &'c mut WriterState,
    /// The batch's provider.
    pub(crate) provider: Rowid,
    /// This machine.
    pub(crate) host: Rowid,
}

/// Values bound to a statement one after the other.
pub(crate) struct Binder<'s, 'c> {
    statement: &'s mut CachedStatement<'c>,
    next: usize,
}

impl<'s, 'c> Binder<'s, 'c> {
    pub(crate) fn new(statement: &'s mut CachedStatement<'c>) -> Self {
        Self { statement, next: 1 }
    }

    pub(crate) fn push(&mut self, value: impl ToSql) -> Result<()> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(())
    }
}

/// A fact that is inserted once and joined with further sightings of itself.
pub(crate) trait Fact: Sized + Clone + PartialEq {
    /// Inserts what [`FactKind::bind`] binds unless the identity is known; `?1` is the identity.
    const INSERT: &'static str;
    /// Selects the rowid by identity.
    const FIND: &'static str;
    /// Selects by rowid what [`FactKind::read`] reads.
    const LOAD: &'static str;
    /// Updates with what [`FactKind::bind`] binds; the last parameter is the rowid.
    const UPDATE: &'static str;
    /// The table, when it is filled without indexes at first.
    const LARGE: Option<Large> = None;

    fn identity(&self) -> Identity;
    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()>;
    /// Reads a stored fact; `None` when only a reference to it was seen so far.
    fn read(identity: Identity, row: &rusqlite::Row<'_>) -> Result<Option<Self>>;
    fn join(&mut self, other: Self);
    /// The session whose digests it is in; none for what is in none or takes note of it itself.
    fn session(&self) -> Option<SessionId> {
        None
    }
    /// The session it counts towards, where copies of it may stand in others.
    fn counts_for(&self) -> Option<SessionId> {
        None
    }
    /// Takes note of what a new or changed fact touches.
    fn kept(&self, _before: Option<&Self>, _scribe: &mut FactWriter<'_>) -> Result<()> {
        Ok(())
    }
    /// Takes note of a fact's fresh rowid.
    fn inserted(&self, _rowid: Rowid, _scribe: &mut FactWriter<'_>) {}
}

/// Returns what two sightings of one fact claim for different sessions, with both.
pub(super) fn claims<F: Fact>(one: &F, other: &F) -> impl Iterator<Item = (Identity, SessionId)> + use<F> {
    let (fact, sessions) = (one.identity(), [one.counts_for(), other.counts_for()]);
    let differ = sessions[0] != sessions[1];
    sessions.into_iter().flatten().filter(move |_| differ).map(move |session| (fact, session))
}

impl FactWriter<'_> {
    /// Writes facts of one kind, of which no two have the same identity.
    pub(crate) fn keep<F: Fact>(&mut self, facts: Vec<F>) -> Result<()> {
        if facts.is_empty() {
            return Ok(());
        }
        let conn = self.conn;
        let mut insert = conn.prepare_cached(F::INSERT)?;
        for fact in facts {
            if let Some(rowid) = self.new_row(F::LARGE, fact.identity()) {
                self.join(fact, rowid)?;
                continue;
            }
            fact.bind(self, &mut Binder::new(&mut insert))?;
            if insert.raw_execute()? == 1 {
                self.inserted(&fact, conn.last_insert_rowid())?;
            } else {
                let rowid = self.find::<F>(fact.identity())?;
                self.join(fact, rowid)?;
            }
        }
        Ok(())
    }

    /// Returns the row of a fact that is in no index yet.
    fn new_row(&self, table: Option<Large>, fact: Identity) -> Option<Rowid> {
        self.state.bulk.as_ref().zip(table).and_then(|(bulk, table)| bulk.row(table, fact))
    }

    fn inserted<F: Fact>(&mut self, fact: &F, rowid: Rowid) -> Result<()> {
        if let Some((bulk, table)) = self.state.bulk.as_mut().zip(F::LARGE) {
            bulk.put(table, fact.identity(), rowid);
        }
        fact.inserted(rowid, self);
        fact.kept(None, self)
    }

    fn find<F: Fact>(&mut self, fact: Identity) -> Result<Rowid> {
        self.conn.prepare_cached(F::FIND)?.query_row([fact.to_bytes()], |row| row.get(0))
    }

    fn join<F: Fact>(&mut self, fact: F, rowid: Rowid) -> Result<()> {
        let (conn, identity) = (self.conn, fact.identity());
        let mut load = conn.prepare_cached(F::LOAD)?;
        let before = load.query_row([rowid], |row| F::read(identity, row))?;
        if let Some(before) = &before {
            self.note_claims(claims(before, &fact))?;
        }
        let after = match before.clone() {
            None => fact,
            Some(mut known) => {
                known.join(fact);
                known
            }
        };
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        let mut update = conn.prepare_cached(F::UPDATE)?;
        let mut row = Binder::new(&mut update);
        after.bind(self, &mut row)?;
        row.push(rowid)?;
        update.raw_execute()?;
        if let Some(session) = before.as_ref().and_then(Fact::session) {
            // It may have moved to another one, which `bind` has looked up.
            self.session(session)?;
        }
        after.kept(before.as_ref(), self)
    }

    /// Takes note of what more than one session claims.
    pub(crate) fn note_claims(
        &mut self,
        claims: impl IntoIterator<Item = (Identity, SessionId)>,
    ) -> Result<()> {
        for (fact, session) in claims {
            let (rowid, _) = self.known_session(session)?;
            let note = "INSERT OR IGNORE INTO claim (session, call) VALUES (?1, ?2)";
            if self.conn.prepare_cached(note)?.execute((rowid, fact.to_bytes()))? == 1 {
                self.state.dirty.witnesses.insert(rowid);
            }
        }
        Ok(())
    }

    pub(crate) fn label(&mut self, label: &Label) -> Result<Rowid> {
        if let Some(id) = self.state.labels.get(label) {
            return Ok(id);
        }
        let id = self.find_or_insert(
            "SELECT id FROM label WHERE text = ?1",
            "INSERT INTO label (text) VALUES (?1)",
            &[&label.as_str()],
        )?;
        self.state.labels.put(label.clone(), id);
        Ok(id)
    }

    pub(crate) fn maybe(&mut self, label: Option<&Label>) -> Result<Option<Rowid>> {
        label.map(|label| self.label(label)).transpose()
    }

    /// Returns the rowids of a session, known or not, and of its provider.
    pub(crate) fn session(&mut self, session: SessionId) -> Result<(Rowid, Rowid)> {
        let known = self.known_session(session)?;
        // Who fills an empty file marks them all at once.
        if self.state.bulk.is_none() {
            self.state.dirty.sessions.insert(known.0);
        }
        Ok(known)
    }

    fn known_session(&mut self, session: SessionId) -> Result<(Rowid, Rowid)> {
        if let Some(known) = self.state.sessions.get(&session) {
            return Ok(known);
        }
        let uid = session.0.to_bytes();
        let mut find = self.conn.prepare_cached("SELECT id, provider FROM session WHERE uid = ?1")?;
        let found = find.query_row([uid], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let known = if let Some(known) = found {
            known
        } else {
            let mut insert =
                self.conn.prepare_cached("INSERT INTO session (uid, provider, host) VALUES (?1, ?2, ?3)")?;
            (insert.insert((uid, self.provider, self.host))?, self.provider)
        };
        self.state.sessions.put(session, known);
        Ok(known)
    }

    pub(crate) fn turn(&mut self, turn: TurnId) -> Result<Rowid> {
        if let Some(id) = self.state.turns.get(&turn) {
            return Ok(id);
        }
        let uid = turn.0.to_bytes();
        let mut find = self.conn.prepare_cached("SELECT id FROM turn WHERE uid = ?1")?;
        if let Some(id) = find.query_row([uid], |row| row.get(0)).optional()? {
            self.state.turns.put(turn, id);
            return Ok(id);
        }
        let id = self.conn.prepare_cached("INSERT INTO turn (uid) VALUES (?1)")?.insert([uid])?;
        self.new_turn(turn, id);
        Ok(id)
    }

    /// Takes note of a turn that no stored call can belong to yet.
    pub(crate) fn new_turn(&mut self, turn: TurnId, rowid: Rowid) {
        self.state.turns.put(turn, rowid);
        self.state.dirty.new_turns.insert(rowid, None);
    }

    pub(crate) fn class(&mut self, provider: Rowid, reading: &UsageSample) -> Result<Rowid> {
        let band = reading.prompt_tier().index();
        let is_same = |(by, model, tier, geo, of): &ClassKey| {
            (*by, *tier, *geo, *of) == (provider, reading.tier, reading.geo, band) && *model == reading.model
        };
        if let Some((_, id)) = self.state.last_class.as_ref().filter(|(key, _)| is_same(key)) {
            return Ok(*id);
        }
        let key: ClassKey = (provider, reading.model.clone(), reading.tier, reading.geo, band);
        let id = self.find_class(&key)?;
        self.state.last_class = Some((key, id));
        Ok(id)
    }

    fn find_class(&mut self, key: &ClassKey) -> Result<Rowid> {
        if let Some(id) = self.state.classes.get(key) {
            return Ok(id);
        }
        let (provider, model, tier, geo, band) = key;
        let model = self.label(model)?;
        let id = self.find_or_insert(
            "SELECT id FROM class WHERE provider = ?1 AND model = ?2 AND tier = ?3 AND geo = ?4 AND band = ?5",
            "INSERT INTO class (provider, model, tier, geo, band) VALUES (?1, ?2, ?3, ?4, ?5)",
            &[provider, &model, &tier.as_str(), &geo.as_str(), band],
        )?;
        self.state.classes.put(key.clone(), id);
        Ok(id)
    }

    /// Binds session, turn, project, branch, origin and birth.
    pub(crate) fn bind_owner(&mut self, owner: &Attribution, row: &mut Binder<'_, '_>) -> Result<()> {
        row.push(self.session(owner.session)?.0)?;
        row.push(owner.turn.map(|turn| self.turn(turn)).transpose()?)?;
        row.push(self.maybe(owner.project.as_ref())?)?;
        row.push(self.maybe(owner.branch.as_ref())?)?;
        row.push(super::column::origin_code(owner.origin))?;
        row.push(owner.birth.map(scopeon_core::time::Timestamp::millis))
    }

    pub(crate) fn find_or_insert(
        &mut self,
        find: &'static str,
        insert: &'static str,
        values: &[&dyn ToSql],
    ) -> Result<Rowid> {
        let found = self.conn.prepare_cached(find)?.query_row(values, |row| row.get(0)).optional()?;
        found.map_or_else(|| self.conn.prepare_cached(insert)?.insert(values), Ok)
    }
}
