//! What is said of a cost, and in which order.

use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::why::{
    Compacted, LargePrompts, RecachedSum, SubAgentPart, Surcharge, Usual, WhyBasis, WhyFact, WhyInput,
    WhyKind, WhyPart, WhySpan, WhyTurn, why,
};
use scopeon_core::metrics::{Quantity, Share};
use scopeon_core::pricing::{CostSplit, Tier};
use scopeon_core::usage::Usage;

use super::{noon, usd};

/// Ten dollars in a hundred calls.
fn input() -> WhyInput {
    let mut input = WhyInput::new(WhySpan::Day);
    let usage = Usage { cache_read: 5_000_000, output: 50_000, ..Usage::default() };
    input.cost = CostSum { calls: 100, usage, cost_usd: usd("10"), ..CostSum::default() };
    input
}

fn part(name: &str, calls: u64, dollars: &str) -> WhyPart {
    WhyPart { name: name.to_owned(), calls, usd: usd(dollars), sessions: 1 }
}

fn turn(number: u64, dollars: &str) -> WhyTurn {
    WhyTurn { session: "a".to_owned(), number, at: noon(0), calls: 5, usd: usd(dollars), tools: Vec::new() }
}

fn kinds(facts: &[WhyFact]) -> Vec<WhyKind> {
    facts.iter().map(|fact| fact.kind).collect()
}

#[test]
fn of_nothing_nothing_is_said_and_of_little_the_whole_alone() {
    assert_eq!(why(&WhyInput::new(WhySpan::Today)), []);
    let facts = why(&input());
    assert_eq!(kinds(&facts), [WhyKind::Total]);
    assert_eq!((facts[0].usd, facts[0].share), (Some(usd("10")), None));
    assert_eq!(facts[0].number(WhyBasis::Times), None, "nothing is known to be usual");
}

#[test]
fn the_largest_part_is_said_first_and_what_is_below_a_hundredth_is_not() {
    let mut input = input();
    input.sub_agents = SubAgentPart { runs: 2, calls: 10, usd: usd("2") };
    input.recached = RecachedSum { calls: [1, 2, 0], tokens: 800_000, extra_usd: usd("4"), session: None };
    input.compacted = Compacted { compactions: 1, usd: usd("0.1") };
    input.long = Surcharge { calls: 1, extra_usd: usd("0.09") };
    input.fast = vec![(Tier::Fast, Surcharge { calls: 3, extra_usd: usd("1") })];
    let facts = why(&input);
    let expected =
        [WhyKind::Total, WhyKind::Recached, WhyKind::SubAgents, WhyKind::FastTier, WhyKind::Compactions];
    assert_eq!(kinds(&facts), expected);
    assert_eq!(facts[1].number(WhyBasis::Calls), Some(3));
    assert_eq!(facts[1].share, Some(Share::from_bp(4_000)));
    assert_eq!(facts[3].subject.as_deref(), Some("fast"));
}

#[test]
fn what_is_more_than_usual_is_told_apart() {
    let mut input = input();
    let usual = |calls: u64, per_call: &str, whole: &str| Usual {
        usd: usd(whole),
        calls,
        per_call_usd: usd(per_call),
        spans: 20,
        models: Vec::new(),
    };
    for (usual, expected) in [
        (usual(50, "0.1", "5"), vec![WhyKind::Total, WhyKind::MoreCalls]),
        (usual(100, "0.05", "5"), vec![WhyKind::Total, WhyKind::DearerCalls]),
        (usual(90, "0.1", "9"), vec![WhyKind::Total]),
        (usual(10, "0.01", "12"), vec![WhyKind::Total]),
    ] {
        let of = format!("{usual:?}");
        input.usual = Some(usual);
        assert_eq!(kinds(&why(&input)), expected, "{of}");
    }
    input.usual = Some(usual(50, "0.1", "5"));
    let facts = why(&input);
    assert_eq!(facts[0].get(WhyBasis::Times), Some(Quantity::Bp(20_000)));
    assert_eq!(facts[1].usd, Some(usd("5")), "fifty calls at the usual price");
}

