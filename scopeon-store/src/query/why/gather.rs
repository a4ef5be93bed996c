//! The sums of what is asked about, from roll-ups: by agent, project, session and model, and what was billed above the
//! standard price.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::why::{SubAgentPart, Surcharge, WhyInput, WhyPart, WhySpan};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{PriceBook, PriceClass, PromptTier, Rates, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::query::filter::Selection;
use crate::query::label::{NONE, label_text, session_key};
use crate::query::price::Prices;
use crate::query::projects::Projects;
use crate::query::query_context::QueryContext;
use crate::query::scan::scan;
use crate::query::sum::{Sum, costed};
use crate::query::unrecorded::unrecorded;

/// Calls, what they cost, and whose they are.
#[derive(Default)]
struct Part {
    calls: u64,
    usd: PicoUsd,
    roots: HashSet<i64>,
}

impl Part {
    fn add(&mut self, root: i64, sum: &CostSum) {
        self.calls = self.calls.saturating_add(sum.calls);
        self.usd = self.usd.plus(sum.cost_usd);
        self.roots.insert(root);
    }

    fn named(&self, name: String) -> WhyPart {
        WhyPart { name, calls: self.calls, usd: self.usd, sessions: self.roots.len() as u64 }
    }
}

/// Everything that one pass sums.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) sum: Sum,
    cost: CostSum,
    agents: HashMap<i64, Part>,
    projects: HashMap<i64, Part>,
    models: HashMap<i64, Part>,
    sessions: HashMap<i64, Part>,
    sub_agents: Part,
    runs: HashSet<i64>,
    /// Usage by price class and period of unchanged prices, with an instant at which those hold.
    classes: HashMap<(i64, usize), (Timestamp, u64, Usage)>,
}

