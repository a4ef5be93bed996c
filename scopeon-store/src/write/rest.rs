//! Totals that count only for what the calls of their session leave of them, and the calls made of what is
//! left: computed again whenever a call, a total or a session's root changes. How, core says.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::event::{Call, Consumption, Finish, Origin, countable_totals, finishes};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::plain_name;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::call::{bind_reading, stored_amount};
use super::column::{self, signed};
use super::dirty::Dirty;
use super::fact_writer::{Binder, Fact, FactWriter};
use super::rowid_cache::Rowid;
use crate::rollup::day_of;

/// A total as it is stated.
#[derive(Clone, PartialEq)]
pub(crate) struct Rest(pub(crate) Call);

impl Fact for Rest {
    const INSERT: &'static str = "INSERT OR IGNORE INTO rest (uid, at, session, turn, project, branch, owner_origin, birth, \
        class, origin, finish, input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, own_searches, \
        context, reported, window, skill, effort) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, \
        ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
    const FIND: &'static str = "SELECT id FROM rest WHERE uid = ?1";
    const LOAD: &'static str = "SELECT s.uid, t.uid, p.text, b.text, c.owner_origin, c.birth, c.at, c.origin, \
        c.finish, c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, c.cache_write_1h, c.own_searches, \
        m.text, k.tier, k.geo, c.context, c.reported, c.window, sk.text, e.text FROM rest c \
        JOIN session s ON s.id = c.session JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
        LEFT JOIN turn t ON t.id = c.turn LEFT JOIN label p ON p.id = c.project \
        LEFT JOIN label b ON b.id = c.branch LEFT JOIN label sk ON sk.id = c.skill \
        LEFT JOIN label e ON e.id = c.effort WHERE c.id = ?1";
    const UPDATE: &'static str = "UPDATE rest SET at = ?2, session = ?3, turn = ?4, project = ?5, branch = ?6, \
        owner_origin = ?7, birth = ?8, class = ?9, origin = ?10, finish = ?11, input = ?12, output = ?13, \
        reasoning = ?14, cache_read = ?15, cache_write_5m = ?16, cache_write_1h = ?17, own_searches = ?18, \
        context = ?19, reported = ?20, window = ?21, skill = ?22, effort = ?23 WHERE id = ?24";

    fn identity(&self) -> Identity {
        self.0.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        let call = &self.0;
        let (_, provider) = writer.session(call.attribution.session)?;
        row.push(call.id.0.to_bytes())?;
        row.push(call.at.millis())?;
        writer.bind_owner(&call.attribution, row)?;
        row.push(writer.class(provider, &call.sample)?)?;
        bind_reading(&call.sample, row)?;
        row.push(call.reported.map(stored_amount))?;
        row.push(call.window.map(signed))?;
        row.push(writer.maybe(call.skill.as_ref())?)?;
        row.push(writer.maybe(call.effort.as_ref())?)
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        Ok(Call::read(identity, row)?.map(Self))
    }

    fn join(&mut self, other: Self) {
        self.0.join(other.0);
    }

    fn counts_for(&self) -> Option<SessionId> {
        Some(self.0.attribution.session)
    }

    fn kept(&self, before: Option<&Self>, writer: &mut FactWriter<'_>) -> Result<()> {
        for known in [Some(self), before].into_iter().flatten() {
            let (session, _) = writer.session(known.0.attribution.session)?;
            writer.state.dirty.rests.insert(session);
        }
        Ok(())
    }
}

/// What is left of a total, and where that stands.
pub(crate) struct Left {
    uid: [u8; 16],
    place: CallContext,
    origin: Origin,
    /// As it is stated; once it is computed, as what is left of it counts.
    finish: Finish,
    spent: Consumption<String>,
    /// Whether that is all of it, to the last value, so that its call is a copy of what is stated.
    is_whole: bool,
}

/// Where a call stands: its session, its day and its turn.
#[derive(Clone, Copy)]
struct CallContext {
    session: Rowid,
    day: i64,
    turn: Option<Rowid>,
}

impl CallContext {
    fn read(row: &Row<'_>, first: usize) -> Result<Self> {
        let at: i64 = row.get(first + 1)?;
        Ok(Self { session: row.get(first)?, day: day_of(at), turn: row.get(first + 2)? })
    }

    fn touch(self, dirty: &mut Dirty) {
        dirty.days.insert((self.session, self.day));
        dirty.turns.extend(self.turn);
    }
}

