//! What a day, a week or a month will have cost at its end, from the user's own history.
//!
//! **Analogues.** The rest of the period, from now to its end, is laid over the same weekdays and hours one
//! week back, two weeks back and so on: each gives what was spent then. The projection is what is spent plus the
//! median of up to [`MOST_ANALOGUES`] of them, its range the 10th to the 90th percentile. It needs
//! [`FEWEST_ANALOGUES`] of them that lie wholly in the known past.
//!
//! **Linear.** With less history: what is spent plus the usual rate of up to the last [`LINEAR_DAYS`] days times the
//! time that is left; its range goes from nothing more to twice as much. The usual rate is the median of the days with
//! use, times the share of days that had any, so that one wild day does not own it. With less than a day of history it
//! is the mean.
//!
//! **Too early.** What is left may be at most [`FARTHEST`] times as long as what is known: three hours say nothing about
//! a month.
//!
//! Projections do not contradict each other: what is still to come in a period is at least what is still to come until
//! the running block or a period that ends sooner is over, and on top of it what usually follows.

mod history;
mod wire;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use super::{Reason, Share, mul_div_round};
use crate::metrics::Provenance;
use crate::money::PicoUsd;
use crate::time::{Period, Timestamp, Zone};

pub use history::{BucketCost, DayCost, History, Running};

/// The most weeks that are looked back for analogues.
pub const MOST_ANALOGUES: u64 = 12;
/// The fewest analogues that make a projection.
pub const FEWEST_ANALOGUES: usize = 4;
/// The days whose usual rate the linear method takes.
pub const LINEAR_DAYS: u64 = 7;
/// How many times as far as history reaches back the linear method looks ahead at most.
pub const FARTHEST: i64 = 4;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How a projection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// The same weekdays and hours of past weeks.
    Analogues,
    /// The usual rate of the last days.
    Linear,
    /// There is too little history.
    Nothing,
}

/// What a period will have cost at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::Projection", into = "wire::Projection")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
pub struct Projection {
    /// The end of the period.
    pub until: Timestamp,
    /// What was spent in it, with what a fast clock dated ahead. On the wire it is `null` where there are calls in it and none
    /// has a price.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub spent_usd: PicoUsd,
    /// The most likely sum at its end; never less than what was spent; none where that is not known or it is too early to
    /// tell.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub likely_usd: PicoUsd,
    /// The low end of the range: the 10th percentile; none where the likely sum is.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub low_usd: PicoUsd,
    /// The high end of the range: the 90th percentile; none where the likely sum is.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub high_usd: PicoUsd,
    /// Whether anything is known of what was spent: not where there are calls and none has a price.
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub is_known: bool,
    /// How it was made.
    pub method: Method,
    /// How many past weeks it is made from.
    pub analogues: u64,
    /// Always an estimate.
    pub provenance: Provenance,
}

impl Projection {
    /// Returns the most likely sum at its end; none where what was spent is not known or it is too early to tell.
    #[must_use]
    pub fn known_likely(&self) -> Option<PicoUsd> {
        (self.is_known && self.method != Method::Nothing).then_some(self.likely_usd)
    }
}

/// Projects the end of the local day, week or month that `now` falls in.
#[must_use]
pub fn project(history: &History, period: Period, zone: Zone, now: Timestamp) -> Projection {
    let (start, until) = (zone.floor(now, period), zone.ceil(now, period));
    let counted = start..zone.counted_until(now, period);
    // Spending of the running quarter belongs to what is spent, whose start lies before now.
    let spent = history.spent(counted.clone());
    let whole = course(history, zone, (now, until)).last().map_or(Rest::NOTHING, |(_, rest)| *rest);
    let add = |rest: i128| spent.plus(PicoUsd::from_pico(rest.max(0)));
    let provenance = Provenance::estimated(Reason::Projected);
    Projection {
        until,
        is_known: history.is_known(counted),
        spent_usd: spent,
        likely_usd: add(whole.likely),
        low_usd: add(whole.low),
        high_usd: add(whole.high),
        method: whole.method,
        analogues: whole.analogues,
        provenance: match whole.method {
            Method::Analogues => provenance,
            _ => provenance.and(Provenance::estimated(Reason::ShortHistory)),
        },
    }
}

/// Returns the instant at which more than an amount is likely to have come on top of what is spent; none where that is not
/// before the end of the period.
pub(crate) fn likely_to_exceed(
    history: &History,
    (period, zone): (Period, Zone),
    now: Timestamp,
    amount: PicoUsd,
) -> Option<Timestamp> {
    let (mut from, mut before) = (now, 0);
    for (until, rest) in course(history, zone, (now, zone.ceil(now, period))) {
        if rest.likely > amount.pico() {
            let ahead = i128::from(until.millis() - from.millis());
            let into = mul_div_round(ahead, (amount.pico() - before).max(0), rest.likely - before);
            return Timestamp::from_millis(from.millis().checked_add(i64::try_from(into).ok()?)?);
        }
        (from, before) = (until, rest.likely);
    }
    None
}

