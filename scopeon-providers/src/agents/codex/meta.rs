//! `session_meta`: what a thread is, where it works and what it was made from.

use std::borrow::Cow;

use scopeon_core::event::SessionKind;
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::key;
use super::thread::{Record, Rollout};
use crate::kit::json::Raw;

/// Reads a rollout's first record. A fork embeds its ancestors' after its own: the first one owns the file.
pub(super) fn read(rollout: &mut Rollout, record: &Record<'_>) {
    let id = record.payload.member("id").label();
    match (&rollout.state.thread, &id) {
        (None, _) => {
            rollout.state.thread = id;
            own(rollout, record);
        }
        // What is embedded stands in front of the first turn.
        (Some(own), Some(other)) if own != other => {
            if rollout.state.descent.is_child || rollout.state.turn_name.is_none() {
                rollout.state.descent.descend(id);
            }
        }
        // A resumed thread may state its own again.
        _ => rollout.state.descent.return_to_own(),
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
    descend(rollout, record, stated(forked).or_else(|| stated(parent)));
    let (project, branch) = (rollout.state.project.clone(), rollout.state.branch.clone());
    let Some(builder) = rollout.builder() else { return };
    let facts = builder.facts();
    facts.kind = if is_sub_agent { SessionKind::SubAgent } else { SessionKind::Main };
    let session = |raw: Raw<'_>| stated(raw).map(|id| key::session(&id));
    facts.parent = session(parent).or_else(|| session(forked).filter(|_| is_sub_agent));
    facts.forked_from = session(forked).filter(|_| !is_sub_agent);
    if is_sub_agent {
        let role = role.or(agent_type).or(spawn.role).or(spawn.kind).or(nickname).or(spawn.nickname);
        facts.agent_type = role.identifier();
    }
    facts.entry_point = source.identifier();
    let Some(at) = record.at else { return };
    builder.see(at);
    if let Some(project) = project {
        builder.work_in(at, project);
    }
    if let Some(branch) = branch {
        builder.work_on(at, branch);
    }
    if let Some(version) = version.label() {
        builder.written_by(at, version);
    }
}

fn stated(id: Raw<'_>) -> Option<Cow<'_, str>> {
    id.text().filter(|id| !id.is_empty())
}

/// Takes what the first record says of the thread's making: from which thread, and where its own lines start.
fn descend(rollout: &mut Rollout, record: &Record<'_>, origin: Option<Cow<'_, str>>) {
    let names = [
        "timestamp",
        "history_mode",
        "history_base",
        "forked_from_id",
        "forked_from_ordinal_exclusive",
        "subagent_history_start_ordinal",
    ];
    let [created, mode, base, forked, forked_at, start] = record.payload.members(names);
    let created = created.text().and_then(|text| Timestamp::parse(&text));
    let is_page = rollout.is_page || (base.is_object() && origin.is_none());
    let is_copied = !base.is_object();
    let flags = &mut rollout.state.flags;
    flags.names_turns |= mode.says("paginated");
    flags.is_page = is_page;
    flags.inherits = (origin.is_some() || base.is_object()) && (!is_page || stated(forked).is_some());
    let descent = &mut rollout.state.descent;
    descent.make(created.into_iter().chain(record.at).min());
    // A page goes on where the one before it ends, and a fork by reference holds nothing of its parent.
    if let Some(origin) = origin.filter(|_| is_copied && !is_page) {
        descent.descend(Label::new(&origin));
        descent.start = start.or(forked_at).count().and_then(|ordinal| ordinal.try_into().ok());
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
