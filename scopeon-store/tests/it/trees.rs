//! What-if, trees of agents, tasks and the levels of explore, by hand.

use scopeon_core::event::Event;
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::explore::{Depth, Measure};
use scopeon_core::metrics::whatif::Alternative;
use scopeon_core::metrics::{Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{ExploreReport, TaskOutcome};
use scopeon_core::time::Range;
use scopeon_core::usage::Usage;
use scopeon_store::{ExploreQuery, StoreError};

use crate::build::*;
use crate::figures::{Question, ask};

const NOW: &str = "2026-03-09T12:00:00Z";

fn usd(cents: i128) -> PicoUsd {
    PicoUsd::from_pico(cents * 10_000_000_000)
}

/// A session with two sub-agents, one of them started by the other, and a session without. Opus 4.1 costs 15 dollars
/// a million of input.
fn sample(path: &std::path::Path) {
    let mut store = open(path);
    let paid = |name: &str, when: &str, session: &str, thousands: u64| {
        let mut call = call(name, when, session, usage(thousands * 1_000, 0));
        call.attribution.project = Some(label("/home/me/work/api"));
        call.attribution.branch = Some(label("main"));
        call
    };
    let mut explorer = sub_agent("agent-1", "s1");
    (explorer.agent_type, explorer.spawned_by) = (Some(label("Explore")), Some(tool_id("spawn")));
    let mut nested = sub_agent("agent-2", "agent-1");
    (nested.agent_type, nested.spawned_by) = (Some(label("Plan")), Some(tool_id("failed")));
    let used = |name: &str, session: &str, by: &str, ok| {
        let mut tool = tool(name, session);
        (tool.call, tool.ok, tool.name) = (Some(call_id(by)), Some(ok), Some(label("Task")));
        tool
    };
    let mut read = used("read", "s1", "c1", true);
    (read.name, read.input_bytes, read.output_bytes) = (Some(label("Read")), Some(100), Some(900));
    let mut elsewhere = paid("c5", "2026-03-02T10:00:00Z", "s2", 20);
    elsewhere.attribution.project = Some(label("/home/me/play/api"));
    elsewhere.attribution.branch = None;
    write(
        &mut store,
        vec![
            main_session("s1").into_event(),
            main_session("s2").into_event(),
            explorer.into_event(),
            nested.into_event(),
            turn("t1", "2026-03-01T09:00:00Z", "s1"),
            turn("t2", "2026-03-01T09:30:00Z", "s1"),
            in_turn(paid("c1", "2026-03-01T09:00:30Z", "s1", 100), "t1"),
            in_turn(paid("c2", "2026-03-01T09:30:30Z", "s1", 40), "t2"),
            paid("c3", "2026-03-01T09:02:00Z", "agent-1", 200).into_event(),
            paid("c3b", "2026-03-01T09:04:00Z", "agent-1", 60).into_event(),
            paid("c4", "2026-03-01T09:03:00Z", "agent-2", 60).into_event(),
            elsewhere.into_event(),
            used("spawn", "s1", "c1", true).into_event(),
            used("failed", "agent-1", "c3", false).into_event(),
            read.into_event(),
        ],
    );
    store.close().unwrap();
}

#[test]
fn a_tree_has_own_and_total_costs() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let lines = |report: &scopeon_core::report::SubAgentsReport| -> Vec<String> {
        let cents = |amount: PicoUsd| amount.pico() / 10_000_000_000;
        let line = |row: &scopeon_core::metrics::agents::SubAgentRow| {
            let (own, total) = (cents(row.own.cost_usd), cents(row.total.cost_usd));
            format!("{} {} {own} {total} {}", row.depth, row.id, row.cost_bp.bp())
        };
        report.rows.iter().map(line).collect()
    };
    let expected = ["0 s1 210 690 10000", "1 agent-1 390 480 6957", "2 agent-2 90 90 1304"];
    let period = ask(&path, NOW, |reader, asked| reader.agents(asked, 5));
    assert_eq!(lines(&period), expected, "a session without sub-agents is no tree");
    assert_eq!((period.trees, period.total.cost_usd), (1, usd(720)));
    let types: Vec<_> =
        period.types.iter().map(|row| (row.agent_type.as_str(), row.runs, row.own.cost_usd)).collect();
    assert_eq!(types, [("Explore", 1, usd(390)), ("Plan", 1, usd(90))]);
    for id in ["s1", "agent-2"] {
        let one = ask(&path, NOW, |reader, asked| reader.agents_of(id, asked));
        assert_eq!(
            (lines(&one), one.total.cost_usd),
            (expected.map(str::to_owned).to_vec(), usd(690)),
            "{id}"
        );
    }
    let question = Question::at(NOW);
    let unknown = read(&path).agents_of("nobody", &question.asked());
    assert!(matches!(unknown, Err(StoreError::UnknownSession { .. })), "{unknown:?}");
}

