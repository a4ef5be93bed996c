//! A session's context, by hand, and that the status shows the same.

use scopeon_core::event::{Compaction, Event, Trigger};
use scopeon_core::metrics::context::{Advice, Because, Evidence};
use scopeon_core::metrics::thresholds::HealthMeasure;
use scopeon_core::metrics::{Figure, Provenance, Reason, Share};
use scopeon_core::report::ContextReport;
use scopeon_store::StoreError;

use crate::build::*;
use crate::figures::{Question, ask};

/// Four calls of one session, one of its sub-agent's in between, which has a context of its own.
fn sample(path: &std::path::Path, more: Vec<Event>) {
    let mut store = open(path);
    let prompt = |name: &str, second: u32, context: u64| {
        let mut call = call(name, &format!("2026-03-01T10:00:{second:02}Z"), "s1", usage(context, 500));
        call.sample.context = context;
        in_turn(call, "t1")
    };
    let mut other = call("x", "2026-03-01T10:00:25Z", "agent-1", usage(190_000, 1));
    other.sample.context = 190_000;
    let mut events = vec![
        main_session("s1").into_event(),
        sub_agent("agent-1", "s1").into_event(),
        turn("t1", "2026-03-01T10:00:00Z", "s1"),
        prompt("a", 0, 100_000),
        prompt("b", 10, 120_000),
        prompt("c", 20, 140_000),
        prompt("d", 30, 160_000),
        other.into_event(),
    ];
    events.extend(more);
    write(&mut store, events);
    store.close().unwrap();
}

fn context(path: &std::path::Path, now: &str) -> ContextReport {
    ask(path, now, |reader, asked| reader.context("s1", asked))
}

#[test]
fn fill_growth_and_what_is_left() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path, Vec::new());
    let report = context(&path, "2026-03-01T10:01:00Z");
    assert_eq!(
        (report.session.as_deref(), report.model.as_deref(), report.scope.providers.as_slice()),
        (Some("s1"), Some(OPUS), [AGENT.to_owned()].as_slice())
    );
    let outlook = &report.outlook;
    assert_eq!(outlook.occupancy, Figure::exact(160_000));
    assert_eq!((outlook.capacity.value, outlook.fill_bp.value), (Some(200_000), Some(Share::from_bp(8_000))));
    // 20,000 tokens a call; 200,000 − 160,000 − 500 of output leave room for one more.
    assert_eq!((outlook.growth_per_call_milli.value, outlook.calls_left.value), (Some(20_000_000), Some(1)));
    assert_eq!((report.advice.advice, report.advice.because), (Advice::CompactSoon, Because::Filling));
    assert_eq!((report.crowding.calls, report.crowding.crowded, report.crowding.above_half), (4, 1, 60_000));
    assert_eq!(report.steps.iter().map(|step| step.change).collect::<Vec<_>>(), [0, 20_000, 20_000, 20_000]);
}

