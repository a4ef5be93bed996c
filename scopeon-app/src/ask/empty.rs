//! Why an answer may hold nothing: a filter names what nothing is called, or history lies outside of the range.

use scopeon_store::Filter;

use crate::app::App;
use crate::query::Query;
use crate::words::with_advice;
use scopeon_core::report::{Notice, NoticeCode, Scope};
use scopeon_core::time::{Period, Range, Timestamp};

/// How to ask about more.
const HOW: &str = "--all covers all of history, --since another period";
/// The same where a time was stated or --all is no option.
const OTHERWISE: &str = "--since covers another period";
/// What nothing is of, whenever.
const NEVER: &str = "nothing of any time is of the names that were given; without them there may be more";

/// Says which names of a filter are unknown, and what is called nearly so. Where that cannot be found out nothing is said.
pub(super) fn unknown_filters(app: &App, query: &Query) -> Vec<Notice> {
    if query.filter.is_everything() {
        return Vec::new();
    }
    let Ok(reader) = app.reader() else { return Vec::new() };
    if reader.is_empty().unwrap_or(true) {
        return Vec::new();
    }
    let unknown = reader.unknown_names(&query.filter).unwrap_or_default();
    unknown.into_iter().map(|unknown| Notice::new(NoticeCode::UnknownFilter, with_advice(&unknown))).collect()
}

/// Says what lies nearest to the time of an answer that covers a part of history and holds nothing, and how to ask about
/// more; where nothing that is counted is in any time, that the names are why. Of an empty history it says that there is
/// none; where this cannot be found out, nothing.
pub(super) fn hint(app: &App, (query, counted): (&Query, &Filter), scope: &Scope) -> Option<Notice> {
    let reader = app.reader().ok()?;
    if reader.is_empty().ok()? {
        return Some(Notice::new(
            NoticeCode::NoData,
            "no agent's logs were found yet; scopeon doctor says where it looked",
        ));
    }
    let range = Range { since: scope.since, until: scope.until };
    let nearest = reader.nearest(range, counted).ok()?;
    let day = |at: Timestamp| app.zone().key(at, Period::Day);
    let near = match (nearest.before.map(day), nearest.after.map(day)) {
        (Some(before), Some(after)) => format!("; the nearest are {before} before and {after} after"),
        (Some(before), None) => format!("; the last before is of {before}"),
        (None, Some(after)) => format!("; the first after is of {after}"),
        (None, None) if !counted.is_everything() => {
            return Some(Notice::new(NoticeCode::EmptyRange, NEVER));
        }
        (None, None) if range == Range::default() => return None,
        (None, None) => String::new(),
    };
    let how = if query.may_take_all { HOW } else { OTHERWISE };
    Some(Notice::new(NoticeCode::EmptyRange, format!("nothing in this time{near}; {how}")))
}
