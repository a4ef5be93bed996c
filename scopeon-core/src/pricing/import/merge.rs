//! A list beside the prices known so far: what differs holds from the day of the import on.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::complete::complete;
use crate::label::Label;
use crate::pricing::book::PriceBook;
use crate::pricing::class::{Geo, PriceClass, PromptTier, Tier};
use crate::pricing::rates::Rates;
use crate::pricing::row::PriceRow;
use crate::time::Timestamp;

/// The prices of all imports after one more list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// The rows to keep: they stand instead of the built-in table's.
    pub rows: Vec<PriceRow>,
    /// How many models have another price than before, or their first.
    pub changed: usize,
    /// Prices that are no longer known, since what they went with changed and the list does not state them.
    pub left_out: Vec<LeftOut>,
}

/// A price that a model no longer has; such calls are priced at its standard rates, a tier at its last multiple of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// The model, as the price list names it.
    pub model: String,
    /// The tier.
    pub tier: Tier,
    /// What the whole prompt of a request must exceed, in tokens.
    pub above: u64,
}

/// Adds a list that holds from `today` on to the rows of `earlier` imports, so that earlier calls keep the price
/// of their day. A model that has no price so far takes the new one for its whole past.
///
/// What the list does not state of a model stays as the built-in table has it, else as an earlier list has it.
/// A price that every call costs the same by adds nothing.
#[must_use]
pub fn merge(earlier: Vec<PriceRow>, list: Vec<PriceRow>, today: Timestamp) -> Merged {
    let builtin = PriceBook::builtin();
    let book = builtin.clone().with_overrides(earlier.clone());
    let (builtin, known) = (latest(&builtin), latest(&book));
    let mut merged = Merged::default();
    // By model, so that each row of a long list is looked at once.
    let mut new: BTreeMap<String, PriceRow> = BTreeMap::new();
    for listed in list {
        let key = listed.key.clone();
        let (mut row, mut left_out) = (listed, Vec::new());
        if let Some(before) = builtin.get(&*key).or_else(|| known.get(&*key)) {
            let completed = complete(row, before);
            (row, left_out) = (completed.row, completed.left_out);
        }
        if let Some(before) = known.get(&*key) {
            if is_same_price(before, &row) {
                continue;
            }
            row.from = Some(today);
        }
        merged.changed += 1;
        let unknown = |(tier, above)| LeftOut { model: key.to_string(), tier, above };
        merged.left_out.extend(left_out.into_iter().map(unknown));
        new.insert(key.into_owned(), row);
    }
    merged.rows = earlier;
    merged.rows.retain(|old| new.get(&*old.key).is_none_or(|row| old.from < row.from));
    merged.rows.extend(new.into_values());
    merged
}

/// The last row of each model.
fn latest(book: &PriceBook) -> HashMap<&str, &PriceRow> {
    book.rows().map(|row| (row.key.as_ref(), row)).collect()
}

/// Returns `true` if every call costs the same by both, whichever of the prices are stated and which derived.
fn is_same_price(before: &PriceRow, after: &PriceRow) -> bool {
    before.until.is_none()
        && classes().all(|class| Rates::of(before, &class, &[]) == Rates::of(after, &class, &[]))
}

/// Every class of one model's calls. Rates are looked up by the row's name, not by the class's.
fn classes() -> impl Iterator<Item = PriceClass> {
    let none = Label::new("-");
    let bands = (0..PromptTier::BOUNDS.len())
        .map(|index| PromptTier::of(PromptTier::BOUNDS[index].saturating_add(1)));
    let all = bands.flat_map(|band| Tier::ALL.map(|tier| (band, tier)));
    let all = all.flat_map(|(band, tier)| Geo::ALL.map(|geo| (band, tier, geo)));
    all.filter_map(move |(band, tier, geo)| {
        Some(PriceClass { agent: none.clone()?, model: none.clone()?, tier, geo, prompt_tier: band })
    })
}
