//! Whether a branch, project or tag is known, and which known ones are like it.

use rusqlite::{Connection, Result};

use super::filter::{SEPARATORS, is_within};

/// How many similar names are told.
const MOST_NEAR: usize = 3;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Branch,
    Project,
    Tag,
}

impl Kind {
    /// Returns the word for it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Branch => "branch",
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

/// Tells whether anything is called so.
pub(crate) fn known(conn: &Connection, kind: Kind, name: &str) -> Result<bool> {
    let is_meant = |known: &String| match kind {
        Kind::Project => is_within(known, name),
        Kind::Branch | Kind::Tag => known == name,
    };
    Ok(names(conn, kind)?.iter().any(is_meant))
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
