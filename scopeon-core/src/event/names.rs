//! Every text of a fact with what it is the name of.

use super::{Attribution, Call, Event, SessionFacts, ToolCall};
use crate::label::Label;
use crate::shape::Role;

impl Event {
    /// Shows each name that the fact holds to `visit`, with its role, to look at or to put another in its place. A fact
    /// holds no other text.
    pub fn each_name(&mut self, visit: &mut impl FnMut(Role, &mut Label)) {
        match self {
            Self::Call(call) | Self::Residual(call) => call_names(call, visit),
            Self::Turn(turn) => {
                owner(&mut turn.attribution, visit);
                maybe(Role::TurnSource, &mut turn.source, visit);
            }
            Self::Tool(tool) => tool_names(tool, visit),
            Self::Skill(skill) => visit(Role::Skill, &mut skill.name),
            Self::Hook(hook) => {
                maybe(Role::Hook, &mut hook.event, visit);
                maybe(Role::Hook, &mut hook.name, visit);
            }
            Self::Session(facts) => session_names(facts, visit),
            Self::Compaction(_) => {}
            Self::ApiError(error) => maybe(Role::ErrorKind, &mut error.kind, visit),
            Self::Limit(limit) => visit(Role::Window, &mut limit.window),
            Self::Witness(witness) => maybe(Role::Model, &mut witness.model, visit),
        }
    }
}

fn owner(owner: &mut Attribution, visit: &mut impl FnMut(Role, &mut Label)) {
    maybe(Role::Project, &mut owner.project, visit);
    maybe(Role::Branch, &mut owner.branch, visit);
}

fn call_names(call: &mut Call, visit: &mut impl FnMut(Role, &mut Label)) {
    owner(&mut call.attribution, visit);
    visit(Role::Model, &mut call.sample.model);
    maybe(Role::Skill, &mut call.skill, visit);
    maybe(Role::Effort, &mut call.effort, visit);
}

fn tool_names(tool: &mut ToolCall, visit: &mut impl FnMut(Role, &mut Label)) {
    owner(&mut tool.attribution, visit);
    maybe(Role::Tool, &mut tool.name, visit);
    if let Some(mcp) = &mut tool.mcp {
        visit(Role::McpServer, &mut mcp.server);
        visit(Role::Tool, &mut mcp.tool);
    }
}

fn session_names(facts: &mut SessionFacts, visit: &mut impl FnMut(Role, &mut Label)) {
    visit(Role::Session, &mut facts.key);
    maybe(Role::AgentType, &mut facts.agent_type, visit);
    maybe(Role::EntryPoint, &mut facts.entry_point, visit);
    for (role, known) in [
        (Role::Project, &mut facts.project),
        (Role::Branch, &mut facts.branch),
        (Role::Version, &mut facts.version),
    ] {
        if let Some((_, name)) = known {
            visit(role, name);
        }
    }
}

fn maybe(role: Role, name: &mut Option<Label>, visit: &mut impl FnMut(Role, &mut Label)) {
    if let Some(name) = name {
        visit(role, name);
    }
}
