//! `scopeon tools` and `scopeon mcp-usage`.

use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::report::ToolsReport;

use super::asked::Question;
use super::beyond;
use crate::args::{AskedArgs, Kind, Limit, McpUsageArgs, ToolsArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

const ALL: [ToolKind; 5] =
    [ToolKind::Tool, ToolKind::Mcp, ToolKind::Skill, ToolKind::Hook, ToolKind::SubAgent];

/// Shows what everything was used for.
pub(super) fn run(args: &ToolsArgs, context: &Context) -> Result<Outcome, CliError> {
    let wanted = |kind: &ToolKind| args.kind.is_empty() || args.kind.iter().any(|one| kind_of(*one) == *kind);
    let kinds: Vec<ToolKind> = ALL.into_iter().filter(wanted).collect();
    let mut report = ask(&args.asked, &kinds, context)?;
    // Servers have a command of their own.
    report.servers.clear();
    show("Tools", &report, Limit::count(args.limit), context)
}

/// Shows MCP servers and their tools.
pub(super) fn run_mcp(args: &McpUsageArgs, context: &Context) -> Result<Outcome, CliError> {
    let report = ask(&args.asked, &[ToolKind::Mcp], context)?;
    show("MCP usage", &report, Limit::count(args.limit), context)
}

fn ask(args: &AskedArgs, kinds: &[ToolKind], context: &Context) -> Result<ToolsReport, CliError> {
    let question = Question::of(args, context)?;
    ingest::refresh_digests(context, &question.range, &question.book)?;
    Ok(open(context)?.tools(&question.asked(context), kinds)?)
}

fn show(
    title: &str,
    report: &ToolsReport,
    limit: Option<usize>,
    context: &Context,
) -> Result<Outcome, CliError> {
    context.console.answer(report, || {
        render::tools::draw(title, report, limit, context.zone, context.console.width())
    })?;
    if report.tools.is_empty() {
        beyond::note(&report.scope, context);
    }
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
