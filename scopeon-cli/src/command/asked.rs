//! From options to what the store is asked: range, filter, prices and what the agents' logs can tell.

use std::sync::Arc;

use scopeon_core::metrics::Trust;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{Asked, Filter};

use super::report::{filter, range, up_to_now};
use crate::args::AskedArgs;
use crate::context::Context;
use crate::error::CliError;

/// The days, the last one included, that a figure covers when nobody says.
const USUAL: &str = "30d";

/// What a command asks, as it owns it.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) range: Range,
    pub(super) filter: Filter,
    pub(super) book: PriceBook,
    pub(super) trust: Trust,
}

impl Question {
    /// Reads options; without `--since` and `--all` the range is the last 30 days up to its end.
    pub(super) fn of(args: &AskedArgs, context: &Context) -> Result<Self, CliError> {
        let mut range = range(&args.filter, context)?;
        if !args.all && range.since.is_none() {
            range.since = usual_start(range.until, context);
        }
        let range = up_to_now(range, context);
        Ok(Self { range, filter: filter(&args.filter, context)?, ..Self::of_everything(context)? })
    }

    /// Asks for all of history.
    pub(super) fn of_everything(context: &Context) -> Result<Self, CliError> {
        let filter = Filter { aliases: Arc::new(context.aliases()), ..Filter::default() };
        let range = Range::default();
        Ok(Self { range, filter, book: context.book()?, trust: Trust::new(context.agents.every_about()) })
    }

    /// Returns it as the store takes it.
    pub(super) fn asked(&self, context: &Context) -> Asked<'_> {
        Asked {
            now: context.now,
            zone: context.zone,
            range: self.range,
            filter: &self.filter,
            book: &self.book,
            trust: &self.trust,
        }
    }
}

fn usual_start(until: Option<Timestamp>, context: &Context) -> Option<Timestamp> {
    let last = until.and_then(|until| Timestamp::from_millis(until.millis() - 1)).unwrap_or(context.now);
    Range::parse(Some(USUAL), None, context.zone, last).ok()?.since
}