/// Makes the calls of what is left in every session that was touched, by whatever fact: what an earlier release left
/// wrong is right as soon as anything is told of its session again.
///
/// Of the calls an empty file is filled with none is touched: there, the totals alone tell where to look.
pub(super) fn recompute(conn: &Connection, dirty: &mut Dirty) -> Result<()> {
    let mut sessions: BTreeSet<Rowid> = std::mem::take(&mut dirty.rests).into_iter().collect();
    sessions.extend(std::mem::take(&mut dirty.old_roots));
    let mut any = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM rest)")?;
    if !any.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    sessions.extend(dirty.days.iter().map(|(session, _)| *session));
    sessions.extend(&dirty.sessions);
    let mut root = conn.prepare_cached("SELECT coalesce(root, id) FROM session WHERE id = ?1")?;
    let mut roots = BTreeSet::new();
    for session in sessions {
        roots.insert(root.query_row([session], |row| row.get(0))?);
    }
    roots.into_iter().try_for_each(|root| recompute_tree(conn, root, dirty))
}

fn recompute_tree(conn: &Connection, root: Rowid, dirty: &mut Dirty) -> Result<()> {
    let left = compute(conn, root)?;
    if left.is_empty() {
        return Ok(());
    }
    let mut any = conn.prepare_cached(ANY_CALL)?;
    if !left.iter().all(|left| left.is_whole) || any.query_row([root], |row| row.get::<_, bool>(0))? {
        left.iter().try_for_each(|left| recompute_one(conn, left, dirty))?;
    } else {
        // Nothing was made yet, and all is left as it is stated: it is made at once.
        conn.prepare_cached(MAKE_ALL)?.execute([root])?;
        for left in &left {
            left.place.touch(dirty);
        }
    }
    let mut find = conn.prepare_cached(SEARCHED)?;
    for uid in find.query_map([root], |row| row.get(0))? {
        dirty.calls.insert(CallId(Identity::from_bytes(uid?)));
    }
    Ok(())
}

/// Whether there is a call in the session, or one that was made of a total when that stood elsewhere.
const ANY_CALL: &str = "SELECT EXISTS (SELECT 1 FROM session s JOIN call c ON c.session = s.id \
    WHERE s.id = ?1 OR s.root = ?1) OR EXISTS (SELECT 1 FROM session s JOIN rest r ON r.session = s.id \
    JOIN call c ON c.uid = r.uid WHERE s.id = ?1 OR s.root = ?1)";
const MAKE_ALL: &str = "INSERT INTO call (uid, at, session, turn, project, branch, owner_origin, birth, class, origin, \
    finish, input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, own_searches, context, reported, \
    window, skill, effort, searches) SELECT r.uid, r.at, r.session, r.turn, r.project, r.branch, r.owner_origin, \
    r.birth, r.class, r.origin, r.finish, r.input, r.output, r.reasoning, r.cache_read, r.cache_write_5m, \
    r.cache_write_1h, r.own_searches, r.context, r.reported, r.window, r.skill, r.effort, r.own_searches \
    FROM session s JOIN rest r ON r.session = s.id WHERE (s.id = ?1 OR s.root = ?1) \
    AND (r.input, r.output, r.reasoning, r.cache_read, r.cache_write_5m, r.cache_write_1h, r.own_searches) \
    <> (0, 0, 0, 0, 0, 0, 0)";
/// Totals that a tool's searches may belong to.
const SEARCHED: &str = "SELECT r.uid FROM session s JOIN rest r ON r.session = s.id JOIN tool t ON t.call = r.uid \
    WHERE (s.id = ?1 OR s.root = ?1) AND t.searches > 0";

const TOTALS: &str = "SELECT m.text, r.input, r.output, r.reasoning, r.cache_read, r.cache_write_5m, \
    r.cache_write_1h, r.own_searches, r.reported, r.uid, r.session, r.at, r.turn, r.origin, r.finish FROM session s \
    JOIN rest r ON r.session = s.id JOIN class k ON k.id = r.class JOIN label m ON m.id = k.model WHERE s.id = ?1 OR s.root = ?1 ORDER BY r.at, r.uid";
const TOLD: &str = "SELECT m.text, c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, \
    c.cache_write_1h, c.own_searches, c.reported, c.at FROM session s JOIN call c ON c.session = s.id \
    JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model WHERE (s.id = ?1 OR s.root = ?1) \
    AND c.finish <> 2 AND NOT EXISTS (SELECT 1 FROM rest r WHERE r.uid = c.uid)";

