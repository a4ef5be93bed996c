//! `scopeon alerts`.

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  scopeon alerts watch                     this agent's session, as its monitor runs it
  scopeon alerts watch --session 86dbfaa1
  scopeon alerts watch --all --json";

/// Tell what has to be said without being asked: a full context, few turns left, budgets and limits
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true)]
pub(crate) struct AlertsArgs {
    #[command(subcommand)]
    pub(crate) action: AlertsAction,
}

/// What to do about alerts.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum AlertsAction {
    Watch(AlertsWatchArgs),
}

/// Write a line for each alert as it comes
///
/// Made for an agent's monitor: each line reaches its model at once, and wakes it, which is a request that is billed. So only
/// what is critical is written unless --all is given: a context at 95 %, five turns left, a limit or a budget that is used up.
/// Each is told once while it holds, and of a kind no two within a minute. What is logged is read meanwhile, unless another
/// process does. Goes on until it is stopped, or the agent ends.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AlertsWatchArgs {
    /// The session, by its id or the start of it; current is that of the agent that starts this
    #[arg(long, value_name = "ID", default_value = "current")]
    pub(crate) session: String,

    /// Also what is not critical
    #[arg(long)]
    pub(crate) all: bool,
}
