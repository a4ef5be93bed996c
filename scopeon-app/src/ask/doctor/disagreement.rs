//! Agents' own totals that are not what was counted.

use scopeon_core::report::AgentCheck;

use crate::words::{count, counted, worst};

/// An agent's own totals that are not what was counted: something is lost, or counted twice.
pub(super) fn line(agent: &AgentCheck) -> Option<String> {
    let agreement = agent.agreement.as_ref().filter(|agreement| agreement.differ() > 0)?;
    let (differ, all) = (count(agreement.differ()), counted(agreement.sessions, "session"));
    let worst = worst(agreement)?;
    Some(format!("{}: {differ} of {all} differ from the agent's own totals; worst: {worst}", agent.name))
}
