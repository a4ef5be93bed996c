//! `scopeon import`.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  scopeon import --dry-run            what would be taken over from the files in ~/.scopeon
  scopeon import                      take it over; doing it again changes nothing
  scopeon import ~/old/.scopeon       from another directory, a config.toml or a scopeon.db";

/// Take over what Scopeon 0.x kept: budgets, prices, tags, and history whose logs are gone
///
/// Its files stay as they are. Budgets, prices and generic logs are appended to the configuration where it does not have
/// them yet; tags are given to sessions that are known and have none by hand; calls of Claude Code are added for sessions
/// of which no log is known. Where a log of such a session turns up later, what it says counts. What cannot be taken over is
/// listed.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// Its directory, or one of its files [default: those in SCOPEON_HOME, which is ~/.scopeon]
    #[arg(value_name = "DIR|FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Only say what would be taken over
    #[arg(long)]
    pub(crate) dry_run: bool,
}
