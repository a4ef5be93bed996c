//! Uses of tools and their results, with the MCP servers, skills and sub-agents they name.

use scopeon_core::event::{McpName, SkillUse, ToolCall};
use scopeon_core::id::{CallId, ToolId};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::line_context::{self, LineContext};
use super::memory::identifier;
use super::transcript::Transcript;
use super::wire::{Attribution, Block, Message, Record, members};
use crate::kit::json::walk::Walk;

/// Gives the tools that a message asks for.
pub(super) fn uses<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    message: &Message<'a>,
    context: &LineContext,
    call: Option<CallId>,
) -> Result<(), ReadError> {
    let is_use = |block: &&Block<'_>| block.kind.says("tool_use") || block.kind.says("server_tool_use");
    for block in message.blocks.iter().filter(is_use) {
        let Some(id) = Transcript::tool_id(block.id, context) else { continue };
        let mut tool = ToolCall::new(id, context.owner());
        tool.call = call;
        tool.name = transcript.name(block.name);
        tool.mcp = tool.name.as_ref().and_then(|name| mcp(name.as_str(), &record.attribution));
        tool.started = context.at;
        tool.input_bytes = bytes(block.input.bytes());
        tool.input_fingerprint =
            tool.input_bytes.map(|_| InputFingerprint::of(context.origin_session, block.input.bytes()));
        if let Some(name) = tool.name.clone() {
            name_inside::<W>(transcript, block, &name, &tool, context)?;
        }
        transcript.tool(Box::new(tool))?;
    }
    Ok(())
}

/// Gives the results that a user's line brings.
pub(super) fn results(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    context: &LineContext,
) -> Result<(), ReadError> {
    let blocks = record.message.as_ref().map_or(&[][..], |message| &message.blocks);
    let mut results = 0;
    let mut last = None;
    for block in blocks.iter().filter(|block| block.kind.says("tool_result")) {
        let Some(id) = Transcript::tool_id(block.tool_use_id, context) else { continue };
        results += 1;
        let mut tool = ToolCall::new(id, context.owner());
        tool.ended = context.at;
        tool.output_bytes = bytes(block.content.bytes());
        tool.ok = Some(!block.is_error.is_true());
        if let Some(before) = last.replace(tool) {
            transcript.tool(Box::new(before))?;
        }
    }
    let Some(mut tool) = last else { return Ok(()) };
    // What the agent adds on the line is about its one result.
    if let (1, Some(outcome)) = (results, &record.outcome) {
        tool.searches = outcome.searches.count();
        see_launched(transcript, tool.id, outcome.agent, context);
    }
    transcript.tool(Box::new(tool))
}

/// The result of starting a sub-agent names its run; the tokens it states stand in the run's own log.
fn see_launched(
    transcript: &mut Transcript<'_>,
    tool: ToolId,
    agent: crate::kit::json::Raw<'_>,
    context: &LineContext,
) {
    if agent.quoted().is_none() {
        return;
    }
    let asked = transcript.state.launched(tool);
    let Some(run) = agent.text().and_then(|agent| line_context::run(&context.main, &agent)) else { return };
    // A fork copies the result, but the run stays the original session's.
    if context.forked_from.is_some() {
        return;
    }
    let facts = transcript.facts.run(&context.main, &run);
    facts.spawned_by = facts.spawned_by.max(Some(tool));
    facts.agent_type = facts.agent_type.take().max(asked);
}

/// Two tools' inputs hold a name: the skill to use, and the type of sub-agent to start.
fn name_inside<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    block: &Block<'a>,
    name: &Label,
    tool: &ToolCall,
    context: &LineContext,
) -> Result<(), ReadError> {
    match name.as_str() {
        "Skill" => {
            // Older versions call it `command`.
            let [skill, command] = members::<W, 2>(block.input, [b"skill", b"command"]);
            let stated = identifier(skill).or_else(|| identifier(command));
            let (Some(skill), Some(at)) = (stated, context.at) else { return Ok(()) };
            let mut skill = SkillUse::new(super::key::skill(tool.id), at, context.home(), skill);
            skill.call = tool.call;
            transcript.give(skill)
        }
        "Agent" | "Task" => {
            let [agent_type] = members::<W, 1>(block.input, [b"subagent_type"]);
            if let Some(agent_type) = identifier(agent_type) {
                transcript.state.launch(tool.id, agent_type);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The server and tool of an MCP tool's name: as the agent attributes them where it does, else split at the
/// first `__` after the prefix.
fn mcp(name: &str, attribution: &Attribution<'_>) -> Option<McpName> {
    let rest = name.strip_prefix("mcp__")?;
    let (server, tool) = rest.split_once("__")?;
    let stated = (attribution.mcp_server.text(), attribution.mcp_tool.text());
    if let (Some(server), Some(tool)) = stated
        // The attribution may be about the tool whose result the line answers.
        && name.ends_with(&*tool)
        && let (Some(server), Some(tool)) = (Label::new(&server), Label::new(&tool))
    {
        return Some(McpName { server, tool });
    }
    Some(McpName { server: Label::new(server)?, tool: Label::new(tool)? })
}

fn bytes(raw: &[u8]) -> Option<u64> {
    (!raw.is_empty()).then_some(raw.len() as u64)
}
