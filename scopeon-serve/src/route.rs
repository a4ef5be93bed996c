//! What a route is: where it is, to whom it answers, what may be asked of it, and what it answers.

use crate::problem::Problem;
use crate::question::{Asked, Param, Parts, Told};
use crate::tier::Tier;

/// One route that answers a question.
#[derive(Debug)]
pub(crate) struct Route {
    /// Its path, with `{id}` for a part that varies.
    pub(crate) path: &'static str,
    /// The least that a caller has to be allowed.
    pub(crate) tier: Tier,
    /// What it answers.
    pub(crate) about: &'static str,
    /// The command that answers the same.
    pub(crate) command: &'static str,
    /// The type of its answer in the schema of the wire format.
    pub(crate) schema: &'static str,
    /// Which of its fields is a table, for CSV.
    pub(crate) table: &'static str,
    /// What may be asked.
    pub(crate) params: &'static [&'static [Param]],
    /// What of the answer may be told at which tier; all of it at the highest.
    pub(crate) parts: &'static [Parts],
    /// How it pages, if it does.
    pub(crate) pages: bool,
    /// Answers.
    pub(crate) answer: fn(&Asked<'_>) -> Result<Told, Problem>,
}
