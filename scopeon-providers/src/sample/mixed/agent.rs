//! One agent of the demo's home: how it keeps sessions and what its logs tell.

use std::io;
use std::path::Path;

use super::counted::Calls;
use super::database::format::Format;
use super::session::{Session, Written};

/// One agent.
pub(super) struct Agent {
    pub(super) id: &'static str,
    pub(super) model: &'static str,
    /// Its tools' names; none where its logs name none.
    pub(super) tools: &'static [&'static str],
    /// How many responses a prompt takes.
    pub(super) steps: usize,
    pub(super) states: States,
    pub(super) tells: Tells,
    pub(super) calls: Calls,
    pub(super) kept: Kept,
}

/// How an agent keeps its sessions.
pub(super) enum Kept {
    /// Each in files of its own.
    Files(fn(&Session) -> Vec<Written>),
    /// One after the other in one log, the oldest first.
    Log(fn(&[&Session]) -> Written),
    /// All in one database at this path.
    Database(&'static str, Format),
    /// Each in a database of its own, at the path that it gives.
    Databases(fn(&Session) -> String, Format),
    /// Wherever the agent works below the home.
    Places(fn(&Path, &[&Session]) -> io::Result<()>),
}

/// Which kinds of tokens an agent states beside uncached input and output.
#[derive(Clone, Copy)]
pub(super) struct States {
    pub(super) reasoning: bool,
    pub(super) cache_read: bool,
    pub(super) cache_write: bool,
}

/// What a correct reader can tell beside calls.
#[derive(Clone, Copy)]
pub(super) struct Tells {
    pub(super) turns: bool,
    /// Which uses of tools failed.
    pub(super) outcomes: bool,
}
