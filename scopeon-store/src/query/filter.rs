//! Which roll-up rows a question is about. Names are compared here, never put into a statement.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{Connection, Result};
use scopeon_core::glob::is_called;
use scopeon_core::project::Aliases;

use super::branches::OfRepositories;
use super::bucket::Row;
use super::label::NONE;
use super::label::label_text;

/// What an answer is limited to: of each list any one, of the lists all; an empty list lets everything in. In models, projects
/// and branches a `*` stands for anything, whatever the case of letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Providers by their id.
    pub provider: Vec<String>,
    /// Models as logged.
    pub model: Vec<String>,
    /// Projects: the whole path in any spelling, its last component, a directory above it, or a name of
    /// [`Filter::aliases`].
    pub project: Vec<String>,
    /// Branches, with or without their repository, as `shop:main`.
    pub branch: Vec<String>,
    /// Names that stand for projects, in answers and questions.
    pub aliases: Arc<Aliases>,
}

impl Filter {
    /// Returns `true` if everything is let in.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        let names = [&self.provider, &self.model, &self.project, &self.branch];
        names.iter().all(|names| names.is_empty())
    }
}

/// A filter as rowids, looked up as they come.
pub(crate) struct Selection<'c> {
    conn: &'c Connection,
    filter: &'c Filter,
    classes: Option<HashSet<i64>>,
    projects: HashMap<i64, bool>,
    branches: HashMap<(i64, i64), bool>,
    repositories: OfRepositories,
    models: HashMap<i64, bool>,
    providers: HashMap<i64, bool>,
}

impl<'c> Selection<'c> {
    pub(crate) fn new(conn: &'c Connection, filter: &'c Filter) -> Result<Self> {
        let classes = select_classes(conn, filter)?;
        let repositories = OfRepositories::read(conn, &filter.branch, &filter.aliases)?;
        let (projects, branches) = (HashMap::new(), HashMap::new());
        let (models, providers) = (HashMap::new(), HashMap::new());
        Ok(Self { conn, filter, classes, projects, branches, repositories, models, providers })
    }

    pub(crate) fn lets_in(&mut self, row: &Row) -> Result<bool> {
        Ok(self.lets_in_class(row.class) && self.lets_in_place(row.project, row.branch)?)
    }

    pub(crate) fn lets_in_place(&mut self, project: i64, branch: i64) -> Result<bool> {
        Ok(self.by_project(project)? && self.by_branch(project, branch)?)
    }

    pub(crate) fn lets_in_class(&self, class: i64) -> bool {
        self.classes.as_ref().is_none_or(|classes| classes.contains(&class))
    }

    /// Returns `true` if what a model of a provider asked for counts; what no model is known of counts only where no
    /// model is named.
    pub(crate) fn lets_in_model(&mut self, provider: i64, model: i64) -> Result<bool> {
        Ok(self.by_provider(provider)? && self.by_model(model)?)
    }

    fn by_provider(&mut self, provider: i64) -> Result<bool> {
        let wanted = &self.filter.provider;
        if wanted.is_empty() {
            return Ok(true);
        }
        if let Some(known) = self.providers.get(&provider) {
            return Ok(*known);
        }
        let mut find = self.conn.prepare_cached("SELECT name FROM provider WHERE id = ?1")?;
        let name: String = find.query_row([provider], |row| row.get(0))?;
        let is_wanted = wanted.contains(&name);
        self.providers.insert(provider, is_wanted);
        Ok(is_wanted)
    }

    fn by_model(&mut self, model: i64) -> Result<bool> {
        let wanted = &self.filter.model;
        if wanted.is_empty() {
            return Ok(true);
        }
        by_label(self.conn, &mut self.models, model, |text| wanted.iter().any(|name| is_called(text, name)))
    }

    fn by_project(&mut self, project: i64) -> Result<bool> {
        let (wanted, aliases) = (&self.filter.project, &self.filter.aliases);
        if wanted.is_empty() {
            return Ok(true);
        }
        if project == 0 {
            return Ok(names_none(wanted));
        }
        by_label(self.conn, &mut self.projects, project, |text| {
            wanted.iter().any(|path| aliases.is_meant(text, path))
        })
    }

    fn by_branch(&mut self, project: i64, branch: i64) -> Result<bool> {
        let wanted = &self.filter.branch;
        if wanted.is_empty() {
            return Ok(true);
        }
        if let Some(known) = self.branches.get(&(project, branch)) {
            return Ok(*known);
        }
        let is_wanted = match label_text(self.conn, branch)? {
            Some(text) => {
                wanted.iter().any(|name| is_called(&text, name)) || self.repositories.hold(project, branch)
            }
            None => names_none(wanted),
        };
        self.branches.insert((project, branch), is_wanted);
        Ok(is_wanted)
    }
}

/// Returns `true` if what has no name is wanted by the word for that.
fn names_none(wanted: &[String]) -> bool {
    wanted.iter().any(|name| name.trim_matches('*') == NONE)
}

fn by_label(
    conn: &Connection,
    known: &mut HashMap<i64, bool>,
    label: i64,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<bool> {
    if let Some(known) = known.get(&label) {
        return Ok(*known);
    }
    let is_wanted = label_text(conn, label)?.is_some_and(|text| is_wanted(&text));
    known.insert(label, is_wanted);
    Ok(is_wanted)
}

fn select_classes(conn: &Connection, filter: &Filter) -> Result<Option<HashSet<i64>>> {
    if filter.provider.is_empty() && filter.model.is_empty() {
        return Ok(None);
    }
    let mut find = conn.prepare_cached(
        "SELECT c.id, p.name, m.text FROM class c JOIN provider p ON p.id = c.provider JOIN label m ON m.id = c.model",
    )?;
    let mut rows = find.query([])?;
    let mut classes = HashSet::new();
    let is_wanted =
        |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|w| is_called(name, w));
    while let Some(row) = rows.next()? {
        if is_wanted(&filter.provider, row.get_ref(1)?.as_str()?)
            && is_wanted(&filter.model, row.get_ref(2)?.as_str()?)
        {
            classes.insert(row.get(0)?);
        }
    }
    Ok(Some(classes))
}
