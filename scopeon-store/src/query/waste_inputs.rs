//! What health and suggestions look at, put together from digests: for a period, a session, or each session of a period.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::label::Label;
use scopeon_core::metrics::cache::{CacheLosses, losses};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::metrics::thresholds::Thresholds;
use scopeon_core::metrics::waste::{Findings, ModelWork, SMALL_WORK, SmallWork, small_work};
use scopeon_core::metrics::{Provenance, Share, prorate};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Geo, PriceClass, PromptTier, Rates, Tier};
use scopeon_core::time::TimeBucket;
use scopeon_core::usage::Usage;

use super::baseline::{Baseline, Counted, JUDGED, add, agents, trusted};
use super::digests::{DigestKey, DigestVisitor};
use super::label::label_text;
use super::losses::first_of;
use super::per_session::PerSession;
use super::price::Prices;
use super::query_context::QueryContext;
use crate::digest::{CallSums, UseKey, UseSums};

/// Sums that one set of findings is made of, of one session or of all.
#[derive(Default)]
pub(crate) struct WasteSums {
    counted: Counted,
    calls: Vec<Spent>,
    /// Where those of a class and a period stand.
    spent: HashMap<(i64, usize), usize>,
    /// Failures and large results by tool, without its model, and where each stands.
    tools: Vec<(UseKey, (u64, u64))>,
    used: HashMap<UseKey, usize>,
    providers: BTreeSet<i64>,
}

/// Sums of one price class and one period of unchanged prices.
struct Spent {
    class: i64,
    /// The first bucket of a day at which the prices hold.
    at: TimeBucket,
    sums: CallSums,
}

impl WasteSums {
    fn spent(&mut self, class: i64, period: usize, at: TimeBucket) -> &mut CallSums {
        let place = *self.spent.entry((class, period)).or_insert(self.calls.len());
        if place == self.calls.len() {
            // Mostly it stays the only one of its session, and there may be very many of these.
            if self.calls.is_empty() {
                self.calls.reserve_exact(1);
            }
            self.calls.push(Spent { class, at, sums: CallSums::default() });
        }
        &mut self.calls[place].sums
    }

    fn tool(&mut self, key: UseKey) -> &mut (u64, u64) {
        let place = *self.used.entry(key).or_insert(self.tools.len());
        if place == self.tools.len() {
            self.tools.push((key, (0, 0)));
        }
        &mut self.tools[place].1
    }
}

/// The root that the sums of all are kept under.
pub(crate) const WHOLE: i64 = 0;

/// Collects sums by root, all under [`WHOLE`], or both.
pub(crate) struct WasteCollector<'p, 'b> {
    pub(crate) prices: &'p mut Prices<'b>,
    pub(crate) by: By,
    pub(crate) groups: PerSession<WasteSums>,
}

/// What one set of findings covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Whole,
    Root,
    Both,
}

impl<'p, 'b> WasteCollector<'p, 'b> {
    pub(crate) fn new(prices: &'p mut Prices<'b>, by: By) -> Self {
        Self { prices, by, groups: PerSession::default() }
    }

    /// Hands over each of the sums that something is a part of.
    fn groups(&mut self, of: &DigestKey, mut add: impl FnMut(&mut WasteSums)) {
        let roots: &[i64] = match self.by {
            By::Whole => &[WHOLE],
            By::Root => &[of.root],
            By::Both => &[WHOLE, of.root],
        };
        for root in roots {
            let waste = self.groups.of(*root);
            waste.providers.insert(of.provider);
            add(waste);
        }
    }
}

impl DigestVisitor for WasteCollector<'_, '_> {
    fn calls(&mut self, of: &DigestKey, class: i64, sums: &CallSums) {
        let quarter = first_of(of.day);
        let period = self.prices.period(quarter);
        self.groups(of, |waste| {
            waste.counted.calls(sums);
            waste.spent(class, period, quarter).add(sums);
        });
    }

