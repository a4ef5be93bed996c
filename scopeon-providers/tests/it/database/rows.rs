//! What a provider can ask of a copy, and what it cannot.

use std::time::{Duration, Instant};

use scopeon_core::input_fingerprint::digest;
use scopeon_core::provider::{Column, ReadError, Row, Rows, Select, Stopped};

use super::Scene;

/// Shows the selected rows as text, a line each.
fn shown(rows: &mut dyn Rows, select: &Select<'_>) -> Result<Vec<String>, ReadError> {
    let mut lines = Vec::new();
    rows.select(select, &mut |row| {
        let cells: Vec<String> = (0..select.columns.len()).map(|place| cell(row, place)).collect();
        lines.push(cells.join("|"));
        Ok(())
    })?;
    Ok(lines)
}

fn cell(row: &dyn Row, place: usize) -> String {
    row.text(place)
        .map(str::to_owned)
        .or_else(|| row.integer(place).map(|number| number.to_string()))
        .or_else(|| row.real(place).map(|number| number.to_string()))
        .unwrap_or_else(|| "-".to_owned())
}

fn scene(sql: &str) -> Scene {
    let scene = Scene::new();
    scene.agent().execute_batch(sql).unwrap();
    scene
}

#[test]
fn columns_and_tables_that_are_not_there_are_absent() {
    let mut scene = scene("CREATE TABLE t(a, renamed); INSERT INTO t VALUES(1, 2)");
    let answer = scene.ask(|rows| {
        let columns = [Column::Plain("a"), Column::Plain("b"), Column::Json("b", "$.x"), Column::Bytes("b")];
        let has = (rows.has("t", "a")?, rows.has("t", "b")?, rows.has("none", "a")?, rows.has("T", "A")?);
        let there = shown(rows, &Select::all("t", &columns))?;
        let none = shown(rows, &Select::all("none", &columns))?;
        let by_missing = [
            shown(rows, &Select::all("t", &columns).above("b", 0))?,
            shown(rows, &Select::all("t", &columns).equals("b", "x"))?,
            shown(rows, &Select::all("t", &columns).starts_with("b", ""))?,
        ];
        Ok((has, there, none, by_missing))
    });
    assert_eq!(answer.0, (true, false, false, true));
    assert_eq!((answer.1, answer.2), (vec!["1|-|-|-".to_owned()], vec![]));
    assert_eq!(answer.3, [const { Vec::<String>::new() }; 3]);
}

