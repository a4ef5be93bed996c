//! `scopeon tag`.

use clap::{Args, Subcommand};

use super::asked::AskedArgs;

const EXAMPLES: &str = "\
Examples:
  scopeon tag set latest review         the session you are in
  scopeon tag set 0b3c shop migration
  scopeon tag clear 0b3c                no tags, whatever the rules say
  scopeon tag list --since 7d
  scopeon report tag                    what each tag cost

In the configuration, a table for each rule; all of its conditions have to hold:
  [[tags]]
  tag = \"review\"
  branch_prefix = \"review/\"
  project = \"~/work/shop\"
  tool = \"Read\"
  tool_percent = 60";

/// Give sessions tags, by hand or by rule, and see which have some
///
/// Tags set by hand stay, whatever is read again, and override every rule. Rules are written down in the
/// configuration, as docs/config.md says, and hold for the past, too.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TagArgs {
    #[command(subcommand)]
    pub(crate) action: Option<TagAction>,
}

/// What to do with tags; sessions with tags are listed when nothing is said.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TagAction {
    /// Give a session these tags and no others
    Set {
        /// The session's id or the start of it, or `latest`
        #[arg(value_name = "SESSION")]
        session: String,
        /// The tags
        #[arg(value_name = "TAG", required = true)]
        tags: Vec<String>,
    },
    /// Take a session's tags away; rules give it none either
    Clear {
        /// The session's id or the start of it, or `latest`
        #[arg(value_name = "SESSION")]
        session: String,
        /// Forget what was set by hand and let the rules decide again
        #[arg(long)]
        to_rules: bool,
    },
    /// List sessions with tags, the last active first; those tagged by hand are always among them
    List(AskedArgs),
    /// List the rules, each with how many sessions it gives its tag to
    Rules(AskedArgs),
}
