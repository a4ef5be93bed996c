//! What such a day, period or session usually comes to: medians of those before it.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::prorate;
use scopeon_core::metrics::sample::Sample;
use scopeon_core::metrics::usual::{FEWEST_DAYS, USUAL_DAYS};
use scopeon_core::metrics::why::{Usual, WhyPart, WhySpan};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp, Zone};

use super::target::Target;
use crate::query::filter::Selection;
use crate::query::label::label_text;
use crate::query::price::Prices;
use crate::query::priced::Days;
use crate::query::query_context::QueryContext;
use crate::query::scan::scan;
use crate::rollup::DAY_MILLIS;

/// The periods before a period that are looked at, and how far back they reach at most, in days.
const PERIODS: i64 = 8;
const MOST_DAYS: i64 = 91;
/// The weeks and months before one of them that are looked at.
const WEEKS: usize = 12;
const MONTHS: usize = 6;
/// Of fewer sessions nothing is usual; of fewer periods neither.
const FEWEST_SESSIONS: usize = 5;
const FEWEST_PERIODS: usize = 3;

/// A span before, with its calls that have a price and what they cost.
#[derive(Clone, Copy, Default)]
struct Before {
    calls: u64,
    usd: PicoUsd,
}

/// Returns what is usual for what is asked about; none where too little is known.
pub(super) fn usual(
    conn: &Connection,
    asked: &QueryContext<'_>,
    target: Target,
    prices: &mut Prices<'_>,
) -> Result<Option<Usual>> {
    let Some((back, length)) = before(asked, target.span) else { return Ok(None) };
    let mut spans: BTreeMap<i64, Before> = BTreeMap::new();
    let mut models: HashMap<i64, u64> = HashMap::new();
    let (mut days, mut calendar, mut first) = (Days::default(), Calendar::default(), i64::MAX);
    let mut selection = Selection::new(conn, asked.filter)?;
    let own = target.root.map(|root| provider(conn, root)).transpose()?;
    scan(conn, &back, &mut selection, |row, quarter, cell| {
        let class = prices.classes.get(&row.class);
        if own.is_some() && own != class.map(|class| class.provider) {
            return;
        }
        let model = class.map_or(0, |class| class.model);
        let at = quarter.start();
        first = first.min(at.millis());
        let key = match target.span {
            WhySpan::Session if target.root == Some(row.root) => return,
            WhySpan::Session => row.root,
            WhySpan::Today | WhySpan::Day => days.first_of(quarter, asked.zone),
            WhySpan::Week | WhySpan::Month => calendar.first_of(quarter, (target.span, asked.zone)),
            _ => place(at, back, length),
        };
        *models.entry(model).or_default() += cell.calls;
        if let Some(usd) = prices.paid(row.class, quarter, cell).usd {
            let span = spans.entry(key).or_default();
            span.calls = span.calls.saturating_add(cell.calls);
            span.usd = span.usd.plus(usd);
        }
    })?;
    // One that history cuts is no whole one.
    let oldest = Timestamp::from_millis(first).and_then(|first| match target.span {
        WhySpan::Period => Some(place(first, back, length)),
        WhySpan::Week | WhySpan::Month => Some(calendar.first_of(first.quarter(), (target.span, asked.zone))),
        _ => None,
    });
    if let Some(oldest) = oldest {
        spans.remove(&oldest);
    }
    let spans: Vec<Before> = spans.into_values().filter(|span| span.usd > PicoUsd::ZERO).collect();
    let fewest = match target.span {
        WhySpan::Session => FEWEST_SESSIONS,
        WhySpan::Today | WhySpan::Day => FEWEST_DAYS,
        _ => FEWEST_PERIODS,
    };
    if spans.len() < fewest {
        return Ok(None);
    }
    Ok(Some(of(&spans, named(conn, &models)?)))
}

/// The agent of a session, by rowid.
fn provider(conn: &Connection, root: i64) -> Result<i64> {
    conn.prepare_cached("SELECT provider FROM session WHERE id = ?1")?.query_row([root], |row| row.get(0))
}

