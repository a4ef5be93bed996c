//! Small work: what it is, and what it would have cost on the agent's cheapest model.

use std::collections::{BTreeMap, HashMap};

use crate::id::TurnId;
use crate::metrics::priced::{CallPoint, PricedUsage};
use crate::money::PicoUsd;
use crate::pricing::Rates;
use crate::usage::Usage;

/// A small turn has no more calls.
pub const MOST_CALLS: u64 = 4;
/// No call of a small turn has a larger prompt, in tokens.
pub const LARGEST_PROMPT: u64 = 40_000;
/// The calls of a small turn have no more output together, in tokens.
pub const MOST_OUTPUT: u64 = 1_500;

/// One model's part in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelWork {
    /// The provider's id.
    pub agent: String,
    /// The model as logged.
    pub model: String,
    /// Its newest standard rates; none where no price is known.
    pub rates: Option<Rates>,
    /// Its calls in small turns, by price.
    pub small: Vec<PricedUsage>,
}

/// Small work that a cheaper model could have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmallWork {
    /// Calls.
    pub calls: u64,
    /// What they cost.
    pub usd: PicoUsd,
    /// What they would have cost on the cheaper model.
    pub cheaper_usd: PicoUsd,
    /// That model; where several agents have one, that which saves most.
    pub model: Option<String>,
}

/// Tells of each call of one context, in any order, whether it belongs to a small turn. A call without a turn does
/// not: it is a part of something larger.
#[must_use]
pub fn small_turns(calls: &[CallPoint]) -> Vec<bool> {
    let mut turns: HashMap<TurnId, (u64, u64, u64)> = HashMap::new();
    for call in calls {
        let Some(turn) = call.turn else { continue };
        let (count, prompt, output) = turns.entry(turn).or_default();
        *count += 1;
        *prompt = call.context.max(*prompt);
        *output = output.saturating_add(call.usage.output);
    }
    let is_small = |(count, prompt, output): &(u64, u64, u64)| {
        *count <= MOST_CALLS && *prompt <= LARGEST_PROMPT && *output <= MOST_OUTPUT
    };
    calls.iter().map(|call| call.turn.and_then(|turn| turns.get(&turn)).is_some_and(is_small)).collect()
}

/// Returns the small work that the cheapest model of the same agent would have done for at most half the price;
/// the order of the models does not matter.
#[must_use]
pub fn small_work(models: &[ModelWork]) -> SmallWork {
    let mut agents: BTreeMap<&str, Vec<&ModelWork>> = BTreeMap::new();
    for model in models {
        agents.entry(&model.agent).or_default().push(model);
    }
    let mut all: Vec<SmallWork> = agents.values().map(|models| of_agent(models)).collect();
    all.sort_by_key(|work| std::cmp::Reverse(work.usd.minus(work.cheaper_usd)));
    let named = all.iter().find_map(|work| work.model.clone());
    let sum = |sum: SmallWork, work: &SmallWork| SmallWork {
        calls: sum.calls.saturating_add(work.calls),
        usd: sum.usd.plus(work.usd),
        cheaper_usd: sum.cheaper_usd.plus(work.cheaper_usd),
        model: sum.model,
    };
    SmallWork { model: named, ..all.iter().fold(SmallWork::default(), sum) }
}

fn of_agent(models: &[&ModelWork]) -> SmallWork {
    let small = || models.iter().flat_map(|model| &model.small);
    // The cost of a sum is the sum of costs, and there may be as many models as calls.
    let mut all = Usage::default();
    small().for_each(|row| all += row.usage);
    let on = |rates: &Rates| rates.cost(&all);
    let priced = models.iter().filter_map(|model| Some((on(&model.rates?), &model.model, model.rates?)));
    // Equally cheap ones are told apart by their names.
    let Some((_, name, rates)) = priced.min_by_key(|(cost, name, _)| (*cost, *name)) else {
        return SmallWork::default();
    };
    let dear = small().filter_map(|row| {
        let (cost, cheaper) = (row.cost()?, rates.cost(&row.usage));
        (cheaper.plus(cheaper) <= cost && cost > cheaper).then_some((row.calls, cost, cheaper))
    });
    let work = dear.fold(SmallWork::default(), |sum, (calls, cost, cheaper)| SmallWork {
        calls: sum.calls.saturating_add(calls),
        usd: sum.usd.plus(cost),
        cheaper_usd: sum.cheaper_usd.plus(cheaper),
        model: None,
    });
    SmallWork { model: (work.calls > 0).then(|| name.clone()), ..work }
}
