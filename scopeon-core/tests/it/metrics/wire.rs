//! How figures look on the wire: what is written reads back the same, and nothing to tell still answers.

use expect_test::{Expect, expect};
use scopeon_core::metrics::cache::sums;
use scopeon_core::metrics::context::{Capacity, Evidence, Situation, advise, compactions, crowding, outlook};
use scopeon_core::metrics::cost::{TurnCosts, reconcile, total, units};
use scopeon_core::metrics::forecast::{History, project};
use scopeon_core::metrics::waste::{Findings, signals};
use scopeon_core::metrics::{
    Figure, Provenance, Quantity, Reason, Share, blocks, explore, health, thresholds,
};
use scopeon_core::report::{
    ActiveBlock, BlocksReport, ContextReport, CostsReport, ExploreReport, Figures, HealthReport, Scope,
};
use scopeon_core::time::{Period, Range, Zone};

use super::{call, noon, usd};
use scopeon_core::usage::Usage;

fn check(value: &impl serde::Serialize, expected: &Expect) {
    expected.assert_eq(&serde_json::to_string(value).unwrap());
}

fn again<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(report: &T) {
    let text = serde_json::to_string(report).unwrap();
    assert!(!text.contains("NaN"));
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), report, "{text}");
}

fn scope() -> Scope {
    Scope::new(noon(0), Zone::UTC, Range::default())
}

#[test]
fn a_figure_says_how_far_it_can_be_trusted() {
    check(
        &Figure::exact(Share::from_bp(250)),
        &expect![[r#"{"value":0.025,"provenance":{"level":"exact"}}"#]],
    );
    check(
        &Figure::estimated(usd("0.25"), Reason::Projected),
        &expect![[r#"{"value":"0.25","provenance":{"level":"estimated","because":["projected"]}}"#]],
    );
    check(
        &Figure::<u64>::unsupported(),
        &expect![[r#"{"value":null,"provenance":{"level":"unsupported"}}"#]],
    );
    check(&[Quantity::Usd(usd("0.5")), Quantity::Tokens(7)], &expect![[r#"[{"usd":"0.50"},{"tokens":7}]"#]]);
}

#[test]
fn answers_read_back_as_they_were_written() {
    let calls = [
        call(0, Usage { input: 9, ..Usage::default() }),
        call(60, Usage { input: 99, output: 9, ..Usage::default() }),
    ];
    let capacity = Capacity { tokens: Some(1_000), evidence: Evidence::Session };
    let found = outlook(&calls, &[], &capacity);
    again(&{
        let mut report = ContextReport::new(
            scope(),
            found,
            advise(&found, &Situation::default()),
            crowding(&calls, &[capacity; 2]),
            compactions(&[], &calls),
            Provenance::EXACT,
        );
        report.session = Some("s".to_owned());
        report.steps = scopeon_core::metrics::context::steps(&calls, &[capacity; 2]);
        report
    });
    let seen: Vec<_> = calls
        .iter()
        .map(|call| blocks::BlockCall {
            at: call.at,
            usage: call.usage,
            cost: Some(usd("1")),
            is_floor: false,
        })
        .collect();
    let spans = blocks::blocks(&seen);
    let block = blocks::active(&spans, noon(90)).unwrap();
    again(&BlocksReport::new(
        scope(),
        true,
        block.provenance(),
        Some(ActiveBlock::new(block, block.burn(), block.project(noon(90)))),
        spans,
        Vec::new(),
    ));
}

#[test]
fn nothing_at_all_is_an_answer_too() {
    let sum = total(&[]);
    let end = |period| project(&History::default(), period, Zone::UTC, noon(0));
    let turns = TurnCosts { turns: 0, cost_usd: sum.cost_usd, facts: Provenance::EXACT };
    let mut costs = CostsReport::new(
        scope(),
        (Figures::default(), sum.provenance(Provenance::EXACT)),
        units(&sum, 0, &turns, Provenance::EXACT),
        [Period::Day, Period::Week, Period::Month].map(end),
    );
    costs.burn = Figure::exact(scopeon_core::metrics::cost::burn(Some(sum.cost_usd), 0, 3_600_000));
    costs.reported = reconcile([]);
    again(&costs);
    let level = explore::level(explore::Depth::Provider, explore::Measure::Cost, Vec::new(), 10);
    let below = level.depth.child();
    again(&ExploreReport::new(scope(), Provenance::EXACT, Vec::new(), level, below));
    let all = thresholds::Thresholds::default();
    again(&HealthReport::new(
        scope(),
        None,
        health::health(&[], &all),
        signals(&Findings { unpriced_calls: 2, ..Findings::default() }, &all),
        Vec::new(),
    ));
    again(&sums(&[], Provenance::EXACT, Provenance::UNSUPPORTED));
}
