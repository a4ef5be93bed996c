//! Which tags a session has: those set by hand, else those of the rules that fit it.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::label::Label;
use scopeon_core::tags::{Subject, TagRule, TagSource, Tagged, tags_of};

use super::filter::label_text;
use crate::write::column;

/// Tags sessions. Names are looked up once, and tools only where a rule asks for them that fits otherwise.
pub(crate) struct Tagger<'a> {
    conn: &'a Connection,
    rules: &'a [TagRule],
    by_hand: HashMap<i64, Vec<Label>>,
    names: HashMap<i64, Option<String>>,
    /// What the rules say of a branch and a project, as far as no tools are asked for.
    places: HashMap<(i64, i64), Verdict>,
}

/// What rules say of a session's place.
#[derive(Clone)]
struct Verdict {
    tagged: Tagged,
    /// Whether its tools could make a difference.
    needs_tools: bool,
}

impl<'a> Tagger<'a> {
    pub(crate) fn new(conn: &'a Connection, rules: &'a [TagRule]) -> Result<Self> {
        let by_hand = by_hand(conn)?;
        Ok(Self { conn, rules, by_hand, names: HashMap::new(), places: HashMap::new() })
    }

    /// Returns a main session's tags.
    pub(crate) fn tags(&mut self, root: i64) -> Result<Tagged> {
        if let Some(tags) = self.by_hand.get(&root) {
            return Ok(tags_of(&Subject::default(), Some(tags), self.rules));
        }
        if self.rules.is_empty() {
            return Ok(Tagged { tags: Vec::new(), source: TagSource::None });
        }
        let place = self.place(root)?;
        let verdict = self.verdict(place)?;
        if !verdict.needs_tools {
            return Ok(verdict.tagged);
        }
        let tools = tools(self.conn, root)?;
        let (branch, project) = (self.name(place.0)?, self.name(place.1)?);
        let subject = Subject { branch: branch.as_deref(), project: project.as_deref(), tools: &tools };
        Ok(tags_of(&subject, None, self.rules))
    }

    /// Tells of each rule whether it gives a main session its tag.
    pub(crate) fn fitting(&mut self, root: i64) -> Result<Vec<bool>> {
        if self.by_hand.contains_key(&root) {
            return Ok(vec![false; self.rules.len()]);
        }
        let place = self.place(root)?;
        let tools = if self.verdict(place)?.needs_tools { tools(self.conn, root)? } else { Vec::new() };
        let (branch, project) = (self.name(place.0)?, self.name(place.1)?);
        let subject = Subject { branch: branch.as_deref(), project: project.as_deref(), tools: &tools };
        Ok(self.rules.iter().map(|rule| rule.fits(&subject)).collect())
    }

    fn verdict(&mut self, place: (i64, i64)) -> Result<Verdict> {
        if let Some(known) = self.places.get(&place) {
            return Ok(known.clone());
        }
        let (branch, project) = (self.name(place.0)?, self.name(place.1)?);
        let subject = Subject { branch: branch.as_deref(), project: project.as_deref(), tools: &[] };
        let needs_tools = self.rules.iter().any(|rule| depends_on_tools(rule, &subject));
        let verdict = Verdict { tagged: tags_of(&subject, None, self.rules), needs_tools };
        self.places.insert(place, verdict.clone());
        Ok(verdict)
    }

    /// The labels of a session's branch and project; 0 is none.
    fn place(&self, root: i64) -> Result<(i64, i64)> {
        let mut find = self
            .conn
            .prepare_cached("SELECT coalesce(branch, 0), coalesce(project, 0) FROM session WHERE id = ?1")?;
        find.query_row([root], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn name(&mut self, label: i64) -> Result<Option<String>> {
        if let Some(known) = self.names.get(&label) {
            return Ok(known.clone());
        }
        let name = label_text(self.conn, label)?;
        self.names.insert(label, name.clone());
        Ok(name)
    }
}

/// Tells whether a rule asks for tools and everything else about it holds.
fn depends_on_tools(rule: &TagRule, subject: &Subject<'_>) -> bool {
    let rest = TagRule { tool: None, tool_percent: None, ..rule.clone() };
    let is_all = rest.branch_prefix.is_none() && rest.project.is_none();
    rule.tool.is_some() && (is_all || rest.fits(subject))
}

/// Uses of tools by name, of a session and its sub-agents.
fn tools(conn: &Connection, root: i64) -> Result<Vec<(Label, u64)>> {
    let mut find = conn.prepare_cached(
        "SELECT l.text, count(*) FROM (SELECT ?1 AS id UNION ALL SELECT id FROM session WHERE root = ?1 AND id <> ?1) s \
         CROSS JOIN tool t ON t.session = s.id JOIN label l ON l.id = t.name GROUP BY t.name",
    )?;
    find.query_map([root], |row| Ok((column::label(row, 0)?, column::count(row, 1)?)))?.collect()
}

fn by_hand(conn: &Connection) -> Result<HashMap<i64, Vec<Label>>> {
    let mut tags: HashMap<i64, Vec<Label>> =
        hand_tagged(conn)?.into_iter().map(|root| (root, Vec::new())).collect();
    let mut find = conn
        .prepare_cached("SELECT t.session, l.text FROM tag t JOIN label l ON l.id = t.tag ORDER BY l.text")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        tags.entry(row.get(0)?).or_default().push(column::label(row, 1)?);
    }
    Ok(tags)
}

/// The sessions whose tags were set or cleared by hand.
pub(crate) fn hand_tagged(conn: &Connection) -> Result<Vec<i64>> {
    let mut find = conn.prepare_cached("SELECT session FROM tagged ORDER BY session")?;
    find.query_map([], |row| row.get(0))?.collect()
}
