//! What the database of Scopeon 0.x holds, in the terms of this program.

use std::collections::BTreeMap;

use scopeon_core::event::Event;
use scopeon_core::label::Label;

/// What the database of Scopeon 0.x holds.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EarlierHistory {
    /// The sessions, by agent and id.
    pub sessions: Vec<EarlierSession>,
    /// Sessions of agents of which no calls are taken, by the id that 0.x has for the agent.
    pub other_agents: BTreeMap<String, u64>,
}

/// One session that Scopeon 0.x knew.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EarlierSession {
    /// The agent, by the id it has here.
    pub agent: &'static str,
    /// The session's id as the agent shows it.
    pub key: String,
    /// Its tags.
    pub tags: Vec<Label>,
    /// The session, its sub-agents' runs, and their calls; none of an agent of which no calls are taken. Whatever the logs
    /// say of the same calls is better.
    pub facts: Vec<Event>,
    /// How many calls are among them.
    pub calls: u64,
    /// How many were left out, because their log would not be known to tell of the same ones: they have no name of the
    /// vendor's, or no time.
    pub unnamed: u64,
}
