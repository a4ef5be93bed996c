//! `scopeon why`.

use clap::Args;

use super::asked::AskedArgs;

const EXAMPLES: &str = "\
Examples:
  scopeon why                        today, or the last day with use
  scopeon why yesterday
  scopeon why week --project ~/work/api
  scopeon why 2026-03
  scopeon why latest                 the session you are in
  scopeon why --json | jq '.facts[] | [.usd, .text, .command]'";

/// Say what made a day, a period or a session expensive
///
/// Facts in order of the money that they are about, each with its share of the whole and the command that goes deeper.
/// They overlap, so that they do not add up; what is below 1 % is not said. What is usual are medians: of the days with
/// use, or of the sessions, of the 30 days before; of up to 8 periods of the same length before.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WhyArgs {
    /// A time (today, yesterday, week, last-month, 7d, 2026-03, all), a session by its id or the start of it, or `latest`
    /// [default: today, or the last day with use]
    #[arg(value_name = "WHAT", conflicts_with_all = ["since", "until", "all"])]
    pub(crate) what: Option<String>,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}
