//! `scopeon tools` and `scopeon mcp-usage`.

use clap::{Args, ValueEnum};

use super::asked::AskedArgs;
use super::report::Limit;

const EXAMPLES: &str = "\
Examples:
  scopeon tools                       everything of the last 30 days, most used first
  scopeon tools --kind mcp --limit 5  only tools of MCP servers
  scopeon tools --project ~/work/api --since this-month
  scopeon tools --json | jq '.rows[] | select(.failures_ratio > 0.1) | .name'";

const MCP_EXAMPLES: &str = "\
Examples:
  scopeon mcp-usage                   servers of the last 30 days, and their tools
  scopeon mcp-usage --all --json | jq '.servers'";

/// Show what tools, skills, hooks and sub-agents were used for: how often, how long, how large, how often they failed
///
/// Covers the last 30 days unless --since or --all says otherwise. Tokens are estimated from sizes, four bytes each. A
/// repeat is a use whose input the same session had handed to the same tool before.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ToolsArgs {
    /// Only this kind; may be given many times
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,

    /// How many of each kind to list, most used first, or all; JSON holds all
    #[arg(long, value_name = "N", default_value = "12")]
    pub(crate) limit: Limit,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

/// Show what MCP servers and their tools were used for
///
/// Covers the last 30 days unless --since or --all says otherwise.
#[derive(Clone, Debug, Args)]
#[command(after_help = MCP_EXAMPLES)]
pub(crate) struct McpUsageArgs {
    /// How many tools to list, most used first, or all; JSON holds all
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) limit: Limit,

    #[command(flatten)]
    pub(crate) asked: AskedArgs,
}

/// What is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A tool of the agent.
    Tool,
    /// A tool of an MCP server.
    Mcp,
    /// A skill.
    Skill,
    /// A hook.
    Hook,
    /// A type of sub-agent.
    SubAgent,
}
