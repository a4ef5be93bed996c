//! `scopeon compare`.

use clap::Args;

use super::asked::AskedArgs;

const EXAMPLES: &str = "\
Examples:
  scopeon compare last-week this-week
  scopeon compare 2026-08..2026-09 2026-10..2026-11
  scopeon compare branch:main branch:feature/search --since 60d
  scopeon compare tag:review tag:fix
  scopeon compare 0b3c latest           two sessions, turn by turn

A side is a session's id or the start of it, a period as --since takes it or two of them
with .. in between, or branch:NAME, project:DIR, tag:NAME; session:ID and period:WHEN say
which is meant where that is not clear.";

/// Compare two sessions, periods, branches, projects or tags: what differs, and whether the difference is significant
///
/// Two sessions are compared turn by turn, everything else session by session; what is compared are medians, so one
/// costly session decides nothing. A difference is likely when chance alone would do as much at most once in twenty
/// times, and strong at once in a hundred (Mann-Whitney U, at least 8 values a side). Branches, projects and tags
/// cover the last 30 days unless --since or --all says otherwise; filters hold for both sides.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareArgs {
    /// The first side
    #[arg(value_name = "A")]
    pub(crate) a: String,

    /// The second side
    #[arg(value_name = "B")]
    pub(crate) b: String,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}