impl Gathered {
    /// Sums a question, or what of it is one session's.
    pub(super) fn read(
        conn: &Connection,
        asked: &QueryContext<'_>,
        root: Option<i64>,
        (prices, projects): (&mut Prices<'_>, &Projects),
    ) -> Result<Self> {
        let mut all = Self::default();
        let mut selection = Selection::new(conn, asked.filter)?;
        scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
            if root.is_some_and(|root| root != row.root) {
                return;
            }
            let paid = prices.paid(row.class, quarter, cell);
            let sum = costed(cell, paid);
            all.sum.add(row.root, cell, paid);
            all.cost = all.cost.plus(sum);
            let (provider, model) =
                prices.classes.get(&row.class).map_or((0, 0), |class| (class.provider, class.model));
            all.agents.entry(provider).or_default().add(row.root, &sum);
            all.models.entry(model).or_default().add(row.root, &sum);
            all.projects.entry(projects.of(row.project)).or_default().add(row.root, &sum);
            all.sessions.entry(row.root).or_default().add(row.root, &sum);
            if row.session != row.root {
                all.sub_agents.add(row.root, &sum);
                all.runs.insert(row.session);
            }
            let place = (row.class, prices.period(quarter));
            let (_, calls, usage) =
                all.classes.entry(place).or_insert((quarter.start(), 0, Usage::default()));
            *calls = calls.saturating_add(cell.calls);
            *usage += cell.usage;
        })?;
        let sum = &mut all.sum;
        unrecorded(conn, &asked.range, (&mut selection, prices), |row, _, more| {
            if root.is_none_or(|root| root == row.root) {
                sum.add_unrecorded(more);
            }
        })?;
        Ok(all)
    }

    /// Returns the sessions, the most expensive first.
    pub(super) fn roots(&self) -> Vec<i64> {
        let mut roots: Vec<(PicoUsd, i64)> =
            self.sessions.iter().map(|(root, part)| (part.usd, *root)).collect();
        roots.sort_unstable_by(|a, b| b.cmp(a));
        roots.into_iter().map(|(_, root)| root).collect()
    }

    /// Returns the sum of sessions.
    pub(super) fn sum_of(&self, roots: &[i64]) -> WhyPart {
        let mut sum = WhyPart { sessions: roots.len() as u64, ..WhyPart::default() };
        for part in roots.iter().filter_map(|root| self.sessions.get(root)) {
            sum.calls = sum.calls.saturating_add(part.calls);
            sum.usd = sum.usd.plus(part.usd);
        }
        sum
    }

    /// Returns the agents, by id.
    pub(super) fn agents(&self, prices: &Prices<'_>) -> BTreeSet<String> {
        let agent =
            |(class, _): &(i64, usize)| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
        self.classes.keys().filter_map(agent).collect()
    }

    /// Makes what facts are found in, without single calls and what is usual.
    pub(super) fn input(
        &self,
        conn: &Connection,
        span: WhySpan,
        (prices, projects): (&Prices<'_>, &Projects),
    ) -> Result<WhyInput> {
        let figures = self.sum.figures();
        let mut input = WhyInput::new(span);
        input.cost = self.cost;
        input.split = figures.split;
        input.unrecorded_usd = figures.unrecorded.cost_usd;
        input.unrecorded = figures.unrecorded.usage;
        let none = || NONE.to_owned();
        input.models = named(&self.models, |id| Ok(label_text(conn, id)?.unwrap_or_else(none)))?;
        let parts = SubAgentPart {
            runs: self.runs.len() as u64,
            calls: self.sub_agents.calls,
            usd: self.sub_agents.usd,
        };
        input.sub_agents = parts;
        (input.long, input.fast) = self.surcharges(prices);
        if span == WhySpan::Session {
            return Ok(input);
        }
        input.projects = named(&self.projects, |id| Ok(projects.name(conn, id)?.unwrap_or_else(none)))?;
        input.sessions = named(&self.sessions, |id| session_key(conn, id))?;
        let agent = |id| prices.classes.values().find(|class| class.provider == id);
        let agent = |id| Ok(agent(id).map_or_else(none, |class| class.price.agent.as_str().to_owned()));
        input.agents = named(&self.agents, agent)?;
        Ok(input)
    }

    /// What was billed above the price of a short prompt, and of the standard tier.
    fn surcharges(&self, prices: &Prices<'_>) -> (Surcharge, Vec<(Tier, Surcharge)>) {
        let (mut long, mut fast) = (Surcharge::default(), BTreeMap::<Tier, Surcharge>::new());
        for ((class, _), (at, calls, usage)) in &self.classes {
            let Some(own) = prices.classes.get(class).map(|class| &class.price) else { continue };
            let book = prices.book();
            if own.prompt_tier != PromptTier::default() {
                let short = PriceClass { prompt_tier: PromptTier::default(), ..own.clone() };
                add_above(&mut long, (book, *at), (own, &short), (*calls, usage));
            }
            if matches!(own.tier, Tier::Fast | Tier::Priority | Tier::Ultrafast) {
                let standard = PriceClass { tier: Tier::Standard, ..own.clone() };
                add_above(fast.entry(own.tier).or_default(), (book, *at), (own, &standard), (*calls, usage));
            }
        }
        (long, fast.into_iter().collect())
    }
}

/// Adds what calls of a class cost above another class, where both prices are known and the own is higher.
fn add_above(
    sum: &mut Surcharge,
    (book, at): (&PriceBook, Timestamp),
    (own, other): (&PriceClass, &PriceClass),
    (calls, usage): (u64, &Usage),
) {
    let cost = |class: &PriceClass| book.rates(class, at).map(|rates: Rates| rates.cost(usage));
    let (Some(own), Some(other)) = (cost(own), cost(other)) else { return };
    if own > other {
        sum.calls = sum.calls.saturating_add(calls);
        sum.extra_usd = sum.extra_usd.plus(own.minus(other));
    }
}

/// Names parts; those of one name are one.
fn named(parts: &HashMap<i64, Part>, mut name: impl FnMut(i64) -> Result<String>) -> Result<Vec<WhyPart>> {
    let mut all: BTreeMap<String, WhyPart> = BTreeMap::new();
    for (id, part) in parts {
        let one = part.named(name(*id)?);
        match all.get_mut(&one.name) {
            Some(known) => {
                known.calls = known.calls.saturating_add(one.calls);
                known.usd = known.usd.plus(one.usd);
                known.sessions = known.sessions.saturating_add(one.sessions);
            }
            None => drop(all.insert(one.name.clone(), one)),
        }
    }
    Ok(all.into_values().collect())
}