    fn uses(&mut self, of: &DigestKey, key: &UseKey, sums: &UseSums) {
        self.groups(of, |waste| {
            waste.counted.uses(key, sums);
            if JUDGED.contains(&key.kind) && (sums.failures > 0 || sums.large_results > 0) {
                let of_tool = waste.tool(UseKey { model: 0, ..*key });
                add(&mut of_tool.0, sums.failures);
                add(&mut of_tool.1, sums.large_results);
            }
        });
    }
}

/// Puts findings together.
pub(crate) struct FindingsBuilder<'a> {
    conn: &'a Connection,
    asked: &'a QueryContext<'a>,
    baseline: &'a Baseline,
    /// The names of providers by rowid.
    agents: HashMap<i64, String>,
    /// The names of tools by the labels of their server and themselves: sessions fail at the same ones.
    tools: RefCell<HashMap<(i64, i64), Option<String>>>,
}

impl<'a> FindingsBuilder<'a> {
    pub(crate) fn new(
        conn: &'a Connection,
        asked: &'a QueryContext<'a>,
        baseline: &'a Baseline,
    ) -> Result<Self> {
        Ok(Self { conn, asked, baseline, agents: agents(conn)?, tools: RefCell::default() })
    }

    /// Returns what shares are judged by.
    pub(crate) const fn thresholds(&self) -> &Thresholds {
        &self.baseline.thresholds
    }

    /// Returns the agents of these sums.
    pub(crate) fn agents(&self, waste: &WasteSums) -> BTreeSet<String> {
        waste.providers.iter().filter_map(|id| self.agents.get(id)).cloned().collect()
    }

    /// Returns what the calls of these sums cost, as far as prices are known; none where none is.
    pub(crate) fn spent(waste: &WasteSums, prices: &mut Prices<'_>) -> Option<PicoUsd> {
        let cost = |one: &Spent| Some(prices.rates(one.class, one.at)?.cost(&one.sums.usage));
        waste.calls.iter().filter_map(cost).reduce(PicoUsd::plus)
    }

    pub(crate) fn findings(&self, waste: &WasteSums, prices: &mut Prices<'_>) -> Result<Findings> {
        let rows: Vec<(i64, Option<Rates>, &CallSums)> =
            waste.calls.iter().map(|one| (one.class, prices.rates(one.class, one.at), &one.sums)).collect();
        let found = Self::with_money(waste.counted.findings(), &rows);
        let found = self.with_names(found, waste, &rows, prices)?;
        let small = self.small(&found, &rows, prices);
        let agents = self.agents(waste);
        let agents: Vec<&str> = agents.iter().map(String::as_str).collect();
        let found = trusted(found, &agents, self.asked);
        Ok(Findings {
            small_calls: small.calls,
            small_usd: small.usd,
            small_cheaper_usd: small.cheaper_usd,
            cheaper_model: small.model,
            ..found
        })
    }

    fn with_money(found: Findings, rows: &[(i64, Option<Rates>, &CallSums)]) -> Findings {
        let lost: Vec<CacheLosses> = rows.iter().map(|(_, rates, sums)| sums.losses(*rates)).collect();
        let lost = losses(&lost, Provenance::EXACT, Provenance::EXACT);
        let priced = || rows.iter().filter_map(|(_, rates, sums)| Some((rates.as_ref()?, *sums)));
        let prompts: PicoUsd = priced().map(|(rates, sums)| rates.cost(&prompt_of(&sums.usage))).sum();
        let tokens = priced().map(|(_, sums)| sums.usage.prompt()).fold(0, u64::saturating_add);
        Findings {
            busts_usd: lost.busts_usd.value.unwrap_or_default(),
            unread_usd: lost.unread_usd.value.unwrap_or_default(),
            hour_cache_usd: lost.hour_cache_usd.value.unwrap_or_default(),
            crowded_usd: priced().map(|(rates, sums)| rates.cache_read.times(sums.above_half)).sum(),
            per_million_prompt_usd: prorate(prompts, 1_000_000, tokens),
            ..found
        }
    }

