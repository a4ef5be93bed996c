//! `scopeon cache`.

use clap::{Args, ValueEnum};

use super::asked::AskedArgs;

const EXAMPLES: &str = "\
Examples:
  scopeon cache                       the last 30 days
  scopeon cache --by model            and each model's part
  scopeon cache --since this-month --project ~/work/api
  scopeon cache latest                the session you are in, with every cold start and lost prefix
  scopeon cache --json | jq '.total.hit_rate.value'";

/// Show what prompt caches saved, cost and lost
///
/// Covers the last 30 days unless --since or --all says otherwise. What a vendor's cache held is in no log, so lost and
/// unread caches are inferred from the hits of the calls that followed.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CacheArgs {
    /// One session, by its id or the start of it, or `latest`, with its sub-agents
    #[arg(value_name = "ID", conflicts_with_all = ["by", "since", "until", "all", "provider", "model", "project", "branch"])]
    pub(crate) id: Option<String>,

    /// Also show each part
    #[arg(long, value_name = "BY")]
    pub(crate) by: Option<CacheBy>,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CacheBy {
    /// An agent.
    #[value(alias = "agent")]
    Provider,
    /// A project.
    Project,
    /// A model.
    Model,
}
