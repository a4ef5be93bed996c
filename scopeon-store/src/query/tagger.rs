//! Which tags a session has: those set by hand, else those of the rules that fit it.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::label::Label;
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::pricing::PriceBook;
use scopeon_core::tags::{Subject, TagRule, TagSource, Tagged, tags_of};

use super::label::label_text;
use crate::digest::{Packed, basis, stored_basis};
use crate::write::column::{self, misread};

/// Tags sessions. Names are looked up once, and tools only where a rule asks for them that fits otherwise.
pub(crate) struct Tagger<'a> {
    conn: &'a Connection,
    rules: &'a [TagRule],
    tools: Tools<'a>,
    by_hand: HashMap<i64, Vec<Label>>,
    known: HashMap<i64, Tagged>,
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
    /// `book` is the price list that kept digests have to be of, if any are to be used.
    pub(crate) fn new(conn: &'a Connection, rules: &'a [TagRule], book: Option<&PriceBook>) -> Result<Self> {
        let holds = match book {
            Some(book) => stored_basis(conn)? == Some(basis(book)),
            None => false,
        };
        let tools = Tools { conn, holds };
        Ok(Self {
            conn,
            rules,
            tools,
            by_hand: by_hand(conn)?,
            known: HashMap::new(),
            names: HashMap::new(),
            places: HashMap::new(),
        })
    }

    /// Returns a main session's tags.
    pub(crate) fn tags(&mut self, root: i64) -> Result<Tagged> {
        if let Some(known) = self.known.get(&root) {
            return Ok(known.clone());
        }
        let tagged = self.find_tags(root)?;
        self.known.insert(root, tagged.clone());
        Ok(tagged)
    }

    fn find_tags(&mut self, root: i64) -> Result<Tagged> {
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
        let tools = self.tools(root)?;
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
        let tools = if self.verdict(place)?.needs_tools { self.tools(root)? } else { Vec::new() };
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

    /// The labels of a session's branch and project, or of its last call's where the agent states them only there;
    /// 0 is none.
    fn place(&self, root: i64) -> Result<(i64, i64)> {
        let both = |row: &Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?));
        let mut find = self.conn.prepare_cached("SELECT branch, project FROM session WHERE id = ?1")?;
        let (branch, project) = find.query_row([root], both)?;
        if let (Some(branch), Some(project)) = (branch, project) {
            return Ok((branch, project));
        }
        let mut find = self
            .conn
            .prepare_cached("SELECT branch, project FROM call WHERE session = ?1 ORDER BY at DESC LIMIT 1")?;
        let of_call = find.query_row([root], both).optional()?.unwrap_or_default();
        Ok((branch.or(of_call.0).unwrap_or(0), project.or(of_call.1).unwrap_or(0)))
    }

    /// Uses of tools by name, of a session and its sub-agents. A tool of an MCP server is `mcp__server__tool`.
    pub(crate) fn tools(&mut self, root: i64) -> Result<Vec<(Label, u64)>> {
        let mut named = Vec::new();
        for ((server, tool), uses) in self.tools.of(root)? {
            let (server, tool) = (self.name(server)?, self.name(tool)?);
            let name = match (server, tool) {
                (Some(server), Some(tool)) => format!("mcp__{server}__{tool}"),
                (_, tool) => tool.unwrap_or_default(),
            };
            named.extend(Label::new(&name).map(|name| (name, uses)));
        }
        Ok(named)
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

/// Returns `true` if a rule asks for tools and everything else about it holds.
fn depends_on_tools(rule: &TagRule, subject: &Subject<'_>) -> bool {
    let rest = TagRule { tool: None, tool_percent: None, ..rule.clone() };
    let is_all = rest.branch_prefix.is_none() && rest.project.is_none();
    rule.tool.is_some() && (is_all || rest.fits(subject))
}

/// Looks up which tools sessions used.
struct Tools<'a> {
    conn: &'a Connection,
    /// Whether kept digests are of this release and price list.
    holds: bool,
}

impl Tools<'_> {
    /// Uses by the labels of server and tool, of a session and its sub-agents; 0 is none.
    fn of(&self, root: i64) -> Result<BTreeMap<(i64, i64), u64>> {
        let mut uses = BTreeMap::new();
        self.add(root, &mut uses)?;
        let mut members = self.conn.prepare_cached("SELECT id FROM session WHERE root = ?1 AND id <> ?1")?;
        let mut rows = members.query([root])?;
        while let Some(row) = rows.next()? {
            self.add(row.get(0)?, &mut uses)?;
        }
        Ok(uses)
    }

    fn add(&self, session: i64, uses: &mut BTreeMap<(i64, i64), u64>) -> Result<()> {
        if self.holds && !self.is_stale(session)? {
            self.add_kept(session, uses)
        } else {
            self.add_counted(session, uses)
        }
    }

    fn is_stale(&self, session: i64) -> Result<bool> {
        let mut find = self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM stale WHERE session = ?1)")?;
        find.query_row([session], |row| row.get(0))
    }

    fn add_kept(&self, session: i64, uses: &mut BTreeMap<(i64, i64), u64>) -> Result<()> {
        let mut find = self.conn.prepare_cached("SELECT sums FROM digest WHERE session = ?1")?;
        let mut rows = find.query([session])?;
        while let Some(row) = rows.next()? {
            let packed = Packed::new(row.get_ref(0)?.as_blob()?).ok_or_else(|| misread(0))?;
            for entry in packed.uses() {
                let (key, sums) = entry.ok_or_else(|| misread(0))?;
                if matches!(key.kind, ToolKind::Tool | ToolKind::Mcp) {
                    *uses.entry((key.server, key.name)).or_default() += sums.uses;
                }
            }
        }
        Ok(())
    }

    fn add_counted(&self, session: i64, uses: &mut BTreeMap<(i64, i64), u64>) -> Result<()> {
        let mut find = self.conn.prepare_cached(
            "SELECT coalesce(mcp_server, 0), coalesce(mcp_tool, name, 0), count(*) FROM tool WHERE session = ?1 \
             GROUP BY 1, 2",
        )?;
        let mut rows = find.query([session])?;
        while let Some(row) = rows.next()? {
            *uses.entry((row.get(0)?, row.get(1)?)).or_default() += column::count(row, 2)?;
        }
        Ok(())
    }
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
