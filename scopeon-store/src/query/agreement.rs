//! What agents say of themselves, held against what was counted: one pass over the sums of the sessions in question.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result, Row};
use scopeon_core::event::{Covers, Totals, WitnessScope};
use scopeon_core::metrics::witness::{Counted, Since, Verdict, difference, missing_tokens, verdict};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{PriceBook, plain_name};
use scopeon_core::report::{Agreement, WitnessRow};
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use super::filter::{Filter, Selection};
use super::price::Prices;
use super::scan::scan;
use super::span::span;
use super::unrecorded::unrecorded;
use crate::error::StoreError;
use crate::rollup::Cell;
use crate::write::column;
use crate::write::witness::read_totals;

/// The most differences that are shown of one agent.
const MOST: usize = 10;

impl Reader {
    /// Answers how what was counted stands to what the agents themselves say, by agent; of an agent that says nothing there
    /// is no answer.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn agreement(
        &self,
        book: &PriceBook,
    ) -> std::result::Result<BTreeMap<String, Agreement>, StoreError> {
        self.ask(|conn| {
            let statements = statements(conn, None)?;
            if statements.is_empty() {
                return Ok(BTreeMap::new());
            }
            let counted = count(conn, &Range::default(), &statements, book)?;
            let mut agreements = agreements(conn, &statements, &counted)?;
            add_unrecorded(conn, book, &mut agreements)?;
            Ok(agreements)
        })
    }
}

/// Compares the totals of one session and its sub-agents with what was counted.
pub(crate) fn of_root(conn: &Connection, root: i64, book: &PriceBook) -> Result<Vec<WitnessRow>> {
    let statements = statements(conn, Some(root))?;
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let (since, last) = span(conn, root)?;
    let until = last.and_then(|last| Timestamp::from_millis(last.millis() + 1));
    let counted = count(conn, &Range { since, until }, &statements, book)?;
    statements.iter().map(|one| one.row(conn, &counted)).collect()
}

/// One total, with whose it is by rowid.
struct Statement {
    provider: String,
    place: CoveredBy,
    /// The main session.
    root: Option<i64>,
    session: Option<String>,
    model: Option<String>,
    at: Timestamp,
    covers: Covers,
    holds: WitnessScope,
    totals: Totals,
}

/// Whose calls a total covers, by rowid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum CoveredBy {
    Run(i64),
    Session(i64),
    Agent(i64),
}

/// Calls that a session claims and that are another's, by model.
const COPIED: &str = "SELECT m.text, sum(c.input), sum(c.output), sum(c.reasoning), sum(c.cache_read), \
    sum(c.cache_write_5m), sum(c.cache_write_1h), sum(c.searches), sum(c.finish < 2), count(c.reported), \
    coalesce(sum(c.reported), 0) FROM claim l JOIN call c ON c.uid = l.call JOIN session o ON o.id = c.session \
    JOIN session s ON s.id = l.session JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
    WHERE l.session = ?1 AND coalesce(o.root, o.id) <> coalesce(s.root, s.id) GROUP BY k.model";

const STATEMENTS: &str = "SELECT w.calls, w.prompt, w.input, w.cache_read, w.cache_write, w.output, w.total, \
    w.web_searches, w.cost, w.at, p.name, w.provider, w.session, coalesce(s.root, s.id), \
    coalesce(s.key, lower(hex(s.uid))), m.text, w.covers, w.beyond FROM witness w \
    JOIN provider p ON p.id = w.provider LEFT JOIN session s ON s.id = w.session LEFT JOIN label m ON m.id = w.model";

fn statements(conn: &Connection, root: Option<i64>) -> Result<Vec<Statement>> {
    let order = "ORDER BY w.at, w.uid";
    let Some(root) = root else {
        let mut find = conn.prepare_cached(&format!("{STATEMENTS} WHERE w.cut = 0 {order}"))?;
        return find.query_map([], statement)?.collect();
    };
    let members = "w.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";
    let mut find = conn.prepare_cached(&format!("{STATEMENTS} WHERE w.cut = 0 AND {members} {order}"))?;
    find.query_map([root], statement)?.collect()
}

