//! Costs of a period, by hand.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::metrics::forecast::Method;
use scopeon_core::metrics::{Figure, Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::CostsReport;
use scopeon_core::time::Range;
use scopeon_core::usage::Usage;

use crate::build::*;
use crate::figures::{Question, ask};

const DOLLAR: i128 = 1_000_000_000_000;

fn usd(cents: i128) -> PicoUsd {
    PicoUsd::from_pico(cents * DOLLAR / 100)
}

/// Opus 4.1 costs 15 dollars a million of input and 75 of output: a million of input and 20,000 of output cost 16.50.
fn sample(path: &std::path::Path) {
    let mut store = open(path);
    let mut unpriced = call("c3", "2026-03-02T10:00:00Z", "s2", usage(1_000, 0));
    unpriced.sample.model = label("claude-unheard-of-9");
    let mut stated = call("c4", "2026-03-09T10:05:00Z", "s2", usage(100_000, 0));
    stated.reported = Some(usd(180));
    write(
        &mut store,
        vec![
            main_session("s1").into_event(),
            main_session("s2").into_event(),
            turn("t1", "2026-03-01T09:00:00Z", "s1"),
            in_turn(call("c1", "2026-03-01T09:00:30Z", "s1", usage(600_000, 20_000)), "t1"),
            in_turn(call("c2", "2026-03-01T09:20:00Z", "s1", usage(400_000, 0)), "t1"),
            unpriced.into_event(),
            stated.into_event(),
        ],
    );
    store.close().unwrap();
}

fn costs(path: &std::path::Path, now: &str) -> CostsReport {
    ask(path, now, |reader, asked| reader.costs(asked, (1, CostMode::Computed)))
}

#[test]
fn sums_and_what_they_come_down_to() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let report = costs(&path, "2026-03-09T10:30:00Z");
    assert_eq!((report.total.calls, report.total.cost_usd), (4, usd(1_800)));
    assert_eq!(report.total.unpriced_calls, 1);
    let doubted = Provenance::estimated(Reason::UnpricedCalls);
    assert_eq!(report.provenance, doubted);
    assert_eq!(report.units.per_turn_usd, Figure::new(usd(1_800), doubted));
    assert_eq!(report.units.per_call_usd.value, Some(usd(600)));
    assert_eq!(report.units.per_1k_output_usd.value, Some(usd(90)));
    assert_eq!(report.units.unpriced_calls_bp.bp(), 2_500);
    // 1.80 stated for what costs 1.50: a fifth more.
    assert_eq!((report.reported.compared, report.reported.difference_bp), (1, 2_000));
    let top: Vec<_> = report.top_sessions.iter().map(|row| (row.id.as_str(), row.figures.cost_usd)).collect();
    assert_eq!(top, [("s1", usd(1_650))]);
    // One call, 30 minutes ago: 1.50 an hour.
    assert_eq!(report.burn.value.and_then(|burn| burn.usd_per_hour), Some(usd(150)));
    assert_eq!(report.scope.providers, [AGENT]);
}

#[test]
fn a_turn_without_a_price_makes_no_other_cheaper() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let mut unpriced = call("c2", "2026-03-01T10:00:30Z", "s1", usage(1_000, 0));
    unpriced.sample.model = label("claude-unheard-of-9");
    write(
        &mut store,
        vec![
            main_session("s1").into_event(),
            turn("t1", "2026-03-01T09:00:00Z", "s1"),
            in_turn(call("c1", "2026-03-01T09:00:30Z", "s1", usage(1_000_000, 0)), "t1"),
            turn("t2", "2026-03-01T10:00:00Z", "s1"),
            in_turn(unpriced, "t2"),
        ],
    );
    store.close().unwrap();
    let report = costs(&path, "2026-03-01T12:00:00Z");
    assert_eq!((report.total.turns, report.units.per_turn_usd.value), (2, Some(usd(1_500))));
}

#[test]
fn a_projection_with_little_history_is_the_mean_rate() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let report = costs(&path, "2026-03-09T12:00:00Z");
    assert_eq!((report.day.method, report.day.spent_usd), (Method::Linear, usd(150)));
    // 1.50 in the last seven days (168 hours), 12 hours to go.
    assert_eq!(report.day.likely_usd.minus(report.day.spent_usd).pico(), 150 * DOLLAR / 100 * 12 / 168 + 1);
    assert_eq!(report.month.spent_usd, usd(1_800));
    assert!(report.day.provenance.reasons().any(|reason| reason == Reason::ShortHistory));
}

#[test]
fn the_same_hour_of_past_weeks_is_what_a_day_will_cost() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    // Five Mondays at 18:00, a million of input more each week: 15, 30, 45, 60 and 75 dollars.
    let monday = |(week, day): (u64, &str)| {
        let tokens = Usage { input: week * 1_000_000, ..Usage::default() };
        call(day, &format!("{day}T18:00:00Z"), "s1", tokens).into_event()
    };
    let days = ["2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"];
    let earlier = call("first", "2026-02-01T00:00:00Z", "s1", usage(1, 0)).into_event();
    write(&mut store, (1..).zip(days).map(monday).chain([earlier]).collect());
    store.close().unwrap();
    let report = costs(&path, "2026-03-09T12:00:00Z");
    assert_eq!((report.day.method, report.day.analogues), (Method::Analogues, 5));
    assert_eq!((report.day.spent_usd, report.day.likely_usd), (PicoUsd::ZERO, usd(4_500)));
    // The 10th and 90th percentile of five values, by the nearest rank.
    assert_eq!((report.day.low_usd, report.day.high_usd), (usd(1_500), usd(7_500)));
}

#[test]
fn a_period_does_not_move_what_is_ahead() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let whole = costs(&path, "2026-03-09T12:00:00Z");
    let mut question = Question::at("2026-03-09T12:00:00Z");
    question.range = Range { since: Some(at("2026-03-09T00:00:00Z")), until: None };
    let day = read(&path).costs(&question.asked(), (5, CostMode::Computed)).unwrap();
    assert_eq!((day.total.calls, day.total.cost_usd), (1, usd(150)));
    assert_eq!((day.day, day.week, day.month), (whole.day, whole.week, whole.month));
    question.filter.model = vec!["claude-unheard-of-9".to_owned()];
    question.range = Range::default();
    let unpriced = read(&path).costs(&question.asked(), (5, CostMode::Computed)).unwrap();
    assert_eq!((unpriced.total.calls, unpriced.month.likely_usd), (1, PicoUsd::ZERO));
    assert_eq!(unpriced.units.per_call_usd.value, None);
}

#[test]
fn nothing_costs_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    let report = costs(&path, "2026-03-09T12:00:00Z");
    assert_eq!((report.total.calls, report.provenance), (0, Provenance::EXACT));
    assert_eq!((report.day.method, report.month.likely_usd), (Method::Nothing, PicoUsd::ZERO));
}
