//! Agents by the names people give them: an id, its beginning, or the name the agent goes by.

use scopeon_core::glob::{glob_matches, is_glob};
use scopeon_store::suggest_names;

use crate::agents::Agents;
use crate::error::AppError;

/// Finds the agents that a name means: the one of that id or that goes by it, else every one whose id begins with it, so
/// that `claude` is Claude Code and `copilot` is every Copilot; where a `*` stands for anything, every one like it, and behind a colon, where nothing of that fits, every one that
/// holds it. `ids` are those that may be named.
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
    if let Some(part) = name.strip_prefix(':') {
        return named(agents, ids, part, input)
            .or_else(|error| like(agents, ids, &format!("*{part}*"), input).map_err(|_| error));
    }
    if is_glob(name) {
        return like(agents, ids, name, input);
    }
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
    Err(unknown(ids, name, input))
}

/// Finds the agents whose id or name is like one in which a `*` stands for anything.
fn like(
    agents: &Agents,
    ids: &[&'static str],
    name: &str,
    input: &'static str,
) -> Result<Vec<&'static str>, AppError> {
    let wanted = plain(name);
    let name_of = |id: &str| agents.every_about().find(|about| about.id == id).map(|about| plain(about.name));
    let is_like = |id: &&&'static str| {
        glob_matches(&wanted, &plain(id)) || name_of(id).is_some_and(|name| glob_matches(&wanted, &name))
    };
    let found: Vec<&'static str> = ids.iter().filter(is_like).copied().collect();
    if found.is_empty() { Err(unknown(ids, name.trim_matches('*'), input)) } else { Ok(found) }
}

fn unknown(ids: &[&'static str], name: &str, input: &'static str) -> AppError {
    let near = suggest_names(&plain(name), ids.iter().map(|id| (0, *id)));
    let error = AppError::input(input, format_args!("names an agent that is not known: {name}"));
    if near.is_empty() {
        error.with_hint("scopeon providers lists every agent")
    } else {
        error.with_hint(format_args!("did you mean {}?", near.join(" or ")))
    }
}

/// One spelling: `Claude Code`, `claude_code` and `CLAUDE-CODE` are the same.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_', '.'], "-")
}
