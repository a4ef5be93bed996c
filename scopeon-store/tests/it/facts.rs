//! What becomes of facts: joins across batches, searches, turns, sub-agents, issues, checkpoints, labels.

use std::collections::HashMap;

use scopeon_core::event::{Event, Origin};
use scopeon_core::label::Label;
use scopeon_core::pricing::PriceBook;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::provider::{EventStore, Issue, IssueKind, Position};
use scopeon_core::report::{Figures, GroupBy};
use scopeon_core::shape::Role;
use scopeon_core::time::Zone;
use scopeon_store::{OpenOptions, Store, UsageQuery, verify};

use crate::build::*;

fn total(path: &std::path::Path) -> Figures {
    read(path).usage(&UsageQuery::new(GroupBy::Daily, Zone::UTC), &PriceBook::builtin()).unwrap().total
}

fn by(path: &std::path::Path, by: GroupBy) -> Vec<(String, u64, u64)> {
    let report = read(path).usage(&UsageQuery::new(by, Zone::UTC), &PriceBook::builtin()).unwrap();
    report.rows.into_iter().map(|row| (row.key, row.figures.calls, row.figures.turns)).collect()
}

fn fresh() -> (tempfile::TempDir, std::path::PathBuf, Store) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let store = open(&path);
    (directory, path, store)
}

#[test]
fn a_call_seen_again_counts_once_and_its_largest_reading_wins() {
    let (_directory, path, mut store) = fresh();
    for output in [1, 50, 20] {
        write(&mut store, vec![call("c", "2026-03-01T10:00:00Z", "s", usage(5, output)).into_event()]);
    }
    let figures = total(&path);
    assert_eq!((figures.calls, figures.usage.input, figures.usage.output), (1, 5, 50));
}

