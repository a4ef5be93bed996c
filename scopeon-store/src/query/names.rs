//! Whether a model, branch, project or tag is known, and which known ones are like it.

use std::iter;

use rusqlite::{Connection, Result};
use scopeon_core::filter::NameField;
use scopeon_core::glob::is_called;
use scopeon_core::project::Aliases;

use super::Reader;
use super::filter::Filter;
use super::label::NONE;
use super::suggest::suggest_names;
use crate::error::StoreError;
use crate::write::column;

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
    conn.prepare(kind.statement())?.query_map([], |row| column::text(row, 0))?.collect()
}

impl Reader {
    /// Returns `true` if a model, a project or a branch is called so, as a filter takes its names; nothing else is
    /// looked for.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn is_known(&self, field: NameField, name: &str) -> std::result::Result<bool, StoreError> {
        let kind = match field {
            NameField::Model => Kind::Model,
            NameField::Project => Kind::Project,
            NameField::Branch => Kind::Branch,
            _ => return Ok(false),
        };
        self.ask(|conn| known(conn, kind, name))
    }

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
                let is_given = name == NONE || (kind == Kind::Project && filter.aliases.has(name));
                if !is_given && !may_be_known(conn, kind, name)? {
                    let name = name.trim_matches('*');
                    let near = near(conn, kind, name, iter::empty())?;
                    unknown.push(StoreError::UnknownName { kind: kind.noun(), name: name.to_owned(), near });
                }
            }
            Ok(unknown)
        })
    }
}

/// Returns `true` if anything is called so, or something else is: what branches and projects there are costs a look
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

/// Returns `true` if anything is called so.
pub(crate) fn known(conn: &Connection, kind: Kind, name: &str) -> Result<bool> {
    Ok(names(conn, kind)?.iter().any(|known| is_meant(kind, known, name)))
}

fn is_meant(kind: Kind, known: &str, name: &str) -> bool {
    match kind {
        Kind::Project => Aliases::default().is_meant(known, name),
        // With its repository or without.
        Kind::Branch => {
            is_called(known, name) || name.rsplit_once(':').is_some_and(|(_, branch)| branch == known)
        }
        Kind::Model | Kind::Tag => is_called(known, name),
    }
}

/// Returns up to three known names that are like one, the likest first; `others` are known, too.
pub(crate) fn near<'a>(
    conn: &Connection,
    kind: Kind,
    name: &str,
    others: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>> {
    let mut known = names(conn, kind)?;
    known.extend(others.map(str::to_owned));
    Ok(suggest_names(name, known.iter().map(|known| (0, known.as_str()))))
}
