//! The store of spans that GitHub Copilot Chat keeps in VS Code, as of version 2 of its schema: a run of the agent for
//! each prompt, and the requests and tools in it.

use rusqlite::{Connection, Result, params};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::format::{Format, number, row};
use crate::sample::mixed::session::{Prompt, Reply, Session, Tool};
use crate::sample::text::MARKER;

const SCHEMA: &str = "
CREATE TABLE schema_version(version INTEGER PRIMARY KEY);
INSERT INTO schema_version VALUES(2);
CREATE TABLE spans(
    span_id TEXT PRIMARY KEY, trace_id TEXT NOT NULL, parent_span_id TEXT, name TEXT NOT NULL,
    start_time_ms INTEGER NOT NULL, end_time_ms INTEGER NOT NULL, status_code INTEGER NOT NULL DEFAULT 0,
    operation_name TEXT, agent_name TEXT, conversation_id TEXT, response_model TEXT, input_tokens INTEGER,
    output_tokens INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER, tool_name TEXT, tool_type TEXT,
    chat_session_id TEXT);
CREATE TABLE span_attributes(span_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT, PRIMARY KEY(span_id, key));
";

/// How it keeps sessions.
pub(crate) const FORMAT: Format = Format { schema: SCHEMA, insert };

/// How long before its response a request is sent, in milliseconds.
const TOOK_MS: i64 = 3_000;
/// What OTEL has for an end, good or bad.
const OK: i64 = 1;
const FAILED: i64 = 2;

/// What all spans of a run share.
struct Trace<'a> {
    database: &'a Connection,
    session: &'a Session,
    id: String,
    run: String,
}

/// What tells one span from another.
struct Span<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    operation: &'a str,
    began: i64,
    ended: Timestamp,
    status: i64,
    agent: Option<&'a str>,
    usage: Option<Usage>,
    tool: Option<&'a str>,
}

fn insert(database: &Connection, session: &Session) -> Result<()> {
    session.prompts().try_for_each(|prompt| {
        let id = format!("{}{:04}", digits(session, 28), prompt.number);
        let run = format!("{}a{:03}", digits(session, 12), prompt.number);
        Trace { database, session, id, run }.write(prompt)
    })
}

fn digits(session: &Session, count: usize) -> String {
    session.id.chars().filter(|one| *one != '-').take(count).collect()
}

impl Trace<'_> {
    fn write(&self, prompt: Prompt<'_>) -> Result<()> {
        for (number, reply) in prompt.replies.iter().enumerate() {
            let id = format!("{}c{}{number:02}", digits(self.session, 12), prompt.number);
            self.request(&id, reply)?;
        }
        self.span(&Span {
            id: &self.run,
            parent: None,
            operation: "invoke_agent",
            began: prompt.asked.millis(),
            ended: prompt.end(),
            status: OK,
            agent: Some("GitHub Copilot Chat"),
            usage: Some(prompt.total()),
            tool: None,
        })?;
        self.attribute(&self.run, "copilot_chat.user_request", MARKER)?;
        self.attribute(&self.run, "copilot_chat.repo.head_branch_name", "main")
    }

    /// The input includes what caches served and stored.
    fn request(&self, id: &str, reply: &Reply) -> Result<()> {
        let (at, usage) = (reply.at.millis(), reply.usage);
        self.span(&Span {
            id,
            parent: Some(&self.run),
            operation: "chat",
            began: at - TOOK_MS,
            ended: reply.at,
            status: OK,
            agent: Some("panel/editAgent"),
            usage: Some(usage),
            tool: None,
        })?;
        let credits = self.session.micro_usd(usage) * 100_000;
        self.attribute(id, "gen_ai.usage.cache_creation.input_tokens", &usage.cache_write_5m.to_string())?;
        self.attribute(id, "copilot_chat.copilot_usage_nano_aiu", &credits.to_string())?;
        self.attribute(id, "copilot_chat.request.max_prompt_tokens", "136000")?;
        reply.tool.map_or(Ok(()), |tool| self.used(id, reply.at, tool))
    }

    fn used(&self, request: &str, began: Timestamp, tool: Tool) -> Result<()> {
        let id = format!("{}e{:03}", digits(self.session, 12), tool.number);
        self.span(&Span {
            id: &id,
            parent: Some(request),
            operation: "execute_tool",
            began: began.millis(),
            ended: tool.end,
            status: tool.ended(OK, FAILED),
            agent: None,
            usage: None,
            tool: Some(tool.name),
        })?;
        self.attribute(&id, "gen_ai.tool.call.arguments", &tool.input().to_string())
    }

    fn span(&self, span: &Span<'_>) -> Result<()> {
        let model = span.usage.map(|_| self.session.model);
        let tokens = |of: fn(Usage) -> u64| span.usage.map(|usage| number(of(usage)));
        let values = params![
            span.id,
            self.id,
            span.parent,
            span.operation,
            span.began,
            span.ended.millis(),
            span.status,
            span.operation,
            span.agent,
            self.session.id,
            model,
            tokens(|usage| usage.prompt()),
            tokens(|usage| usage.output),
            tokens(|usage| usage.cache_read),
            tokens(|usage| usage.reasoning),
            span.tool,
            span.tool.map(|_| "function"),
            self.session.id,
        ];
        row(self.database, "spans", values)
    }

    fn attribute(&self, span: &str, key: &str, value: &str) -> Result<()> {
        row(self.database, "span_attributes", params![span, key, value])
    }
}
