//! Sessions, gathered from the spans they are told by.

use std::collections::BTreeMap;

use scopeon_core::event::{SessionFacts, SessionKind};
use scopeon_core::label::Label;

use super::key;
use super::span::{Kind, Span};
use super::traces::Traces;
use crate::kit::row_view::identifier;

/// Sessions by their ids.
#[derive(Default)]
pub(super) struct Sessions<'a>(BTreeMap<&'a str, SessionFacts>);

impl<'a> Sessions<'a> {
    /// Takes what a span tells of its session.
    pub(super) fn add(&mut self, id: &'a str, span: &'a Span, traces: &Traces<'a>) {
        let Some(facts) = facts(id, span, traces) else { return };
        match self.0.get_mut(id) {
            Some(known) => known.join(facts),
            None => _ = self.0.insert(id, facts),
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(super) fn into_facts(self) -> impl Iterator<Item = SessionFacts> {
        self.0.into_values()
    }
}

fn facts<'a>(id: &'a str, span: &'a Span, traces: &Traces<'a>) -> Option<SessionFacts> {
    let parent = span.attributes.parent.as_deref();
    // What works for another agent's session has no parent here.
    let parent = parent.filter(|parent| *parent != id && !traces.is_of_others(Some(parent)));
    let kind = if parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
    let mut facts = SessionFacts::new(key::session(id), Label::new(id)?, kind);
    facts.parent = parent.map(key::session);
    facts.span = (Some(span.began), Some(span.ended));
    facts.branch = span.attributes.branch.clone().map(|branch| (span.began, branch));
    if span.kind == Kind::Run && parent.is_some() {
        facts.agent_type = span.agent.as_deref().and_then(identifier);
        facts.spawned_by = traces.tool_above(span).map(key::tool);
    }
    Some(facts)
}
