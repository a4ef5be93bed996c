//! Sub-agents and workflows: their own transcripts beside the main one, under the main session's id.

use std::io;
use std::path::Path;

use scopeon_core::usage::Usage;

use super::block::Block;
use super::json::Json;
use super::names;
use super::result::{AgentSummary, Outcome};
use super::step;
use super::text::MARKER;
use super::thread::{Call, Kind, Prompt, Thread};
use super::tool::{Tool, ToolUse};
use super::tree::Tree;
use super::usage::Form;
use super::world::World;

/// Where the agents of a session lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Location<'a> {
    pub(super) tree: &'a Tree,
    pub(super) slug: &'static str,
}

/// Lets the main thread call a foreground sub-agent and wait for it.
pub(super) fn delegate(world: &mut World, main: &mut Thread, location: Location<'_>) -> io::Result<()> {
    let kind = world.prng.pick(names::AGENT_TYPES);
    let call = ToolUse::new(world, Tool::Agent(kind));
    main.call(world, Call::PLAIN, &[Block::Text, Block::Tool(call.clone())]);
    let mut agent = child(world, main, kind);
    let id = agent_id(&agent).to_owned();
    let (usage, tools) = work(world, &mut agent);
    let millis = agent.clock.since(main.clock.now());
    main.clock.pass_to(&agent.clock);
    let old = main.version == names::OLD_VERSION;
    let directory = location.tree.session_directory(location.slug, &main.session);
    let path = if old {
        location.tree.main(location.slug, &format!("agent-{id}"))
    } else {
        directory.join("subagents").join(format!("agent-{id}.jsonl"))
    };
    if old {
        copy_progress(world, main, &agent, &call.id);
    } else {
        let meta = format!(
            "{{\"agentType\":\"{kind}\",\"description\":\"{MARKER}\",\"toolUseId\":\"{}\",\"spawnDepth\":1}}",
            call.id
        );
        location.tree.file(&path.with_extension("meta.json"), meta.as_bytes(), agent.clock.now())?;
    }
    save(world, location.tree, agent, &path)?;
    let outcome = Outcome::Agent(AgentSummary { agent: id, millis, tools, usage });
    let len = world.prng.between(300, 4_000);
    main.result(world, &call, &outcome, len);
    Ok(())
}

/// Starts a workflow of two agents in the background, with its journal, whose figures are no calls.
pub(super) fn workflow(world: &mut World, main: &mut Thread, location: Location<'_>) -> io::Result<()> {
    let call = ToolUse::new(world, Tool::Workflow);
    main.call(world, Call::PLAIN, &[Block::Tool(call.clone())]);
    let run = format!("wf_{}-{}", world.prng.hex(8), world.prng.hex(3));
    let home = location.tree.session_directory(location.slug, &main.session);
    let directory = home.join("subagents").join("workflows").join(&run);
    let mut journal = Json::default();
    journal.raw("{\"type\":\"launched\"}").end_line();
    for _ in 0..2 {
        let mut agent = child(world, main, "workflow-subagent");
        let id = agent_id(&agent).to_owned();
        let (usage, _) = work(world, &mut agent);
        let path = directory.join(format!("agent-{id}.jsonl"));
        let meta = format!(
            "{{\"agentType\":\"workflow-subagent\",\"description\":\"{MARKER}\",\"workflowPhase\":\"Ping\"}}"
        );
        location.tree.file(&path.with_extension("meta.json"), meta.as_bytes(), agent.clock.now())?;
        put_journal(&mut journal, &id, usage);
        save(world, location.tree, agent, &path)?;
    }
    let now = main.clock.now();
    location.tree.file(&directory.join("journal.jsonl"), journal.bytes(), now)?;
    let summary =
        format!("{{\"runId\":\"{run}\",\"usage\":{{\"output_tokens\":99999}},\"note\":\"{MARKER}\"}}");
    location.tree.file(&home.join("workflows").join(format!("{run}.json")), summary.as_bytes(), now)?;
    main.result(world, &call, &Outcome::Text, 200);
    Ok(())
}

fn put_journal(journal: &mut Json, agent: &str, usage: Usage) {
    journal.raw("{\"type\":\"started\"").text("agentId", agent).text("label", MARKER).raw("}");
    journal.end_line();
    journal
        .raw("{\"type\":\"assistant\"")
        .text("agentId", agent)
        .text("timestamp", "2026-01-01T00:00:00.000Z");
    journal.raw(",\"message\":{\"id\":\"msg_journal\",\"model\":\"journal\",\"usage\":{\"output_tokens\":");
    journal.number(usage.output).raw("}}").text("result", MARKER).raw("}");
    journal.end_line();
}

fn agent_id(agent: &Thread) -> &str {
    match &agent.kind {
        Kind::Agent { id, .. } => id,
        Kind::Main | Kind::Side => "",
    }
}

fn child(world: &mut World, main: &Thread, kind: &'static str) -> Thread {
    let id = format!("a{}", world.prng.hex(16));
    let model = match kind {
        _ if main.model == names::GATEWAY => names::GATEWAY,
        "Explore" | "workflow-subagent" => names::HAIKU,
        "Plan" => main.model,
        _ => names::SONNET,
    };
    Thread {
        out: Json::default(),
        kind: Kind::Agent { id, kind },
        session: main.session.clone(),
        cwd: main.cwd.clone(),
        model,
        parent: None,
        prompt_id: main.prompt_id.clone(),
        prompt: Prompt::Counted,
        context: 0,
        ..*main
    }
}

/// Lets a sub-agent do its task; returns what its last call consumed and how many tools it ran.
fn work(world: &mut World, agent: &mut Thread) -> (Usage, u64) {
    agent.prompt(world);
    let steps = world.prng.between(3, 24);
    for _ in 0..steps {
        step::step(world, agent);
    }
    let form = if agent.model == names::GATEWAY { Form::Gateway } else { Form::Plain };
    let usage = agent.call(world, Call { form, ..Call::PLAIN }, &[Block::Text]);
    (usage, steps)
}

/// Old versions copied every message of a sub-agent into progress lines of the main file.
fn copy_progress(world: &mut World, main: &mut Thread, agent: &Thread, call: &str) {
    let text = String::from_utf8_lossy(agent.out.bytes()).into_owned();
    let id = agent_id(agent);
    for line in text.lines().filter(|line| line.contains("\"type\":\"assistant\",")) {
        main.open(world);
        main.out.text("type", "progress").raw(",\"data\":{\"message\":").raw(line);
        main.out.raw(",\"normalizedMessages\":[],\"type\":\"agent_progress\"").text("prompt", MARKER);
        main.out.text("agentId", id).raw("}").text("parentToolUseID", call).text("toolUseID", call);
        main.close();
    }
}

fn save(world: &mut World, tree: &Tree, agent: Thread, path: &Path) -> io::Result<()> {
    world.budget.spend(agent.out.lines(), agent.out.len());
    world.truth.agent_files += 1;
    let at = agent.clock.now();
    tree.transcript(&mut world.truth, path, &agent.out.into_bytes(), at)
}