/// The time that is looked at before what is asked about, and how long one span of it is, in milliseconds.
fn before(asked: &QueryContext<'_>, span: WhySpan) -> Option<(Range, i64)> {
    let since = asked.range.since?.millis();
    let back = |millis: i64, until: Option<Timestamp>| {
        Some(Range { since: Timestamp::from_millis(since.checked_sub(millis)?), until })
    };
    match span {
        WhySpan::Session => Some((back(whole(USUAL_DAYS) * DAY_MILLIS, asked.range.until)?, 0)),
        WhySpan::Today | WhySpan::Day => {
            // By the local calendar, as every usual day is.
            let first = asked.zone.weeks_before(asked.range.since?, whole(USUAL_DAYS / 7))?;
            Some((Range { since: Some(first), until: asked.range.since }, 0))
        }
        WhySpan::Week | WhySpan::Month => {
            let (period, count) =
                if span == WhySpan::Week { (Period::Week, WEEKS) } else { (Period::Month, MONTHS) };
            let one_before = |at: Timestamp, _| {
                Timestamp::from_millis(at.millis() - 1).map_or(at, |before| asked.zone.floor(before, period))
            };
            let first = (0..count).fold(asked.range.since?, one_before);
            Some((Range { since: Some(first), until: asked.range.since }, 0))
        }
        WhySpan::Period => {
            let until = asked.range.until.unwrap_or(asked.now).min(asked.zone.ceil(asked.now, Period::Day));
            let length = until.millis().checked_sub(since).filter(|length| *length > 0)?;
            let periods = (MOST_DAYS * DAY_MILLIS / length).min(PERIODS);
            (periods > 0).then_some((back(periods * length, asked.range.since)?, length))
        }
        _ => None,
    }
}

fn whole(days: usize) -> i64 {
    i64::try_from(days).unwrap_or_default()
}

/// The weeks or the months that days lie in, by their first bucket.
#[derive(Default)]
struct Calendar {
    days: Days,
    starts: HashMap<i64, i64>,
}

impl Calendar {
    /// Returns the index of the first bucket of the week or the month that a bucket lies in.
    fn first_of(&mut self, quarter: TimeBucket, (span, zone): (WhySpan, Zone)) -> i64 {
        let day = self.days.first_of(quarter, zone);
        let period = if span == WhySpan::Week { Period::Week } else { Period::Month };
        let first = || zone.floor(TimeBucket::from_index(day).start(), period).quarter().index();
        *self.starts.entry(day).or_insert_with(first)
    }
}

/// The number of the period that an instant lies in, from the first on.
fn place(at: Timestamp, back: Range, length: i64) -> i64 {
    let first = back.since.map_or(0, Timestamp::millis);
    (at.millis() - first).div_euclid(length.max(1))
}

fn of(spans: &[Before], models: Vec<WhyPart>) -> Usual {
    let median = |values: &mut dyn Iterator<Item = i128>| Sample::new(values).median();
    let usd = |median: i128| PicoUsd::from_pico(median);
    let called = || spans.iter().filter(|span| span.calls > 0);
    Usual {
        usd: usd(median(&mut spans.iter().map(|span| span.usd.pico()))),
        calls: u64::try_from(median(&mut spans.iter().map(|span| span.calls.into()))).unwrap_or_default(),
        per_call_usd: usd(median(&mut called().map(|span| prorate(span.usd, 1, span.calls).pico()))),
        spans: spans.len() as u64,
        models,
    }
}

fn named(conn: &Connection, models: &HashMap<i64, u64>) -> Result<Vec<WhyPart>> {
    let mut parts = Vec::with_capacity(models.len());
    for (model, calls) in models {
        let name = label_text(conn, *model)?.unwrap_or_default();
        parts.push(WhyPart { name, calls: *calls, ..WhyPart::default() });
    }
    Ok(parts)
}
