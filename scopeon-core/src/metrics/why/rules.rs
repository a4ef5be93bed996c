//! When a fact is worth saying.

use super::fact::{WhyBasis, WhyFact, WhyKind};
use super::input::{LargePrompts, Surcharge, Usual, WhyInput, WhyPart, WhyTurn};
use crate::metrics::{Quantity, Share, basis_points, prorate};
use crate::money::PicoUsd;
use crate::pricing::CostClass;

/// What is less of the whole than this is not said.
pub(super) const LEAST: Share = Share::from_bp(100);

/// One of several that makes so much of the whole is named.
const MUCH: Share = Share::from_bp(3_000);
/// A turn that makes so much of the whole is named.
const DEAR_TURN: Share = Share::from_bp(500);
/// So many turns are named.
const MOST_TURNS: usize = 3;
/// What is so many basis points of the usual is more than usual.
const MORE: i64 = 12_000;
/// A model whose share of the calls has grown by so much is used more than usual.
const MORE_OFTEN: u32 = 2_000;
/// From which share on a class of tokens is named.
const CLASSES: [(WhyKind, &[CostClass], Share); 4] = [
    (WhyKind::CacheReads, &[CostClass::CacheRead], Share::from_bp(3_500)),
    (WhyKind::CacheWrites, &[CostClass::CacheWrite5m, CostClass::CacheWrite1h], Share::from_bp(3_000)),
    (WhyKind::Output, &[CostClass::Output], Share::from_bp(4_000)),
    (WhyKind::UncachedInput, &[CostClass::Input], Share::from_bp(2_000)),
];

/// The whole, against what is usual.
pub(super) fn total(input: &WhyInput) -> WhyFact {
    let (cost, known) = (&input.cost, input.cost.known_usd());
    let mut fact = WhyFact::new(WhyKind::Total, known, cost.cost_usd);
    fact.share = None;
    let fact = fact.counts(WhyBasis::Calls, cost.calls);
    match &input.usual {
        Some(usual) if known.is_some() && usual.usd > PicoUsd::ZERO => fact
            .with(WhyBasis::Usual, Quantity::Usd(usual.usd))
            .counts(WhyBasis::UsualOf, usual.spans)
            .with(WhyBasis::Times, Quantity::Bp(basis_points(cost.cost_usd.pico(), usual.usd.pico()))),
        _ => fact,
    }
}

/// What makes the whole; not ranked yet.
pub(super) fn parts(input: &WhyInput) -> Vec<WhyFact> {
    let mut facts = Vec::new();
    facts.extend(input.usual.iter().flat_map(|usual| than_usual(input, usual)));
    facts.extend(places(input));
    facts.extend(one_of(input, WhyKind::Model, &input.models).map(|fact| more_often(input, fact)));
    facts.extend(input.turns.iter().take(MOST_TURNS).filter_map(|turn| dear(input, turn)));
    facts.extend(CLASSES.iter().filter_map(|(kind, classes, least)| class(input, *kind, classes, *least)));
    facts.extend(recached(input));
    facts.extend(large(input));
    facts.extend(sub_agents(input));
    facts.extend(surcharge(input, WhyKind::LongPrices, &input.long));
    for (tier, more) in &input.fast {
        let named = |fact| WhyFact { subject: Some(tier.as_str().to_owned()), ..fact };
        facts.extend(surcharge(input, WhyKind::FastTier, more).map(named));
    }
    facts.extend(searches(input));
    facts.extend(compacted(input));
    facts
}

/// What the whole does not hold.
pub(super) fn caveats(input: &WhyInput) -> Vec<WhyFact> {
    let cost = &input.cost;
    let mut facts = Vec::new();
    if cost.unpriced_calls > 0 {
        let fact = WhyFact::new(WhyKind::Unpriced, None, cost.cost_usd);
        let share = Share::of(cost.unpriced_calls, cost.calls);
        facts.push(
            fact.counts(WhyBasis::Calls, cost.unpriced_calls)
                .with(WhyBasis::CallsShare, Quantity::share(share))
                .with(WhyBasis::Tokens, Quantity::tokens(cost.unpriced_tokens)),
        );
    }
    let left = &input.not_looked_into;
    if Share::of_money(left.usd, cost.cost_usd) >= LEAST {
        let fact = WhyFact::new(WhyKind::NotLookedInto, Some(left.usd), cost.cost_usd);
        facts.push(fact.counts(WhyBasis::Sessions, left.sessions));
    }
    let share = Share::of_money(input.unrecorded_usd, cost.cost_usd);
    if share >= LEAST {
        let mut fact = WhyFact::new(WhyKind::Unrecorded, Some(input.unrecorded_usd), cost.cost_usd);
        fact.share = None;
        facts.push(fact.with(WhyBasis::Tokens, Quantity::tokens(input.unrecorded.total())));
    }
    facts
}

