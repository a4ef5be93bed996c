//! What every command of figures over a period takes.

use clap::Args;

use super::report::FilterArgs;

/// Which calls a figure is made from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct AskedArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// All of history instead of the last 30 days
    #[arg(long, conflicts_with_all = ["since", "until"])]
    pub(crate) all: bool,
}
