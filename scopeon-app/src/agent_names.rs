//! Agents by the names people give them: an id, its beginning, or the name the agent goes by.

use scopeon_store::suggest_names;

use crate::agents::Agents;
use crate::error::AppError;

/// Finds the agents that a name means: the one of that id or that goes by it, else every one whose id begins with it, so
/// that `claude` is Claude Code and `copilot` is every Copilot. `ids` are those that may be named.
///
/// # Errors
///
/// When it means none.
pub(crate) fn named(
    agents: &Agents,
    ids: &[&'static str],
    name: &str,
    input: &'static str,
) -> Result<Vec<&'static str>, AppError> {
    let wanted = plain(name);
    let goes_by =
        |id: &&'static str| agents.every_about().any(|about| about.id == *id && plain(about.name) == wanted);
    if let Some(id) = ids.iter().find(|id| plain(id) == wanted).or_else(|| ids.iter().find(|id| goes_by(id)))
    {
        return Ok(vec![id]);
    }
    let begins = |id: &str| id.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-'));
    let begun: Vec<&'static str> = ids.iter().copied().filter(|id| begins(id)).collect();
    if !wanted.is_empty() && !begun.is_empty() {
        return Ok(begun);
    }
    let near = suggest_names(&wanted, ids.iter().map(|id| (0, *id)));
    let error = AppError::input(input, format_args!("names an agent that is not known: {name}"));
    Err(if near.is_empty() {
        error.with_hint("scopeon providers lists every agent")
    } else {
        error.with_hint(format_args!("did you mean {}?", near.join(" or ")))
    })
}

/// One spelling: `Claude Code`, `claude_code` and `CLAUDE-CODE` are the same.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_', '.'], "-")
}
