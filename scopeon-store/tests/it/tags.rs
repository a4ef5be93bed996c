//! Tags by hand and by rule, what they cost, and two sides side by side.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use scopeon_core::event::Event;
use scopeon_core::metrics::compare::{Direction, Significance};
use scopeon_core::metrics::{FidelityIndex, Provenance, Quantity};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::CompareRow;
use scopeon_core::tags::{TagRule, TagSource};
use scopeon_core::time::Range;
use scopeon_store::{CompareTarget, Sort, StoreError, verify};

use crate::build::{
    IntoEvent, OPUS, at, call, in_turn, label, main_session, open, read, sub_agent, tool, turn, usage, write,
};
use crate::windows::Desk;

const NOW: &str = "2026-03-16T12:00:00Z";

/// Three sessions of one call each, of 1, 2 and 4 thousand prompt tokens, and a sub-agent of the second.
fn events() -> Vec<Event> {
    let mut events = Vec::new();
    for (name, branch, project, tokens) in [
        ("one", "fix/1", "/w/app", 1_000),
        ("two", "main", "/w/shop", 2_000),
        ("three", "main", "/w/app", 4_000),
    ] {
        let mut facts = main_session(name);
        // The first session's agent states both for its calls only.
        if name != "one" {
            facts.branch = Some((at("2026-03-16T10:00:00Z"), label(branch)));
            facts.project = Some((at("2026-03-16T10:00:00Z"), label(project)));
        }
        events.push(facts.into_event());
        let mut call = call(name, "2026-03-16T10:00:00Z", name, usage(tokens, 0));
        (call.attribution.branch, call.attribution.project) = (Some(label(branch)), Some(label(project)));
        events.push(call.into_event());
    }
    events.push(sub_agent("run", "two").into_event());
    for (use_of, session, name) in
        [("a", "one", "Read"), ("b", "two", "Read"), ("c", "run", "Bash"), ("d", "three", "Bash")]
    {
        let mut tool = tool(use_of, session);
        tool.name = Some(label(name));
        events.push(tool.into_event());
    }
    events
}

fn database(directory: &Path) -> PathBuf {
    let path = directory.join("a.db");
    write(&mut open(&path), events());
    path
}

fn rules() -> Vec<TagRule> {
    let rule = |tag: &str| TagRule { tag: tag.to_owned(), ..TagRule::default() };
    vec![
        TagRule { branch_prefix: Some("fix/".to_owned()), ..rule("fix") },
        TagRule { project: Some("shop".to_owned()), ..rule("shop") },
        // Half of the second session's uses, those of its sub-agent, and all of the third's.
        TagRule { tool: Some("Bash".to_owned()), tool_percent: Some(50), ..rule("ops") },
    ]
}

fn costs(path: &Path) -> Vec<(String, u64, String)> {
    let desk = Desk::new();
    let report = read(path).tags(&desk.asked(NOW, None), &rules(), Sort::default()).unwrap();
    assert_eq!((report.total.calls, report.total.cost_usd.rounded(3)), (3, "0.105".to_owned()));
    let row = |(key, figures): (&str, scopeon_core::report::Figures)| {
        (key.to_owned(), figures.sessions, figures.cost_usd.rounded(3))
    };
    let tags = report.rows.iter().map(|tag| (tag.key.as_str(), tag.figures));
    tags.chain([("–", report.untagged)]).map(row).collect()
}

fn row(tag: &str, sessions: u64, cost: &str) -> (String, u64, String) {
    (tag.to_owned(), sessions, cost.to_owned())
}

#[test]
fn rules_look_at_branch_project_and_tools() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    // 15 dollars a million: 1.5, 3 and 6 cents. The second session is the shop's and operations'.
    assert_eq!(
        costs(&path),
        [row("fix", 1, "0.015"), row("ops", 2, "0.090"), row("shop", 1, "0.030"), row("–", 0, "0.000")]
    );
    let desk = Desk::new();
    let counted = read(&path).tag_rules(&desk.asked(NOW, None), &rules()).unwrap();
    assert_eq!(counted.rows.iter().map(|rule| rule.sessions).collect::<Vec<_>>(), [1, 1, 2]);
}

