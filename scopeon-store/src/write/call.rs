//! Calls in the file.

use rusqlite::{Result, Row};
use scopeon_core::event::{Call, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Geo, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::bulk::Large;
use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};
use super::rowid_cache::Rowid;
use crate::rollup::{Cell, day_of};

impl Fact for Call {
    const INSERT: &'static str = "INSERT OR IGNORE INTO call (uid, at, session, turn, project, branch, owner_origin, birth, \
        class, origin, finish, input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, own_searches, \
        context, reported, window, skill, effort, opens, searches) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
        ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?18)";
    const LARGE: Option<Large> = Some(Large::Call);
    const FIND: &'static str = "SELECT id FROM call WHERE uid = ?1";
    const LOAD: &'static str = "SELECT s.uid, t.uid, p.text, b.text, c.owner_origin, c.birth, c.at, c.origin, \
        c.finish, c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, c.cache_write_1h, c.own_searches, \
        m.text, k.tier, k.geo, c.context, c.reported, c.window, sk.text, e.text FROM call c \
        JOIN session s ON s.id = c.session JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
        LEFT JOIN turn t ON t.id = c.turn LEFT JOIN label p ON p.id = c.project \
        LEFT JOIN label b ON b.id = c.branch LEFT JOIN label sk ON sk.id = c.skill \
        LEFT JOIN label e ON e.id = c.effort WHERE c.id = ?1";
    const UPDATE: &'static str = "UPDATE call SET at = ?2, session = ?3, turn = ?4, project = ?5, branch = ?6, \
        owner_origin = ?7, birth = ?8, class = ?9, origin = ?10, finish = ?11, input = ?12, output = ?13, \
        reasoning = ?14, cache_read = ?15, cache_write_5m = ?16, cache_write_1h = ?17, own_searches = ?18, \
        context = ?19, reported = ?20, window = ?21, skill = ?22, effort = ?23, searches = ?18, \
        opens = ?24 WHERE id = ?25";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        let (_, provider) = writer.session(self.attribution.session)?;
        row.push(self.id.0.to_bytes())?;
        row.push(self.at.millis())?;
        writer.bind_owner(&self.attribution, row)?;
        row.push(writer.class(provider, &self.sample)?)?;
        bind_reading(&self.sample, row)?;
        row.push(self.reported.map(stored_amount))?;
        row.push(self.window.map(signed))?;
        row.push(writer.maybe(self.skill.as_ref())?)?;
        row.push(writer.maybe(self.effort.as_ref())?)?;
        row.push(writer.is_first_of_new_turn(self)?)
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let owner = column::owner(row, 0)?;
        let mut call = Self::new(CallId(identity), column::instant(row, 6)?, read_reading(row)?, owner);
        call.reported = row.get::<_, Option<i64>>(20)?.map(|pico| PicoUsd::from_pico(pico.into()));
        call.window = column::maybe_count(row, 21)?;
        call.skill = column::maybe_label(row, 22)?;
        call.effort = column::maybe_label(row, 23)?;
        Ok(Some(call))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }

    fn counts_for(&self) -> Option<SessionId> {
        Some(self.attribution.session)
    }

    fn kept(&self, before: Option<&Self>, writer: &mut FactWriter<'_>) -> Result<()> {
        match before {
            None => {
                writer.sum_up(self)?;
                writer.follow_turn(self)?;
            }
            Some(before) => {
                touch_day(self, writer)?;
                touch_day(before, writer)?;
                writer.touch_turn(before)?;
                writer.touch_turn(self)?;
            }
        }
        // An update sets what is derived back; an insert can only lack the searches of tools seen before it.
        if self.sample.usage.web_searches == 0 && (before.is_some() || writer.is_searched(self.id)?) {
            writer.state.dirty.calls.insert(self.id);
        }
        Ok(())
    }
}

fn touch_day(call: &Call, writer: &mut FactWriter<'_>) -> Result<()> {
    let (session, _) = writer.session(call.attribution.session)?;
    writer.state.dirty.days.insert((session, day_of(call.at.millis())));
    Ok(())
}

/// What a call adds to roll-ups as long as it has no searches but its own.
fn cell_of(call: &Call, opens: bool) -> Cell {
    let reading = &call.sample;
    Cell {
        turns: u64::from(opens),
        usage: column::bounded(&reading.usage),
        reported_calls: u64::from(call.reported.is_some()),
        reported: call.reported.map_or(0, stored_amount),
        ..Cell::of(reading.finish)
    }
}

