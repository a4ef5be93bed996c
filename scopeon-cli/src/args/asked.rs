//! What every command of figures over a period takes.

use clap::Args;
use scopeon_app::QueryArgs;

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

impl AskedArgs {
    /// Returns them as every front end states them.
    pub(crate) fn query(&self) -> QueryArgs {
        QueryArgs { all: self.all, ..self.filter.query() }
    }
}
