//! Which labels are one project: its directory under several spellings, or directories that the user gave one name.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::project::{Aliases, key};

use super::label::label_text;

/// The label that each project is shown by.
#[derive(Debug, Default)]
pub(crate) struct Projects {
    /// Of labels that are shown by another one, which; names that the user gave count down from -1.
    shown: HashMap<i64, i64>,
    names: Vec<String>,
}

/// Labels of one project so far: the one it is shown by, and all.
struct Spelled {
    best: (bool, String, i64),
    all: Vec<i64>,
}

impl Projects {
    /// Looks through all labels: there are some thousands at most, of which those with a separator may be directories.
    pub(crate) fn read(conn: &Connection, aliases: &Aliases) -> Result<Self> {
        let mut projects = Self::default();
        let mut spelled: HashMap<String, Spelled> = HashMap::new();
        let mut find = conn.prepare_cached("SELECT id, text FROM label")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let (id, text) = (row.get(0)?, row.get_ref(1)?.as_str()?);
            if let Some(name) = aliases.name_of(text) {
                let named = projects.named(name);
                projects.shown.insert(id, named);
            } else if text.contains(['/', '\\']) {
                // A URI is shown where nothing else is there.
                let rank = (text.contains("://"), text.to_owned(), id);
                let known = spelled.entry(key(text).into_owned());
                let known = known.or_insert_with(|| Spelled { best: rank.clone(), all: Vec::new() });
                known.all.push(id);
                if rank < known.best {
                    known.best = rank;
                }
            }
        }
        for one in spelled.into_values().filter(|one| one.all.len() > 1) {
            projects.shown.extend(one.all.iter().map(|id| (*id, one.best.2)));
        }
        Ok(projects)
    }

    fn named(&mut self, name: &str) -> i64 {
        let place = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        -1 - i64::try_from(place).unwrap_or_default()
    }

    /// Returns what a project's label stands for; 0 stays none.
    pub(crate) fn of(&self, label: i64) -> i64 {
        if self.shown.is_empty() { label } else { self.shown.get(&label).copied().unwrap_or(label) }
    }

    /// Returns what [`Projects::of`] is called.
    pub(crate) fn name(&self, conn: &Connection, id: i64) -> Result<Option<String>> {
        let given = usize::try_from(-1 - id).ok().filter(|_| id < 0);
        given.map_or_else(|| label_text(conn, id), |place| Ok(self.names.get(place).cloned()))
    }
}
