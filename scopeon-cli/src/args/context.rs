//! `scopeon context`.

use clap::Args;

use super::report::Limit;

const EXAMPLES: &str = "\
Examples:
  scopeon context                  the session that was last active
  scopeon context 0b3c --calls 50  another one, with its last 50 calls
  scopeon context --json | jq '.fill.value'";

/// Show how full a session's context is, how fast it fills and how long it lasts
///
/// It is the context of the session itself; each of its sub-agents has one of its own. What no log states (the
/// capacity of some windows, all that lies ahead) is marked with ~ and explained below.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ContextArgs {
    /// The session's id or the start of it, or `latest`
    #[arg(value_name = "ID", default_value = "latest")]
    pub(crate) id: String,

    /// How many calls to list, the last ones, or all; JSON holds the last 1,000
    #[arg(long, value_name = "N", default_value = "12")]
    pub(crate) calls: Limit,
}
