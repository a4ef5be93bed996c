//! How spans belong together: whose trace it is, which session a span is of, which run it answers.

use std::collections::{HashMap, HashSet};

use super::span::{Kind, Span};

/// Agents that run inside VS Code and keep logs of their own.
const OTHERS: [&str; 2] = ["claude", "copilotcli"];
/// What the requests of Claude Code are for that go through VS Code; a retry has something before it.
const CLAUDE: &str = "Claude Copilot Proxy";
/// Agents below agents below agents: nobody nests them so deep, and a ring has no end.
const DEEPEST: usize = 64;

/// The spans of a store, by what they belong to.
pub(super) struct Traces<'a> {
    spans: HashMap<&'a str, &'a Span>,
    /// Traces and sessions of agents that keep logs of their own.
    others: HashSet<&'a str>,
    /// The run that each trace began with.
    runs: HashMap<&'a str, &'a Span>,
}

impl<'a> Traces<'a> {
    pub(super) fn new(spans: &'a [Span]) -> Self {
        let runs = || spans.iter().filter(|span| span.kind == Kind::Run);
        let is_others = |span: &&Span| span.agent.as_deref().is_some_and(|agent| OTHERS.contains(&agent));
        let ids = |span: &'a Span| {
            let sessions = [span.chat.as_deref(), span.conversation.as_deref()];
            sessions.into_iter().flatten().chain([span.trace.as_str()])
        };
        let first = runs().filter(|span| span.parent.is_none());
        Self {
            spans: spans.iter().map(|span| (span.id.as_str(), span)).collect(),
            others: runs().filter(is_others).flat_map(ids).collect(),
            runs: first.map(|span| (span.trace.as_str(), span)).collect(),
        }
    }

    /// Returns `true` if no other log tells of a span. It is known before the run that it belongs to has ended and
    /// is written.
    pub(super) fn is_own(&self, span: &Span) -> bool {
        let is_own = match span.kind {
            // A request of Copilot CLI's does not say what it is for.
            Kind::Request => span.agent.as_deref().is_some_and(|agent| !agent.ends_with(CLAUDE)),
            Kind::Tool => span.is_own_tool && !self.is_of_others(span.chat.as_deref()),
            Kind::Run | Kind::Hook => !self.is_of_others(span.chat.as_deref()),
        };
        is_own && !self.is_of_others(Some(&span.trace))
    }

    /// Returns `true` if a trace or a session is another agent's.
    pub(super) fn is_of_others(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| self.others.contains(id))
    }

    /// The run that a span answers, once it is written.
    pub(super) fn run(&self, span: &Span) -> Option<&'a Span> {
        self.runs.get(span.trace.as_str()).copied()
    }

    /// The use of a tool that a run was started by.
    pub(super) fn tool_above(&self, span: &Span) -> Option<&'a Span> {
        let above = self.spans.get(span.parent.as_deref()?)?;
        (above.kind == Kind::Tool).then_some(above)
    }

    /// The session of a span: its own, or that of what it is part of, or its trace. None while what it is part
    /// of still runs.
    pub(super) fn session(&self, span: &'a Span) -> Option<&'a str> {
        let mut at = span;
        for _ in 0..DEEPEST {
            if let Some(session) = stated(at) {
                return Some(session);
            }
            let Some(above) = at.parent.as_deref() else { break };
            at = self.spans.get(above)?;
        }
        Some(&span.trace)
    }
}

/// What a span itself says: a request that belongs to no conversation bears its own id for one.
fn stated(span: &Span) -> Option<&str> {
    let conversation =
        || span.conversation.as_deref().filter(|id| span.attributes.response.as_deref() != Some(id));
    span.chat.as_deref().or(span.attributes.parent.as_deref()).or_else(conversation)
}
