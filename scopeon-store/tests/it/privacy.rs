//! What may stand in the file: each column has a role, and what does not fit it is found.

use rusqlite::Connection;
use scopeon_core::event::{Event, SessionFacts};
use scopeon_core::label::Label;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::provider::{Checkpoint, EventStore, IssueKind, Position, ReaderState, StateValue};
use scopeon_core::shape::{Role, is_mark};
use scopeon_store::{HOLDINGS, Holds, OpenOptions, Reader, SCHEMA, Store, inspect};

use crate::build::{IntoEvent, at, batch, call, label, main_session, tool, usage};

fn redactor(policy: PathPolicy) -> Redactor {
    Redactor::new(policy, [7; 32])
}

fn open(path: &std::path::Path, policy: PathPolicy) -> Store {
    let options = OpenOptions { redactor: Some(redactor(policy)), ..OpenOptions::default() };
    Store::open(path, options).unwrap()
}

/// Whoever adds a column says what may stand in it.
#[test]
fn every_column_that_could_hold_text_has_a_role() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path, PathPolicy::Full).close().unwrap();
    let conn = Connection::open(&path).unwrap();
    let sql = "SELECT m.name, c.name, c.type, f.\"table\" FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
        LEFT JOIN pragma_foreign_key_list(m.name) f ON f.\"from\" = c.name WHERE m.type = 'table'";
    let mut find = conn.prepare(sql).unwrap();
    let mut rows = find.query([]).unwrap();
    let mut columns = 0;
    while let Some(row) = rows.next().unwrap() {
        let get = |at| row.get::<_, Option<String>>(at).unwrap().unwrap_or_default();
        let (table, column, kind, target) = (get(0), get(1), get(2), get(3));
        let known = HOLDINGS.iter().find(|holding| holding.table == table && holding.column == column);
        let is_text = kind != "INTEGER";
        assert!(known.is_some() || !(is_text || target == "label"), "{table}.{column} has no role");
        let is_name = known.is_some_and(|holding| matches!(holding.holds, Holds::Name(_)));
        assert!(known.is_none() || is_name != is_text, "{table}.{column}: {known:?}");
        columns += usize::from(known.is_some());
    }
    assert_eq!(columns, HOLDINGS.len(), "every column of the list is there");
}

fn odd_session() -> SessionFacts {
    let mut session = main_session("s");
    session.key = label("please look into this customer's order");
    session.version = Some((at("2026-03-01T10:00:00Z"), label("call me tomorrow")));
    session.project = Some((at("2026-03-01T10:00:00Z"), label("/home/me/secret/shop")));
    session
}

/// A batch with text in every place that takes some.
fn odd_batch() -> scopeon_core::provider::Batch {
    let mut odd = call("c", "2026-03-01T10:00:00Z", "s", usage(1, 1));
    odd.sample.model = label("fix the login");
    odd.attribution.branch = label("me@example.com/secret").into();
    odd.attribution.project = Some(label("/home/me/secret/shop"));
    let mut used = tool("t", "s");
    used.name = Some(label("sk-ant-api03-Ab1Cd2Ef3Gh4Ij5Kl6"));
    let events = vec![odd.into_event(), used.into_event(), Event::Session(Box::new(odd_session()))];
    let mut batch = batch("/home/me/secret/log.jsonl", events);
    let mut carry = ReaderState::default();
    carry.set(1, StateValue::Path(label("/home/me/secret/shop")));
    carry.set(2, StateValue::Branch(label("fix the login")));
    let place = Position { offset: 70, line: 7 };
    batch.checkpoint = Some(Checkpoint { position: place, state: carry, ..Checkpoint::default() });
    batch
}

