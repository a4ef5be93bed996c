//! Whether a model, branch, project or tag is known, and which known ones are like it.

use std::iter;

use rusqlite::{Connection, Result};

use super::Reader;
use super::filter::{Filter, SEPARATORS, is_within};
use crate::error::StoreError;

/// How many similar names are told.
const MOST_NEAR: usize = 3;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Branch,
    Model,
    Project,
    Tag,
}

impl Kind {
    /// Returns the word for it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Model => "model",
            Self::Project => "project",
            Self::Tag => "tag",
        }
    }

    /// Every name of the kind; a look through all sessions, for when something is to be said about a name that
    /// was not found.
    const fn statement(self) -> &'static str {
        match self {
            Self::Branch => {
                "SELECT text FROM label WHERE id IN (SELECT DISTINCT branch FROM rollup) ORDER BY text"
            }
            Self::Model => "SELECT text FROM label WHERE id IN (SELECT model FROM class) ORDER BY text",
            Self::Project => {
                "SELECT text FROM label WHERE id IN (SELECT DISTINCT project FROM rollup) ORDER BY text"
            }
            Self::Tag => "SELECT text FROM label WHERE id IN (SELECT tag FROM tag) ORDER BY text",
        }
    }
}

fn names(conn: &Connection, kind: Kind) -> Result<Vec<String>> {
    conn.prepare(kind.statement())?.query_map([], |row| row.get(0))?.collect()
}

impl Reader {
    /// Finds the names of a filter that nothing has, each as the error that tells it and what is called nearly so.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn unknown_names(&self, filter: &Filter) -> std::result::Result<Vec<StoreError>, StoreError> {
        let kinds =
            [(Kind::Model, &filter.model), (Kind::Project, &filter.project), (Kind::Branch, &filter.branch)];
        self.ask(|conn| {
            let mut unknown = Vec::new();
            for (kind, name) in
                kinds.into_iter().flat_map(|(kind, names)| names.iter().map(move |n| (kind, n)))
            {
                if !may_be_known(conn, kind, name)? {
                    let near = near(conn, kind, name, iter::empty())?;
                    unknown.push(StoreError::UnknownName { kind: kind.noun(), name: name.clone(), near });
                }
            }
            Ok(unknown)
        })
    }
}

/// Tells whether anything is called so, or something else is: what branches and projects there are costs a look
/// through all sessions, what names there are does not.
fn may_be_known(conn: &Connection, kind: Kind, name: &str) -> Result<bool> {
    if kind != Kind::Project && kind != Kind::Branch {
        return known(conn, kind, name);
    }
    let mut find = conn.prepare_cached("SELECT text FROM label")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        if is_meant(kind, row.get_ref(0)?.as_str()?, name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells whether anything is called so.
pub(crate) fn known(conn: &Connection, kind: Kind, name: &str) -> Result<bool> {
    Ok(names(conn, kind)?.iter().any(|known| is_meant(kind, known, name)))
}

fn is_meant(kind: Kind, known: &str, name: &str) -> bool {
    match kind {
        Kind::Project => is_within(known, name),
        Kind::Branch | Kind::Model | Kind::Tag => known == name,
    }
}

/// Returns up to three known names that are like one, the likest first; `others` are known, too.
pub(crate) fn near<'a>(
    conn: &Connection,
    kind: Kind,
    name: &str,
    others: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>> {
    let known = names(conn, kind)?.into_iter().chain(others.map(str::to_owned));
    let mut ranked: Vec<(usize, String)> =
        known.filter_map(|known| Some((closest(&known, name)?, known))).collect();
    ranked.sort();
    ranked.dedup();
    Ok(ranked.into_iter().map(|(_, known)| known).take(MOST_NEAR).collect())
}

/// The distance to a name or, of a path, to its last component.
fn closest(known: &str, name: &str) -> Option<usize> {
    let last = known.rsplit(SEPARATORS).next().filter(|last| !last.is_empty());
    [Some(known), last].into_iter().flatten().filter_map(|known| distance(known, name)).min()
}

/// How far two names are apart: the letters to change, whatever their case, or 0 where one holds the other. None
/// where more than a third of the longer name would have to change.
fn distance(known: &str, name: &str) -> Option<usize> {
    let [known, name] = [known, name].map(str::to_lowercase);
    let holds = |long: &str, short: &str| short.chars().count() > 1 && long.contains(short);
    if holds(&known, &name) || holds(&name, &known) {
        return Some(0);
    }
    let changes = strsim::damerau_levenshtein(&known, &name);
    (changes * 3 <= known.chars().count().max(name.chars().count())).then_some(changes)
}

#[cfg(test)]
mod tests {
    use super::{closest, distance};

    #[test]
    fn names_are_alike_that_differ_by_little() {
        assert_eq!(distance("feature/search", "SEARCH"), Some(0));
        assert_eq!(distance("main", "mian"), Some(1)); // two letters changed places
        assert_eq!(distance("review", "rewiew"), Some(1));
        assert_eq!(distance("main", "mane"), None); // two of four letters
        assert_eq!(distance("ops", "x"), None);
        assert_eq!((distance("/home/me/shop", "sohp"), closest("/home/me/shop", "sohp")), (None, Some(1)));
    }
}
