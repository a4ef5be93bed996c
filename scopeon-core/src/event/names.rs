//! The one door for names that a log states: what is not shaped like a name does not pass as it stands.

use super::{Call, Event, HookRun, SessionFacts, ToolCall};
use crate::label::Label;

impl Event {
    /// Puts a short mark in place of whatever stands where a name should (of a model, a tool, a skill, a hook, a
    /// kind of agent) and is not shaped like one: it may be something a user wrote.
    ///
    /// Paths, branches and sessions' ids are no names; they keep what they are.
    pub fn keep_names(&mut self) {
        match self {
            Self::Call(call) | Self::Rest(call) => keep_call(call),
            Self::Turn(turn) => maybe(&mut turn.source),
            Self::Tool(tool) => keep_tool(tool),
            Self::Skill(skill) => keep(&mut skill.name),
            Self::Hook(hook) => keep_hook(hook),
            Self::Session(facts) => keep_session(facts),
            Self::Compaction(_) => {}
            Self::ApiError(error) => maybe(&mut error.kind),
            Self::Limit(limit) => keep(&mut limit.window),
            Self::Witness(witness) => maybe(&mut witness.model),
        }
    }
}

fn keep_call(call: &mut Call) {
    keep(&mut call.reading.model);
    maybe(&mut call.skill);
    maybe(&mut call.effort);
}

fn keep_tool(tool: &mut ToolCall) {
    maybe(&mut tool.name);
    if let Some(mcp) = &mut tool.mcp {
        keep(&mut mcp.server);
        keep(&mut mcp.tool);
    }
}

fn keep_hook(hook: &mut HookRun) {
    maybe(&mut hook.event);
    maybe(&mut hook.name);
}

fn keep_session(facts: &mut SessionFacts) {
    maybe(&mut facts.agent_type);
    maybe(&mut facts.entry_point);
    if let Some((_, version)) = &mut facts.version {
        keep(version);
    }
}

fn maybe(name: &mut Option<Label>) {
    name.iter_mut().for_each(keep);
}

fn keep(name: &mut Label) {
    if !name.is_name() {
        *name = name.named();
    }
}