impl FactWriter<'_> {
    fn turn_of(&mut self, call: &Call) -> Result<Option<Rowid>> {
        call.attribution.turn.map(|turn| self.turn(turn)).transpose()
    }

    fn touch_turn(&mut self, call: &Call) -> Result<()> {
        let turn = self.turn_of(call)?;
        self.state.dirty.turns.extend(turn);
        Ok(())
    }

    fn is_first_of_new_turn(&mut self, call: &Call) -> Result<bool> {
        let turn = self.turn_of(call)?;
        Ok(turn.is_some_and(|turn| self.state.dirty.new_turns.get(&turn) == Some(&None)))
    }

    /// Adds a new call to the sums of an empty file, or leaves its day to be computed.
    fn sum_up(&mut self, call: &Call) -> Result<()> {
        if self.state.bulk.is_none() {
            return touch_day(call, self);
        }
        let (session, provider) = self.session(call.attribution.session)?;
        let project = self.maybe(call.attribution.project.as_ref())?.unwrap_or(0);
        let branch = self.maybe(call.attribution.branch.as_ref())?.unwrap_or(0);
        let group = (project, branch, self.class(provider, &call.sample)?);
        let added = cell_of(call, self.is_first_of_new_turn(call)?);
        let sums = self.state.bulk.as_mut().map(|bulk| &mut bulk.sums);
        let is_added = sums.is_some_and(|sums| sums.add(session, call.at.millis(), group, &added));
        if is_added { Ok(()) } else { touch_day(call, self) }
    }

    /// Takes note of a new call of a turn: one that comes after the turn's first changes nothing.
    fn follow_turn(&mut self, call: &Call) -> Result<()> {
        let Some(turn) = self.turn_of(call)? else { return Ok(()) };
        let place = (call.at, call.id);
        match self.state.dirty.new_turns.get_mut(&turn) {
            Some(first @ None) => *first = Some(place),
            Some(Some(first)) if *first < place => {}
            _ => {
                self.state.dirty.turns.insert(turn);
            }
        }
        Ok(())
    }
}

pub(super) fn bind_reading(reading: &UsageSample, row: &mut Binder<'_, '_>) -> Result<()> {
    row.push(column::origin_code(reading.origin))?;
    row.push(column::finish_code(reading.finish))?;
    let usage = &reading.usage;
    let counts = [
        usage.input,
        usage.output,
        usage.reasoning,
        usage.cache_read,
        usage.cache_write_5m,
        usage.cache_write_1h,
        usage.web_searches,
        reading.context,
    ];
    counts.into_iter().try_for_each(|count| row.push(signed(count)))
}

fn read_reading(row: &Row<'_>) -> Result<UsageSample> {
    let usage = Usage {
        input: column::count(row, 9)?,
        output: column::count(row, 10)?,
        reasoning: column::count(row, 11)?,
        cache_read: column::count(row, 12)?,
        cache_write_5m: column::count(row, 13)?,
        cache_write_1h: column::count(row, 14)?,
        web_searches: column::count(row, 15)?,
    };
    let mut reading = UsageSample::new(column::label(row, 16)?, usage);
    reading.origin = column::origin(row, 7)?;
    reading.finish = column::finish(row, 8)?;
    let named = |column: usize| row.get_ref(column)?.as_str().map_err(|_| column::misread(column));
    reading.tier = Tier::parse(named(17)?).ok_or_else(|| column::misread(17))?;
    reading.geo = Geo::parse(named(18)?).ok_or_else(|| column::misread(18))?;
    reading.context = column::count(row, 19)?;
    Ok(reading)
}

/// Pico-dollars as SQLite keeps them; amounts were bounded to its range before they were joined.
pub(crate) fn stored_amount(amount: PicoUsd) -> i64 {
    i64::try_from(amount.pico()).unwrap_or(if amount < PicoUsd::ZERO { i64::MIN } else { i64::MAX })
}

/// A call as recomputing sees it.
pub(crate) struct Placed {
    pub(crate) id: Rowid,
    pub(crate) session: Rowid,
    pub(crate) day: i64,
}

impl Placed {
    /// Reads id, session and instant from the first three columns.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        let at: Timestamp = column::instant(row, 2)?;
        Ok(Self { id: row.get(0)?, session: row.get(1)?, day: day_of(at.millis()) })
    }
}
