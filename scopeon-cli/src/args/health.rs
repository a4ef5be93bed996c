//! `scopeon health` and `scopeon suggest`.

use clap::Args;

use super::asked::AskedArgs;
use super::report::Limit;

const EXAMPLES: &str = "\
Examples:
  scopeon health                      the last 30 days
  scopeon health latest               the session you are in
  scopeon health --project ~/work/api --since this-week
  scopeon health --json | jq '.score.value'";

const SUGGEST_EXAMPLES: &str = "\
Examples:
  scopeon suggest                     what would have saved most in the last 30 days
  scopeon suggest --since this-week --limit 3
  scopeon suggest --json | jq '.rows[0].advice'";

/// Show how well it went, from 0 to 100: the score, its parts, and signs of waste with one thing to do each
///
/// Covers the last 30 days unless --since or --all says otherwise. Good and poor are learnt from your own sessions of the
/// last 90 days (their 10th and 90th percentile) once there are 20; before that, defaults hold.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct HealthArgs {
    /// One session, by its id or the start of it, or `latest`, with its sub-agents
    #[arg(value_name = "ID", conflicts_with_all = ["since", "until", "all", "provider", "model", "project", "branch"])]
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

/// Suggest what to do first, by what it would have saved
///
/// Covers the last 30 days unless --since or --all says otherwise. Each session is judged as `scopeon health` does, and
/// its signs of waste are gathered by what helps against them. Savings can overlap, so they have no sum.
#[derive(Clone, Debug, Args)]
#[command(after_help = SUGGEST_EXAMPLES)]
pub(crate) struct SuggestArgs {
    /// How many suggestions to show; all shows those worth less than 1 % of what was spent, too; JSON holds all
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) limit: Limit,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}
