//! `session_meta`: what a thread is, where it works and what it was made from.

use scopeon_core::event::SessionKind;

use super::burst::Burst;
use super::key;
use super::rollout::{Record, Rollout};
use crate::json::Raw;

/// Reads a rollout's first record. A fork embeds its ancestors' after its own: the first one owns the file.
pub(super) fn read(rollout: &mut Rollout, record: &Record<'_>) {
    let id = record.payload.member("id").label();
    match (&rollout.state.thread, &id) {
        (None, _) => {
            rollout.state.thread = id;
            own(rollout, record);
        }
        (Some(own), Some(other)) if own != other => be_child(rollout, record),
        // A resumed thread may state its own again.
        _ => {}
    }
}

fn own(rollout: &mut Rollout, record: &Record<'_>) {
    let names = [
        "cwd",
        "git",
        "cli_version",
        "source",
        "thread_source",
        "forked_from_id",
        "parent_thread_id",
        "agent_role",
        "agent_type",
        "agent_nickname",
    ];
    let [cwd, git, version, source, kind, forked, parent, role, agent_type, nickname] =
        record.payload.members(names);
    let spawn = Spawn::read(source);
    let parent = parent.or(spawn.parent);
    let is_sub_agent = spawn.is_sub_agent || kind.says("subagent");
    rollout.state.flags.is_sub_agent = is_sub_agent;
    rollout.state.project = cwd.label();
    rollout.state.branch = git.member("branch").label().filter(|name| name.as_str() != "HEAD");
    if parent.text().is_some() || forked.text().is_some() {
        be_child(rollout, record);
    }
    let (project, branch) = (rollout.state.project.clone(), rollout.state.branch.clone());
    let Some(sheet) = rollout.sheet() else { return };
    let facts = sheet.facts();
    facts.kind = if is_sub_agent { SessionKind::SubAgent } else { SessionKind::Main };
    let session = |raw: Raw<'_>| raw.text().filter(|id| !id.is_empty()).map(|id| key::session(&id));
    facts.parent = session(parent).or_else(|| session(forked).filter(|_| is_sub_agent));
    facts.forked_from = session(forked).filter(|_| !is_sub_agent);
    if is_sub_agent {
        let role = role.or(agent_type).or(spawn.role).or(spawn.kind).or(nickname).or(spawn.nickname);
        facts.agent_type = role.identifier();
    }
    facts.entry_point = source.identifier();
    let Some(at) = record.at else { return };
    sheet.see(at);
    if let Some(project) = project {
        sheet.work_in(at, project);
    }
    if let Some(branch) = branch {
        sheet.work_on(at, branch);
    }
    if let Some(version) = version.label() {
        sheet.written_by(at, version);
    }
}

/// The rollout goes on with what it was made from, written again.
fn be_child(rollout: &mut Rollout, record: &Record<'_>) {
    if !rollout.state.flags.is_child {
        rollout.state.flags.is_child = true;
        rollout.state.burst = record.at.map(Burst::at);
    }
}

/// What a `source` says of who started the thread: text for people and programs, an object for agents.
#[derive(Clone, Copy, Default)]
struct Spawn<'a> {
    is_sub_agent: bool,
    /// `review` or `compact`, where it is no spawned thread.
    kind: Raw<'a>,
    parent: Raw<'a>,
    role: Raw<'a>,
    nickname: Raw<'a>,
}

impl<'a> Spawn<'a> {
    fn read(source: Raw<'a>) -> Self {
        let kind = source.member("subagent");
        let spawn = kind.member("thread_spawn");
        let [parent, role, nickname] = spawn.members(["parent_thread_id", "agent_role", "agent_nickname"]);
        Self { is_sub_agent: !kind.is_missing(), kind, parent, role, nickname }
    }
}