/// Some agents keep a meter, and no usage: of it no call is made, and the latest of meter, call and compaction tells.
#[test]
fn a_meter_tells_where_no_later_call_does() {
    let metered = |name: &str, when: &str, tokens: u64| {
        let mut facts = main_session(name);
        (facts.window, facts.context) = (Some(400_000), Some((at(when), tokens)));
        facts.span.1 = Some(at(when));
        facts.into_event()
    };
    for (when, tokens, occupancy) in [
        ("2026-03-01T10:00:40Z", 50_000, 50_000),
        ("2026-03-01T10:00:20Z", 50_000, 160_000),
        ("2026-03-01T10:00:40Z", 0, 160_000),
        ("2099-03-01T10:00:40Z", 50_000, 160_000),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        sample(&path, vec![metered("s1", when, tokens)]);
        let report = context(&path, "2026-03-01T10:01:00Z");
        assert_eq!(report.outlook.occupancy.value, Some(occupancy), "{when} {tokens}");
        assert_eq!(report.steps.len(), 4);
        let status = ask(&path, "2026-03-01T10:01:00Z", |reader, asked| reader.status(asked, &[]));
        assert_eq!(status.live.unwrap().context, Some(occupancy), "{when} {tokens}");
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    write(&mut store, vec![metered("s1", "2026-03-01T10:00:40Z", 100_000)]);
    store.close().unwrap();
    let outlook = context(&path, "2026-03-01T10:01:00Z").outlook;
    assert_eq!((outlook.occupancy.value, outlook.capacity.value), (Some(100_000), Some(400_000)));
    assert_eq!((outlook.evidence, outlook.fill_bp.value), (Evidence::Session, Some(Share::from_bp(2_500))));
}

#[test]
fn the_status_shows_the_same_context() {
    let directory = tempfile::tempdir().unwrap();
    let compaction = |after| {
        let mut one = Compaction::new(
            identity("c", "c"),
            at("2026-03-01T10:00:40Z"),
            session_id("s1"),
            Trigger::Automatic,
        );
        (one.before, one.after) = (Some(201_000), after);
        Event::Compaction(one)
    };
    for (name, more, occupancy, window, evidence) in [
        ("plain", vec![], 160_000, 200_000, None),
        ("compacted", vec![compaction(Some(9_000))], 9_000, 1_000_000, Some(Evidence::Prompt)),
        ("unsaid", vec![compaction(None)], 160_000, 1_000_000, Some(Evidence::Prompt)),
    ] {
        let path = directory.path().join(name);
        sample(&path, more);
        let now = "2026-03-01T10:01:00Z";
        let outlook = context(&path, now).outlook;
        let question = Question::at(now);
        let live = read(&path).status(&question.asked(), &[]).unwrap().live.unwrap();
        assert_eq!((live.context, live.window), (Some(occupancy), Some(window)), "{name}");
        assert_eq!(
            (outlook.occupancy.value, outlook.capacity.value, Some(outlook.evidence)),
            (live.context, live.window, live.evidence),
            "{name}"
        );
        assert!(evidence.is_none_or(|evidence| evidence == outlook.evidence), "{name}");
    }
}

/// An automatic compaction teaches the size at which the next is to be expected; one of unknown cause does not.
#[test]
fn only_what_the_agent_did_by_itself_is_a_limit() {
    let directory = tempfile::tempdir().unwrap();
    for (name, trigger, limit) in
        [("automatic", Trigger::Automatic, 80_000), ("unknown", Trigger::Unknown, 200_000)]
    {
        let path = directory.path().join(name);
        let mut one =
            Compaction::new(identity("c", "c"), at("2026-03-01T09:59:00Z"), session_id("s1"), trigger);
        one.before = Some(80_000);
        sample(&path, vec![Event::Compaction(one)]);
        let report = context(&path, "2026-03-01T10:01:00Z");
        assert_eq!(report.outlook.limit.value, Some(limit), "{name}");
        assert_eq!(report.history.compactions[0].trigger, name);
    }
}

/// Two models whose windows differ, one of them compacted above the usual size, and a call whose log states its window.
#[test]
fn every_call_is_in_the_window_of_its_model_wherever_it_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let prompt = |name: &str, second: u32, model: &str, context: u64, window: Option<u64>| {
        let mut call = call(name, &format!("2026-03-01T10:00:{second:02}Z"), "s1", usage(context, 5));
        call.sample.model = label(model);
        (call.sample.context, call.window) = (context, window);
        call.into_event()
    };
    let mut grown =
        Compaction::new(identity("c", "c"), at("2026-03-01T10:00:15Z"), session_id("s1"), Trigger::Automatic);
    grown.before = Some(260_000);
    let mut store = open(&path);
    let events = vec![
        main_session("s1").into_event(),
        prompt("a", 0, "claude-haiku-4-5", 170_000, None), // of 200,000
        prompt("b", 10, OPUS, 190_000, None),              // of the 1,000,000 that the compaction proves
        Event::Compaction(grown),
        prompt("d", 20, "claude-haiku-4-5", 150_000, None),
        prompt("e", 30, "claude-haiku-4-5", 90_000, Some(100_000)),
        prompt("f", 40, OPUS, 180_000, None),
    ];
    write(&mut store, events);
    let question = Question::at("2026-03-10T00:00:00Z");
    for kept in [false, true] {
        if kept {
            crate::digests::digest(&mut store, &question);
        }
        let (reader, asked) = (read(&path), question.asked());
        let report = reader.context("s1", &asked).unwrap();
        let fill: Vec<_> = report.steps.iter().map(|step| step.fill_bp.bp()).collect();
        assert_eq!(fill, [8_500, 1_900, 7_500, 9_000, 1_800]);
        let crowding = report.crowding;
        assert_eq!((crowding.calls, crowding.crowded, crowding.above_half), (5, 2, 70_000 + 40_000));
        let health = reader.session_health("s1", &asked).unwrap();
        let crowded =
            health.health.components.iter().find(|one| one.measure == HealthMeasure::Crowded).unwrap();
        assert_eq!(crowded.value_bp.value, Some(crowding.share()));
    }
    let live = ask(&path, "2026-03-01T10:01:00Z", |reader, asked| reader.status(asked, &[])).live.unwrap();
    assert_eq!((live.window, live.evidence), (Some(1_000_000), Some(Evidence::Prompt)));
}

#[test]
fn what_a_log_does_not_hold_has_no_value() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path, Vec::new());
    let mut question = Question::at("2026-03-01T10:01:00Z");
    question.trust = scopeon_core::metrics::FidelityIndex::default();
    let report = read(&path).context("s1", &question.asked()).unwrap();
    assert_eq!(report.outlook.occupancy, Figure::unsupported());
    assert_eq!(report.outlook.calls_left, Figure::unsupported());
    assert_eq!(report.outlook.capacity.provenance, Provenance::estimated(Reason::AssumedWindow));
    assert_eq!(report.history_provenance, Provenance::UNSUPPORTED);
}

#[test]
fn no_session_is_an_empty_context_and_an_unknown_one_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    let report: ContextReport =
        ask(&path, "2026-03-01T10:01:00Z", |reader, asked| reader.context("latest", asked));
    assert_eq!((report.session, report.outlook.occupancy.value, report.steps.len()), (None, Some(0), 0));
    let path = directory.path().join("b.db");
    sample(&path, Vec::new());
    let question = Question::at("2026-03-01T10:01:00Z");
    match read(&path).context("s2", &question.asked()) {
        Err(StoreError::UnknownSession { .. }) => {}
        other => panic!("{other:?}"),
    }
}