fn statement(row: &Row<'_>) -> Result<Statement> {
    let covers = column::covers(row, 16)?;
    let (session, root): (Option<i64>, Option<i64>) = (row.get(12)?, row.get(13)?);
    let place = match covers {
        Covers::Run => session.map(CoveredBy::Run),
        Covers::Session => root.map(CoveredBy::Session),
        _ => None,
    };
    Ok(Statement {
        provider: column::text(row, 10)?,
        place: place.map_or_else(|| Ok(CoveredBy::Agent(row.get(11)?)), Ok::<_, rusqlite::Error>)?,
        root,
        session: column::maybe_text(row, 14)?.filter(|_| session.is_some()),
        model: column::maybe_text(row, 15)?,
        at: column::instant(row, 9)?,
        covers,
        holds: if row.get(17)? { WitnessScope::MayExceed } else { WitnessScope::RecordedCalls },
        totals: read_totals(row)?,
    })
}

/// What was counted, by whose it is and by model; the model of all is empty.
type Sums = HashMap<(CoveredBy, String), Counted>;

fn count(conn: &Connection, range: &Range, statements: &[Statement], book: &PriceBook) -> Result<Sums> {
    let mut sums: Sums = statements.iter().map(|one| (one.key(), Counted::default())).collect();
    let prices = Prices::new(conn, book)?;
    let everything = Filter::default();
    let mut selection = Selection::new(conn, &everything)?;
    // Buckets of one run and class come one after the other.
    let mut run: Option<((i64, i64, i64), Counted)> = None;
    let mut end = |run: Option<((i64, i64, i64), Counted)>| {
        let Some(((session, root, class), counted)) = run else { return };
        let Some(class) = prices.classes.get(&class) else { return };
        let model = plain_name(class.price.model.as_str());
        for place in [CoveredBy::Run(session), CoveredBy::Session(root), CoveredBy::Agent(class.provider)] {
            for model in [String::new(), model.clone()] {
                if let Some(sum) = sums.get_mut(&(place, model)) {
                    sum.add(counted);
                }
            }
        }
    };
    scan(conn, range, &mut selection, |row, _, cell| {
        let place = (row.session, row.root, row.class);
        match run.as_mut().filter(|(last, _)| *last == place) {
            Some((_, counted)) => counted.add(of_cell(cell)),
            None => end(run.replace((place, of_cell(cell)))),
        }
    })?;
    end(run);
    Ok(sums)
}

fn of_cell(cell: &Cell) -> Counted {
    let reported = (cell.reported_calls, PicoUsd::from_pico(cell.reported.into()));
    Counted { calls: cell.calls, usage: cell.usage, reported }
}

impl Statement {
    fn key(&self) -> (CoveredBy, String) {
        (self.place, self.model.as_deref().map(plain_name).unwrap_or_default())
    }

    fn row(&self, conn: &Connection, sums: &Sums) -> Result<WitnessRow> {
        let counted = sums.get(&self.key()).copied().unwrap_or_default();
        let (mut counted, mut said) = (counted, verdict(&self.totals, &counted, self.holds, Since::Nothing));
        if said == Verdict::Differs && self.was_followed(conn)? {
            said = verdict(&self.totals, &counted, self.holds, Since::Calls);
        }
        if said == Verdict::Differs
            && let Some(copied) = self.copied(conn)?
        {
            // Totals of a fork may hold what it copied, which counts for another session.
            counted.add(copied);
            let since = if self.was_followed(conn)? { Since::Calls } else { Since::Nothing };
            said = verdict(&self.totals, &counted, self.holds, since);
        }
        let mut witness =
            WitnessRow::new(self.at, self.covers, self.totals, counted.as_stated(&self.totals), said);
        witness.session.clone_from(&self.session);
        witness.model.clone_from(&self.model);
        witness.missing_tokens = missing_tokens(&self.totals, &counted);
        witness.difference = difference(&self.totals, &counted);
        Ok(witness)
    }