#[test]
fn a_fork_read_first_gives_its_calls_back_to_the_original() {
    let (_directory, path, mut store) = fresh();
    let copied = |session: &str, origin| {
        let mut call = call("c", "2026-03-01T10:00:00Z", session, usage(5, 5));
        call.attribution.origin = origin;
        call.attribution.turn = Some(turn_id("t"));
        call.into_event()
    };
    write(&mut store, vec![main_session("fork").into_event(), copied("fork", Origin::Fork)]);
    assert_eq!(by(&path, GroupBy::Session), [("fork".to_owned(), 1, 1)]);
    write(&mut store, vec![main_session("first").into_event(), copied("first", Origin::Direct)]);
    assert_eq!(by(&path, GroupBy::Session), [("first".to_owned(), 1, 1)]);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_turn_counts_where_its_first_call_lies() {
    let (_directory, path, mut store) = fresh();
    write(&mut store, vec![in_turn(call("b", "2026-03-02T10:00:00Z", "s", usage(1, 1)), "t")]);
    assert_eq!(by(&path, GroupBy::Daily), [("2026-03-02".to_owned(), 1, 1)]);
    write(&mut store, vec![in_turn(call("a", "2026-03-01T10:00:00Z", "s", usage(1, 1)), "t")]);
    let rows = by(&path, GroupBy::Daily);
    assert_eq!(rows, [("2026-03-01".to_owned(), 1, 1), ("2026-03-02".to_owned(), 1, 0)]);
}

#[test]
fn searches_of_tools_count_where_the_call_states_none() {
    let searched = |call: Option<&str>, searches| {
        let mut tool = tool("o", "s");
        tool.call = call.map(call_id);
        tool.searches = searches;
        tool.into_event()
    };
    let call = |own| {
        let mut call = call("c", "2026-03-01T10:00:00Z", "s", usage(1, 1));
        call.sample.usage.web_searches = own;
        call.into_event()
    };
    // The request knows the call, the result knows the searches; both come in every order.
    let sightings = || [call(0), searched(Some("c"), None), searched(None, Some(3))];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (_directory, path, mut store) = fresh();
        for place in order {
            write(&mut store, vec![sightings()[place].clone()]);
        }
        assert_eq!(total(&path).usage.web_searches, 3, "{order:?}");
        write(&mut store, vec![call(2)]);
        assert_eq!(total(&path).usage.web_searches, 2, "a call's own searches stand, {order:?}");
        assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn nested_sub_agents_count_towards_the_session_whatever_comes_first() {
    let facts = || {
        [
            main_session("main").into_event(),
            sub_agent("a", "main").into_event(),
            sub_agent("b", "a").into_event(),
        ]
    };
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let (_directory, path, mut store) = fresh();
        write(&mut store, vec![call("c", "2026-03-01T10:00:00Z", "b", usage(1, 1)).into_event()]);
        for place in order {
            write(&mut store, vec![facts()[place].clone()]);
        }
        assert_eq!(by(&path, GroupBy::Session), [("main".to_owned(), 1, 0)], "{order:?}");
    }
}

#[test]
fn a_forged_circle_of_parents_ends() {
    let (_directory, path, mut store) = fresh();
    let names = ["x", "y", "z"];
    for (name, parent) in [("x", "y"), ("y", "z"), ("z", "x"), ("x", "x")] {
        write(&mut store, vec![sub_agent(name, parent).into_event()]);
    }
    for name in names {
        write(&mut store, vec![call(name, "2026-03-01T10:00:00Z", name, usage(1, 1)).into_event()]);
    }
    assert_eq!(total(&path).sessions, 1);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn absurd_counts_saturate_and_never_wrap() {
    let (_directory, path, mut store) = fresh();
    for name in ["a", "b", "c"] {
        let mut call = call(name, "2026-03-01T10:00:00Z", "s", usage(u64::MAX, u64::MAX));
        call.reported = scopeon_core::money::PicoUsd::from_reported(1e9);
        write(&mut store, vec![call.into_event()]);
    }
    let figures = total(&path);
    assert_eq!((figures.usage.input, figures.usage.output), (u64::MAX, u64::MAX));
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn checkpoints_come_back_as_they_were() {
    let (_directory, _path, mut store) = fresh();
    let mut first = batch("/logs/a.jsonl", vec![]);
    first.checkpoint = Some(checkpoint(u64::try_from(i64::MAX).unwrap()));
    store.apply(first).unwrap();
    store.apply(batch("/logs/without.jsonl", vec![])).unwrap();
    store.commit().unwrap();
    let known = store.checkpoints(AGENT).unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[&source_id("/logs/a.jsonl")], checkpoint(u64::try_from(i64::MAX).unwrap()));
    assert!(store.checkpoints("codex").unwrap().is_empty());
}

#[test]
fn the_checkpoints_of_some_sources_are_those_of_all() {
    let (_directory, _path, mut store) = fresh();
    let paths = ["/logs/a.jsonl", "/logs/b.jsonl", "/logs/c.jsonl"];
    for (offset, path) in (1..).zip(paths) {
        let mut batch = batch(path, vec![]);
        batch.checkpoint = Some(checkpoint(offset));
        store.apply(batch).unwrap();
    }
    let mut shown = Vec::new();
    store.each_checkpoint(AGENT, &mut |source, checkpoint| shown.push((source, checkpoint))).unwrap();
    assert_eq!(shown.len(), 3);
    assert_eq!(shown.into_iter().collect::<HashMap<_, _>>(), store.checkpoints(AGENT).unwrap());
    let some = [paths[2], "/logs/none.jsonl", paths[0]].map(source_id);
    let found = store.checkpoints_of(AGENT, &some).unwrap();
    assert_eq!(found, HashMap::from([(some[0], checkpoint(3)), (some[2], checkpoint(1))]));
    assert!(store.checkpoints_of("codex", &some).unwrap().is_empty(), "they are another agent's");
}

#[test]
fn issues_are_counted_once_by_place_and_void_when_a_source_is_read_anew() {
    let (_directory, path, mut store) = fresh();
    let issues = |lines: std::ops::Range<u64>| -> Vec<Issue> {
        let place = |line| Position { offset: line * 100, line };
        lines.map(|line| Issue::named(IssueKind::UnknownType, place(line), Label::new("odd"))).collect()
    };
    let mut give = |lines, restarted| {
        let mut batch = batch("/logs/a.jsonl", vec![]);
        batch.issues = issues(lines);
        batch.restarted = restarted;
        store.apply(batch).unwrap();
        store.commit().unwrap();
        let known = read(&path).issues().unwrap();
        (known[0].count, known[0].places.len(), known[0].places[0].1.clone())
    };
    let odd = Some("odd".to_owned());
    assert_eq!(give(5..10, false), (5, 5, odd.clone()));
    assert_eq!(give(5..10, false), (5, 5, odd.clone()));
    assert_eq!(give(1..60, false), (59, 20, odd.clone()));
    assert_eq!(give(1..60, false), (59, 20, odd.clone()));
    assert_eq!(give(1..3, true), (2, 2, odd));
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn paths_are_kept_as_the_policy_says() {
    for (policy, expected) in [
        (PathPolicy::Full, "/home/me/secret/api"),
        (PathPolicy::Basename, "api"),
        (PathPolicy::Hash, "path-"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let redactor = Some(Redactor::new(policy, [7; 32]));
        let mut store = Store::open(&path, OpenOptions { redactor, ..OpenOptions::default() }).unwrap();
        let mut made = call("c", "2026-03-01T10:00:00Z", "s", usage(1, 1));
        made.attribution.project = Some(label("/home/me/secret/api"));
        let mut session = main_session("s");
        session.project = Some((at("2026-03-01T10:00:00Z"), label("/home/me/secret/api")));
        for _ in 0..2 {
            let mut batch = batch(
                "/home/me/secret/log.jsonl",
                vec![made.clone().into_event(), session.clone().into_event()],
            );
            batch.issues = vec![Issue::new(IssueKind::Malformed, Position::default())];
            store.apply(batch).unwrap();
            store.commit().unwrap();
        }
        assert!(by(&path, GroupBy::Project)[0].0.starts_with(expected), "{policy:?}");
        store.close().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let holds_path = bytes.windows(7).any(|window| window == b"/secret");
        assert_eq!(holds_path, policy == PathPolicy::Full, "{policy:?}");
    }
}

/// Names that would be statements, patterns or paths if anything took them for more than names: 500 and more.
fn hostile_names() -> Vec<String> {
    let openings = ["", "'", "\"", "x')", "`", "];", "%'", "\\'"];
    let statements = [
        "; DROP TABLE call",
        " OR 1=1",
        " UNION SELECT uid FROM host",
        "); PRAGMA user_version=99",
        "; ATTACH '/tmp/x' AS x",
        " AND load_extension('x')",
        "; DELETE FROM rollup WHERE ''=''",
        "_%[a-z]*?",
        "?1 :a @b $c",
    ];
    let ends = ["", ";--", "/*", "'", "\" --", ")", "%", "#'"];
    let mut names = Vec::new();
    for opening in openings {
        for statement in statements {
            names.extend(ends.map(|end| format!("{opening}{statement}{end}")));
        }
    }
    names
}

fn schema_of(path: &std::path::Path) -> Vec<String> {
    let conn = rusqlite::Connection::open(path).unwrap();
    let mut find = conn.prepare("SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY 1").unwrap();
    find.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn names_that_look_like_statements_are_names() {
    let names = hostile_names();
    assert!(names.len() >= 500);
    // A database of few names answers quickly.
    names.chunks(32).for_each(are_names);
}

#[track_caller]
fn are_names(names: &[String]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let redactor = Redactor::new(PathPolicy::Full, [7; 32]);
    let options = OpenOptions { redactor: Some(redactor.clone()), ..OpenOptions::default() };
    let mut store = Store::open(&path, options).unwrap();
    let schema = schema_of(&path);
    // Directories are kept as they are but where something is asked in them, other names as marks.
    let project = |name: &str| ["/srv/", name, " end"].concat();
    let events = names.iter().flat_map(|name| {
        let mut made = call(name, "2026-03-01T10:00:00Z", name, usage(1, 1));
        made.sample.model = label(name);
        made.attribution.project = Some(label(&project(name)));
        made.attribution.branch = Some(label(name));
        [main_session(name).into_event(), made.into_event()]
    });
    let events: Vec<Event> = events.collect();
    store.apply(batch(&names[0], events)).unwrap();
    store.close().unwrap();
    let (reader, book) = (read(&path), PriceBook::builtin());
    for name in names {
        let kept = |role| redactor.name(role, &label(name)).to_string();
        let mut query = UsageQuery::new(GroupBy::Session, Zone::UTC);
        query.filter.model = vec![kept(Role::Model)];
        query.filter.project = vec![redactor.project(&label(&project(name))).to_string()];
        query.filter.branch = vec![kept(Role::Branch)];
        let report = reader.usage(&query, &book).unwrap();
        let keys: Vec<_> = report.rows.iter().map(|row| row.key.as_str()).collect();
        let id = kept(Role::Session);
        assert_eq!(keys, [id.as_str()]);
        assert_eq!(reader.session(&id, now(), (Zone::UTC, &book)).unwrap().session.id, id);
        query.filter.model = vec![name.clone()];
        assert!(reader.usage(&query, &book).unwrap().rows.is_empty(), "{name}: asked for as it is not kept");
    }
    assert_eq!(total(&path).calls, names.len() as u64);
    assert_eq!(schema_of(&path), schema);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

/// A file of an earlier release holds exported responses as calls; read again they are what they are.
#[test]
fn a_call_that_proves_to_be_exported_counts_no_more_beside_its_row() {
    let (_directory, path, mut store) = fresh();
    let when = "2026-03-01T10:00:00Z";
    let exported = || call("span", when, "s", usage(7, 7));
    let row = || call("row", when, "s", usage(5, 5)).into_event();
    write(&mut store, vec![main_session("s").into_event(), exported().into_event(), row()]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (2, 12));
    let mut again = exported();
    again.sample.origin = Origin::Export;
    write(&mut store, vec![Event::Residual(Box::new(again.clone()))]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (1, 5));
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
    let (_directory, path, mut store) = fresh();
    write(&mut store, vec![main_session("s").into_event(), exported().into_event()]);
    write(&mut store, vec![Event::Residual(Box::new(again))]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (1, 7), "without a row it counts on");
    write(&mut store, vec![row()]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (1, 5));
}
