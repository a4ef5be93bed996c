//! What sessions are chosen with.

use scopeon_core::filter::NameField;
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
    /// What the name of a field stands for, as it is stated.
    pub(crate) meant: &'a dyn Fn(NameField, &str) -> String,
}
