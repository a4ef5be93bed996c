//! Facts out of spans.

use scopeon_core::event::{
    ApiError, Attribution, Call, Event, Finish, HookRun, McpName, ToolCall, Turn, UsageSample,
};
use scopeon_core::label::Label;
use scopeon_core::provider::{Flow, Issue, IssueKind, Position, Sink};

use super::key;
use super::sessions::Sessions;
use super::span::{Kind, Span};
use super::traces::Traces;
use crate::kit::row_view::identifier;

/// Gives all that the spans tell and no other log does.
pub(super) fn all(spans: &[Span], out: &mut dyn Sink) -> Flow {
    let traces = Traces::new(spans);
    let mut sessions = Sessions::default();
    let own = || spans.iter().filter(|span| traces.is_own(span));
    for span in own().filter(|span| span.kind != Kind::Hook) {
        let Some(session) = traces.session(span) else { continue };
        sessions.add(session, span, &traces);
        one(span, session, &traces, out)?;
    }
    // What a hook says of itself does not tell whose it is.
    for span in own().filter(|span| span.kind == Kind::Hook) {
        if let Some(session) = traces.session(span).filter(|session| sessions.has(session)) {
            out.event(Event::Hook(hook(span, session)))?;
        }
    }
    for facts in sessions.into_facts() {
        out.event(Event::from(facts))?;
    }
    Ok(())
}

fn one(span: &Span, session: &str, traces: &Traces<'_>, out: &mut dyn Sink) -> Flow {
    let owner = owner(span, session, traces);
    match span.kind {
        Kind::Request if span.ok == Some(false) => failure(span, session, out)?,
        Kind::Run if span.parent.is_none() => out.event(Event::Turn(turn(span, owner.clone())))?,
        Kind::Tool => out.event(Event::from(tool(span, owner.clone())))?,
        _ => {}
    }
    match span.kind {
        Kind::Request => request(span, owner, out),
        _ => Ok(()),
    }
}

fn owner(span: &Span, session: &str, traces: &Traces<'_>) -> Attribution {
    let mut owner = Attribution::new(key::session(session));
    if let Some(run) = traces.run(span) {
        owner.turn = Some(key::turn(&run.trace));
        owner.branch.clone_from(&run.attributes.branch);
    }
    owner
}

/// A request that failed or was cancelled has no counters: the one was refused, the other was answered in part.
fn request(span: &Span, owner: Attribution, out: &mut dyn Sink) -> Flow {
    let usage = span.counters.usage();
    if usage.is_empty() && span.ok == Some(false) && !is_stopped(span) {
        return Ok(());
    }
    let Some(model) = span.model.clone() else {
        out.issue(Issue::new(IssueKind::MissingField, Position::default()));
        return Ok(());
    };
    let mut reading = UsageSample::new(model, usage);
    if usage.is_empty() {
        reading.finish = Finish::Unknown;
    }
    let mut call = Call::new(key::call(span), span.ended, reading, owner);
    call.reported = span.counters.cost();
    call.window = span.attributes.window;
    out.event(Event::from(call))
}

/// Whether the user stopped it.
fn is_stopped(span: &Span) -> bool {
    let is_stop = |name: &Label| ["Abort", "Cancel"].iter().any(|stop| name.as_str().starts_with(stop));
    span.attributes.error.as_ref().is_some_and(is_stop)
}

/// The user's own doing is no failure.
fn failure(span: &Span, session: &str, out: &mut dyn Sink) -> Flow {
    if is_stopped(span) {
        return Ok(());
    }
    let kind = span.attributes.error.clone();
    let mut error = ApiError::new(key::fact("api error", span), span.ended, key::session(session));
    error.kind = kind;
    out.event(Event::ApiError(error))
}

fn turn(span: &Span, owner: Attribution) -> Turn {
    let mut turn = Turn::new(key::turn(&span.trace), span.began, owner);
    turn.duration_ms = took(span);
    turn
}

fn tool(span: &Span, owner: Attribution) -> ToolCall {
    let mut tool = ToolCall::new(key::tool(span), owner);
    tool.name = span.tool.as_deref().and_then(identifier);
    tool.mcp = span.tool.as_deref().and_then(mcp);
    (tool.started, tool.ended, tool.ok) = (Some(span.began), Some(span.ended), span.ok);
    tool
}

/// VS Code names an MCP tool `mcp_<server>_<tool>`, and itself takes all up to the first `_` for the server.
fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = name.strip_prefix("mcp_")?.split_once('_')?;
    Some(McpName { server: identifier(server)?, tool: identifier(tool)? })
}

fn hook(span: &Span, session: &str) -> HookRun {
    let mut run = HookRun::new(key::fact("hook", span), span.began, key::session(session));
    run.event.clone_from(&span.attributes.hook);
    run.duration_ms = took(span);
    run.ok = span.attributes.outcome.as_ref().map(|outcome| outcome.as_str() == "success");
    run
}

/// How long a span lasted, in milliseconds.
fn took(span: &Span) -> Option<u64> {
    u64::try_from(span.ended.millis() - span.began.millis()).ok()
}
