//! What a tool is: how it is listed, what it takes and gives, and what answers it.

use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::param::{Field, Param};

/// A tool.
pub(crate) struct Tool {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) title: &'static str,
    /// What it answers, to a model that has to choose.
    pub(crate) about: &'static str,
    /// What it takes beside what all take.
    pub(crate) takes: &'static [Param],
    /// What it gives beside what all give.
    pub(crate) gives: &'static [Field],
    /// Whether it is among the few that are listed unless others are asked for.
    pub(crate) is_core: bool,
    /// Whether it changes something.
    pub(crate) writes: bool,
    /// Whether it tells what single calls did, or how agents are set up.
    pub(crate) tells_calls: bool,
    /// What answers it.
    pub(crate) answer: fn(&Call<'_>) -> Result<Answer, Failure>,
}
