//! The database of OpenCode and of the agents made from it: sessions, messages and their parts.

use rusqlite::{Connection, Result, params};
use serde_json::{Value, json};

use super::format::{Format, row};
use crate::sample::mixed::session::{Reply, Session, Tool};
use crate::sample::text::MARKER;

pub(crate) const SCHEMA: &str = "
CREATE TABLE session(id TEXT PRIMARY KEY, project_id TEXT NOT NULL, parent_id TEXT, slug TEXT, directory TEXT NOT NULL,
    title TEXT NOT NULL, version TEXT NOT NULL, agent TEXT, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL);
CREATE TABLE message(id TEXT PRIMARY KEY, session_id TEXT NOT NULL, time_created INTEGER NOT NULL,
    time_updated INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE part(id TEXT PRIMARY KEY, message_id TEXT NOT NULL, session_id TEXT NOT NULL, time_created INTEGER NOT NULL,
    time_updated INTEGER NOT NULL, data TEXT NOT NULL);
CREATE INDEX message_session ON message(session_id);
CREATE INDEX part_message ON part(message_id);
";

/// The rows of one session.
pub(crate) struct Rows<'a> {
    pub(crate) database: &'a Connection,
    pub(crate) session: &'a str,
}

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

fn insert(database: &Connection, session: &Session) -> Result<()> {
    let id = session.id.replace('-', "");
    let name = format!("ses_{id}");
    let rows = Rows { database, session: &name };
    rows.begin(session)?;
    let mut prompt = String::new();
    for (number, reply) in session.replies.iter().enumerate() {
        if let Some(asked) = reply.asked {
            prompt = format!("msg_{id}{number:02}u");
            let at = asked.millis();
            let data = json!({"role": "user", "time": {"created": at}, "agent": "build"});
            rows.message(&prompt, at, &data.to_string())?;
        }
        let message = format!("msg_{id}{number:02}");
        rows.message(&message, reply.at.millis(), &answer(session, &prompt, reply).to_string())?;
        if let Some(tool) = reply.tool {
            let data = part(tool, reply.at.millis()).to_string();
            rows.part(&message, number, tool.end.millis(), &data)?;
        }
    }
    Ok(())
}

/// Reasoning is stated beside the output here.
fn answer(session: &Session, prompt: &str, reply: &Reply) -> Value {
    let (at, usage) = (reply.at.millis(), reply.usage);
    let tokens = json!({
        "input": usage.input, "output": usage.output - usage.reasoning, "reasoning": usage.reasoning,
        "cache": {"read": usage.cache_read, "write": usage.cache_write_5m}, "total": usage.total(),
    });
    json!({
        "role": "assistant", "parentID": prompt, "modelID": session.model, "mode": "build", "agent": "build",
        "path": {"cwd": session.project, "root": session.project}, "cost": 0, "tokens": tokens,
        "time": {"created": at, "completed": at},
    })
}

fn part(tool: Tool, at: i64) -> Value {
    let state = json!({
        "status": tool.ended("completed", "error"), "input": tool.input(), "output": MARKER, "title": MARKER,
        "metadata": {}, "time": {"start": at, "end": tool.end.millis()},
    });
    json!({"type": "tool", "callID": tool.id(), "tool": tool.name, "state": state})
}

impl Rows<'_> {
    pub(crate) fn begin(&self, session: &Session) -> Result<()> {
        let (start, end) = (session.start.millis(), session.end().millis());
        let values = params![
            self.session,
            "p",
            None::<String>,
            "s",
            session.project,
            "t",
            "1.18.15",
            "build",
            start,
            end
        ];
        row(self.database, "session", values)
    }

    pub(crate) fn message(&self, name: &str, at: i64, data: &str) -> Result<()> {
        row(self.database, "message", params![name, self.session, at, at, data])
    }

    pub(crate) fn part(&self, message: &str, number: usize, at: i64, data: &str) -> Result<()> {
        let name = format!("prt_{message}{number}");
        row(self.database, "part", params![name, message, self.session, at, at, data])
    }
}
