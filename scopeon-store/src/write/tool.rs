//! Uses of tools in the file.

use std::collections::HashSet;

use rusqlite::{Result, Row};
use scopeon_core::event::{McpName, ToolCall};
use scopeon_core::id::{CallId, Identity, SessionId, ToolId};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::time::Timestamp;

use super::bulk::Large;
use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};
use super::id_hasher::BuildIdHasher;

impl Fact for ToolCall {
    const INSERT: &'static str = "INSERT OR IGNORE INTO tool (uid, session, turn, project, branch, owner_origin, birth, call, \
        name, mcp_server, mcp_tool, started, ended, input_bytes, output_bytes, ok, searches, mark) VALUES (?1, ?2, ?3, ?4, \
        ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    const LARGE: Option<Large> = Some(Large::Tool);
    const FIND: &'static str = "SELECT id FROM tool WHERE uid = ?1";
    const LOAD: &'static str = "SELECT s.uid, t.uid, p.text, b.text, o.owner_origin, o.birth, o.call, n.text, \
        ms.text, mt.text, o.started, o.ended, o.input_bytes, o.output_bytes, o.ok, o.searches, o.mark FROM tool o \
        JOIN session s ON s.id = o.session LEFT JOIN turn t ON t.id = o.turn LEFT JOIN label p ON p.id = o.project \
        LEFT JOIN label b ON b.id = o.branch LEFT JOIN label n ON n.id = o.name \
        LEFT JOIN label ms ON ms.id = o.mcp_server LEFT JOIN label mt ON mt.id = o.mcp_tool WHERE o.id = ?1";
    const UPDATE: &'static str = "UPDATE tool SET session = ?2, turn = ?3, project = ?4, branch = ?5, \
        owner_origin = ?6, birth = ?7, call = ?8, name = ?9, mcp_server = ?10, mcp_tool = ?11, started = ?12, \
        ended = ?13, input_bytes = ?14, output_bytes = ?15, ok = ?16, searches = ?17, mark = ?18 WHERE id = ?19";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        row.push(self.id.0.to_bytes())?;
        writer.bind_owner(&self.attribution, row)?;
        row.push(self.call.map(|call| call.0.to_bytes()))?;
        row.push(writer.maybe(self.name.as_ref())?)?;
        row.push(writer.maybe(self.mcp.as_ref().map(|mcp| &mcp.server))?)?;
        row.push(writer.maybe(self.mcp.as_ref().map(|mcp| &mcp.tool))?)?;
        row.push(self.started.map(Timestamp::millis))?;
        row.push(self.ended.map(Timestamp::millis))?;
        row.push(self.input_bytes.map(signed))?;
        row.push(self.output_bytes.map(signed))?;
        row.push(self.ok)?;
        row.push(self.searches.map(signed))?;
        row.push(self.input_fingerprint.map(|InputFingerprint(mark)| mark))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let mut tool = Self::new(ToolId(identity), column::owner(row, 0)?);
        tool.call = column::maybe_identity(row, 6)?;
        tool.name = column::maybe_label(row, 7)?;
        let mcp = column::maybe_label(row, 8)?.zip(column::maybe_label(row, 9)?);
        tool.mcp = mcp.map(|(server, tool)| McpName { server, tool });
        tool.started = column::maybe_instant(row, 10)?;
        tool.ended = column::maybe_instant(row, 11)?;
        tool.input_bytes = column::maybe_count(row, 12)?;
        tool.output_bytes = column::maybe_count(row, 13)?;
        tool.ok = row.get(14)?;
        tool.searches = column::maybe_count(row, 15)?;
        tool.input_fingerprint = row.get::<_, Option<u16>>(16)?.map(InputFingerprint);
        Ok(Some(tool))
    }

    fn session(&self) -> Option<SessionId> {
        Some(self.attribution.session)
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }

    fn kept(&self, before: Option<&Self>, writer: &mut FactWriter<'_>) -> Result<()> {
        for call in [Some(self), before].into_iter().flatten().filter_map(searched_call) {
            writer.searched()?.insert(call);
            writer.state.dirty.calls.insert(call);
        }
        Ok(())
    }
}

/// The call for which a tool searched the web.
fn searched_call(tool: &ToolCall) -> Option<CallId> {
    tool.call.filter(|_| tool.searches.is_some_and(|searches| searches > 0))
}

impl FactWriter<'_> {
    /// Returns `true` if a tool says that it searched the web for that call.
    pub(crate) fn is_searched(&mut self, call: CallId) -> Result<bool> {
        Ok(self.searched()?.contains(&call))
    }

    /// Looks the calls up once: they are few, and every new call is held against them.
    fn searched(&mut self) -> Result<&mut HashSet<CallId, BuildIdHasher>> {
        if self.state.searched.is_none() {
            let mut find = self.conn.prepare_cached(
                "SELECT call FROM tool INDEXED BY tool_search WHERE searches > 0 AND call IS NOT NULL",
            )?;
            let calls = find.query_map([], |row| column::identity(row, 0))?.collect::<Result<_>>()?;
            self.state.searched = Some(calls);
        }
        Ok(self.state.searched.get_or_insert_default())
    }
}
