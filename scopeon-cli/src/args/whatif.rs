//! `scopeon whatif`.

use clap::{ArgGroup, Args};

use scopeon_app::QueryArgs;
use scopeon_app::ask::WhatifPrices;

const EXAMPLES: &str = "\
Examples:
  scopeon whatif --no-cache                  what caching saved
  scopeon whatif --model claude-haiku-4-5    every call at another model's prices
  scopeon whatif --prices openrouter --since this-month
  scopeon whatif --model gpt-5.5 --of-model claude-opus-5";

/// Show what the same history would have cost at other prices
///
/// The same tokens at the prices of their day: by another model, without a cache, or by another vendor's list.
/// Another model would have used other tokens, so it is an estimate. Covers the last 30 days unless --since or --all
/// says otherwise.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group(ArgGroup::new("alternative").required(true).args(["model", "no_cache", "provider"])))]
pub(crate) struct WhatifArgs {
    /// Every call was made to this model
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// No prompt was read from or written to a cache
    #[arg(long)]
    no_cache: bool,

    /// Every model was paid by this vendor's list: openrouter, azure, copilot-cli, …
    #[arg(long = "prices", visible_alias = "provider", value_name = "VENDOR")]
    provider: Option<String>,

    /// From when on: 2026-03-01, 2026-03, today, yesterday, this-week, last-month, 7d, 4w, 24h, …
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,

    /// Until when, the day itself included; as for --since
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,

    /// All of history instead of the last 30 days
    #[arg(long, conflicts_with_all = ["since", "until"])]
    all: bool,

    /// Only calls of this coding agent; may be given many times
    #[arg(long = "of-agent", visible_alias = "of-provider", value_name = "ID")]
    of_provider: Vec<String>,

    /// Only calls to this model; may be given many times
    #[arg(long, value_name = "NAME")]
    of_model: Vec<String>,

    /// Only this project: its directory, one above it, its last component, or a name of [projects.alias]; may be given
    /// many times
    #[arg(long, value_name = "DIR")]
    project: Vec<String>,

    /// Only this branch; may be given many times
    #[arg(long, value_name = "NAME")]
    branch: Vec<String>,
}

impl WhatifArgs {
    /// Returns which calls are meant.
    pub(crate) fn query(&self) -> QueryArgs {
        QueryArgs {
            since: self.since.clone(),
            until: self.until.clone(),
            all: self.all,
            provider: self.of_provider.clone(),
            model: self.of_model.clone(),
            project: self.project.clone(),
            branch: self.branch.clone(),
        }
    }

    /// Returns which prices are meant.
    pub(crate) fn prices(&self) -> WhatifPrices {
        match (&self.model, &self.provider) {
            (Some(model), _) => WhatifPrices::Model(model.clone()),
            (None, Some(vendor)) => WhatifPrices::Vendor(vendor.clone()),
            (None, None) => WhatifPrices::NoCache,
        }
    }
}