/// More calls, and calls that cost more; only where the whole costs more.
fn than_usual(input: &WhyInput, usual: &Usual) -> Vec<WhyFact> {
    let cost = &input.cost;
    let priced = cost.calls.saturating_sub(cost.unpriced_calls);
    let mut facts = Vec::new();
    if basis_points(cost.cost_usd.pico(), usual.usd.pico()) < MORE {
        return facts;
    }
    let times = basis_points(priced.into(), usual.calls.into());
    if times >= MORE {
        let usd = usual.per_call_usd.times(priced.saturating_sub(usual.calls)).min(cost.cost_usd);
        facts.push(
            WhyFact::new(WhyKind::MoreCalls, Some(usd), cost.cost_usd)
                .counts(WhyBasis::Calls, priced)
                .counts(WhyBasis::Usual, usual.calls)
                .with(WhyBasis::Times, Quantity::Bp(times)),
        );
    }
    let per_call = prorate(cost.cost_usd, 1, priced);
    let times = basis_points(per_call.pico(), usual.per_call_usd.pico());
    if times >= MORE {
        let usd = per_call.minus(usual.per_call_usd).times(priced).min(cost.cost_usd);
        facts.push(
            WhyFact::new(WhyKind::DearerCalls, Some(usd), cost.cost_usd)
                .with(WhyBasis::PerCall, Quantity::Usd(per_call))
                .with(WhyBasis::Usual, Quantity::Usd(usual.per_call_usd))
                .with(WhyBasis::Times, Quantity::Bp(times)),
        );
    }
    facts
}

/// The agent, the project and the session that made much of it; only the session where it made all that its project and its
/// agent did.
fn places(input: &WhyInput) -> Vec<WhyFact> {
    let agent = one_of(input, WhyKind::Agent, &input.agents);
    let project = one_of(input, WhyKind::Project, &input.projects);
    let Some(mut session) = one_of(input, WhyKind::Session, &input.sessions) else {
        return agent.into_iter().chain(project).collect();
    };
    let of = |fact: &WhyFact| (fact.usd, fact.number(WhyBasis::Calls));
    let own = of(&session);
    let is_more = |fact: &WhyFact| of(fact) != own;
    session.subject = project.iter().filter(|fact| !is_more(fact)).find_map(|fact| fact.subject.clone());
    let larger = agent.into_iter().chain(project).filter(is_more);
    larger.chain([session]).collect()
}

/// The most expensive of several, where it makes much of the whole.
fn one_of(input: &WhyInput, kind: WhyKind, parts: &[WhyPart]) -> Option<WhyFact> {
    let whole = &input.cost;
    let most = parts.iter().max_by_key(|part| part.usd).filter(|_| parts.len() > 1)?;
    let mut fact = WhyFact::new(kind, Some(most.usd), whole.cost_usd);
    if fact.share.is_none_or(|share| share < MUCH) {
        return None;
    }
    match kind {
        WhyKind::Session => fact.session = Some(most.name.clone()),
        _ => fact.subject = Some(most.name.clone()),
    }
    let share = Share::of(most.calls, whole.calls);
    let fact = fact.counts(WhyBasis::Calls, most.calls).with(WhyBasis::CallsShare, Quantity::share(share));
    Some(fact.counts(WhyBasis::Sessions, most.sessions))
}

