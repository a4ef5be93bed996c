//! What the rows of a report stand for: the keys of a bucket by number, and what they are called.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::report::GroupBy;
use scopeon_core::time::{Period, TimeBucket, Zone};

use super::question::{MOST_KEYS, UsageQuery};
use crate::query::branches::Branches;
use crate::query::bucket::Row;
use crate::query::label::{NONE, label_text, session_key};
use crate::query::price::Prices;
use crate::query::projects::Projects;
use crate::write::column;

/// The keys of a bucket, from the first on: the rowid, the number or the first bucket of what each stands for; 0 beyond.
pub(super) type Path = [i64; MOST_KEYS];

/// The keys of a report.
pub(super) struct Keys {
    groups: Vec<GroupBy>,
    zone: Zone,
    projects: Projects,
    branches: Branches,
    periods: [Periods; MOST_KEYS],
}

impl Keys {
    pub(super) fn new(conn: &Connection, query: &UsageQuery) -> Result<Self> {
        let groups: Vec<GroupBy> = query.keys.iter().copied().take(MOST_KEYS).collect();
        let has_places = groups.iter().any(|by| matches!(by, GroupBy::Project | GroupBy::Branch));
        let projects =
            if has_places { Projects::read(conn, &query.filter.aliases)? } else { Projects::default() };
        Ok(Self {
            groups,
            zone: query.zone,
            projects,
            branches: Branches::default(),
            periods: Default::default(),
        })
    }

    /// Returns what they are, from the first on.
    pub(super) fn groups(&self) -> &[GroupBy] {
        &self.groups
    }

    /// Returns the keys of a bucket.
    pub(super) fn path(&mut self, row: &Row, quarter: TimeBucket, prices: &Prices<'_>) -> Path {
        let mut path = Path::default();
        for (place, by) in self.groups.iter().enumerate() {
            let class = || prices.classes.get(&row.class);
            let id = match by {
                GroupBy::Model => class().map_or(0, |class| class.model),
                GroupBy::Provider => class().map_or(0, |class| class.provider),
                GroupBy::Project => self.projects.of(row.project),
                GroupBy::Branch => self.branches.number(self.projects.of(row.project), row.branch),
                by => match (by.period(), self.periods.get_mut(place)) {
                    (Some(period), Some(known)) => known.first_of(quarter, (period, self.zone)),
                    _ => row.root,
                },
            };
            if let Some(place) = path.get_mut(place) {
                *place = id;
            }
        }
        path
    }

    /// Returns the names of keys, each looked up once.
    pub(super) fn names<'k>(&'k self, conn: &'k Connection) -> Result<Names<'k>> {
        let branches = self.branches.names(conn, &self.projects)?;
        Ok(Names { keys: self, conn, branches, known: HashMap::new() })
    }
}

/// What keys are called.
pub(super) struct Names<'k> {
    keys: &'k Keys,
    conn: &'k Connection,
    branches: Vec<String>,
    known: HashMap<(usize, i64), String>,
}

impl Names<'_> {
    /// Returns the name of a key at its place in a path.
    pub(super) fn of(&mut self, place: usize, id: i64) -> Result<String> {
        if let Some(name) = self.known.get(&(place, id)) {
            return Ok(name.clone());
        }
        let name = self.look_up(place, id)?;
        self.known.insert((place, id), name.clone());
        Ok(name)
    }

    fn look_up(&self, place: usize, id: i64) -> Result<String> {
        let (keys, conn) = (self.keys, self.conn);
        let Some(by) = keys.groups.get(place) else { return Ok(NONE.to_owned()) };
        let name = match by {
            GroupBy::Project => keys.projects.name(conn, id)?,
            GroupBy::Branch => usize::try_from(id).ok().and_then(|number| self.branches.get(number).cloned()),
            GroupBy::Model => label_text(conn, id)?,
            GroupBy::Provider => {
                let mut find = conn.prepare_cached("SELECT name FROM provider WHERE id = ?1")?;
                Some(find.query_row([id], |row| column::text(row, 0))?)
            }
            by => match by.period() {
                Some(period) => Some(keys.zone.key(TimeBucket::from_index(id).start(), period)),
                None => Some(session_key(conn, id)?),
            },
        };
        Ok(name.unwrap_or_else(|| NONE.to_owned()))
    }
}

/// The buckets of each period met so far, from its first to the first after it.
#[derive(Default)]
struct Periods {
    known: BTreeMap<i64, i64>,
    last: (i64, i64),
}

impl Periods {
    /// Returns the first bucket of the period that a bucket lies in.
    fn first_of(&mut self, quarter: TimeBucket, (period, zone): (Period, Zone)) -> i64 {
        let index = quarter.index();
        if !(self.last.0..self.last.1).contains(&index) {
            let known = self.known.range(..=index).next_back().filter(|(_, after)| index < **after);
            self.last = match known {
                Some((first, after)) => (*first, *after),
                None => self.meet(quarter, (period, zone)),
            };
        }
        self.last.0
    }

    fn meet(&mut self, quarter: TimeBucket, (period, zone): (Period, Zone)) -> (i64, i64) {
        let bounds = |edge: scopeon_core::time::Timestamp| edge.quarter().index();
        let first = bounds(zone.floor(quarter.start(), period));
        let after = bounds(zone.ceil(quarter.start(), period)).max(quarter.index() + 1);
        self.known.insert(first, after);
        (first, after)
    }
}
