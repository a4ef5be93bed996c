//! Two sides beside each other: sessions, periods, branches, projects or tags.

use scopeon_core::report::CompareReport;
use scopeon_core::time::Range;
use scopeon_store::{CompareTarget, Reader};

use super::question::Ask;
use super::session_ids::explain;
use super::tags::rules;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

const SIDES: &str =
    "a side is a session's id, a period such as 2026-10 or last-week, branch:NAME, project:DIR or tag:NAME";
const PERIODS: &str =
    "a period is what --since takes, such as 2026-10, last-week or 7d, or two of them as in 2026-08..2026-09";

/// Two sides beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compare {
    /// Which calls.
    pub args: QueryArgs,
    /// The first side: a session's id, a period, `branch:NAME`, `project:DIR` or `tag:NAME`.
    pub a: String,
    /// The second side.
    pub b: String,
}

impl Ask for Compare {
    type Report = CompareReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        let query = Query::of_last_days(&self.args, USUAL, app)?;
        side(&self.a, &query, app)?;
        side(&self.b, &query, app)?;
        Ok(query)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<CompareReport, AppError> {
        let sides = [side(&self.a, query, app)?, side(&self.b, query, app)?];
        sides.iter().try_for_each(|side| check_session(side, reader, query))?;
        let [a, b] = &sides;
        Ok(reader.compare(&query.context(), &rules(app), [a, b])?)
    }
}

/// Reads one side. What is no period is taken for a session's id.
fn side(text: &str, query: &Query, app: &App) -> Result<CompareTarget, AppError> {
    let text = text.trim();
    let named = |name: &str| {
        let name = name.trim();
        if name.is_empty() {
            return Err(AppError::refused(format_args!("{text} names nothing")).with_hint(SIDES));
        }
        Ok(name.to_owned())
    };
    let stated = |when: &str| {
        period(when, query)
            .ok_or_else(|| AppError::refused(format_args!("{when} is no period")).with_hint(PERIODS))
    };
    match text.split_once(':') {
        Some(("session", id)) => named(id).map(CompareTarget::Session),
        Some(("branch", name)) => named(name).map(CompareTarget::Branch),
        Some(("project", name)) => Ok(CompareTarget::Project(app.project(&named(name)?))),
        Some(("tag", name)) => named(name).map(CompareTarget::Tag),
        Some(("period", when)) => stated(when),
        _ if text.contains("..") => stated(text),
        _ => match period(text, query) {
            Some(period) => Ok(period),
            None => named(text).map(CompareTarget::Session),
        },
    }
}

/// Reads a period: one that `since` takes, whole, or from the start of one to the end of another.
fn period(text: &str, query: &Query) -> Option<CompareTarget> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let range = Range::parse(Some(first.trim()), Some(last.trim()), query.zone, query.now).ok()?;
    let is_ordered = range.since < range.until;
    is_ordered.then(|| CompareTarget::Period { name: text.to_owned(), range })
}

/// Says of a session that is not there which one was meant, perhaps.
fn check_session(side: &CompareTarget, reader: &Reader, query: &Query) -> Result<(), AppError> {
    let CompareTarget::Session(id) = side else { return Ok(()) };
    match reader.session_tags(id, query.now, &[]) {
        Ok(_) => Ok(()),
        Err(error) => Err(explain(error, id).with_hint(SIDES)),
    }
}
