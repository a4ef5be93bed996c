//! `scopeon prices`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Show and extend the prices that cost is computed from
#[derive(Clone, Debug, Args)]
pub(crate) struct PricesArgs {
    #[command(subcommand)]
    pub(crate) action: Option<PricesAction>,
}

/// What to do with prices; a list when nothing is said.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum PricesAction {
    List(PricesListArgs),
    /// Show every price of a model, by date, and which of them a logged name finds
    Show {
        /// The model as a log or a price list names it
        #[arg(value_name = "MODEL")]
        model: String,
    },
    /// Take over a price list: LiteLLM's or models.dev's JSON
    ///
    /// It is kept in prices.tsv in SCOPEON_HOME. A price that differs from the one known so far holds from
    /// today on; a model without a price takes it for its whole past. What the list does not state of a model
    /// (fast mode, batch, regions, long prompts, caches) stays as the built-in table has it. Where the standard
    /// price changes, that is in the same relation to it; a price that is in no single one is dropped and named.
    /// A logged name without a list, as `coder` for `acme/coder`, finds an imported price when one list alone has
    /// it. The configuration overrides it.
    Import {
        /// The list
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// List prices
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct PricesListArgs {
    /// Only models whose name holds this
    #[arg(value_name = "TEXT")]
    pub(crate) pattern: Option<String>,

    /// Also prices that no longer hold and models of other vendors' catalogues
    #[arg(long)]
    pub(crate) all: bool,
}
