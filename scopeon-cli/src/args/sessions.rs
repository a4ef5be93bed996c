//! `scopeon sessions` and `scopeon session`.

use clap::{Args, ValueEnum};

use super::report::{CostArgs, FilterArgs, Limit};

/// List sessions, the last active first
#[derive(Clone, Debug, Args)]
pub(crate) struct SessionsArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Only sessions that fit, in one text: agent:codex (cost>1 or context>80%) not is:live "any words"; see docs/filter.md
    #[arg(long = "filter", value_name = "TEXT")]
    pub(crate) words: Option<String>,

    /// Order sessions: the last active first, or the largest amount first
    #[arg(long, value_name = "BY", default_value = "last")]
    pub(crate) sort: SessionSort,

    /// Turn the order around
    #[arg(long)]
    pub(crate) reverse: bool,

    /// Show only the first N sessions, or all; the total stays that of all
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) limit: Limit,

    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

/// What sessions are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SessionSort {
    /// When it was last active.
    Last,
    /// Dollars.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
}

/// Show one session: its calls, tools, sub-agents, compactions and context
#[derive(Clone, Debug, Args)]
pub(crate) struct SessionArgs {
    /// The session's id or the start of it, or `latest`
    #[arg(value_name = "ID", default_value = "latest")]
    pub(crate) id: String,

    /// How many calls to list, the last ones, or all; JSON always holds all
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) calls: Limit,

    /// List the N most expensive calls instead, the most expensive first
    #[arg(long, value_name = "N", conflicts_with = "calls")]
    pub(crate) top: Option<Limit>,

    /// List the calls of this turn alone, by its number in the session
    #[arg(long, value_name = "N", conflicts_with_all = ["calls", "top"])]
    pub(crate) turn: Option<u64>,
}