    fn with_names(
        &self,
        found: Findings,
        waste: &WasteSums,
        rows: &[(i64, Option<Rates>, &CallSums)],
        prices: &Prices<'_>,
    ) -> Result<Findings> {
        let most = |of: fn(&(u64, u64)) -> u64| {
            let tools = waste.tools.iter().filter(move |(_, counts)| of(counts) > 0);
            tools.max_by_key(|(key, counts)| (of(counts), std::cmp::Reverse(*key))).map(|(key, _)| *key)
        };
        let name = |key: Option<UseKey>| key.map_or(Ok(None), |key| self.tool(&key));
        let mut unpriced: BTreeMap<&str, u64> = BTreeMap::new();
        for (class, _, sums) in rows.iter().filter(|(_, rates, _)| rates.is_none()) {
            // What an agent does not log no price can help.
            let class = prices.classes.get(class).map(|class| &class.price);
            let class = class.filter(|class| self.asked.book.is_metered(class.agent.as_str()));
            if let Some(class) = class {
                add(unpriced.entry(class.model.as_str()).or_default(), sums.calls);
            }
        }
        let unpriced_calls = unpriced.values().copied().fold(0, u64::saturating_add);
        let unpriced = unpriced.into_iter().max_by_key(|(name, calls)| (*calls, std::cmp::Reverse(*name)));
        Ok(Findings {
            failing_tool: name(most(|counts| counts.0))?,
            large_tool: name(most(|counts| counts.1))?,
            unpriced_calls,
            unpriced_model: unpriced.map(|(name, _)| name.to_owned()),
            ..found
        })
    }

    fn tool(&self, key: &UseKey) -> Result<Option<String>> {
        let labels = (key.server, key.name);
        if let Some(known) = self.tools.borrow().get(&labels) {
            return Ok(known.clone());
        }
        let (server, name) = (label_text(self.conn, key.server)?, label_text(self.conn, key.name)?);
        let name = name.map(|name| server.map_or_else(|| name.clone(), |server| format!("{server}/{name}")));
        self.tools.borrow_mut().insert(labels, name.clone());
        Ok(name)
    }

    /// Small work, and the models of the last 90 days that could have done it.
    fn small(
        &self,
        found: &Findings,
        rows: &[(i64, Option<Rates>, &CallSums)],
        prices: &Prices<'_>,
    ) -> SmallWork {
        let calls = rows.iter().map(|(_, _, sums)| sums.small_calls).fold(0, u64::saturating_add);
        if Share::of(calls, found.calls) < SMALL_WORK {
            return SmallWork::default();
        }
        let mut models: BTreeMap<(&str, &str), Vec<PricedUsage>> = BTreeMap::new();
        let name = |class: &i64| {
            let price = &prices.classes.get(class)?.price;
            Some((price.agent.as_str(), price.model.as_str()))
        };
        for class in self.baseline.classes.iter().filter_map(name) {
            models.entry(class).or_default();
        }
        for (class, rates, sums) in rows.iter().filter(|(_, _, sums)| sums.small_calls > 0) {
            let Some(model) = name(class) else { continue };
            let small = PricedUsage { calls: sums.small_calls, usage: sums.small, rates: *rates };
            let of_model = models.entry(model).or_default();
            if of_model.is_empty() {
                of_model.reserve_exact(1);
            }
            of_model.push(small);
        }
        let work = |((agent, model), small): ((&str, &str), Vec<PricedUsage>)| ModelWork {
            agent: agent.to_owned(),
            model: model.to_owned(),
            rates: self.standard(agent, model),
            small,
        };
        small_work(&models.into_iter().map(work).collect::<Vec<_>>())
    }

    fn standard(&self, agent: &str, model: &str) -> Option<Rates> {
        let (agent, model) = (Label::new(agent)?, Label::new(model)?);
        let class = PriceClass {
            agent,
            model,
            tier: Tier::Standard,
            geo: Geo::Global,
            prompt_tier: PromptTier::default(),
        };
        self.asked.book.rates(&class, self.asked.now)
    }
}

/// The prompt alone, to be priced.
const fn prompt_of(usage: &Usage) -> Usage {
    Usage { output: 0, reasoning: 0, web_searches: 0, ..*usage }
}
