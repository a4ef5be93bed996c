//! What sides are compared by: measures of a unit, and the row each makes of two sides.

use scopeon_core::metrics::compare::compare;
use scopeon_core::metrics::sample::Sample;
use scopeon_core::metrics::{Provenance, Quantity, cache};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::FactKind;
use scopeon_core::report::CompareRow;

use super::side::{Side, Unit};

/// The most values of a side that are compared; more are thinned evenly over their ranks.
const MOST: usize = 10_000;

/// A measure of a unit; none where the unit has nothing to measure.
pub(super) struct Measure {
    pub(super) name: &'static str,
    value: fn(&Unit) -> Option<i128>,
    unit: fn(i128) -> Quantity,
    pub(super) fact: Option<FactKind>,
}

const fn measure(
    name: &'static str,
    value: fn(&Unit) -> Option<i128>,
    unit: fn(i128) -> Quantity,
    fact: Option<FactKind>,
) -> Measure {
    Measure { name, value, unit, fact }
}

/// Where no fact is named, the measure rests on tokens.
pub(super) const MEASURES: [Measure; 6] = [
    measure("cost", |unit| Some(unit.cost?.pico()), |pico| Quantity::Usd(PicoUsd::from_pico(pico)), None),
    measure("tokens", |unit| Some(unit.usage.total().into()), |tokens| Quantity::Tokens(cut(tokens)), None),
    measure("output", |unit| Some(unit.usage.output.into()), |tokens| Quantity::Tokens(cut(tokens)), None),
    measure("calls", |unit| Some(unit.calls.into()), |count| Quantity::Count(cut(count)), None),
    measure(
        "turns",
        |unit| Some(unit.turns?.into()),
        |count| Quantity::Count(cut(count)),
        Some(FactKind::Turns),
    ),
    measure("hit_rate", hit_rate, |bp| Quantity::Bp(cut(bp)), Some(FactKind::CacheRead)),
];

fn cut(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

fn hit_rate(unit: &Unit) -> Option<i128> {
    (unit.usage.prompt() > 0).then(|| cache::hit_rate(&unit.usage).bp().into())
}

pub(super) fn row(measure: &Measure, sides: [&Side; 2], provenance: Provenance) -> CompareRow {
    let values = sides.map(|side| thinned(side.units.iter().filter_map(measure.value)));
    let found = compare(&values[0], &values[1]);
    CompareRow::new(measure.name.to_owned(), &found, measure.unit, provenance)
}

fn thinned(values: impl Iterator<Item = i128>) -> Vec<i128> {
    let sample = Sample::new(values);
    let values = sample.values();
    if values.len() <= MOST {
        return values.to_vec();
    }
    (0..MOST).filter_map(|index| values.get(index * (values.len() - 1) / (MOST - 1)).copied()).collect()
}