#[test]
fn what_is_no_name_is_marked_counted_and_told_of_once() {
    for policy in [PathPolicy::Full, PathPolicy::Basename, PathPolicy::Hash] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let mut store = open(&path, policy);
        for _ in 0..2 {
            store.apply(odd_batch()).unwrap();
            store.commit().unwrap();
        }
        let carried = store.checkpoints("claude-code").unwrap().into_values().next().unwrap();
        assert_eq!(carried.position.line, 7, "a path and a branch can be gone on with");
        assert!(policy.keeps(carried.state.label(1).unwrap().as_str()));
        assert!(is_mark(carried.state.label(2).unwrap().as_str()));
        store.close().unwrap();
        let reader = Reader::open(&path).unwrap();
        let issues = reader.issues().unwrap();
        let withheld = issues.iter().find(|issue| issue.kind == Some(IssueKind::WithheldName)).unwrap();
        let roles: Vec<_> = withheld.places.iter().filter_map(|(_, role)| role.clone()).collect();
        // The branch of the call and the one that was remembered are two.
        assert_eq!((withheld.count, roles.len()), (6, 6), "{roles:?}");
        assert_eq!(inspect(&reader, &redactor(policy)).unwrap().findings, Vec::new());
        let bytes = std::fs::read(&path).unwrap();
        for text in ["customer", "login", "sk-ant", "example.com", "tomorrow"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text} {policy:?}");
        }
    }
}

/// An id that was not kept makes no identity again: the log is read from its start when it has grown.
#[test]
fn an_id_that_is_not_kept_is_not_gone_on_with() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = open(&directory.path().join("a.db"), PathPolicy::Full);
    let mut batch = odd_batch();
    let known = batch.checkpoint.as_mut().unwrap();
    known.fingerprint.size = 70;
    known.state.set(3, StateValue::Label(label("please look into this customer's order")));
    store.apply(batch).unwrap();
    store.commit().unwrap();
    let carried = store.checkpoints("claude-code").unwrap().into_values().next().unwrap();
    assert_eq!((carried.position, carried.state), (Position { offset: 0, line: 1 }, ReaderState::default()));
    assert_eq!(carried.fingerprint.size, 70, "it is not read again before it has grown");
}

/// Nobody says what may stand in a table or a column that this program does not make.
#[test]
fn what_this_program_does_not_make_is_found() {
    for made in [
        "CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('please look into this')",
        "ALTER TABLE session ADD COLUMN title TEXT",
        "ALTER TABLE session ADD COLUMN title TEXT GENERATED ALWAYS AS (key) VIRTUAL",
        "CREATE VIEW gone AS SELECT text FROM nowhere",
        "CREATE TRIGGER told AFTER INSERT ON label BEGIN SELECT 1; END",
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        open(&path, PathPolicy::Full).close().unwrap();
        let found = || inspect(&Reader::open(&path).unwrap(), &redactor(PathPolicy::Full)).unwrap().findings;
        assert_eq!(found(), Vec::new());
        Connection::open(&path).unwrap().execute_batch(made).unwrap();
        let found = found();
        assert!(
            found.iter().any(|finding| finding.holding == SCHEMA && finding.count > 0),
            "{made}: {found:?}"
        );
    }
}

#[test]
fn what_should_not_be_there_is_found_in_every_column() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path, PathPolicy::Hash);
    store.apply(odd_batch()).unwrap();
    store.close().unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; INSERT INTO label (id, text) VALUES (900, 'ghp_0123456789abcdefABCD x');",
    )
    .unwrap();
    let text = "please look into this customer's order";
    for holding in HOLDINGS.iter().filter(|holding| !matches!(holding.holds, Holds::Name(Role::Tag))) {
        let (table, column) = (holding.table, holding.column);
        let rows: i64 =
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        if rows == 0
            || matches!(holding.holds, Holds::Names | Holds::Identity)
            || holding.holds.role() == Some(Role::Host)
        {
            continue;
        }
        conn.execute_batch("BEGIN").unwrap();
        let value: &dyn rusqlite::ToSql = match holding.holds {
            Holds::Name(_) => &900,
            Holds::Text(_) | Holds::Code => &text,
            _ => &text.as_bytes(),
        };
        conn.execute(&format!("UPDATE OR REPLACE {table} SET {column} = ?1"), [value]).unwrap();
        conn.execute_batch("COMMIT").unwrap();
        let found = inspect(&Reader::open(&path).unwrap(), &redactor(PathPolicy::Hash)).unwrap();
        assert!(found.findings.iter().any(|finding| finding.holding == *holding), "{holding:?}: {found:?}");
    }
    assert!(Label::new(text).is_some());
}