#[test]
fn a_digest_is_all_that_leaves_of_a_value() {
    let mut scene = scene(
        r#"CREATE TABLE t(id INTEGER PRIMARY KEY, d);
        INSERT INTO t(d) VALUES('{"o":{"secret":1},"s":"secret"}'), (CAST('{"o": {"secret": 1}}' AS BLOB)), ('{broken'), (7)"#,
    );
    let answer = scene.ask(|rows| {
        let columns = ["$.o", "$.s", "$", "o"].map(|path| Column::Digest("d", path));
        let mut cells = Vec::new();
        rows.select(&Select::all("t", &columns), &mut |row| {
            for place in 0..columns.len() {
                assert_eq!((row.text(place), row.bytes(place)), (None, None));
                cells.push(row.integer(place).map(i64::cast_unsigned));
            }
            Ok(())
        })?;
        Ok(cells)
    });
    let (object, whole) = (digest(br#"{"secret":1}"#), digest(br#"{"o":{"secret":1},"s":"secret"}"#));
    let first = [Some(object), Some(digest(b"secret")), Some(whole), None];
    let (other, all) = (digest(br#"{"secret": 1}"#), digest(br#"{"o": {"secret": 1}}"#));
    let second = [Some(other), None, Some(all), None];
    assert_eq!(answer, [first, second, [None; 4], [None; 4]].concat());
}

#[test]
fn json_gives_one_scalar_and_never_a_part_of_the_document() {
    let mut scene = scene(
        r#"CREATE TABLE t(id INTEGER PRIMARY KEY, d);
        INSERT INTO t(d) VALUES('{"n":7,"s":"x","o":{"secret":1},"a":[1],"f":1.5,"b":true,"z":null}'),
            (CAST('{"n":8}' AS BLOB)), ('{broken'), (NULL), (12), ('"text"'), (x'ff00')"#,
    );
    let answer = scene.ask(|rows| {
        let path = |path| Column::Json("d", path);
        let columns =
            [path("$.n"), path("$.s"), path("$.o"), path("$.a"), path("$.f"), path("$.b"), path("n")];
        shown(rows, &Select::all("t", &columns).above("id", 0))
    });
    let nothing = "-|-|-|-|-|-|-";
    assert_eq!(answer, ["7|x|-|-|1.5|1|-", "8|-|-|-|-|-|-", nothing, nothing, nothing, nothing, nothing]);
}

#[test]
fn documents_come_in_the_order_of_a_number_too() {
    let sql = "CREATE TABLE t(k TEXT PRIMARY KEY, n INTEGER, d TEXT)";
    let rows = r#"INSERT INTO t VALUES('c', 3, '{"x":"c"}'), ('a', 1, '{"x":"a"}'), ('d', 4, '{"x":"d"}'), ('b', 2, '{"x":"b"}')"#;
    for without in ["", " WITHOUT ROWID"] {
        let mut scene = scene(&format!("{sql}{without}; {rows}"));
        let answer = scene.ask(|rows| {
            let columns = [Column::Json("d", "$.x"), Column::Plain("n")];
            shown(rows, &Select::all("t", &columns).above("n", 1))
        });
        assert_eq!(answer, ["b|2", "c|3", "d|4"], "{without}");
    }
}

#[test]
fn sizes_are_told_without_the_values() {
    let mut scene =
        scene("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t(v) VALUES('äb'), (x'0102'), (NULL)");
    let answer = scene.ask(|rows| shown(rows, &Select::all("t", &[Column::Bytes("v")]).above("rowid", 0)));
    assert_eq!(answer, ["3", "2", "-"]);
}

#[test]
fn rows_are_selected_by_number_text_and_prefix() {
    let mut scene = scene(
        "CREATE TABLE t(k TEXT UNIQUE, n);
        INSERT INTO t VALUES('a:2', 3), ('a:1', 2), ('a%', 1), ('b:1', 4), ('A:3', 5), ('a:é', 'text')",
    );
    let answer = scene.ask(|rows| {
        let columns = [Column::Plain("k")];
        let all = Select::all("t", &columns);
        Ok([
            shown(rows, &all.above("n", 1))?,
            shown(rows, &all.equals("k", "a%"))?,
            shown(rows, &all.starts_with("k", "a:").above("n", 0))?,
            shown(rows, &all.starts_with("k", "a:é"))?,
        ])
    });
    assert_eq!(answer[0], ["a:1", "a:2", "b:1", "A:3"], "in the order of the numbers, text left out");
    assert_eq!(answer[1], ["a%"], "no pattern");
    assert_eq!(answer[2], ["a:1", "a:2"]);
    assert_eq!(answer[3], ["a:é"]);
}

#[test]
fn numbers_are_read_from_text_and_noise_is_none() {
    let mut scene = scene(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v);
        INSERT INTO t(v) VALUES(' 12 '), (3.0), (3.5), ('x'), (x'31'), (1e300), (9223372036854775807)",
    );
    let answer = scene.ask(|rows| {
        let mut numbers = Vec::new();
        rows.select(&Select::all("t", &[Column::Plain("v")]).above("id", 0), &mut |row| {
            numbers.push(row.integer(0));
            Ok(())
        })?;
        Ok(numbers)
    });
    assert_eq!(answer, [Some(12), Some(3), None, None, None, None, Some(i64::MAX)]);
}

/// Names and values that would end a statement early, were they written into it.
const HOSTILE: [&str; 9] = [
    "calls\"; DROP TABLE calls; --",
    "calls' OR '1'='1",
    "calls] WHERE 1=1; --",
    "(SELECT output FROM calls)",
    "sqlite_schema",
    "pragma_table_list",
    "calls\0",
    "",
    "id) FROM calls UNION SELECT sql FROM sqlite_schema --",
];

#[test]
fn hostile_names_select_nothing() {
    let mut scene =
        scene("INSERT INTO calls VALUES(1, 10); CREATE TABLE \"od\"\"d; t\"(\"we\"\"ird\", plain)");
    for name in HOSTILE {
        let answer = scene.ask(move |rows| {
            let id = [Column::Plain("id")];
            let columns = [Column::Plain(name), Column::Json(name, "$"), Column::Bytes(name)];
            Ok([
                shown(rows, &Select::all(name, &id))?,
                shown(rows, &Select::all("calls", &columns))?,
                shown(rows, &Select::all("calls", &id).above(name, -1))?,
                shown(rows, &Select::all("calls", &id).equals("id", name))?,
                shown(rows, &Select::all("calls", &id).starts_with(name, name))?,
                shown(rows, &Select::all("calls", &[Column::Json("id", name)]))?,
            ])
        });
        let one = |text: &str| vec![text.to_owned()];
        let none = Vec::new;
        assert_eq!(answer, [none(), one("-|-|-"), none(), none(), none(), one("-")], "{name:?}");
        scene.agent().execute_batch("UPDATE calls SET output = output + 1").unwrap();
    }
    scene.scan();
    assert_eq!(scene.outputs(), 10 + HOSTILE.len() as u64);
}

#[test]
fn views_and_virtual_tables_are_not_asked() {
    let mut scene = scene(
        "INSERT INTO calls VALUES(1, 10);
        CREATE VIEW v AS SELECT id FROM calls;
        CREATE VIRTUAL TABLE f USING fts5(id);
        INSERT INTO f VALUES('1')",
    );
    let answer = scene.ask(|rows| {
        let id = [Column::Plain("id")];
        Ok([shown(rows, &Select::all("v", &id))?, shown(rows, &Select::all("f", &id))?])
    });
    assert_eq!(answer, [const { Vec::<String>::new() }; 2]);
}

#[test]
fn a_query_that_takes_too_long_is_an_issue_and_tried_again() {
    let mut scene = scene(
        "CREATE TABLE big(id INTEGER PRIMARY KEY, v);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
        INSERT INTO big SELECT i, '{\"a\":1}' FROM n",
    );
    scene.settings.database_deadline = Duration::from_millis(1);
    let slow = || {
        super::Agent::asking(|rows| shown(rows, &Select::all("big", &[Column::Json("v", "$.a")])).map(drop))
    };
    let began = Instant::now();
    scene.scan_by(&slow());
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(scene.issues(), ["read_failed"]);
    scene.settings.database_deadline = Duration::from_secs(20);
    assert_eq!(scene.scan_by(&slow()).read, 1, "it is tried again though nothing changed");
}

#[test]
fn time_that_others_take_is_not_the_databases() {
    let mut scene = scene("INSERT INTO calls VALUES(1, 10), (2, 20)");
    scene.settings.database_deadline = Duration::from_millis(100);
    let rows = scene.ask(|rows| {
        let mut count = 0;
        rows.select(&Select::all("calls", &[]), &mut |_| {
            std::thread::sleep(Duration::from_millis(120));
            count += 1;
            Ok(())
        })?;
        Ok(count)
    });
    assert_eq!(rows, 2);
}

#[test]
fn a_reader_that_has_enough_is_shown_no_more() {
    let mut scene = scene("INSERT INTO calls VALUES(1, 10), (2, 20)");
    let count = scene.ask(|rows| {
        let mut count = 0;
        rows.select(&Select::all("calls", &[]), &mut |_| {
            count += 1;
            Err(Stopped)
        })?;
        Ok(count)
    });
    assert_eq!((count, scene.issues().len()), (1, 0));
}

#[test]
fn nothing_a_database_says_of_itself_gets_out() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent
        .execute_batch(
            "CREATE TABLE secret(PRIVATE_SENTINEL_column);
             PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = 'CREATE TABLE secret(PRIVATE_SENTINEL_broken' WHERE name = 'secret'",
        )
        .unwrap();
    drop(agent);
    scene.scan();
    assert_eq!(scene.issues(), ["malformed"]);
    assert!(!scene.ledger.dump_rest().contains("PRIVATE_SENTINEL"));
}
