//! `scopeon whatif`.

use scopeon_app::ask;

use crate::args::WhatifArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what a period would have cost at other prices.
pub(super) fn run(args: &WhatifArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Whatif { args: args.query(), prices: args.prices() })?;
    context.show(&answer, |report| render::whatif::draw(report, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}
