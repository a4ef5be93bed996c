//! What is left of totals stays what the facts alone leave, whatever became of their sessions in between.

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::event::{Event, HookRun, Origin, SessionFacts, Totals, Witness};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::EventStore;
use scopeon_core::usage::Usage;
use scopeon_store::{Retention, verify};

use crate::build::*;
use crate::dump::dump;

const WHEN: &str = "2026-03-01T10:00:00Z";

fn total(name: &str, session: &str, usage: Usage) -> Event {
    Event::Residual(Box::new(call(name, WHEN, session, usage)))
}

fn exported(name: &str, session: &str, usage: Usage) -> Event {
    let mut span = call(name, WHEN, session, usage);
    span.sample.origin = Origin::Export;
    Event::Residual(Box::new(span))
}

fn told(name: &str, session: &str, usage: Usage) -> Event {
    call(name, WHEN, session, usage).into_event()
}

fn agent(name: &str, parent: &str) -> Event {
    sub_agent(name, parent).into_event()
}

/// Writes every batch in a transaction of its own.
fn written(path: &Path, batches: &[Vec<Event>]) -> String {
    let mut store = open(path);
    for events in batches {
        store.apply(batch("/logs/a.jsonl", events.clone())).unwrap();
        store.commit().unwrap();
    }
    store.close().unwrap();
    dump(path)
}

/// Returns the input that is counted of a session by itself, once it proved to be the same at once and in parts.
fn input_of(session: &str, batches: &[Vec<Event>]) -> u64 {
    let directory = tempfile::tempdir().unwrap();
    let (whole, parts) = (directory.path().join("whole.db"), directory.path().join("parts.db"));
    assert_eq!(written(&parts, batches), written(&whole, &[batches.concat()]), "{batches:?}");
    counted(&parts, session)
}

fn counted(path: &Path, session: &str) -> u64 {
    let of =
        "SELECT coalesce(sum(c.input), 0) FROM call c JOIN session s ON s.id = c.session WHERE s.uid = ?1";
    let uid = session_id(session).0.to_bytes();
    let sum: i64 = Connection::open(path).unwrap().query_row(of, [uid], |row| row.get(0)).unwrap();
    sum.try_into().unwrap()
}

/// Of two parents the one of the smaller identity is kept, so a sub-agent moves to that one.
fn parents() -> (&'static str, &'static str) {
    let mut names = ["one", "other"];
    let joined = |mut facts: SessionFacts, other: SessionFacts| {
        facts.join(other);
        facts.parent
    };
    if joined(sub_agent("agent", "one"), sub_agent("agent", "other")) == Some(session_id("one")) {
        names.reverse();
    }
    (names[0], names[1])
}

/// The session that the total comes to has nothing new of its own, and the total made no call where it was.
#[test]
fn a_total_that_was_told_in_one_session_is_left_in_the_next() {
    let (from, to) = parents();
    for total in [total, exported] {
        let hidden =
            vec![told("c", from, usage(500, 0)), total("t", "agent", usage(200, 0)), agent("agent", from)];
        assert_eq!(input_of("agent", std::slice::from_ref(&hidden)), 0, "the call tells of it");
        assert_eq!(input_of("agent", &[hidden.clone(), vec![agent("agent", to)]]), 200);
        let busy = vec![told("d", to, usage(300, 0))];
        assert_eq!(input_of("agent", &[hidden.clone(), busy.clone(), vec![agent("agent", to)]]), 0);
        assert_eq!(input_of("agent", &[hidden, vec![agent("agent", to)], busy]), 0);
    }
}

/// As above, where it is not the total's own session that moves but the one above it.
#[test]
fn a_total_moves_with_the_session_above_it() {
    let (from, to) = parents();
    let hidden = vec![
        told("c", from, usage(500, 0)),
        total("t", "nested", usage(200, 0)),
        agent("nested", "agent"),
        agent("agent", from),
    ];
    assert_eq!(input_of("nested", &[hidden, vec![agent("agent", to)]]), 200);
}

