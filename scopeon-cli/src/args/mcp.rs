//! `scopeon mcp`.

use clap::Args;
use scopeon_mcp::{NamePolicy, ToolSet};

const EXAMPLES: &str = "\
Examples:
  claude mcp add scopeon -- scopeon mcp
  codex mcp add scopeon -- scopeon mcp
  gemini mcp add scopeon scopeon mcp
  scopeon mcp --tools full               every tool is listed
  scopeon mcp --tools get_usage,explain_cost
  scopeon mcp --names none               no name of a project leaves the machine";

/// Let agents see their own tokens, money and context: an MCP server on stdin and stdout
///
/// Agents start it themselves: see docs/mcp.md. What is logged is read meanwhile, unless another process does. Which session
/// asks is known from the agent's environment where it says so, else from the working directory, and each answer names how.
/// What an agent reads leaves this machine, to its vendor: no path and no text is told, and names of other projects than the
/// caller's are pseudonyms unless --names says otherwise. Ends with its input.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct McpArgs {
    /// The tools that are listed: core, full, or names with commas between them; one that is not listed answers all the same
    #[arg(long, value_name = "TOOLS", default_value = "core")]
    pub(crate) tools: ToolSet,

    /// Whose names of projects, branches and tags are told: those of the caller's project, all, or none
    #[arg(long, value_name = "project|all|none", default_value = "project")]
    pub(crate) names: NamePolicy,
}
