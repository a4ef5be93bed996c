//! Two sides side by side: sessions by their turns, everything else by its sessions.

mod gather;
mod measure;
mod side;

use std::collections::BTreeSet;

use scopeon_core::metrics::{Doubt, Reason};
use scopeon_core::report::{CompareReport, CompareSide};
use scopeon_core::tags::TagRule;
use scopeon_core::time::Range;

use super::Reader;
use super::asked::Asked;
use super::tagger::Tagger;
use crate::error::StoreError;
use gather::Gather;
use measure::{MEASURES, Measure, row};
use side::{Side, Unit};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// A session by its id, the start of it, or `latest`.
    Session(String),
    /// Everything in a range of time.
    Period {
        /// How it is called.
        name: String,
        /// When.
        range: Range,
    },
    /// A branch.
    Branch(String),
    /// A project: the whole path, its last component, or a directory above it.
    Project(String),
    /// A tag.
    Tag(String),
}

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
        asked: &Asked<'_>,
        rules: &[TagRule],
        sides: [&Compared; 2],
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
            let asked = Asked { range: covered(asked, sides), ..*asked };
            Ok(Ok(report(&asked, grain, &grain.fit(a), &grain.fit(b))))
        })?
    }
}

/// What values are of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grain {
    /// Two sessions are compared turn by turn.
    Turn,
    /// Everything else session by session.
    Session,
}

impl Grain {
    const fn of(sides: [&Compared; 2]) -> Self {
        match sides {
            [Compared::Session(_), Compared::Session(_)] => Self::Turn,
            _ => Self::Session,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Session => "session",
        }
    }

    /// Makes one unit of a session's turns where it stands against more than a session.
    fn fit(self, mut side: Side) -> Side {
        if self == Self::Session && side.grain == Some(Self::Turn) && !side.units.is_empty() {
            side.units = vec![side.units.iter().fold(Unit::default(), Unit::plus)];
        }
        side
    }
}

/// The time two sides cover: their periods, and the question's where a side is of that. Sessions are whole.
fn covered(asked: &Asked<'_>, sides: [&Compared; 2]) -> Range {
    let ranges = sides.into_iter().filter_map(|side| match side {
        Compared::Session(_) => None,
        Compared::Period { range, .. } => Some(*range),
        Compared::Branch(_) | Compared::Project(_) | Compared::Tag(_) => Some(asked.range),
    });
    let both = ranges.reduce(|a, b| Range {
        since: a.since.zip(b.since).map(|(a, b)| a.min(b)),
        until: a.until.zip(b.until).map(|(a, b)| a.max(b)),
    });
    both.unwrap_or_default()
}

fn report(asked: &Asked<'_>, grain: Grain, a: &Side, b: &Side) -> CompareReport {
    let providers: BTreeSet<&String> = a.providers.union(&b.providers).collect();
    let unpriced = a.sum.unpriced_calls.saturating_add(b.sum.unpriced_calls);
    let sure = |measure: &Measure| match measure.fact {
        Some(fact) => asked.trust.over(&providers, fact),
        None if measure.name == "cost" => {
            asked.trust.tokens(&providers).doubted(Reason::UnpricedCalls, Doubt::when_any(unpriced))
        }
        None => asked.trust.tokens(&providers),
    };
    // Every turn has one turn.
    let measures = MEASURES.iter().filter(|measure| grain == Grain::Session || measure.name != "turns");
    let rows = measures.map(|measure| row(measure, [a, b], sure(measure))).collect();
    let side =
        |side: &Side| CompareSide { name: side.name.clone(), sum: side.sum, units: side.units.len() as u64 };
    CompareReport {
        scope: asked.scope(providers.iter().map(|name| (*name).clone())),
        a: side(a),
        b: side(b),
        unit: grain.as_str().to_owned(),
        rows,
    }
}