/// What a statement held beyond the calls is gone with it, though its session counts towards another meanwhile.
#[test]
fn what_a_statement_held_goes_with_it_though_its_session_moves() {
    let stated = |session: &str, when: &str| {
        let mut totals = Totals::default();
        (totals.input, totals.output) = (Some(1_000), Some(10));
        (totals.cache_read, totals.cache_write, totals.web_searches) = (Some(0), Some(0), Some(0));
        Witness::new(identity("witness", "w"), at(when), session_id(session), totals)
    };
    let first = Event::Witness(Box::new(stated("agent", WHEN).beyond()));
    let second = Event::Witness(Box::new(stated("other", "2026-03-01T12:00:00Z")));
    assert_eq!(input_of("agent", &[vec![first], vec![agent("agent", "s"), second]]), 0);
}

/// A cost of nothing stays with no total, whether its session's calls are made at once or one by one.
#[test]
fn a_total_that_is_billed_at_nothing_is_the_same_made_at_once() {
    let free = |name: &str, input| {
        let mut free = call(name, WHEN, "s", usage(input, 0));
        free.reported = Some(PicoUsd::ZERO);
        Event::Residual(Box::new(free))
    };
    let session = main_session("s").into_event();
    assert_eq!(input_of("s", &[vec![session.clone(), free("a", 100)], vec![free("b", 50)]]), 150);
    assert_eq!(input_of("s", &[vec![session, total("a", "s", usage(100, 0))], vec![free("b", 50)]]), 150);
}

/// More than any agent counts: the sums of totals stay within what can be counted, and each total within them.
#[test]
fn totals_beyond_all_measure_are_the_same_made_at_once() {
    let huge = |name: &str| total(name, "s", usage(u64::MAX, 0));
    let directory = tempfile::tempdir().unwrap();
    let (whole, parts) = (directory.path().join("whole.db"), directory.path().join("parts.db"));
    let batches = [vec![main_session("s").into_event(), huge("a")], vec![huge("b")], vec![huge("c")]];
    assert_eq!(written(&parts, &batches), written(&whole, &[batches.concat()]));
}

/// An earlier release left out what came to another session: that is found, and mended by whatever is told next.
#[test]
fn what_an_earlier_release_left_out_is_found_and_mended() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let facts =
        vec![agent("agent", "s"), total("t", "agent", usage(200, 0)), told("c", "other", usage(500, 0))];
    written(&path, &[facts]);
    let of = "session = (SELECT id FROM session WHERE key = 'agent')";
    let forget = ["call", "rollup", "digest"].map(|table| format!("DELETE FROM {table} WHERE {of};"));
    Connection::open(&path).unwrap().execute_batch(&forget.concat()).unwrap();
    let problems = verify(&path).unwrap().problems;
    assert_eq!(problems, ["session 1: counts another rest than its totals leave"]);
    let hook = HookRun::new(identity("fact", "hook"), at(WHEN), session_id("agent"));
    written(&path, &[vec![Event::Hook(hook)]]);
    assert_eq!(counted(&path, "agent"), 200, "by a fact that has nothing to do with it");
    Connection::open(&path).unwrap().execute_batch(&forget.concat()).unwrap();
    written(&path, &[vec![agent("agent", "s")]]);
    assert_eq!(counted(&path, "agent"), 200, "by what is known already");
}

/// A total of which nothing is left goes with the old history; what it let the others of its session keep stays.
#[test]
fn what_is_left_stays_when_an_older_total_is_deleted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let of = |name: &str, when: &str, input, model: &str| {
        let mut one = call(name, when, "s", usage(input, 0));
        one.sample.model = label(model);
        Box::new(one)
    };
    let calls = [of("c1", WHEN, 100, "one"), of("c2", WHEN, 60, "other")].map(Event::Call);
    let totals = [of("r1", "2026-02-01T10:00:00Z", 100, "one"), of("r2", WHEN, 100, "other")];
    written(&path, &[[calls, totals.map(Event::Residual)].concat()]);
    assert_eq!(counted(&path, "s"), 200);
    let mut store = open(&path);
    store.compact(Retention::DeleteBefore(at("2026-02-10T00:00:00Z"))).unwrap();
    store.close().unwrap();
    written(&path, &[vec![main_session("s").into_event()]]);
    assert_eq!(counted(&path, "s"), 200);
}
