//! Tables and columns that are called otherwise.

use rusqlite::Connection;

use super::{Copy, databases, homes, tables};

/// Every way to call one or all of them otherwise.
fn renamings(conn: &Connection) -> Vec<String> {
    let tables = tables(conn);
    let renamed = |table: &String| format!("ALTER TABLE \"{table}\" RENAME TO \"{table}_v2\";");
    let all: String = tables.iter().map(|(table, _)| renamed(table)).collect();
    let column = |table: &String, column: &String| {
        format!("ALTER TABLE \"{table}\" RENAME COLUMN \"{column}\" TO \"{column}_v2\";")
    };
    let columns = tables.iter().flat_map(|(table, own)| own.iter().map(move |own| column(table, own)));
    let views = tables.iter().map(|(table, _)| {
        format!("{} CREATE VIEW \"{table}\" AS SELECT * FROM \"{table}_v2\";", renamed(table))
    });
    tables.iter().map(|(table, _)| renamed(table)).chain(columns).chain(views).chain([all]).collect()
}

/// What a reader cannot miss, for versions are without it, and why that costs no tokens.
const MISSED_BY_NOBODY: [&str; 2] = [
    // A session's totals stand beside, and differ by how their cost is split.
    "session_model_usage",
    // Reported costs came after the totals.
    "accumulated_cost",
];

/// Whatever table or column is called otherwise in any agent's database: either no figure changes or it is told.
#[test]
fn a_table_or_column_of_another_name_is_told_where_figures_are_missing() {
    let (mut tried, mut silent) = (0, Vec::new());
    for agent in &homes() {
        let whole = Copy::of(agent).read();
        for below in databases(agent) {
            let copy = Copy::of(agent);
            let conn = Connection::open(copy.path().join(&below)).expect("a database");
            for sql in renamings(&conn) {
                let copy = Copy::of(agent);
                let conn = Connection::open(copy.path().join(&below)).expect("a database");
                if conn.execute_batch(&sql).is_err() {
                    continue;
                }
                conn.close().expect("it closes");
                let read = copy.read();
                tried += 1;
                let is_missed = !MISSED_BY_NOBODY.iter().any(|name| sql.contains(name));
                if is_missed && read.figures != whole.figures && read.told == whole.told {
                    silent.push(format!("{} {sql}", (agent.make)().info().id));
                }
            }
        }
    }
    assert!(tried > 200, "{tried}");
    assert!(silent.is_empty(), "{silent:#?}");
}

/// A database that has just been made has no tables yet, and that is well.
#[test]
fn a_database_without_tables_is_well() {
    for agent in &homes() {
        for below in databases(agent) {
            let copy = Copy::of(agent);
            let path = copy.path().join(below);
            std::fs::remove_file(&path).expect("removed");
            Connection::open(&path)
                .expect("a database")
                .execute_batch("PRAGMA user_version = 7")
                .expect("SQL");
            assert_eq!(copy.read().told, [], "{}", path.display());
        }
    }
}
