//! `scopeon status`.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  scopeon status                      today, live sessions, limits, budgets, and what to look at next
  scopeon status --watch              the same, drawn again whenever something happens
  scopeon status --json | jq '.today.cost_usd, .usual.today_ratio'";

/// Show whether today is normal, whether a limit is near, and what to look at next
///
/// A usual day is the median of the days with use among the 28 before today. A session is live when it was active in the
/// last ten minutes. The command that is named last is the one most worth running next.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StatusArgs {
    /// Go on until Ctrl-C, which ends it with exit code 0: drawn again in place on a terminal, else a line for each change
    #[arg(long)]
    pub(crate) watch: bool,
}