#[test]
fn kept_digests_tell_the_same_tools() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let counted = costs(&path);
    let mut store = open(&path);
    let (book, stop) = (PriceBook::builtin(), AtomicBool::new(false));
    assert!(
        store.aggregate_sessions(&Range::default(), &book, at("2026-03-20T00:00:00Z"), &stop).unwrap() >= 3
    );
    assert_eq!(costs(&path), counted);
    // A further use makes the session stale, and tips its balance.
    let mut further = tool("e", "two");
    further.name = Some(label("Read"));
    write(&mut store, vec![further.into_event()]);
    assert_eq!(costs(&path)[1], row("ops", 1, "0.060"));
}

#[test]
fn what_was_set_by_hand_goes_before_rules_and_stays() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let mut store = open(&path);
    store.set_tags("one", at(NOW), Some(&[label("demo"), label("big"), label("demo")])).unwrap();
    store.set_tags("run", at(NOW), Some(&[])).unwrap(); // the sub-agent's session: without any tag
    let expected =
        [row("big", 1, "0.015"), row("demo", 1, "0.015"), row("ops", 1, "0.060"), row("–", 1, "0.030")];
    assert_eq!(costs(&path), expected);
    // All logs are read again, from their start.
    write(&mut store, events());
    assert_eq!(costs(&path), expected);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
    store.set_tags("one", at(NOW), None).unwrap();
    assert_eq!(costs(&path)[0], row("fix", 1, "0.015"));
    let known = read(&path)
        .tagged_sessions(&Desk::new().asked("2026-09-01T00:00:00Z", Some("2026-08-01T00:00:00Z")), &rules());
    let known: Vec<_> = known.unwrap().rows.into_iter().map(|s| (s.session, s.tags, s.source)).collect();
    assert_eq!(known, [("two".to_owned(), Vec::new(), TagSource::Hand)], "those of other times only by hand");
}

#[test]
fn a_session_that_is_not_there_gets_no_tag() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let mut store = open(&path);
    let refused = store.set_tags("thr33", at(NOW), Some(&[label("x")])).unwrap_err();
    assert!(matches!(refused, StoreError::UnknownSession { near } if near == ["three"]));
    assert!(matches!(store.set_tags("t", at(NOW), Some(&[])), Err(StoreError::AmbiguousSession { .. })));
}

fn branch(name: &str) -> CompareTarget {
    CompareTarget::Branch(name.to_owned())
}

fn measure<'r>(rows: &'r [CompareRow], name: &str) -> &'r CompareRow {
    rows.iter().find(|row| row.measure == name).unwrap()
}

#[test]
fn two_branches_are_compared_session_by_session() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let desk = Desk::new();
    let report =
        read(&path).compare(&desk.asked(NOW, None), &[], [&branch("fix/1"), &branch("main")]).unwrap();
    assert_eq!((report.unit.as_str(), report.a.units, report.b.units), ("session", 1, 2));
    assert_eq!(report.b.sum.cost_usd.rounded(3), "0.090");
    let cost = measure(&report.rows, "cost");
    let usd = |text: &str| Quantity::Usd(text.parse::<PicoUsd>().unwrap());
    // 1.5 cents against the middle of 3 and 6.
    assert_eq!((cost.a, cost.b, cost.difference), (usd("0.015"), usd("0.045"), usd("0.03")));
    assert_eq!((cost.difference_bp, cost.direction), (20_000, Direction::Up));
    assert_eq!(cost.significance, Significance::TooFew);
}

#[test]
fn a_session_without_a_price_is_no_cheap_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut events = Vec::new();
    for (session, model) in [("one", OPUS), ("two", "no-such-model"), ("three", OPUS)] {
        let mut call = call(session, "2026-03-16T10:00:00Z", session, usage(1_000, 0));
        call.sample.model = label(model);
        events.extend([main_session(session).into_event(), call.into_event()]);
    }
    write(&mut open(&path), events);
    let mut desk = Desk::new();
    let side = CompareTarget::Period { name: "all".to_owned(), range: Range::default() };
    let compare = |desk: &Desk| read(&path).compare(&desk.asked(NOW, None), &[], [&side, &side]).unwrap();
    let report = compare(&desk);
    assert_eq!((report.a.units, report.a.sum.unpriced_calls), (3, 1));
    let cost = measure(&report.rows, "cost");
    let usd = |text: &str| Quantity::Usd(text.parse::<PicoUsd>().unwrap());
    assert_eq!((cost.a, cost.a_spread), (usd("0.015"), usd("0")));
    assert_eq!(measure(&report.rows, "turns").provenance, Provenance::EXACT);
    desk.trust = FidelityIndex::default();
    let turns = compare(&desk);
    assert_eq!(measure(&turns.rows, "turns").provenance, Provenance::UNSUPPORTED);
}

