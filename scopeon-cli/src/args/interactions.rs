//! `scopeon interactions`.

use clap::{Args, ValueEnum};

use super::report::Limit;

const EXAMPLES: &str = "\
Examples:
  scopeon interactions                    the session that was last active
  scopeon interactions 0b3c --kind hook   only the hooks of another one
  scopeon interactions --json | jq '.rows[] | select(.ok == false) | .name'";

/// List what a session did beside its calls: tools, skills, hooks, compactions, failed requests
///
/// Each use is a line, in order of time, with how long it took, how large its input and result were and whether it
/// succeeded, as far as the log says. Sub-agents' are among them. Nothing of inputs and results themselves is kept.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InteractionsArgs {
    /// The session's id or the start of it, or `latest`
    #[arg(value_name = "ID", default_value = "latest")]
    pub(crate) id: String,

    /// Only this kind; may be given many times
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<KindOf>,

    /// How many to list, the last ones, or all; JSON always holds all
    #[arg(long, value_name = "N", default_value = "30")]
    pub(crate) limit: Limit,
}

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindOf {
    /// Tools of the agent.
    Tool,
    /// Tools of MCP servers.
    Mcp,
    /// Skills.
    Skill,
    /// Hooks.
    Hook,
    /// Compactions of the context.
    Compaction,
    /// Failed requests.
    ApiError,
}