#[test]
fn a_running_session_says_what_it_costs_and_does() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let now = ask(&path, "2026-03-01T09:31:00Z", |reader, asked| reader.session_now("s1", asked));
    // All five calls since 9:00:30 cost $6.90 in half an hour and half a minute.
    assert_eq!(now.pulse.hourly_usd.value.map(|usd| usd.rounded(4)), Some("13.5738".to_owned()));
    assert_eq!(now.pulse.cold_at, None, "nothing is cached");
    assert_eq!(now.costs, [Some(usd(150)), Some(usd(60))], "its own calls");
    let mut tools = now.last_tools.clone();
    tools.sort_unstable();
    assert_eq!(tools, ["Read", "Task"], "those of sub-agents too, each once");
    let later = ask(&path, NOW, |reader, asked| reader.session_now("s1", asked));
    assert_eq!((later.pulse.hourly_usd.value, later.running), (None, Vec::new()), "nothing runs any more");
}

#[test]
fn a_tree_of_a_part_of_the_time_keeps_who_started_whom() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let events = vec![
        main_session("s1").into_event(),
        sub_agent("agent-1", "s1").into_event(),
        call("c1", "2026-03-01T09:00:00Z", "s1", usage(1_000, 0)).into_event(),
        call("c2", "2026-03-02T09:00:00Z", "agent-1", usage(1_000, 0)).into_event(),
    ];
    write(&mut store, events);
    store.close().unwrap();
    let mut question = Question::at(NOW);
    question.range = Range { since: Some(at("2026-03-02T00:00:00Z")), until: None };
    let report = read(&path).agents(&question.asked(), 5).unwrap();
    let rows: Vec<_> =
        report.rows.iter().map(|row| (row.id.as_str(), row.own.calls, row.total.calls)).collect();
    assert_eq!(rows, [("s1", 0, 1), ("agent-1", 1, 1)]);
}

#[test]
fn tasks_have_time_and_outcome() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let report = ask(&path, NOW, |reader, asked| reader.tasks(asked, 1));
    assert_eq!((report.runs, report.total.cost_usd, report.cost_bp.bp()), (2, usd(480), 6_667));
    let types: Vec<_> = report
        .types
        .iter()
        .map(|row| {
            (row.agent_type.as_str(), row.runs, row.ended, row.failures, row.duration_ms, row.cost_bp.bp())
        })
        .collect();
    assert_eq!(types, [("Explore", 1, 1, 0, 120_000, 8_125), ("Plan", 1, 1, 1, 0, 1_875)]);
    let [task] = report.rows.as_slice() else { panic!("{:?}", report.rows) };
    assert_eq!((task.id.as_str(), task.session.as_str(), task.outcome), ("agent-1", "s1", TaskOutcome::Done));
    assert_eq!((task.first_at, task.duration_ms), (Some(at("2026-03-01T09:02:00Z")), Some(120_000)));
}

fn level(path: &std::path::Path, steps: &[&str], measure: Measure) -> ExploreReport {
    let query =
        ExploreQuery { path: steps.iter().map(|step| (*step).to_owned()).collect(), measure, most: 2 };
    ask(path, NOW, |reader, asked| reader.explore(asked, &query))
}

#[test]
fn levels_add_up_all_the_way_down() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let steps = ["claude-code", "/home/me/work/api", "ma", "s1", "(none)", "1"];
    let rows = |report: &ExploreReport| -> Vec<String> {
        let row = |row: &scopeon_core::metrics::explore::ExploreRow| {
            format!("{} {} {}", row.key, row.sum.cost_usd.pico() / 10_000_000_000, row.share_bp.bp())
        };
        report.level.rows.iter().map(row).collect()
    };
    let expected: [&[&str]; 6] = [
        &["claude-code 720 10000"],
        &["/home/me/work/api 690 9583", "/home/me/play/api 30 417"],
        &["main 690 10000"],
        &["s1 690 10000"],
        &["(none) 480 6957", "1 150 2174"],
        &["1 300 6250", "2 90 1875"],
    ];
    for (depth, expected) in expected.iter().enumerate() {
        let report = level(&path, &steps[..depth], Measure::Cost);
        assert_eq!(rows(&report), *expected, "{depth}");
        assert_eq!(report.path.len(), depth);
        let sum = report.level.rows.iter().map(|row| row.sum).fold(report.level.rest, CostSum::plus);
        assert_eq!(sum, report.level.total, "{depth}");
        if let (Some(above), true) = (depth.checked_sub(1), depth < 6) {
            let above = level(&path, &steps[..above], Measure::Cost);
            let entered = report.path.last().map(|step| step.key.clone());
            let row = above.level.rows.iter().find(|row| Some(&row.key) == entered.as_ref()).unwrap();
            assert_eq!(row.sum, report.level.total, "{depth}: a row is what is below it");
        }
    }
    let turns = level(&path, &steps[..4], Measure::Cost);
    assert_eq!((turns.level.depth, turns.below, turns.level.more), (Depth::Turn, Some(Depth::Call), 1));
    let tools = level(&path, &["claude-code", "/home/me/work/api", "main", "s1", "1", "1"], Measure::Tokens);
    let sizes: Vec<_> =
        tools.level.rows.iter().map(|row| (row.key.as_str(), row.sum.calls, row.sum.usage.input)).collect();
    assert_eq!((sizes, tools.below), (vec![("Read", 1, 1_000), ("Task", 1, 0)], None));
}

