//! `scopeon costs`.

use clap::Args;

use super::asked::AskedArgs;
use super::report::CostArgs;

const EXAMPLES: &str = "\
Examples:
  scopeon costs                            the last 30 days, and where today, week and month lead
  scopeon costs --since this-month --project ~/work/api
  scopeon costs --json | jq -r '.month.likely_usd'";

/// Show what it cost, how fast it goes and what day, week and month will come to
///
/// Covers the last 30 days unless --since or --all says otherwise. The rate of the last hour and the projections are
/// as of now, whatever the period; filters hold for them, too. A projection takes what the same weekdays and hours
/// of up to 12 past weeks cost, the median and the range from the 10th to the 90th percentile; with less history the
/// mean rate of the last days.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CostsArgs {
    #[command(flatten)]
    pub(crate) asked: AskedArgs,

    /// How many of the most expensive sessions to list, at most 100; `scopeon sessions --sort cost` lists all
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) top: u8,

    #[command(flatten)]
    pub(crate) cost: CostArgs,
}