/// Adds how often a model is used otherwise, where it is used more often than that.
fn more_often(input: &WhyInput, fact: WhyFact) -> WhyFact {
    let Some(usual) = &input.usual else { return fact };
    let all: u64 = usual.models.iter().map(|model| model.calls).sum();
    let own = usual.models.iter().find(|model| Some(&model.name) == fact.subject.as_ref());
    let before = Share::of(own.map_or(0, |own| own.calls), all);
    let now = fact.number(WhyBasis::CallsShare).unwrap_or_default();
    if all == 0 || now < u64::from(before.bp() + MORE_OFTEN) {
        return fact;
    }
    fact.with(WhyBasis::UsualCallsShare, Quantity::share(before))
}

fn dear(input: &WhyInput, turn: &WhyTurn) -> Option<WhyFact> {
    let mut fact = WhyFact::new(WhyKind::Turn, Some(turn.usd), input.cost.cost_usd);
    if turn.number == 0 || fact.share.is_none_or(|share| share < DEAR_TURN) {
        return None;
    }
    fact.session = Some(turn.session.clone());
    fact.at = Some(turn.at);
    fact.tools.clone_from(&turn.tools);
    Some(fact.counts(WhyBasis::Turn, turn.number).counts(WhyBasis::Calls, turn.calls))
}

fn class(input: &WhyInput, kind: WhyKind, classes: &[CostClass], least: Share) -> Option<WhyFact> {
    let usd: PicoUsd = classes.iter().map(|class| input.split.of(*class)).sum();
    let tokens: u64 = classes.iter().map(|class| class.count(&input.cost.usage)).sum();
    let fact = WhyFact::new(kind, Some(usd), input.cost.cost_usd);
    let is_much = fact.share.is_some_and(|share| share >= least);
    is_much.then(|| {
        fact.with(WhyBasis::Tokens, Quantity::tokens(tokens)).counts(WhyBasis::Calls, input.cost.calls)
    })
}

fn recached(input: &WhyInput) -> Option<WhyFact> {
    let sum = &input.recached;
    let [prefix, expired, model] = sum.calls;
    let calls = prefix + expired + model;
    let mut fact = WhyFact::new(WhyKind::Recached, Some(sum.extra_usd), input.cost.cost_usd);
    fact.session.clone_from(&sum.session);
    (calls > 0).then(|| {
        fact.counts(WhyBasis::Calls, calls)
            .with(WhyBasis::Tokens, Quantity::tokens(sum.tokens))
            .counts(WhyBasis::PrefixChanged, prefix)
            .counts(WhyBasis::Expired, expired)
            .counts(WhyBasis::ModelChanged, model)
    })
}

fn large(input: &WhyInput) -> Option<WhyFact> {
    let large = &input.large;
    let mut fact = WhyFact::new(WhyKind::LargePrompts, Some(large.usd), input.cost.cost_usd);
    fact.session.clone_from(&large.session);
    let is_much = fact.share.is_some_and(|share| share >= MUCH);
    is_much.then(|| {
        fact.counts(WhyBasis::Calls, large.calls).with(WhyBasis::Above, Quantity::tokens(LargePrompts::ABOVE))
    })
}

fn sub_agents(input: &WhyInput) -> Option<WhyFact> {
    let part = &input.sub_agents;
    let fact = WhyFact::new(WhyKind::SubAgents, Some(part.usd), input.cost.cost_usd);
    (part.runs > 0).then(|| fact.counts(WhyBasis::Runs, part.runs).counts(WhyBasis::Calls, part.calls))
}

fn surcharge(input: &WhyInput, kind: WhyKind, more: &Surcharge) -> Option<WhyFact> {
    let fact = WhyFact::new(kind, Some(more.extra_usd), input.cost.cost_usd);
    (more.extra_usd > PicoUsd::ZERO).then(|| fact.counts(WhyBasis::Calls, more.calls))
}

fn searches(input: &WhyInput) -> Option<WhyFact> {
    let (usd, searches) = (input.split.web_searches_usd, input.cost.usage.web_searches);
    let fact = WhyFact::new(WhyKind::WebSearches, Some(usd), input.cost.cost_usd);
    (searches > 0).then(|| fact.counts(WhyBasis::Tokens, searches))
}

fn compacted(input: &WhyInput) -> Option<WhyFact> {
    let part = &input.compacted;
    let fact = WhyFact::new(WhyKind::Compactions, Some(part.usd), input.cost.cost_usd);
    (part.compactions > 0).then(|| fact.counts(WhyBasis::Compactions, part.compactions))
}