/// Computes what is left of the totals of a session and of all that count towards it.
pub(crate) fn compute(conn: &Connection, root: Rowid) -> Result<Vec<Left>> {
    let mut find = conn.prepare_cached(TOTALS)?;
    let read = |row: &Row<'_>| {
        let (origin, finish) = (column::origin(row, 13)?, column::finish(row, 14)?);
        let place = CallContext::read(row, 10)?;
        let (origin, spent) = spent(row, 11)?.as_total(origin, place.turn.is_some());
        Ok(Left { uid: row.get(9)?, place, origin, finish, spent, is_whole: false })
    };
    let mut left = find.query_map([root], read)?.collect::<Result<Vec<_>>>()?;
    if left.is_empty() {
        return Ok(left);
    }
    let mut find = conn.prepare_cached(TOLD)?;
    let told = find.query_map([root], |row| spent(row, 9))?.collect::<Result<Vec<_>>>()?;
    let totals: Vec<_> = left.iter().map(|left| (left.origin, left.spent.clone())).collect();
    let rests = countable_totals(&totals, &told);
    let stated: Vec<_> = left.iter().map(|left| left.finish).collect();
    let ends = finishes(&totals, &stated, &rests, &told);
    for ((left, rest), finish) in left.iter_mut().zip(rests).zip(ends) {
        left.is_whole = (&left.spent, left.finish) == (&rest, finish);
        (left.spent, left.finish) = (rest, finish);
    }
    Ok(left)
}

/// What a call or a total took, whose time is in the column `at`.
fn spent(row: &Row<'_>, at: usize) -> Result<Consumption<String>> {
    let usage = Usage {
        input: column::count(row, 1)?,
        output: column::count(row, 2)?,
        reasoning: column::count(row, 3)?,
        cache_read: column::count(row, 4)?,
        cache_write_5m: column::count(row, 5)?,
        cache_write_1h: column::count(row, 6)?,
        web_searches: column::count(row, 7)?,
    };
    let reported = row.get::<_, Option<i64>>(8)?.map(|pico| PicoUsd::from_pico(pico.into()));
    let model = row.get_ref(0)?.as_str().map_err(|_| column::misread(0))?;
    Ok(Consumption { model: plain_name(model), usage, reported, at: Timestamp::from_millis(row.get(at)?) })
}

/// The call of a total, where it stands, and whether it is what it should be.
const STANDING: &str = "SELECT c.id, c.session, c.at, c.turn, c.at = r.at AND c.session = r.session AND c.turn IS r.turn \
    AND c.project IS r.project AND c.branch IS r.branch AND c.owner_origin = r.owner_origin AND c.birth IS r.birth \
    AND c.class = r.class AND c.origin = r.origin AND c.finish = ?10 AND c.context = r.context \
    AND c.window IS r.window AND c.skill IS r.skill AND c.effort IS r.effort AND c.input = ?2 AND c.output = ?3 \
    AND c.reasoning = ?4 AND c.cache_read = ?5 AND c.cache_write_5m = ?6 AND c.cache_write_1h = ?7 \
    AND c.own_searches = ?8 AND c.reported IS ?9 FROM rest r JOIN call c ON c.uid = r.uid WHERE r.uid = ?1";
const MAKE: &str = "INSERT INTO call (uid, at, session, turn, project, branch, owner_origin, birth, class, origin, \
    finish, input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, own_searches, context, reported, \
    window, skill, effort, searches) SELECT uid, at, session, turn, project, branch, owner_origin, birth, class, \
    origin, ?10, ?2, ?3, ?4, ?5, ?6, ?7, ?8, context, ?9, window, skill, effort, ?8 FROM rest WHERE uid = ?1";

type Values = ([u8; 16], i64, i64, i64, i64, i64, i64, i64, Option<i64>, i64);

impl Left {
    fn values(&self) -> Values {
        let usage = &self.spent.usage;
        (
            self.uid,
            signed(usage.input),
            signed(usage.output),
            signed(usage.reasoning),
            signed(usage.cache_read),
            signed(usage.cache_write_5m),
            signed(usage.cache_write_1h),
            signed(usage.web_searches),
            self.spent.reported.map(stored_amount),
            column::finish_code(self.finish),
        )
    }

    fn standing(&self, conn: &Connection) -> Result<Option<(Rowid, CallContext, bool)>> {
        let mut find = conn.prepare_cached(STANDING)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, CallContext::read(row, 1)?, row.get(4)?));
        find.query_row(self.values(), read).optional()
    }

    /// Returns `true` if its call is what it should be.
    pub(crate) fn is_settled(&self, conn: &Connection) -> Result<bool> {
        let is_made = |(_, _, is_same)| is_same && !self.spent.usage.is_empty();
        Ok(self.standing(conn)?.map_or(self.spent.usage.is_empty(), is_made))
    }
}

fn recompute_one(conn: &Connection, left: &Left, dirty: &mut Dirty) -> Result<()> {
    let is_nothing = left.spent.usage.is_empty();
    if let Some((call, place, is_same)) = left.standing(conn)? {
        if is_same && !is_nothing {
            return Ok(());
        }
        conn.prepare_cached("DELETE FROM call WHERE id = ?1")?.execute([call])?;
        place.touch(dirty);
    }
    if is_nothing {
        return Ok(());
    }
    left.place.touch(dirty);
    conn.prepare_cached(MAKE)?.execute(left.values()).map(drop)
}
