//! `scopeon explore`.

use clap::{Args, ValueEnum};

use super::asked::AskedArgs;
use super::report::Limit;
use super::spell::spell;

/// How many rows are listed unless something else is asked for.
const USUAL_ROWS: usize = 20;

const EXAMPLES: &str = "\
Examples:
  scopeon explore                               agents
  scopeon explore claude-code                   its projects
  scopeon explore claude-code acme-api main     the sessions of a branch
  scopeon explore claude-code acme-api main 0b3c 4 2   a call's tools
  scopeon explore claude-code --by tokens --all";

/// Walk down to what consumed tokens: agents, projects, branches, sessions, prompts, calls, tools
///
/// Lists one level with sizes and shares, the largest first; each word leads one level down. Projects may be named by
/// their last directory, sessions by the start of their id; prompts are numbered in their session and calls in their
/// prompt. Tools have sizes in bytes and no cost of their own. Covers the last 30 days unless --since or --all says
/// otherwise.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExploreArgs {
    /// The way down: agent, project, branch, session, prompt, call
    #[arg(value_name = "PATH", num_args = 0..=6)]
    pub(crate) path: Vec<String>,

    /// What rows are ordered and shared by
    #[arg(long, value_name = "BY", default_value = "cost")]
    pub(crate) by: ExploreBy,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,

    /// How many rows to list, or all; the rest is summed
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) limit: Limit,
}

impl ExploreArgs {
    /// Returns the options as they are typed, so that the next level is of the same calls.
    pub(crate) fn options(&self) -> Vec<String> {
        let by = match self.by {
            ExploreBy::Cost => None,
            ExploreBy::Tokens => Some("tokens"),
            ExploreBy::Calls => Some("calls"),
        };
        let limit = match self.limit {
            Limit::First(USUAL_ROWS) => None,
            Limit::First(rows) => Some(rows.to_string()),
            Limit::All => Some("all".to_owned()),
        };
        let mut words = Vec::new();
        spell(&mut words, "--by", by);
        words.extend(self.asked.options());
        spell(&mut words, "--limit", limit.as_deref());
        words
    }
}

/// What rows are ordered and shared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExploreBy {
    /// Dollars.
    Cost,
    /// Tokens, prompt and output; bytes for tools.
    Tokens,
    /// Calls; uses for tools.
    Calls,
}
