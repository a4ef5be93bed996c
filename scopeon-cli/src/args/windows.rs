//! `scopeon blocks`, `scopeon limits` and `scopeon budget`.

use clap::{Args, Subcommand};

use super::report::FilterArgs;

const BLOCKS: &str = "\
Examples:
  scopeon blocks                      the last 3 days, and the running week and the one before
  scopeon blocks --since 4w           four weeks back
  scopeon blocks --json | jq '.active.outlook.cost_usd'";

/// Show Claude's five-hour blocks and weeks: what runs now, the burn rate and the forecast
///
/// What the vendor itself says of the running window stands first, where a status line hands it over: see `scopeon
/// limits record`. No log holds it, so blocks are put together from the calls seen here: one starts at the full hour
/// (UTC) of its first call and lasts five hours. Calls made on other machines or in the vendor's own apps are missing.
/// Covers the last 3 days unless --since says otherwise, and Claude Code alone unless --agent does. `[blocks]
/// week_reset` in the configuration says when your plan's week resets, else the vendor's own reading does.
#[derive(Clone, Debug, Args)]
#[command(after_help = BLOCKS)]
pub(crate) struct BlocksArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

const LIMITS: &str = "\
Examples:
  scopeon limits                      every window that runs now
  scopeon limits --check || echo 'mind the limit'
  scopeon limits --json | jq '.rows[] | select(.used_ratio > 0.8)'
  scopeon limits record --print < status.json";

const RECORD: &str = "\
In ~/.claude/settings.json:
  \"statusLine\": { \"type\": \"command\", \"command\": \"scopeon limits record --print\" }";

/// Show the limits that agents state: how much of each window is used and when it resets
///
/// Only the newest reading of a window counts, and none of a window that is over. Codex logs its limits; Claude
/// Code hands them to a status line only: see `scopeon limits record`.
#[derive(Clone, Debug, Args)]
#[command(after_help = LIMITS, args_conflicts_with_subcommands = true)]
pub(crate) struct LimitsArgs {
    /// Say only what is near: exits with 0 when there is room, 1 when a limit is 80 % used or is hit before it resets at this
    /// rate, 5 when one is used up
    #[arg(long)]
    pub(crate) check: bool,

    /// Only this coding agent; may be given many times
    #[arg(long = "agent", visible_alias = "provider", value_name = "ID")]
    pub(crate) provider: Vec<String>,

    #[command(subcommand)]
    pub(crate) action: Option<LimitsAction>,
}

/// What to do about limits; they are shown when nothing is said.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum LimitsAction {
    /// Keep the limits that Claude Code hands to a status line
    ///
    /// Reads the status line's JSON from standard input, at most 1 MiB of it, and keeps the shares used and the
    /// resets of every limit it states, nothing else. No log is read.
    ///
    /// It never fails: a status line whose command fails is blanked. Whatever it is handed, and whether or not it can be
    /// kept, the exit code is 0; -v says on stderr what was wrong. It never holds a status line up either: where another
    /// scopeon is in the middle of writing for more than a moment, the reading is let go. What was said less than a minute
    /// ago is not written again.
    #[command(after_help = RECORD)]
    Record {
        /// Also print the limits as a short line, for the status line to show; those read last where none are stated
        #[arg(long)]
        print: bool,
    },
}

const BUDGET: &str = "\
Examples:
  scopeon budget                      how every budget stands
  scopeon budget --check || echo 'mind the budget'
  scopeon budget --json | jq '.rows[] | {period: .budget.period, used_ratio, exhausted_at}'

In the configuration, a table for each budget:
  [[budgets]]
  period = \"monthly\"        # or daily, weekly
  usd = \"200\"
  project = \"~/work/shop\"   # everything without it
  warn_percent = 80";

/// Show what is used of your budgets, at what pace, and when they will run out
///
/// Budgets are written down in the configuration, as docs/config.md says. Costs are those of API list prices.
#[derive(Clone, Debug, Args)]
#[command(after_help = BUDGET)]
pub(crate) struct BudgetArgs {
    /// Say only what is wrong: exits with 0 when every budget holds, 1 when one warns, 5 when one is exceeded
    #[arg(long)]
    pub(crate) check: bool,
}