#[test]
fn one_of_several_is_named_where_it_makes_much() {
    let mut input = input();
    input.models = vec![part("small", 60, "2"), part("large", 40, "8")];
    let facts = why(&input);
    assert_eq!((facts[1].kind, facts[1].subject.as_deref()), (WhyKind::Model, Some("large")));
    assert_eq!(facts[1].number(WhyBasis::UsualCallsShare), None);
    let models = vec![part("large", 10, "0"), part("small", 90, "0")];
    input.usual = Some(Usual { usd: usd("9"), models, ..Usual::default() });
    let facts = why(&input);
    assert_eq!(facts[1].number(WhyBasis::UsualCallsShare), Some(1_000), "40 % is far more than 10 %");
    input.models = vec![part("only", 100, "10")];
    assert_eq!(kinds(&why(&input)), [WhyKind::Total], "one of one says nothing");
    input.models = (0..10).map(|number| part(&format!("m{number}"), 10, "1")).collect();
    assert_eq!(kinds(&why(&input)), [WhyKind::Total], "nor does one of many alike");
}

#[test]
fn a_session_that_did_all_that_its_project_did_stands_for_it() {
    let mut input = input();
    input.agents = vec![part("claude-code", 90, "9"), part("codex", 10, "1")];
    input.projects = vec![part("/w/api", 60, "7"), part("/w/web", 40, "3")];
    input.sessions = vec![part("s1", 60, "7"), part("s2", 40, "3")];
    let facts = why(&input);
    assert_eq!(kinds(&facts), [WhyKind::Total, WhyKind::Agent, WhyKind::Session]);
    assert_eq!((facts[2].session.as_deref(), facts[2].subject.as_deref()), (Some("s1"), Some("/w/api")));
    input.sessions = vec![part("s1", 50, "6"), part("s2", 50, "4")];
    assert_eq!(kinds(&why(&input)), [WhyKind::Total, WhyKind::Agent, WhyKind::Project, WhyKind::Session]);
}

#[test]
fn at_most_three_turns_are_named_and_calls_without_one_are_none() {
    let mut input = input();
    input.turns = vec![turn(0, "4"), turn(7, "3"), turn(2, "0.4"), turn(9, "0.3")];
    let facts = why(&input);
    assert_eq!(kinds(&facts), [WhyKind::Total, WhyKind::Turn]);
    assert_eq!(facts[1].number(WhyBasis::Turn), Some(7));
}

#[test]
fn classes_of_tokens_are_named_where_they_make_much() {
    let mut input = input();
    input.split = CostSplit { cache_read_usd: usd("6"), output_usd: usd("3.9"), ..CostSplit::default() };
    input.large = LargePrompts { calls: 20, usd: usd("5"), session: Some("s".to_owned()) };
    let facts = why(&input);
    assert_eq!(kinds(&facts), [WhyKind::Total, WhyKind::CacheReads, WhyKind::LargePrompts]);
    assert_eq!(facts[1].number(WhyBasis::Tokens), Some(5_000_000));
}

#[test]
fn what_the_whole_does_not_hold_is_said_last() {
    let mut input = input();
    input.cost.unpriced_calls = 4;
    input.unrecorded_usd = usd("1");
    input.unrecorded = Usage { input: 7, ..Usage::default() };
    let facts = why(&input);
    assert_eq!(kinds(&facts), [WhyKind::Total, WhyKind::Unpriced, WhyKind::Unrecorded]);
    // Sessions of no weight that were not looked into are not said, and others are.
    let left = |dollars| WhyPart { sessions: 40, usd: usd(dollars), ..WhyPart::default() };
    input.not_looked_into = left("0.01");
    assert_eq!(kinds(&why(&input)).len(), 3);
    input.not_looked_into = left("4");
    assert_eq!(why(&input)[2].kind, WhyKind::NotLookedInto);
    assert_eq!(why(&input)[2].number(WhyBasis::Sessions), Some(40));
    input.not_looked_into = WhyPart::default();
    assert_eq!((facts[1].usd, facts[1].share, facts[2].share), (None, None, None));
    input.cost = CostSum { calls: 4, unpriced_calls: 4, ..CostSum::default() };
    assert_eq!(why(&input)[0].usd, None, "what has no price is not free");
}
