//! Two sides side by side: sessions by their turns, everything else by its sessions.

mod gather;
mod measure;
mod side;
mod target;

use std::collections::BTreeSet;

use scopeon_core::metrics::{Doubt, Reason};
use scopeon_core::report::{CompareReport, CompareSide};
use scopeon_core::tags::TagRule;
use scopeon_core::time::Range;

use super::Reader;
use super::query_context::QueryContext;
use super::tagger::Tagger;
use crate::error::StoreError;
use gather::Gather;
use measure::{MEASURES, Measure, row};
use side::{Side, Unit};
pub use target::CompareTarget;
use target::Grain;

impl Reader {
    /// Compares two sessions turn by turn, or any two other sides session by session. Branches, projects and tags
    /// are those of the question's range; its filter holds for both sides.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`], [`StoreError::AmbiguousSession`] or [`StoreError::UnknownName`] when there
    /// is no such side; another [`StoreError`] when the file cannot be read or is damaged.
    pub fn compare(
        &self,
        asked: &QueryContext<'_>,
        rules: &[TagRule],
        sides: [&CompareTarget; 2],
    ) -> std::result::Result<CompareReport, StoreError> {
        self.ask(|conn| {
            let tagger = Tagger::new(conn, rules, Some(asked.book))?;
            let mut gather = Gather { conn, asked, rules, tagger };
            let mut gathered = Vec::with_capacity(2);
            for side in sides {
                match gather.side(side)? {
                    Ok(side) => gathered.push(side),
                    Err(error) => return Ok(Err(error)),
                }
            }
            let grain = Grain::of(sides);
            let [a, b] = gathered.try_into().unwrap_or_default();
            let asked = QueryContext { range: seen(asked, sides), ..*asked };
            Ok(Ok(report(&asked, grain, &fit(grain, a), &fit(grain, b))))
        })?
    }
}

/// Makes one unit of a session's turns where it stands against more than a session.
fn fit(grain: Grain, mut side: Side) -> Side {
    if grain == Grain::Session && side.grain == Some(Grain::Turn) && !side.units.is_empty() {
        side.units = vec![side.units.iter().fold(Unit::default(), Unit::plus)];
    }
    side
}

/// The time two sides cover: their periods, and the question's where a side is of that. Sessions are whole.
fn seen(asked: &QueryContext<'_>, sides: [&CompareTarget; 2]) -> Range {
    let ranges = sides.into_iter().filter_map(|side| match side {
        CompareTarget::Session(_) => None,
        CompareTarget::Period { range, .. } => Some(*range),
        CompareTarget::Branch(_) | CompareTarget::Project(_) | CompareTarget::Tag(_) => Some(asked.range),
    });
    let both = ranges.reduce(|a, b| Range {
        since: a.since.zip(b.since).map(|(a, b)| a.min(b)),
        until: a.until.zip(b.until).map(|(a, b)| a.max(b)),
    });
    both.unwrap_or_default()
}

fn report(asked: &QueryContext<'_>, grain: Grain, a: &Side, b: &Side) -> CompareReport {
    let providers: BTreeSet<&String> = a.providers.union(&b.providers).collect();
    let unpriced = a.sum.unpriced_calls.saturating_add(b.sum.unpriced_calls);
    let sure = |measure: &Measure| match measure.fact {
        Some(fact) => asked.fidelity.over(&providers, fact),
        None if measure.name == "cost" => {
            asked.fidelity.tokens(&providers).doubted(Reason::UnpricedCalls, Doubt::when_any(unpriced))
        }
        None => asked.fidelity.tokens(&providers),
    };
    // Every turn has one turn.
    let measures = MEASURES.iter().filter(|measure| grain == Grain::Session || measure.name != "turns");
    let rows = measures.map(|measure| row(measure, [a, b], sure(measure))).collect();
    let side = |side: &Side| CompareSide::new(side.name.clone(), side.sum, side.units.len() as u64);
    CompareReport::new(
        asked.scope(providers.iter().map(|name| (*name).clone())),
        side(a),
        side(b),
        grain.as_str().to_owned(),
        rows,
    )
}
