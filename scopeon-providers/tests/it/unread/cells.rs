//! Cells that do not hold what they are for.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::{Copy, databases, homes, tables};

/// What a cell may be damaged to.
fn damaged(cell: &Value) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    match cell {
        Value::Integer(_) | Value::Real(_) => {
            vec![text("twelve"), Value::Integer(-5), Value::Real(1e30), Value::Blob(vec![0xff, 0xfe, 0, 1])]
        }
        Value::Text(whole) if whole.starts_with(['{', '[']) => {
            let half = whole.char_indices().nth(whole.chars().count() / 2).map_or(0, |(at, _)| at);
            let nuls = "\0".repeat(whole.len());
            vec![
                text(&whole[..half]),
                text("garbage"),
                text(&nuls),
                text("12"),
                Value::Blob(vec![0xff, 0xfe]),
            ]
        }
        Value::Text(_) => vec![Value::Blob(vec![0xff, 0xfe, 0, 1])],
        Value::Blob(whole) => vec![Value::Blob(whole[..whole.len() / 2].to_vec()), Value::Integer(7)],
        Value::Null => Vec::new(),
    }
}

/// Every cell of a table, by its row's number.
fn cells(conn: &Connection, table: &str, column: &str) -> Vec<(i64, Value)> {
    let mut find = conn.prepare(&format!("SELECT rowid, \"{column}\" FROM \"{table}\"")).expect("SQL");
    let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    found.collect::<Result<_, _>>().expect("cells")
}

/// Rows are many and alike: these of each column are tried.
fn tried_of(mut cells: Vec<(i64, Value)>) -> Vec<(i64, Value)> {
    cells.retain(|(_, cell)| *cell != Value::Null);
    let last = cells.pop();
    cells.truncate(1);
    cells.extend(last);
    cells
}

/// Of what keeps the same format, one is tried.
const ALIKE: [&str; 3] = ["kilo-cli", "mimo-code", "icodemate"];

/// Whatever cell of any agent's database is damaged: either no figure changes or it is told.
#[test]
fn a_damaged_cell_is_told_where_figures_are_missing() {
    let (mut tried, mut silent) = (0, Vec::new());
    for agent in homes().iter().filter(|agent| !ALIKE.contains(&(agent.make)().info().id)) {
        for below in databases(agent) {
            let copy = Copy::of(agent);
            let whole = copy.read();
            let conn = Connection::open(copy.path().join(&below)).expect("a database");
            for (table, columns) in tables(&conn) {
                // What is under no key is nobody's.
                let columns = columns.into_iter().filter(|column| column != "key");
                for (column, row, other) in columns.flat_map(|column| {
                    let cells = tried_of(cells(&conn, &table, &column));
                    let others =
                        |(row, cell): (i64, Value)| damaged(&cell).into_iter().map(move |other| (row, other));
                    cells.into_iter().flat_map(others).map(move |(row, other)| (column.clone(), row, other))
                }) {
                    let update = format!("UPDATE \"{table}\" SET \"{column}\" = ?1 WHERE rowid = ?2");
                    conn.execute_batch("BEGIN").expect("SQL");
                    let is_set = conn.execute(&update, (&other, row)).is_ok();
                    conn.execute_batch("ROLLBACK").expect("SQL");
                    if !is_set {
                        continue;
                    }
                    let copy = Copy::of(agent);
                    let conn = Connection::open(copy.path().join(&below)).expect("a database");
                    conn.execute(&update, (&other, row)).expect("SQL");
                    conn.close().expect("it closes");
                    let read = copy.read();
                    tried += 1;
                    if read.figures != whole.figures && read.told == whole.told {
                        silent.push(format!("{} {table}.{column} {row} {other:?}", (agent.make)().info().id));
                    }
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(silent.is_empty(), "{tried} {silent:#?}");
}
