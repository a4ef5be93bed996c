//! Tells that history goes beyond the time asked for, so that an empty answer is not taken for an empty history.

use scopeon_core::report::Scope;
use scopeon_store::Reader;

use crate::context::Context;

/// How to ask about more.
pub(super) const HOW: &str = "--all covers all of history, --since another period";

/// Says how to ask about more, after an answer that covers a part of history and holds nothing. Of an empty history,
/// and where this cannot be found out, nothing is said.
pub(super) fn note(scope: &Scope, context: &Context) {
    let is_part = scope.since.is_some() || scope.until.is_some();
    let is_used =
        || Reader::open(&context.db()).and_then(|reader| reader.is_empty()).is_ok_and(|empty| !empty);
    if is_part && is_used() {
        context.console.note(format_args!("only this time was looked at: {HOW}"));
    }
}
