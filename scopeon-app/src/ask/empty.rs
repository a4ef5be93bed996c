//! Why an answer may hold nothing: a filter names what nothing is called, or history lies outside of the range.

use scopeon_store::Filter;

use crate::app::App;
use crate::query::Query;
use crate::words::with_advice;
use scopeon_core::report::{Notice, NoticeCode, Scope};

/// How to ask about more.
pub(super) const HOW: &str = "--all covers all of history, --since another period";

/// Says which names of a filter are unknown, and what is called nearly so. Where that cannot be found out nothing is said.
pub(super) fn unknown_filters(app: &App, query: &Query) -> Vec<Notice> {
    let is_everything = query.filter == Filter { aliases: query.filter.aliases.clone(), ..Filter::default() };
    if is_everything {
        return Vec::new();
    }
    let Ok(reader) = app.reader() else { return Vec::new() };
    if reader.is_empty().unwrap_or(true) {
        return Vec::new();
    }
    let unknown = reader.unknown_names(&query.filter).unwrap_or_default();
    unknown.into_iter().map(|unknown| Notice::new(NoticeCode::UnknownFilter, with_advice(&unknown))).collect()
}

/// Says how to ask about more, beside an answer that covers a part of history and holds nothing. Of an empty history, and
/// where this cannot be found out, nothing is said.
pub(super) fn hint(app: &App, scope: &Scope) -> Option<Notice> {
    let is_part = scope.since.is_some() || scope.until.is_some();
    let is_used = || app.reader().and_then(|reader| reader.is_empty()).is_ok_and(|empty| !empty);
    let text = || format!("only this time was looked at: {HOW}");
    (is_part && is_used()).then(|| Notice::new(NoticeCode::EmptyRange, text()))
}
