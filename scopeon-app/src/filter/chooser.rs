//! What sessions are chosen with.

use scopeon_core::tags::TagRule;
use scopeon_store::Reader;

use crate::agents::Agents;
use crate::query::Query;

/// What sessions are chosen with.
pub(crate) struct Chooser<'a> {
    pub(crate) query: &'a Query,
    pub(crate) reader: &'a Reader,
    pub(crate) agents: &'a Agents,
    pub(crate) rules: &'a [TagRule],
    /// What a project is kept as, as a question states it.
    pub(crate) kept_project: &'a dyn Fn(&str) -> String,
}