/// What is still to come by the end of the running block, by those of the periods that end sooner and by `until`, in
/// order of time.
fn course(history: &History, zone: Zone, (now, until): (Timestamp, Timestamp)) -> Vec<(Timestamp, Rest)> {
    let periods = [Period::Day, Period::Week, Period::Month].map(|period| zone.ceil(now, period));
    let block = history.running.map(|running| running.until);
    let mut ends: Vec<Timestamp> = periods.into_iter().chain(block).collect();
    ends.retain(|end| now < *end && *end < until);
    ends.push(until);
    ends.sort_unstable();
    ends.dedup();
    let (mut from, mut so_far) = (now, Rest::NOTHING);
    let step = |end: Timestamp| {
        let following = if from == now { Rest::NOTHING } else { usual(history, zone, now, from..end) };
        so_far = rest(history, zone, now..end).at_least(&so_far.followed_by(&following));
        from = end;
        (end, so_far)
    };
    ends.into_iter().map(step).collect()
}

/// What is still to come.
#[derive(Clone, Copy)]
struct Rest {
    low: i128,
    likely: i128,
    high: i128,
    method: Method,
    analogues: u64,
}

impl Rest {
    const NOTHING: Self = Self { low: 0, likely: 0, high: 0, method: Method::Nothing, analogues: 0 };

    /// Returns it, at least as much as another one.
    fn at_least(self, other: &Self) -> Self {
        Self {
            low: self.low.max(other.low),
            likely: self.likely.max(other.likely),
            high: self.high.max(other.high),
            ..self
        }
    }

    /// Returns it with what usually follows. Both ends of the range move by what is likely at most: that both parts come to
    /// much more than usual is rarer than that one does.
    fn followed_by(self, following: &Self) -> Self {
        Self {
            low: self.low + following.low,
            likely: self.likely + following.likely,
            high: self.high + following.likely,
            ..self
        }
    }
}

fn rest(history: &History, zone: Zone, ahead: Range<Timestamp>) -> Rest {
    let (now, until) = (ahead.start, ahead.end);
    let found = usual(history, zone, now, ahead);
    let running = history.running.map_or(0, |running| running.before(now, until));
    found.at_least(&Rest { likely: running, high: running, ..Rest::NOTHING })
}

/// What usually comes in a span that begins now or later.
fn usual(history: &History, zone: Zone, now: Timestamp, span: Range<Timestamp>) -> Rest {
    let past = Sample::new(analogues(history, zone, now, span.clone()).map(PicoUsd::pico));
    if past.len() >= FEWEST_ANALOGUES {
        by_analogues(&past)
    } else {
        by_rate(history, now, span).unwrap_or(Rest::NOTHING)
    }
}

fn by_analogues(analogues: &Sample) -> Rest {
    Rest {
        low: analogues.quantile(Share::from_bp(1_000)),
        likely: analogues.median(),
        high: analogues.quantile(Share::from_bp(9_000)),
        method: Method::Analogues,
        analogues: analogues.len() as u64,
    }
}

/// None where too little is known for what is left.
fn by_rate(history: &History, now: Timestamp, span: Range<Timestamp>) -> Option<Rest> {
    let most = i64::try_from(LINEAR_DAYS).unwrap_or(1) * DAY_MS;
    let begins = history.since.filter(|since| *since < now)?;
    let since = begins.max(before(now, most));
    // Of a history of minutes no rate is taken: an hour's worth is the least.
    let known = (now.millis() - since.millis()).max(HOUR_MS);
    let ahead = span.end.millis() - span.start.millis();
    // How far one may look is a matter of all that is known, not only of the days whose rate is taken.
    if span.end.millis() - now.millis() > FARTHEST * (now.millis() - begins.millis()).max(HOUR_MS) {
        return None;
    }
    let likely = match usize::try_from(known / DAY_MS) {
        Ok(days @ 1..) => {
            let (usual, used) = usual_of_last(history, now, days);
            let days = i128::try_from(days).unwrap_or(1) * i128::from(DAY_MS);
            mul_div_round(usual, i128::try_from(used).unwrap_or(0) * i128::from(ahead), days)
        }
        _ => mul_div_round(history.spent(since..now).pico(), i128::from(ahead), i128::from(known)),
    };
    let high = likely.saturating_mul(2);
    Some(Rest { low: 0, likely, high, method: Method::Linear, analogues: 0 })
}

/// The median of those of the last days, of 24 hours each, in which anything was spent, and how many these are.
fn usual_of_last(history: &History, now: Timestamp, days: usize) -> (i128, usize) {
    let day = |back: i64| history.spent(before(now, (back + 1) * DAY_MS)..before(now, back * DAY_MS)).pico();
    let used = Sample::new((0_i64..).take(days).map(day).filter(|cost| *cost > 0));
    (used.median(), used.len())
}

fn before(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_sub(millis)).unwrap_or_default()
}

/// What was spent in the spans that lie whole weeks before this one and wholly before now, by the local calendar, nearest
/// first.
fn analogues(
    history: &History,
    zone: Zone,
    now: Timestamp,
    span: Range<Timestamp>,
) -> impl Iterator<Item = PicoUsd> {
    let known = move |then: &Range<Timestamp>| history.since.is_some_and(|since| since <= then.start);
    (1..)
        .map_while(move |weeks| {
            Some(zone.weeks_before(span.start, weeks)?..zone.weeks_before(span.end, weeks)?)
        })
        .skip_while(move |then| then.end > now)
        .take(usize::try_from(MOST_ANALOGUES).unwrap_or(1))
        .take_while(known)
        .map(|then| history.spent(then))
}
