//! A listed price made whole by the price known so far: what a list does not state stays as it is, as far as that
//! can be known.

use std::borrow::Cow;

use super::models_dev::MODELS_DEV;
use crate::pricing::amount::UsdPerMillion;
use crate::pricing::class::Tier;
use crate::pricing::row::{PriceRow, RateSet, Variant};

/// A row with what its list does not state, and the tiers and prompt sizes that lost their price.
pub(super) struct Completed {
    pub(super) row: PriceRow,
    pub(super) left_out: Vec<(Tier, u64)>,
}

/// Takes from the known row what the listed one does not state.
///
/// Factors and fees hold whatever the rates are. Rates stay where those they go with are unchanged, and else keep
/// their relation to them, where that is one factor and gives an exact rate.
pub(super) fn complete(mut row: PriceRow, known: &PriceRow) -> Completed {
    let listed = row.rates;
    row.rates = filled(listed, &known.rates);
    place_long_context(&mut row, known);
    let mut left_out = Vec::new();
    for variant in &known.variants {
        let is_same = |own: &&mut Variant| (own.tier, own.above) == (variant.tier, variant.above);
        if let Some(own) = row.variants.iter_mut().find(is_same) {
            own.rates = filled(own.rates, &variant.rates);
        } else if let Some(rates) = carried(&variant.rates, &known.rates, &row.rates) {
            row.variants.push(Variant { rates, ..*variant });
        } else {
            left_out.push((variant.tier, variant.above));
        }
    }
    row.fast = row.fast.or(known.fast);
    row.us = row.us.or(known.us);
    row.eu = row.eu.or(known.eu);
    row.web_search = row.web_search.or(known.web_search);
    row.window = row.window.or(known.window);
    row.max_output = row.max_output.or(known.max_output);
    row.vendor = Some(known.vendor.clone()).filter(|vendor| !vendor.is_empty()).unwrap_or(row.vendor);
    row.source = both(&row.source, &known.source);
    Completed { row, left_out }
}

/// Whose facts a row holds.
fn both(listed: &str, known: &str) -> Cow<'static, str> {
    let known = known.split(',').next().unwrap_or_default();
    Cow::Owned(if known == listed { listed.to_owned() } else { format!("{listed}, completed from {known}") })
}

/// What a set of rates leaves out keeps its relation to what it states.
fn filled(listed: RateSet, known: &RateSet) -> RateSet {
    let of_input = |rate: Option<UsdPerMillion>| rate?.scaled(listed.input, known.input);
    RateSet {
        reasoning: listed
            .reasoning
            .or_else(|| known.reasoning?.scaled(listed.output, known.output))
            .filter(|own| *own != listed.output),
        cache_read: listed.cache_read.or_else(|| of_input(known.cache_read)),
        cache_write_5m: listed.cache_write_5m.or_else(|| of_input(known.cache_write_5m)),
        cache_write_1h: listed.cache_write_1h.or_else(|| of_input(known.cache_write_1h)),
        ..listed
    }
}

/// The rates of a variant beside `new` standard rates, when beside the `old` ones they were these. What is left
/// `None` is derived from the standard rates by the variant's relation to them, as for any row.
fn carried(variant: &RateSet, old: &RateSet, new: &RateSet) -> Option<RateSet> {
    let has_one_factor = variant.input.scaled(old.output, old.input) == Some(variant.output);
    let rate = |own: UsdPerMillion, old: UsdPerMillion, new: UsdPerMillion| {
        let follows = || has_one_factor.then(|| own.scaled(new, old)).flatten();
        if old == new { Some(own) } else { follows() }
    };
    let (same_input, same_output) = (old.input == new.input, old.output == new.output);
    Some(RateSet {
        input: rate(variant.input, old.input, new.input)?,
        output: rate(variant.output, old.output, new.output)?,
        reasoning: variant.reasoning.filter(|_| same_output && old.reasoning == new.reasoning),
        cache_read: variant.cache_read.filter(|_| same_input && old.cache_read == new.cache_read),
        cache_write_5m: variant
            .cache_write_5m
            .filter(|_| same_input && old.cache_write_5m == new.cache_write_5m),
        cache_write_1h: variant
            .cache_write_1h
            .filter(|_| same_input && old.cache_write_1h == new.cache_write_1h),
    })
}

/// Older lists of `models.dev` call every long-context price one above 200,000 tokens. One that is known above
/// another size is that price.
fn place_long_context(row: &mut PriceRow, known: &PriceRow) {
    if row.source != MODELS_DEV {
        return;
    }
    let long = |variant: &&Variant| variant.tier == Tier::Standard;
    let taken: Vec<u64> = known.variants.iter().filter(long).map(|variant| variant.above).collect();
    for own in row.variants.iter_mut().filter(|own| own.tier == Tier::Standard && !taken.contains(&own.above))
    {
        let is_equal = |known: &&Variant| filled(own.rates, &known.rates) == known.rates;
        if let Some(known) = known.variants.iter().filter(long).find(is_equal) {
            own.above = known.above;
        }
    }
}
