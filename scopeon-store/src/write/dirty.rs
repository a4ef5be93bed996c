//! What the open transaction has changed and has to recompute before it is committed.

use std::collections::{HashMap, HashSet};

use scopeon_core::id::CallId;
use scopeon_core::time::Timestamp;

use super::id_hasher::BuildIdHasher;
use super::rowid_cache::Rowid;

/// What the calls of the open transaction have changed, to be recomputed before it is committed.
#[derive(Default)]
pub(crate) struct Dirty {
    /// Roll-up rows: a session's rowid and a UTC day.
    pub(crate) days: HashSet<(Rowid, i64), BuildIdHasher>,
    /// Turns whose first call may be another.
    pub(crate) turns: HashSet<Rowid, BuildIdHasher>,
    /// Calls whose searches may be others.
    pub(crate) calls: HashSet<CallId, BuildIdHasher>,
    /// Sessions with totals that are new or other than they were.
    pub(crate) rests: HashSet<Rowid, BuildIdHasher>,
    /// Sessions with statements of what they took in all that are new or other than they were.
    pub(crate) witnesses: HashSet<Rowid, BuildIdHasher>,
    /// Sessions that another session counted towards.
    pub(crate) old_roots: HashSet<Rowid, BuildIdHasher>,
    /// Sessions that any fact names: their digests are out of date.
    pub(crate) sessions: HashSet<Rowid, BuildIdHasher>,
    /// Turns that this transaction made, each with its first call so far: while calls come in order, nothing
    /// needs to be looked up to know it.
    pub(crate) new_turns: HashMap<Rowid, Option<(Timestamp, CallId)>, BuildIdHasher>,
}
