//! Changes to the cells of a database that stands in a file of a case's tree.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

/// Returns the database without half of the rows of the tables `halved`, and with every other cell changed of which `change` makes something else, shown with its column's name; none
/// when it is no database that can be changed, or nothing is.
pub(super) fn change(
    database: &[u8],
    halved: &[String],
    change: &mut dyn FnMut(&str, &Value) -> Option<Value>,
) -> Option<Vec<u8>> {
    let directory = tempfile::tempdir().ok()?;
    let path = directory.path().join("copy.db");
    std::fs::write(&path, database).ok()?;
    let changed = change_all(&path, halved, change).ok()?;
    (changed > 0).then(|| std::fs::read(&path).ok()).flatten()
}

fn change_all(
    path: &Path,
    halved: &[String],
    change: &mut dyn FnMut(&str, &Value) -> Option<Value>,
) -> rusqlite::Result<usize> {
    let conn = Connection::open(path)?;
    let mut changed = 0;
    for table in halved {
        let last = format!("SELECT rowid FROM \"{table}\" ORDER BY rowid DESC");
        let half = format!("SELECT count(*) / 2 FROM \"{table}\"");
        // A database of another version does not have it.
        let delete = format!("DELETE FROM \"{table}\" WHERE rowid IN ({last} LIMIT ({half}))");
        changed += conn.execute(&delete, []).unwrap_or(0);
    }
    for (table, column) in columns(&conn)?.into_iter().filter(|(table, _)| !halved.contains(table)) {
        // A table without row ids is left as it is.
        let select = format!("SELECT rowid, \"{column}\" FROM \"{table}\"");
        let Ok(mut rows) = conn.prepare(&select) else { continue };
        let cells: Vec<(i64, Value)> =
            rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        for (row, cell) in cells {
            let Some(other) = change(&column, &cell) else { continue };
            let update = format!("UPDATE \"{table}\" SET \"{column}\" = ? WHERE rowid = ?");
            changed += conn.execute(&update, params![other, row])?;
        }
    }
    conn.close().map_err(|(_, error)| error)?;
    Ok(changed)
}

/// Returns every column of every table, by the table's name and its own.
fn columns(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.pk = 0";
    conn.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
