//! Why a day, a period or a session was expensive.

use scopeon_core::metrics::why::WhySpan;
use scopeon_core::report::WhyReport;
use scopeon_core::time::{Period, Range, Timestamp};
use scopeon_store::{Reader, WhyTarget};

use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs};
use crate::words::{WhyWords, deeper, dollars, why_text};

/// Why a day, a period or a session was expensive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// A time as `since` takes it (`today`, `yesterday`, `week`, `2026-03`, `7d`), `all`, a session by its id or the start of
    /// it, or `latest`. None stands for what `args` say, and for today where they say no time; where nothing was used today,
    /// for the last day with use.
    pub what: Option<String>,
    /// Which calls; of a session all of them count.
    pub args: QueryArgs,
}

/// What a question is about.
enum Meant {
    Time(QueryArgs),
    History,
    Session(String),
    /// Today, or the last day with use.
    Lately,
}

/// So many days before are looked at for the last one with use: records of a session may be later than its calls.
const MOST_DAYS: usize = 8;

impl Why {
    fn meant(&self, app: &App) -> Result<Meant, AppError> {
        let Some(what) = self.what.as_deref() else {
            let states_time = self.args.since.is_some() || self.args.until.is_some();
            return Ok(match (self.args.all, states_time) {
                (true, _) => Meant::History,
                (false, true) => Meant::Time(self.args.clone()),
                (false, false) => Meant::Lately,
            });
        };
        check(what)?;
        if what == "all" {
            return Ok(Meant::History);
        }
        let is_time = Range::parse(Some(what), Some(what), app.zone(), app.now()).is_ok();
        Ok(if is_time { Meant::Time(self.over(what)) } else { Meant::Session(what.to_owned()) })
    }

    /// The same calls, of a time that has a name.
    fn over(&self, what: &str) -> QueryArgs {
        QueryArgs {
            since: Some(what.to_owned()),
            until: Some(what.to_owned()),
            all: false,
            ..self.args.clone()
        }
    }

    /// Today, or the last day before it with a call.
    fn lately(&self, reader: &Reader, app: &App) -> Result<WhyReport, AppError> {
        let (zone, mut day) = (app.zone(), "today".to_owned());
        let mut first = None;
        for _ in 0..MOST_DAYS {
            let (report, query) = of_time(&self.over(&day), reader, app)?;
            if report.total.calls > 0 {
                return Ok(report);
            }
            let before = reader.nearest(query.range, &query.filter)?.before;
            first.get_or_insert(report);
            let Some(before) = before else { break };
            day = zone.key(before, Period::Day);
        }
        first.map_or_else(|| Ok(of_time(&self.over("today"), reader, app)?.0), Ok)
    }
}

impl Ask for Why {
    type Report = WhyReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        match self.meant(app)? {
            Meant::Time(args) => Query::of(&args, app),
            Meant::Lately => Query::of(&self.over("today"), app),
            Meant::History => Query::of(&QueryArgs { since: None, until: None, ..self.args.clone() }, app),
            Meant::Session(_) => Query::everything(app),
        }
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<WhyReport, AppError> {
        match self.meant(app)? {
            Meant::Time(args) => Ok(of_time(&args, reader, app)?.0),
            Meant::Lately => self.lately(reader, app),
            Meant::History => {
                let report = reader.why(WhyTarget::Time(WhySpan::History), &query.context())?;
                let args = QueryArgs { since: None, until: None, ..self.args.clone() };
                Ok(said(report, &args, app))
            }
            Meant::Session(id) => {
                let found = reader.why(WhyTarget::Session(&id), &query.context());
                let report = found.map_err(|error| {
                    let times = "a time is today, yesterday, week, last-month, 7d, 2026-03, all …";
                    explain(error, &id).with_hint(times)
                })?;
                Ok(said(report, &QueryArgs::default(), app))
            }
        }
    }

    fn is_empty(&self, report: &WhyReport) -> bool {
        report.total.calls == 0
    }
}

/// Answers about the calls of a time.
fn of_time(args: &QueryArgs, reader: &Reader, app: &App) -> Result<(WhyReport, Query), AppError> {
    let query = Query::of(args, app)?;
    let span = calendar(args, &query).unwrap_or_else(|| span(query.range, &query));
    let report = reader.why(WhyTarget::Time(span), &query.context())?;
    Ok((said(report, args, app), query))
}

/// The week or the month that was asked for by its name: on its first day, it is no day.
fn calendar(args: &QueryArgs, query: &Query) -> Option<WhySpan> {
    let whole = query.range.since.map(|since| Range::around(since, Period::Month, query.zone));
    let (since, until) = (args.since.as_deref()?, args.until.as_deref());
    let named = since.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    match (named.as_str(), until) {
        (_, Some(until)) if until != since => None,
        ("week" | "this-week", _) | ("last-week", Some(_)) => Some(WhySpan::Week),
        ("month" | "this-month", _) | ("last-month", Some(_)) => Some(WhySpan::Month),
        _ => (whole == Some(query.range)).then_some(WhySpan::Month),
    }
}

/// Says what kind of time a range is.
fn span(range: Range, query: &Query) -> WhySpan {
    let day = |at: Timestamp| Range::around(at, Period::Day, query.zone);
    let is = |at: Timestamp| {
        let day = day(at);
        // What is dated after now is dated by a clock that is ahead.
        let ends = range.until == day.until || range.until == Some(query.zone.after_tomorrow(query.now));
        range.since == day.since && ends
    };
    match range.since {
        None => WhySpan::History,
        Some(_) if is(query.now) => WhySpan::Today,
        Some(since) if is(since) && day(since).until == range.until => WhySpan::Day,
        Some(_) => WhySpan::Period,
    }
}

/// Writes the facts of a report in words.
fn said(mut report: WhyReport, args: &QueryArgs, app: &App) -> WhyReport {
    let words = WhyWords { money: &dollars, project: &str::to_owned, zone: app.zone() };
    let texts: Vec<_> = report
        .facts
        .iter()
        .map(|fact| (why_text(fact, &report, words), deeper(fact, &report, args)))
        .collect();
    for (fact, (text, command)) in report.facts.iter_mut().zip(texts) {
        (fact.text, fact.command) = (text, command);
    }
    report
}