#[test]
fn sides_that_are_unknown_are_told_with_those_near() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let desk = Desk::new();
    let refused = |side: CompareTarget| {
        let asked = desk.asked(NOW, None);
        let error = read(&path).compare(&asked, &rules(), [&branch("main"), &side]).unwrap_err();
        let near = match &error {
            StoreError::UnknownName { near, .. } | StoreError::UnknownSession { near } => near.join(", "),
            _ => String::new(),
        };
        format!("{error}: {near}")
    };
    assert_eq!(refused(branch("mian")), "no branch is called mian: main");
    assert_eq!(refused(branch("FIX")), "no branch is called FIX: fix/1");
    assert_eq!(refused(CompareTarget::Project("shopp".to_owned())), "no project is called shopp: /w/shop");
    assert_eq!(refused(CompareTarget::Tag("nothing".to_owned())), "no tag is called nothing: ");
    assert_eq!(refused(CompareTarget::Tag("shpo".to_owned())), "no tag is called shpo: shop");
    assert_eq!(
        refused(CompareTarget::Session("thr".to_owned() + "x")),
        "no session starts with that id: three"
    );
    // Known, but not of that time.
    let later = desk.asked("2026-09-01T00:00:00Z", Some("2026-08-01T00:00:00Z"));
    let known =
        [branch("main"), CompareTarget::Project("shop".to_owned()), CompareTarget::Tag("fix".to_owned())];
    for side in &known {
        assert_eq!(read(&path).compare(&later, &rules(), [side, side]).unwrap().a.units, 0);
    }
}

#[test]
fn tags_and_periods_are_sides_too() {
    let directory = tempfile::tempdir().unwrap();
    let path = database(directory.path());
    let desk = Desk::new();
    let range = Range { since: Some(at("2026-03-17T00:00:00Z")), until: None };
    let later = CompareTarget::Period { name: "later".to_owned(), range };
    let tag = CompareTarget::Tag("ops".to_owned());
    let report = read(&path).compare(&desk.asked(NOW, None), &rules(), [&tag, &later]).unwrap();
    assert_eq!((report.a.units, report.a.sum.calls, report.b.units), (2, 2, 0));
    assert_eq!(report.scope.providers, [crate::build::AGENT]);
}

#[test]
fn two_sessions_are_compared_turn_by_turn() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut events = Vec::new();
    for (session, tokens) in [("one", 1_000), ("two", 3_000)] {
        events.push(main_session(session).into_event());
        for n in 0..8 {
            let (time, name) = (format!("2026-03-16T10:{n:02}:00Z"), format!("{session}{n}"));
            events.push(turn(&name, &time, session));
            for half in ["a", "b"] {
                let call = call(&format!("{name}{half}"), &time, session, usage(tokens + n, 0));
                events.push(in_turn(call, &name));
            }
        }
    }
    write(&mut open(&path), events);
    let sides = ["one", "two"].map(|id| CompareTarget::Session(id.to_owned()));
    let desk = Desk::new();
    let report = read(&path).compare(&desk.asked(NOW, None), &[], [&sides[0], &sides[1]]).unwrap();
    assert_eq!((report.unit.as_str(), report.a.units, report.b.units), ("turn", 8, 8));
    let tokens = measure(&report.rows, "tokens");
    // Two calls a turn: 2,000 to 2,014 against 6,000 to 6,014; all of the second rank higher.
    assert_eq!((tokens.a, tokens.b), (Quantity::Tokens(2_007), Quantity::Tokens(6_007)));
    assert_eq!((tokens.superiority_bp.bp(), tokens.significance), (10_000, Significance::Strong));
    assert_eq!(measure(&report.rows, "calls").significance, Significance::None);
    assert!(report.rows.iter().all(|row| row.measure != "turns"));
    // Against anything else a session is one of its kind.
    let all = CompareTarget::Period { name: "all".to_owned(), range: Range::default() };
    let report = read(&path).compare(&desk.asked(NOW, None), &[], [&sides[0], &all]).unwrap();
    assert_eq!((report.unit.as_str(), report.a.units, report.b.units), ("session", 1, 2));
    let turns = measure(&report.rows, "turns");
    assert_eq!((turns.a, turns.b), (Quantity::Count(8), Quantity::Count(8)));
}
