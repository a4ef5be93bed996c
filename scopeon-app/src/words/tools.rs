//! Tools that were used, in words.

use scopeon_core::metrics::tools::UsedTool;

use super::number::count;

/// Names the `most` used tools and how often each was used: `Bash 21, Edit 9, +3 more`; nothing of none.
#[must_use]
pub fn tools_used(tools: &[UsedTool], most: usize) -> String {
    let named = tools.iter().take(most).map(|tool| format!("{} {}", tool.name, count(tool.uses)));
    let more = tools.len().saturating_sub(most);
    let more = (more > 0).then(|| format!("+{more} more"));
    named.chain(more).collect::<Vec<_>>().join(", ")
}
