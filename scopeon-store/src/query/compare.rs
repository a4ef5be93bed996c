//! Two sides side by side: sessions by their turns, everything else by its sessions.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::metrics::compare::{Comparison, compare};
use scopeon_core::metrics::cost::Costed;
use scopeon_core::metrics::sample::Sample;
use scopeon_core::metrics::{Doubt, Provenance, Quantity, Reason, cache};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Fact;
use scopeon_core::report::{CompareReport, CompareRow, CompareSide};
use scopeon_core::tags::TagRule;
use scopeon_core::time::Range;
use scopeon_core::usage::Usage;

use super::Reader;
use super::asked::Asked;
use super::filter::{Filter, Selection};
use super::find::find;
use super::names::{self, Kind, known};
use super::points::points_of_root;
use super::price::Prices;
use super::scan::scan;
use super::tagger::Tagger;
use super::usage::session_key;
use crate::error::StoreError;

/// The most values of a side that are compared; more are thinned evenly over their ranks.
const MOST: usize = 10_000;

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
            let mut tagger = Tagger::new(conn, rules, Some(asked.book))?;
            let mut gathered = Vec::with_capacity(2);
            for side in sides {
                match gather(conn, asked, (rules, &mut tagger), side)? {
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
    fn fit(self, mut side: Gathered) -> Gathered {
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

/// What one unit, a turn or a session, comes to.
#[derive(Clone, Copy, Default)]
struct Unit {
    calls: u64,
    /// None where no agent of it states turns.
    turns: Option<u64>,
    usage: Usage,
    /// None where no call of it has a known price: it is no cheap one.
    cost: Option<PicoUsd>,
}

impl Unit {
    fn plus(self, other: &Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            turns: both(self.turns, other.turns, u64::saturating_add),
            usage: self.usage.plus(other.usage),
            cost: both(self.cost, other.cost, PicoUsd::plus),
        }
    }
}

/// Adds two amounts of which either may not be known.
fn both<T>(one: Option<T>, other: Option<T>, plus: fn(T, T) -> T) -> Option<T> {
    one.into_iter().chain(other).reduce(plus)
}

/// One side while it is compared.
#[derive(Default)]
struct Gathered {
    name: String,
    /// What its units are, where that is not sessions.
    grain: Option<Grain>,
    sum: Costed,
    units: Vec<Unit>,
    providers: BTreeSet<String>,
}

impl Gathered {
    /// Adds calls to a unit and to the sum.
    fn add(&mut self, place: usize, calls: (u64, Option<u64>), usage: Usage, cost: Option<PicoUsd>) {
        let unpriced = |count: u64| if cost.is_none() { count } else { 0 };
        self.sum = self.sum.plus(Costed {
            calls: calls.0,
            usage,
            cost_usd: cost.unwrap_or_default(),
            unpriced_calls: unpriced(calls.0),
            unpriced_tokens: unpriced(usage.total()),
        });
        let Some(unit) = self.units.get_mut(place) else { return };
        unit.calls += calls.0;
        unit.turns = both(unit.turns, calls.1, u64::saturating_add);
        unit.usage += usage;
        unit.cost = both(unit.cost, cost, PicoUsd::plus);
    }

    /// Returns the place of a new turn.
    fn open_turn(&mut self) -> usize {
        self.units.push(Unit { turns: Some(1), ..Unit::default() });
        self.units.len() - 1
    }

    /// Returns the place of a new unit.
    fn open(&mut self) -> usize {
        self.units.push(Unit::default());
        self.units.len() - 1
    }
}

type Found<T> = std::result::Result<T, StoreError>;

fn gather(
    conn: &Connection,
    asked: &Asked<'_>,
    (rules, tagger): (&[TagRule], &mut Tagger<'_>),
    side: &Compared,
) -> Result<Found<Gathered>> {
    let filter = |narrow: &dyn Fn(&mut Filter)| {
        let mut filter = asked.filter.clone();
        narrow(&mut filter);
        filter
    };
    let named = |name: &str, filter: &Filter, kind: Kind| -> Result<Found<Gathered>> {
        let found = sessions(conn, &Asked { filter, ..*asked }, name, |_| Ok(true))?;
        if found.units.is_empty() && !known(conn, kind, name)? {
            return unknown(conn, kind, name, &[]);
        }
        Ok(Ok(found))
    };
    match side {
        Compared::Session(id) => match find(conn, id)? {
            Ok(root) => turns(conn, asked, root).map(Ok),
            Err(error) => Ok(Err(error)),
        },
        Compared::Period { name, range } => {
            sessions(conn, &Asked { range: *range, ..*asked }, name, |_| Ok(true)).map(Ok)
        }
        Compared::Branch(name) => {
            named(name, &filter(&|filter| filter.branch = vec![name.clone()]), Kind::Branch)
        }
        Compared::Project(name) => {
            named(name, &filter(&|filter| filter.project = vec![name.clone()]), Kind::Project)
        }
        Compared::Tag(name) => {
            let found = sessions(conn, asked, name, |root| {
                Ok(tagger.tags(root)?.tags.iter().any(|tag| tag.as_str() == name))
            })?;
            let is_ruled = rules.iter().any(|rule| rule.tag == *name);
            if found.units.is_empty() && !is_ruled && !known(conn, Kind::Tag, name)? {
                return unknown(conn, Kind::Tag, name, rules);
            }
            Ok(Ok(found))
        }
    }
}

fn unknown<T>(conn: &Connection, kind: Kind, name: &str, rules: &[TagRule]) -> Result<Found<T>> {
    let near = names::near(conn, kind, name, rules.iter().map(|rule| rule.tag.as_str()))?;
    Ok(Err(StoreError::UnknownName { kind: kind.noun(), name: name.to_owned(), near }))
}

/// Sums a question by session, of those that are let in.
fn sessions(
    conn: &Connection,
    asked: &Asked<'_>,
    name: &str,
    mut lets_in: impl FnMut(i64) -> Result<bool>,
) -> Result<Gathered> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut side = Gathered { name: name.to_owned(), ..Gathered::default() };
    let mut places: HashMap<i64, Option<usize>> = HashMap::new();
    let mut classes = BTreeSet::new();
    let turned = prices.stating(Fact::Turns, asked.trust);
    let mut failed = None;
    // Buckets of one session and of one class come one after the other.
    let mut last = (0, 0, None);
    scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
        if (row.root, row.class) != (last.0, last.1) {
            let place = *places.entry(row.root).or_insert_with(|| match lets_in(row.root) {
                Ok(is_in) => is_in.then(|| side.open()),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            });
            if place.is_some() {
                classes.insert(row.class);
            }
            last = (row.root, row.class, place);
        }
        if let Some(place) = last.2 {
            let cost = prices.cost(row.class, quarter, &cell.usage);
            let turns = turned.contains(&row.class).then_some(cell.turns);
            side.add(place, (cell.calls, turns), cell.usage, cost);
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
    side.providers = classes.iter().filter_map(agent).collect();
    Ok(side)
}

/// Sums a session by turn, its sub-agents' calls in the turn that started them. A call without a turn is one of its
/// own.
fn turns(conn: &Connection, asked: &Asked<'_>, root: i64) -> Result<Gathered> {
    let mut prices = Prices::new(conn, asked.book)?;
    let (name, grain) = (session_key(conn, root)?, Some(Grain::Turn));
    let mut side = Gathered { name, grain, ..Gathered::default() };
    let mut places = HashMap::new();
    for call in points_of_root(conn, root, &mut prices)?.into_iter().flat_map(|context| context.calls) {
        let place = match call.turn {
            Some(turn) => *places.entry(turn).or_insert_with(|| side.open_turn()),
            None => side.open(),
        };
        side.add(place, (1, None), call.usage, call.rates.map(|rates| rates.cost(&call.usage)));
    }
    let agent = "SELECT p.name FROM session s JOIN provider p ON p.id = s.provider WHERE s.id = ?1";
    let agent: Option<String> = conn.query_row(agent, [root], |row| row.get(0)).optional()?;
    side.providers = agent.into_iter().collect();
    Ok(side)
}

/// A measure of a unit; none where the unit has nothing to measure.
struct Measure {
    name: &'static str,
    value: fn(&Unit) -> Option<i128>,
    unit: fn(i128) -> Quantity,
    fact: Option<Fact>,
}

const fn measure(
    name: &'static str,
    value: fn(&Unit) -> Option<i128>,
    unit: fn(i128) -> Quantity,
    fact: Option<Fact>,
) -> Measure {
    Measure { name, value, unit, fact }
}

/// Where no fact is named, the measure rests on tokens.
const MEASURES: [Measure; 6] = [
    measure("cost", |unit| Some(unit.cost?.pico()), |pico| Quantity::Usd(PicoUsd::from_pico(pico)), None),
    measure("tokens", |unit| Some(unit.usage.total().into()), |tokens| Quantity::Tokens(cut(tokens)), None),
    measure("output", |unit| Some(unit.usage.output.into()), |tokens| Quantity::Tokens(cut(tokens)), None),
    measure("calls", |unit| Some(unit.calls.into()), |count| Quantity::Count(cut(count)), None),
    measure("turns", |unit| Some(unit.turns?.into()), |count| Quantity::Count(cut(count)), Some(Fact::Turns)),
    measure("hit_rate", hit_rate, |bp| Quantity::Bp(cut(bp)), Some(Fact::CacheRead)),
];

fn cut(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

fn hit_rate(unit: &Unit) -> Option<i128> {
    (unit.usage.prompt() > 0).then(|| cache::hit_rate(&unit.usage).bp().into())
}

fn report(asked: &Asked<'_>, grain: Grain, a: &Gathered, b: &Gathered) -> CompareReport {
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
    let side = |side: &Gathered| CompareSide {
        name: side.name.clone(),
        sum: side.sum,
        units: side.units.len() as u64,
    };
    CompareReport {
        scope: asked.scope(providers.iter().map(|name| (*name).clone())),
        a: side(a),
        b: side(b),
        unit: grain.as_str().to_owned(),
        rows,
    }
}

fn row(measure: &Measure, sides: [&Gathered; 2], provenance: Provenance) -> CompareRow {
    let values = sides.map(|side| thinned(side.units.iter().filter_map(measure.value)));
    let Comparison { a, b, difference, difference_bp, direction, superiority_bp, z_milli, significance } =
        compare(&values[0], &values[1]);
    CompareRow {
        measure: measure.name.to_owned(),
        a: (measure.unit)(a.median),
        b: (measure.unit)(b.median),
        a_spread: (measure.unit)(a.spread),
        b_spread: (measure.unit)(b.spread),
        difference: (measure.unit)(difference),
        difference_bp,
        direction,
        superiority_bp,
        z_milli,
        significance,
        provenance,
    }
}

fn thinned(values: impl Iterator<Item = i128>) -> Vec<i128> {
    let sample = Sample::new(values);
    let values = sample.values();
    if values.len() <= MOST {
        return values.to_vec();
    }
    (0..MOST).filter_map(|index| values.get(index * (values.len() - 1) / (MOST - 1)).copied()).collect()
}