    /// What was copied into the session and counts for another one; none where nothing was.
    fn copied(&self, conn: &Connection) -> Result<Option<Counted>> {
        let (CoveredBy::Session(session) | CoveredBy::Run(session)) = self.place else { return Ok(None) };
        let model = self.model.as_deref().map(plain_name);
        let mut find = conn.prepare_cached(COPIED)?;
        let mut rows = find.query([session])?;
        let mut copied: Option<Counted> = None;
        while let Some(row) = rows.next()? {
            let own = column::text(row, 0)?;
            if model.as_ref().is_none_or(|model| *model == plain_name(&own)) {
                let calls = column::count(row, 8)?;
                let reported = (column::count(row, 9)?, PicoUsd::from_pico(row.get::<_, i64>(10)?.into()));
                let usage = column::usage(row, 1)?;
                copied.get_or_insert_default().add(Counted { calls, usage, reported });
            }
        }
        Ok(copied)
    }

    /// Returns `true` if any call it covers came after it was stated.
    fn was_followed(&self, conn: &Connection) -> Result<bool> {
        let (CoveredBy::Run(session) | CoveredBy::Session(session)) = self.place else { return Ok(false) };
        let mut find = conn.prepare_cached(match self.place {
            CoveredBy::Run(_) => {
                "SELECT EXISTS (SELECT 1 FROM call WHERE session = ?1 AND at > ?2 AND finish <> 2)"
            }
            _ => {
                "SELECT EXISTS (SELECT 1 FROM session s JOIN call c ON c.session = s.id \
                 WHERE (s.id = ?1 OR s.root = ?1) AND c.at > ?2 AND c.finish <> 2)"
            }
        })?;
        find.query_row((session, self.at.millis()), |row| row.get(0))
    }
}

fn agreements(
    conn: &Connection,
    statements: &[Statement],
    sums: &Sums,
) -> Result<BTreeMap<String, Agreement>> {
    let mut agreements: BTreeMap<String, Agreement> = BTreeMap::new();
    // The worst that is said of each session or run.
    let mut sessions: HashMap<(&str, CoveredBy), Verdict> = HashMap::new();
    for one in statements {
        let row = one.row(conn, sums)?;
        let agreement = agreements.entry(one.provider.clone()).or_default();
        if one.root.is_none() {
            agreement.in_all.push(row);
            continue;
        }
        let known = sessions.entry((&one.provider, one.place)).or_insert(row.verdict);
        if weight(row.verdict) > weight(*known) {
            *known = row.verdict;
        }
        if row.verdict == Verdict::Differs {
            agreement.differing.push(row);
        }
    }
    for ((provider, _), verdict) in sessions {
        let Some(agreement) = agreements.get_mut(provider) else { continue };
        agreement.sessions += 1;
        agreement.agree += u64::from(matches!(verdict, Verdict::Agrees | Verdict::Beyond));
        agreement.beyond += u64::from(verdict == Verdict::Beyond);
        agreement.partial += u64::from(verdict == Verdict::Part);
    }
    for agreement in agreements.values_mut() {
        agreement
            .differing
            .sort_by_key(|row| (Reverse(row.missing_tokens.unsigned_abs()), row.session.clone()));
        agreement.differing.truncate(MOST);
    }
    Ok(agreements)
}

const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Agrees => 0,
        Verdict::Beyond => 1,
        Verdict::Part => 2,
        _ => 3,
    }
}

fn add_unrecorded(
    conn: &Connection,
    book: &PriceBook,
    agreements: &mut BTreeMap<String, Agreement>,
) -> Result<()> {
    let mut prices = Prices::new(conn, book)?;
    let everything = Filter::default();
    let mut selection = Selection::new(conn, &everything)?;
    let mut found = Vec::new();
    unrecorded(conn, &Range::default(), (&mut selection, &mut prices), |row, _, more| {
        found.push((row.class, more));
    })?;
    for (class, more) in found {
        let agent = prices.classes.get(&class).map(|class| class.price.agent.as_str());
        if let Some(agreement) = agent.and_then(|agent| agreements.get_mut(agent)) {
            agreement.unrecorded = agreement.unrecorded.plus(more);
        }
    }
    Ok(())
}
