//! `scopeon subagents` and `scopeon tasks`.

use clap::Args;

use super::asked::AskedArgs;
use super::report::Limit;

const SUBAGENTS_EXAMPLES: &str = "\
Examples:
  scopeon subagents                the most expensive sessions that started sub-agents, each as a tree
  scopeon subagents latest         the tree of the session that was last active
  scopeon subagents --since 7d --project ~/work/api --limit 3";

/// Show sessions and the sub-agents they started as trees, each with its own and its total cost
///
/// Covers the last 30 days unless --since or --all says otherwise; a session that is named is shown whole.
#[derive(Clone, Debug, Args)]
#[command(after_help = SUBAGENTS_EXAMPLES)]
pub(crate) struct SubAgentsArgs {
    /// One session: its id or the start of it, or `latest`
    #[arg(
        value_name = "ID",
        conflicts_with_all = ["since", "until", "all", "provider", "model", "project", "branch", "limit"]
    )]
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,

    /// How many trees to show, the most expensive first, or all
    #[arg(long, value_name = "N", default_value = "5")]
    pub(crate) limit: Limit,
}

const TASKS_EXAMPLES: &str = "\
Examples:
  scopeon tasks                    what was delegated in the last 30 days
  scopeon tasks --since today --limit all
  scopeon tasks --json | jq '.types[] | [.agent_type, .runs, .cost_usd]'";

/// Show what was delegated to sub-agents: by type, and the most expensive runs with time and outcome
///
/// A run is one sub-agent with a log of its own; what it started in turn is a run of its own. Time is from its first
/// to its last record. Its outcome is that of the tool use that started it, where the log says which. Covers the last
/// 30 days unless --since or --all says otherwise.
#[derive(Clone, Debug, Args)]
#[command(after_help = TASKS_EXAMPLES)]
pub(crate) struct TasksArgs {
    #[command(flatten)]
    pub(crate) asked: AskedArgs,

    /// How many runs to list, the most expensive first, or all
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) limit: Limit,
}
