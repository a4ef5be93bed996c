//! The ordered rows behind a price book. The built-in ones are read when first asked for: a run prices a
//! handful of models, and every run starts here.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::row::PriceRow;
use super::table;
use crate::time::Timestamp;

/// Rows sorted by key, then by first instant.
#[derive(Clone, Debug)]
pub(super) enum Rows {
    /// The built-in table.
    Builtin(&'static [Line]),
    /// The built-in table with a user's own prices in it.
    Merged(Merged),
}

/// All rows, and by which of them a bare name is found.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    rows: Vec<PriceRow>,
    /// The keys of the user's own rows.
    own: BTreeSet<String>,
    /// Keys of own rows that are on a list, by their name without it: those names that one list alone has.
    bare: HashMap<String, String>,
}

/// A line of the built-in table, read or not yet.
#[derive(Debug)]
pub(super) struct Line {
    key: &'static str,
    text: &'static str,
    number: usize,
    row: OnceLock<Box<PriceRow>>,
}

impl Line {
    fn row(&self) -> &PriceRow {
        self.row.get_or_init(|| Box::new(table::builtin_row(self.text, self.number)))
    }
}

/// Returns the built-in rows and the day of their facts.
pub(super) fn builtin() -> (Rows, &'static str) {
    static LINES: OnceLock<Vec<Line>> = OnceLock::new();
    let version = table::BUILTIN.lines().find_map(|line| line.strip_prefix(table::VERSION));
    (Rows::Builtin(LINES.get_or_init(lines)), version.unwrap_or_default())
}

fn lines() -> Vec<Line> {
    let rows = table::BUILTIN.lines().enumerate().filter(|(_, text)| !text.starts_with('#'));
    rows.filter_map(|(index, text)| {
        let (key, _) = text.split_once('\t')?;
        Some(Line { key, text, number: index + 1, row: OnceLock::new() })
    })
    .collect()
}

impl Rows {
    /// Returns where the rows of a key are.
    pub(super) fn of(&self, key: &str) -> Range<usize> {
        let span = |start: usize, same: &dyn Fn(usize) -> bool| {
            start..(start..self.len()).find(|at| !same(*at)).unwrap_or(self.len())
        };
        match self {
            Self::Builtin(lines) => {
                span(lines.partition_point(|line| line.key < key), &|at| lines[at].key == key)
            }
            Self::Merged(Merged { rows, .. }) => {
                span(rows.partition_point(|row| *row.key < *key), &|at| rows[at].key == key)
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Builtin(lines) => lines.len(),
            Self::Merged(merged) => merged.rows.len(),
        }
    }

    /// Returns some of the rows, in order.
    pub(super) fn get(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &PriceRow> {
        range.filter_map(|at| match self {
            Self::Builtin(lines) => lines.get(at).map(Line::row),
            Self::Merged(merged) => merged.rows.get(at),
        })
    }

    /// Returns all rows, in order.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &PriceRow> {
        self.get(0..self.len())
    }

    /// Returns a number that is another one for other rows.
    pub(super) fn fingerprint(&self) -> u64 {
        match self {
            Self::Builtin(_) => xxh3_64(table::BUILTIN.as_bytes()),
            Self::Merged(merged) => {
                let mut hash = Xxh3::new();
                for row in &merged.rows {
                    hash.update(format!("{row:?}\n").as_bytes());
                }
                hash.digest()
            }
        }
    }

    /// Returns the key of a user's own row on some list, where no other list has a model of that name.
    pub(super) fn listed_as(&self, name: &str) -> Option<&str> {
        match self {
            Self::Builtin(_) => None,
            Self::Merged(merged) => merged.bare.get(name).map(String::as_str),
        }
    }

    /// Puts a user's rows in the place of those they replace.
    pub(super) fn merge(self, own: Vec<PriceRow>) -> Self {
        let mut firsts = std::collections::BTreeMap::<&str, Option<Timestamp>>::new();
        for row in &own {
            let first = firsts.entry(&row.key).or_insert(row.from);
            *first = (*first).min(row.from);
        }
        let kept = |row: &&PriceRow| firsts.get(&*row.key).is_none_or(|first| row.from < *first);
        let mut rows: Vec<PriceRow> = self.all().filter(kept).cloned().collect();
        let mut keys = match &self {
            Self::Builtin(_) => BTreeSet::new(),
            Self::Merged(merged) => merged.own.clone(),
        };
        keys.extend(own.iter().map(|row| row.key.to_string()));
        rows.extend(own);
        // Stable: the later of two equals stays behind the earlier, and only the last is kept.
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
        rows.reverse();
        rows.dedup_by(|a, b| order(a) == order(b));
        rows.reverse();
        let bare = bare_names(&rows, &keys);
        Self::Merged(Merged { rows, own: keys, bare })
    }
}

/// The names of models that one list alone has, when that list is the user's own. Where two lists have a name, it
/// does not say whose price holds.
fn bare_names(rows: &[PriceRow], own: &BTreeSet<String>) -> HashMap<String, String> {
    let mut lists = HashMap::<&str, Option<&str>>::new();
    for row in rows {
        // A host's name of another vendor's model has two slashes.
        let Some((_, name)) = row.key.split_once('/').filter(|(_, name)| !name.contains('/')) else {
            continue;
        };
        let list = lists.entry(name).or_insert(Some(&row.key));
        *list = list.filter(|key| **key == row.key);
    }
    let mine =
        lists.into_iter().filter_map(|(name, key)| Some((name, key.filter(|key| own.contains(*key))?)));
    mine.map(|(name, key)| (name.to_owned(), key.to_owned())).collect()
}

fn order(row: &PriceRow) -> (&str, Option<Timestamp>) {
    (&row.key, row.from)
}
