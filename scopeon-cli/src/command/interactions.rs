//! `scopeon interactions`.

use scopeon_app::ask;
use scopeon_core::report::InteractionKind;

use crate::args::{InteractionsArgs, KindOf, Limit};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Lists what a session did beside its calls.
pub(super) fn run(args: &InteractionsArgs, context: &Context) -> Result<Outcome, CliError> {
    let kinds = args.kind.iter().copied().map(kind).collect();
    let answer = context.ask(&ask::Interactions { session: args.id.clone(), kinds })?;
    context.show(&answer, |report| {
        let room = (context.zone(), context.width());
        render::interactions::draw(report, room, Limit::count(args.limit), !args.kind.is_empty())
    })?;
    Ok(Outcome::Fine)
}

const fn kind(kind: KindOf) -> InteractionKind {
    match kind {
        KindOf::Tool => InteractionKind::Tool,
        KindOf::Mcp => InteractionKind::Mcp,
        KindOf::Skill => InteractionKind::Skill,
        KindOf::Hook => InteractionKind::Hook,
        KindOf::Compaction => InteractionKind::Compaction,
        KindOf::ApiError => InteractionKind::ApiError,
    }
}
