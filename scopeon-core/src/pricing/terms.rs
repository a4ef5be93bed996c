//! What a call is billed by: the rates of its tier and size, the factors on them, and whether all of that is known.
//!
//! A class that a log states is never billed as another in silence. Where the row of the day has no price for it, the
//! model's own of another period holds, as a multiple of the standard rates; where there is none, the rates are a lower
//! bound and say so.

use super::amount::Multiplier;
use super::class::{PriceClass, Tier};
use super::row::{PriceRow, RateSet};

/// The terms of one price class on one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// The rates, as some list states them.
    pub(super) set: RateSet,
    /// What multiplies every token rate: fast mode's factor and the region's.
    pub(super) factors: [Multiplier; 2],
    /// A part of the class has no known price: the rates are the least it can cost.
    pub(super) is_floor: bool,
}

impl Terms {
    /// Reads the terms out of the row of the day and, where it leaves something out, out of the `others` of its model,
    /// nearest first.
    pub(super) fn of(row: &PriceRow, class: &PriceClass, others: &[&PriceRow]) -> Self {
        let set = set(row, class, others);
        let fast = match class.tier {
            Tier::Fast => factor(row, others, |row| row.fast),
            _ => Some(Multiplier::ONE),
        };
        let geo = factor(row, others, |row| row.factor(class.geo));
        let is_known = set.is_some() && fast.is_some() && geo.is_some();
        Self {
            set: set.unwrap_or_else(|| least(row, class)),
            factors: [fast, geo].map(|factor| factor.unwrap_or(Multiplier::ONE)),
            is_floor: !is_known && !row.is_free(),
        }
    }
}

/// Returns the rates of a class; `None` where no list has one for its tier and size.
fn set(row: &PriceRow, class: &PriceClass, others: &[&PriceRow]) -> Option<RateSet> {
    let standard = *row.standard(class.prompt_tier);
    if matches!(class.tier, Tier::Standard | Tier::Fast) {
        return Some(standard);
    }
    let own = |row: &PriceRow| row.own(class.tier, class.prompt_tier).copied();
    own(row).or_else(|| {
        others.iter().find_map(|other| Some(like(standard, own(other)?, other.standard(class.prompt_tier))))
    })
}

/// Returns what is to `standard` as `own` is to the standard rates beside it. A cache keeps its relation to the prompt.
fn like(standard: RateSet, own: RateSet, beside: &RateSet) -> RateSet {
    RateSet {
        input: standard.input.by_ratio(own.input, beside.input),
        output: standard.output.by_ratio(own.output, beside.output),
        ..RateSet::default()
    }
}

/// Returns the least a tier without a price can cost. What is served faster costs no less than the standard; what may
/// wait costs half of it or more on every list there is.
fn least(row: &PriceRow, class: &PriceClass) -> RateSet {
    let standard = *row.standard(class.prompt_tier);
    match class.tier {
        Tier::Batch | Tier::Flex => {
            RateSet { input: standard.input.half(), output: standard.output.half(), ..RateSet::default() }
        }
        _ => standard,
    }
}

fn factor(
    row: &PriceRow,
    others: &[&PriceRow],
    stated: impl Fn(&PriceRow) -> Option<Multiplier>,
) -> Option<Multiplier> {
    stated(row).or_else(|| others.iter().find_map(|other| stated(other)))
}
