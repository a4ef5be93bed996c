//! Totals that agents state of themselves, in the file.

use rusqlite::{Result, Row};
use scopeon_core::event::{Totals, Witness, WitnessScope};
use scopeon_core::id::{FactId, Identity, SessionId};
use scopeon_core::money::PicoUsd;

use super::call::stored_amount;
use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};

impl Fact for Witness {
    const INSERT: &'static str = "INSERT OR IGNORE INTO witness (uid, at, provider, session, model, covers, beyond, calls, \
        prompt, input, cache_read, cache_write, output, total, web_searches, cost) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    const FIND: &'static str = "SELECT id FROM witness WHERE uid = ?1";
    const LOAD: &'static str = "SELECT w.calls, w.prompt, w.input, w.cache_read, w.cache_write, w.output, w.total, \
        w.web_searches, w.cost, w.at, s.uid, m.text, w.covers, w.beyond FROM witness w \
        LEFT JOIN session s ON s.id = w.session LEFT JOIN label m ON m.id = w.model WHERE w.id = ?1";
    const UPDATE: &'static str = "UPDATE witness SET at = ?2, provider = ?3, session = ?4, model = ?5, covers = ?6, \
        beyond = ?7, calls = ?8, prompt = ?9, input = ?10, cache_read = ?11, cache_write = ?12, output = ?13, \
        total = ?14, web_searches = ?15, cost = ?16 WHERE id = ?17";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        row.push(self.id.0.to_bytes())?;
        row.push(self.at.millis())?;
        row.push(writer.provider)?;
        row.push(self.session.map(|session| writer.session(session)).transpose()?.map(|(rowid, _)| rowid))?;
        row.push(writer.maybe(self.model.as_ref())?)?;
        row.push(column::covers_code(self.covers))?;
        row.push(self.holds == WitnessScope::MayExceed)?;
        let Totals {
            calls,
            prompt,
            input,
            cache_read,
            cache_write,
            output,
            total,
            web_searches,
            cost_usd,
            ..
        } = self.totals;
        [calls, prompt, input, cache_read, cache_write, output, total, web_searches]
            .into_iter()
            .try_for_each(|count| row.push(count.map(signed)))?;
        row.push(cost_usd.map(stored_amount))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let (id, at, totals) = (FactId(identity), column::instant(row, 9)?, read_totals(row)?);
        let mut witness = Self::of_agent(id, at, totals).covers(column::covers(row, 12)?);
        witness.session = column::maybe_identity(row, 10)?.map(SessionId);
        witness.model = column::maybe_label(row, 11)?;
        witness.holds = if row.get(13)? { WitnessScope::MayExceed } else { WitnessScope::RecordedCalls };
        Ok(Some(witness))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }

    fn kept(&self, before: Option<&Self>, writer: &mut FactWriter<'_>) -> Result<()> {
        let known = [Some(self), before].into_iter().flatten();
        for session in
            known.filter(|known| known.holds == WitnessScope::MayExceed).filter_map(|known| known.session)
        {
            let (session, _) = writer.session(session)?;
            writer.state.dirty.witnesses.insert(session);
        }
        Ok(())
    }
}

/// Reads the counters of a statement from the first nine columns.
pub(crate) fn read_totals(row: &Row<'_>) -> Result<Totals> {
    let mut totals = Totals::default();
    let counts = [
        &mut totals.calls,
        &mut totals.prompt,
        &mut totals.input,
        &mut totals.cache_read,
        &mut totals.cache_write,
        &mut totals.output,
        &mut totals.total,
        &mut totals.web_searches,
    ];
    for (index, count) in counts.into_iter().enumerate() {
        *count = column::maybe_count(row, index)?;
    }
    totals.cost_usd = row.get::<_, Option<i64>>(8)?.map(|pico| PicoUsd::from_pico(pico.into()));
    Ok(totals)
}
