//! `scopeon tools` and `scopeon mcp-usage`.

use scopeon_app::ask;
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::report::ToolsReport;

use crate::args::{Kind, Limit, McpUsageArgs, ToolsArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what everything was used for.
pub(super) fn run(args: &ToolsArgs, context: &Context) -> Result<Outcome, CliError> {
    let kinds = args.kind.iter().map(|kind| kind_of(*kind)).collect();
    let mut answer = context.ask(&ask::Tools { args: args.asked.query(), kinds })?;
    // Servers have a command of their own.
    answer.servers.clear();
    show("Tools", &answer, Limit::count(args.limit), context)
}

/// Shows MCP servers and their tools.
pub(super) fn run_mcp(args: &McpUsageArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Tools { args: args.asked.query(), kinds: vec![ToolKind::Mcp] })?;
    show("MCP usage", &answer, Limit::count(args.limit), context)
}

fn show(
    title: &str,
    answer: &ToolsReport,
    limit: Option<usize>,
    context: &Context,
) -> Result<Outcome, CliError> {
    context
        .show(answer, |report| render::tools::draw(title, report, limit, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}

const fn kind_of(kind: Kind) -> ToolKind {
    match kind {
        Kind::Tool => ToolKind::Tool,
        Kind::Mcp => ToolKind::Mcp,
        Kind::Skill => ToolKind::Skill,
        Kind::Hook => ToolKind::Hook,
        Kind::SubAgent => ToolKind::SubAgent,
    }
}
