//! The rows of each level: from roll-ups down to sessions, from calls and tools below.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::{CostSum, total};
use scopeon_core::metrics::explore::{Depth, Entry};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::place::LevelRows;
use crate::query::bucket::{Row, quarters};
use crate::query::calls::{CallSum, calls_of, members, numbers};
use crate::query::filter::Selection;
use crate::query::label::label_text;
use crate::query::label::session_key;
use crate::query::price::Prices;
use crate::query::projects::Projects;
use crate::query::query_context::QueryContext;
use crate::query::scan::scan;
use crate::write::column;

/// The key of what belongs to no project, branch or prompt.
const NONE: &str = "(none)";

/// One row, with the rowid (or the number) of what it stands for.
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) entry: Entry,
}

/// The way down.
pub(super) struct Walk<'c, 'a> {
    conn: &'c Connection,
    asked: &'c QueryContext<'a>,
    prices: Prices<'a>,
    projects: Projects,
    place: LevelRows,
    /// The sums of the period by session and price class.
    buckets: Vec<(LevelRows, i64, CostSum)>,
    /// The agents whose calls are in the last level.
    pub(super) providers: BTreeSet<String>,
}

impl<'c, 'a> Walk<'c, 'a> {
    /// Sums the period in one pass, as fine as the deepest level that roll-ups are asked for needs it: most of the
    /// time goes into telling sessions apart.
    pub(super) fn start(conn: &'c Connection, asked: &'c QueryContext<'a>, deepest: Depth) -> Result<Self> {
        let mut prices = Prices::new(conn, asked.book)?;
        let projects = Projects::read(conn, &asked.filter.aliases)?;
        let mut selection = Selection::new(conn, asked.filter)?;
        let mut sums: HashMap<(i64, i64, i64, i64), CostSum> = HashMap::new();
        scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
            let rates = prices.rates(row.class, quarter);
            let more = total(&[PricedUsage { calls: cell.calls, usage: cell.usage, rates }]);
            let root = if deepest >= Depth::Session { row.root } else { 0 };
            let sum = sums.entry((row.class, projects.of(row.project), row.branch, root)).or_default();
            *sum = sum.plus(more);
        })?;
        let provider = |class: i64| prices.classes.get(&class).map_or(0, |class| class.provider);
        let bucket = |((class, project, branch, root), sum)| {
            (LevelRows::of_bucket(provider(class), project, branch, root), class, sum)
        };
        let buckets = sums.into_iter().map(bucket).collect();
        Ok(Self {
            conn,
            asked,
            prices,
            projects,
            place: LevelRows::default(),
            buckets,
            providers: BTreeSet::new(),
        })
    }

    /// Goes one level down.
    pub(super) const fn enter(&mut self, depth: Depth, id: i64) {
        self.place.enter(depth, id);
    }

    /// Returns the rows of a level within the rows entered.
    pub(super) fn rows(&mut self, depth: Depth) -> Result<Vec<Found>> {
        match depth {
            Depth::Provider | Depth::Project | Depth::Branch | Depth::Session => self.groups(depth),
            Depth::Turn => self.turns(),
            Depth::Call => self.calls(),
            Depth::Tool => self.tools(),
        }
    }

    /// The levels that roll-ups know.
    fn groups(&mut self, depth: Depth) -> Result<Vec<Found>> {
        let (mut sums, mut classes) = (HashMap::<i64, CostSum>::new(), BTreeSet::new());
        for (place, class, sum) in self.buckets.iter().filter(|(place, ..)| self.place.holds(place)) {
            let own = sums.entry(place.of(depth).unwrap_or_default()).or_default();
            *own = own.plus(*sum);
            classes.insert(*class);
        }
        self.note(classes);
        let found = |(id, sum)| {
            let entry = Entry { key: self.name(depth, id)?, at: None, sum };
            Ok(Found { id, entry })
        };
        sums.into_iter().map(found).collect()
    }

    fn note(&mut self, classes: impl IntoIterator<Item = i64>) {
        let agent = |class: i64| Some(self.prices.classes.get(&class)?.price.agent.as_str().to_owned());
        self.providers = classes.into_iter().filter_map(agent).collect();
    }

    fn name(&self, depth: Depth, id: i64) -> Result<String> {
        match depth {
            Depth::Provider => {
                let mut find = self.conn.prepare_cached("SELECT name FROM provider WHERE id = ?1")?;
                find.query_row([id], |row| column::text(row, 0))
            }
            Depth::Project => Ok(self.projects.name(self.conn, id)?.unwrap_or_else(|| NONE.to_owned())),
            Depth::Branch => Ok(label_text(self.conn, id)?.unwrap_or_else(|| NONE.to_owned())),
            _ => session_key(self.conn, id),
        }
    }

    /// The calls of the session entered, each with the number of its prompt in the whole session and its own number in
    /// the prompt; those that the period and the levels above let in. Prompt 0 is that of calls without one.
    fn numbered(&mut self) -> Result<Vec<(i64, i64, CallSum)>> {
        let Some(root) = self.place.root else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for member in members(self.conn, root)? {
            all.extend(calls_of(self.conn, member, &mut self.prices)?);
        }
        all.sort_by_key(|call| (call.at, call.uid));
        let mut selection = Selection::new(self.conn, self.asked.filter)?;
        let (first, after) = quarters(&self.asked.range);
        let numbers = numbers(&all);
        let mut kept = Vec::with_capacity(all.len());
        for (call, (turn, number)) in all.into_iter().zip(numbers) {
            let provider = self.prices.classes.get(&call.class).map_or(0, |class| class.provider);
            let (project, branch, class) = (call.project, call.branch, call.class);
            let row = Row { session: root, root, project, branch, class };
            let is_in = (first..after).contains(&call.at.quarter().index());
            let place = LevelRows::of_bucket(provider, self.projects.of(project), branch, root);
            if is_in && self.place.holds(&place) && selection.lets_in(&row)? {
                kept.push((turn, number, call));
            }
        }
        Ok(kept)
    }

    fn turns(&mut self) -> Result<Vec<Found>> {
        let calls = self.numbered()?;
        let mut turns: BTreeMap<i64, (Timestamp, CostSum)> = BTreeMap::new();
        for (turn, _, call) in &calls {
            let (_, sum) = turns.entry(*turn).or_insert((call.at, CostSum::default()));
            *sum = sum.plus(call.sum);
        }
        self.note(calls.iter().map(|(.., call)| call.class));
        let key = |turn: i64| if turn == 0 { NONE.to_owned() } else { turn.to_string() };
        let found =
            |(id, (at, sum)): (i64, _)| Found { id, entry: Entry { key: key(id), at: Some(at), sum } };
        Ok(turns.into_iter().map(found).collect())
    }

    fn calls(&mut self) -> Result<Vec<Found>> {
        let calls = self.of_turn()?;
        self.note(calls.iter().map(|(_, call)| call.class));
        let found = |(number, call): (i64, CallSum)| Found {
            id: number,
            entry: Entry { key: number.to_string(), at: Some(call.at), sum: call.sum },
        };
        Ok(calls.into_iter().map(found).collect())
    }

    fn of_turn(&mut self) -> Result<Vec<(i64, CallSum)>> {
        let wanted = self.place.turn;
        let calls = self.numbered()?.into_iter();
        Ok(calls.filter(|(turn, ..)| Some(*turn) == wanted).map(|(_, number, call)| (number, call)).collect())
    }

    /// Uses of tools by name; a call's price is not theirs.
    fn tools(&mut self) -> Result<Vec<Found>> {
        let wanted = self.place.call;
        let Some((_, call)) = self.of_turn()?.into_iter().find(|(number, _)| Some(*number) == wanted) else {
            return Ok(Vec::new());
        };
        self.note([call.class]);
        let Some(root) = self.place.root else { return Ok(Vec::new()) };
        let mut find = self.conn.prepare_cached(
            "SELECT coalesce(ms.text || '/' || mt.text, n.text, '(unknown)'), o.input_bytes, o.output_bytes \
             FROM tool o LEFT JOIN label n ON n.id = o.name LEFT JOIN label ms ON ms.id = o.mcp_server \
             LEFT JOIN label mt ON mt.id = o.mcp_tool WHERE o.call = ?1 \
             AND o.session IN (SELECT id FROM session WHERE id = ?2 OR root = ?2)",
        )?;
        let mut rows = find.query((call.uid, root))?;
        let mut tools: BTreeMap<String, CostSum> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let bytes = |index| column::maybe_count(row, index).map(Option::unwrap_or_default);
            let input = bytes(1)?.saturating_add(bytes(2)?);
            let one = CostSum { calls: 1, usage: Usage { input, ..Usage::default() }, ..CostSum::default() };
            let sum = tools.entry(column::text(row, 0)?).or_default();
            *sum = sum.plus(one);
        }
        let found = |(key, sum)| Found { id: 0, entry: Entry { key, at: None, sum } };
        Ok(tools.into_iter().map(found).collect())
    }
}