#[test]
fn a_step_that_names_none_or_several_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let question = Question::at(NOW);
    for (steps, kind, near) in [
        (vec!["codex"], "agent", vec!["claude-code"]),
        (vec!["claude-code", "api"], "project", vec!["/home/me/work/api", "/home/me/play/api"]),
        (vec!["claude-code", "/home/me/work/api", "main", "s1", "7"], "prompt", vec!["(none)", "1", "2"]),
        (
            vec!["claude-code", "/home/me/work/api", "main", "s1", "1", "1", "Read"],
            "row below a tool",
            vec!["Read", "Task"],
        ),
    ] {
        let query = ExploreQuery {
            path: steps.iter().map(|step| (*step).to_owned()).collect(),
            measure: Measure::Cost,
            most: 5,
        };
        match read(&path).explore(&question.asked(), &query) {
            Err(StoreError::UnknownName { kind: found, near: like, .. }) => {
                let mut like = like;
                let mut near: Vec<String> = near.into_iter().map(str::to_owned).collect();
                like.sort();
                near.sort();
                assert_eq!((found, like), (kind, near), "{steps:?}");
            }
            other => panic!("{steps:?}: {other:?}"),
        }
    }
}

#[test]
fn the_same_history_at_other_prices() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let cached = Usage { input: 100_000, cache_read: 900_000, ..Usage::default() };
    let mut unpriced = call("c2", "2026-03-01T10:00:00Z", "s1", usage(5, 5));
    unpriced.sample.model = label("claude-unheard-of-9");
    let events: Vec<Event> =
        vec![call("c1", "2026-03-01T09:00:00Z", "s1", cached).into_event(), unpriced.into_event()];
    write(&mut store, events);
    store.close().unwrap();
    let whatif =
        |alternative: Alternative| ask(&path, NOW, |reader, asked| reader.whatif(asked, &alternative));
    // 0.1 × 15 + 0.9 × 1.50 dollars, against 15 without a cache.
    let without = whatif(Alternative::NoCache);
    assert_eq!((without.total.actual_usd, without.total.alternative_usd), (usd(285), usd(1_500)));
    assert_eq!((without.total.compared_calls, without.total.left_out_calls), (1, 1));
    let doubts =
        Provenance::estimated(Reason::Hypothetical).and(Provenance::estimated(Reason::UnpricedCalls));
    assert_eq!(without.total.provenance, doubts);
    assert_eq!((without.alternative.as_str(), without.name), ("no_cache", None));
    // Sonnet 4 costs 6 dollars of input and 0.60 of cache read in prompts above 200,000 tokens: two fifths.
    let sonnet = whatif(Alternative::Model(label("claude-sonnet-4-20250514")));
    assert_eq!((sonnet.total.alternative_usd, sonnet.total.difference_bp), (usd(114), -6_000));
    let parts: Vec<_> = sonnet.rows.iter().map(|row| (row.key.as_str(), row.part.compared_calls)).collect();
    assert_eq!(parts, [(OPUS, 1), ("claude-unheard-of-9", 0)]);
}

#[test]
fn an_empty_history_has_empty_answers() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    let agents = ask(&path, NOW, |reader, asked| reader.agents(asked, 5));
    assert_eq!((agents.trees, agents.rows.len(), agents.total.calls), (0, 0, 0));
    let tasks = ask(&path, NOW, |reader, asked| reader.tasks(asked, 5));
    assert_eq!((tasks.runs, tasks.cost_bp.bp()), (0, 0));
    let top = level(&path, &[], Measure::Cost);
    assert_eq!((top.level.rows.len(), top.level.total.calls), (0, 0));
    let whatif = ask(&path, NOW, |reader, asked| reader.whatif(asked, &Alternative::NoCache));
    assert_eq!((whatif.rows.len(), whatif.total.compared_calls), (0, 0));
}
