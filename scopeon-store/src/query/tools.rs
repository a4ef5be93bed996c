//! Where calls went: tools, MCP servers and tools, skills, hooks and sub-agent types, from digests.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::tools::{ToolCounts, ToolFigures, ToolKind, figures};
use scopeon_core::metrics::{Provenance, Share};
use scopeon_core::provider::FactKind;
use scopeon_core::report::{ServerRow, ToolsReport, UseSum};

use super::Reader;
use super::digests::{DigestKey, DigestVisitor, digests};
use super::label::label_text;
use super::query_context::QueryContext;
use crate::digest::{UseKey, UseSums};
use crate::error::StoreError;

/// The name of what states none.
const UNKNOWN: &str = "(unknown)";

impl Reader {
    /// Answers what was used how much in a period, of these kinds; of no kind, nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn tools(
        &self,
        asked: &QueryContext<'_>,
        kinds: &[ToolKind],
    ) -> std::result::Result<ToolsReport, StoreError> {
        self.ask(|conn| {
            let found = used(conn, asked, kinds)?;
            Ok(report(found, asked, kinds))
        })
    }
}

/// Uses of a question, by kind, server and name.
pub(crate) struct Used {
    pub(crate) uses: BTreeMap<Name, UseSums>,
    /// The agents with any of them, by id.
    pub(crate) agents: BTreeSet<String>,
}

/// A kind, a server and a name.
pub(crate) type Name = (ToolKind, Option<String>, String);

/// Sums the uses of a question.
pub(crate) fn used(conn: &Connection, asked: &QueryContext<'_>, kinds: &[ToolKind]) -> Result<Used> {
    let mut using = Using { kinds, sums: HashMap::new(), providers: BTreeSet::new() };
    digests(conn, asked, &mut using)?;
    named(conn, using.sums, &using.providers)
}

/// Gives uses their names.
pub(crate) fn named(
    conn: &Connection,
    sums: HashMap<UseKey, UseSums>,
    providers: &BTreeSet<i64>,
) -> Result<Used> {
    let mut uses: BTreeMap<Name, UseSums> = BTreeMap::new();
    for (key, sums) in sums {
        let server = label_text(conn, key.server)?;
        let name = label_text(conn, key.name)?.unwrap_or_else(|| UNKNOWN.to_owned());
        uses.entry((key.kind, server, name)).or_default().add(&sums);
    }
    let mut find = conn.prepare_cached("SELECT name FROM provider WHERE id = ?1")?;
    let agents = providers.iter().map(|id| find.query_row([id], |row| row.get(0))).collect::<Result<_>>()?;
    Ok(Used { uses, agents })
}

struct Using<'k> {
    kinds: &'k [ToolKind],
    sums: HashMap<UseKey, UseSums>,
    providers: BTreeSet<i64>,
}

impl DigestVisitor for Using<'_> {
    fn uses(&mut self, of: &DigestKey, key: &UseKey, sums: &UseSums) {
        if self.kinds.contains(&key.kind) {
            self.sums.entry(UseKey { model: 0, ..*key }).or_default().add(sums);
            self.providers.insert(of.provider);
        }
    }
}

fn report(found: Used, asked: &QueryContext<'_>, kinds: &[ToolKind]) -> ToolsReport {
    let sure = |kind: &ToolKind| asked.fidelity.over(&found.agents, fact(*kind));
    let provenance = kinds.iter().map(sure).reduce(Provenance::and).unwrap_or_default();
    let sum = |of: fn(&UseSums) -> u64| found.uses.values().map(of).fold(0, u64::saturating_add);
    let (uses, ended, failures) = (sum(|one| one.uses), sum(|one| one.ended), sum(|one| one.failures));
    let counts: Vec<ToolCounts> = found.uses.into_iter().map(|(name, sums)| counts(name, &sums)).collect();
    let tools = figures(&counts);
    let mut report = ToolsReport::new(asked.scope(found.agents), provenance);
    report.total = UseSum::new(uses, ended, failures);
    report.servers = servers(&tools);
    report.rows = tools;
    report
}

/// The kind of fact that a use is.
const fn fact(kind: ToolKind) -> FactKind {
    match kind {
        ToolKind::Mcp => FactKind::Mcp,
        ToolKind::Skill => FactKind::Skills,
        ToolKind::Hook => FactKind::Hooks,
        ToolKind::SubAgent => FactKind::SubAgents,
        _ => FactKind::Tools,
    }
}

pub(crate) fn counts((kind, server, name): Name, sums: &UseSums) -> ToolCounts {
    ToolCounts {
        kind,
        server,
        name,
        uses: sums.uses,
        ended: sums.ended,
        failures: sums.failures,
        input_bytes: sums.input_bytes,
        output_bytes: sums.output_bytes,
        duration_ms: sums.duration_ms,
        marked: sums.marked,
        distinct_marks: sums.distinct,
        fingerprint_pairs: sums.pairs,
    }
}

/// The servers of MCP tools, most used first, then by name.
fn servers(tools: &[ToolFigures]) -> Vec<ServerRow> {
    let mut servers: BTreeMap<&str, ServerRow> = BTreeMap::new();
    let mut all = 0_u64;
    for tool in tools {
        let Some(server) = tool.server.as_deref() else { continue };
        let row = servers
            .entry(server)
            .or_insert_with(|| ServerRow::new(server.to_owned(), 0, 0, Share::NONE, 0, 0));
        row.tools += 1;
        row.uses = row.uses.saturating_add(tool.uses);
        row.failures = row.failures.saturating_add(tool.failures);
        row.bytes = row.bytes.saturating_add(tool.input_bytes).saturating_add(tool.output_bytes);
        all = all.saturating_add(tool.uses);
    }
    let mut rows: Vec<ServerRow> = servers.into_values().collect();
    for row in &mut rows {
        row.uses_bp = Share::of(row.uses, all);
    }
    rows.sort_by(|a, b| b.uses.cmp(&a.uses).then_with(|| a.server.cmp(&b.server)));
    rows
}
