//! The way from one version of the schema to the next.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::backup;
use crate::error::{At, StoreError};
use crate::private::beside;
use crate::schema::{APPLICATION_ID, STEPS, check_against, newest, version};

/// Takes every missing step, each in a transaction of its own, after a backup of what is there; a new file takes all in
/// one.
pub(crate) fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    migrate_along(conn, path, STEPS)
}

fn migrate_along(conn: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    while version(conn).at(path)? < newest(steps) {
        // Two first runs may both come here; who waited for the lock finds the step taken.
        let change = conn.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
        check_against(&change, path, steps)?;
        let from = version(&change).at(path)?;
        // A new file takes all steps at once: nobody meets it half made, and there is nothing to back up.
        let to = if from == 0 { newest(steps) } else { from + 1 };
        let Some(taken) = steps.get(from as usize..to as usize) else { return Ok(()) };
        if from > 0 {
            backup::copy(path, &backup_name(path, from))?;
        }
        taken.iter().try_for_each(|step| change.execute_batch(step)).at(path)?;
        change.pragma_update(None, "application_id", APPLICATION_ID).at(path)?;
        change.pragma_update(None, "user_version", to).at(path)?;
        change.commit().at(path)?;
    }
    Ok(())
}

/// `scopeon.db.v1.bak`, or with a further number where an earlier attempt left one: a backup is never
/// overwritten.
fn backup_name(path: &Path, from: u32) -> PathBuf {
    let name = |attempt: u32| match attempt {
        0 => beside(path, &format!(".v{from}.bak")),
        _ => beside(path, &format!(".v{from}-{attempt}.bak")),
    };
    (0..u32::MAX).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect;

    /// The schema of the first release, from which every other is reached.
    const FIRST: &[&str] = &[STEPS[0]];
    const FURTHER: &[&str] = &[STEPS[0], "ALTER TABLE host ADD COLUMN note TEXT;"];
    const BROKEN: &[&str] = &[STEPS[0], "CREATE TABLE half (id INTEGER); SELECT no_such_column FROM host;"];

    fn first(directory: &Path) -> (PathBuf, Connection) {
        let path = directory.join("a.db");
        crate::private::prepare(&path).unwrap();
        let mut conn = connect::writer(&path).unwrap();
        migrate_along(&mut conn, &path, FIRST).unwrap();
        conn.execute("INSERT INTO host (uid, name) VALUES (zeroblob(16), 'kept')", []).unwrap();
        (path, conn)
    }

    fn name_of_host(conn: &Connection) -> String {
        conn.query_row("SELECT name FROM host", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_step_is_taken_after_a_backup_of_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let (path, mut conn) = first(directory.path());
        migrate_along(&mut conn, &path, FURTHER).unwrap();
        assert_eq!(version(&conn).unwrap(), 2);
        let kept = connect::reader(&beside(&path, ".v1.bak")).unwrap();
        assert_eq!((version(&kept).unwrap(), name_of_host(&kept).as_str()), (1, "kept"));
        assert!(matches!(
            check_against(&conn, &path, FIRST),
            Err(StoreError::NewerSchema { found: 2, known: 1, .. })
        ));
    }

    #[test]
    fn readings_of_limits_are_taken_along() {
        let directory = tempfile::tempdir().unwrap();
        let (path, mut conn) = first(directory.path());
        conn.execute_batch(
            "INSERT INTO provider (id, name) VALUES (1, 'p'); INSERT INTO label (id, text) VALUES (2, 'w'); \
             INSERT INTO limit_reading VALUES (7, zeroblob(16), 5, 1, NULL, 2, 4200, 300, 9);",
        )
        .unwrap();
        migrate(&mut conn, &path).unwrap();
        let kept: (i64, Option<i64>, Option<i64>, i64) = conn
            .query_row("SELECT id, session, used_bp, resets_at FROM limit_reading", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        assert_eq!(kept, (7, None, Some(4200), 9));
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let (path, mut conn) = first(directory.path());
        for _ in 0..2 {
            migrate_along(&mut conn, &path, BROKEN).unwrap_err();
            assert_eq!((version(&conn).unwrap(), name_of_host(&conn).as_str()), (1, "kept"));
            assert!(conn.prepare("SELECT * FROM half").is_err());
        }
        assert!(beside(&path, ".v1.bak").exists() && beside(&path, ".v1-1.bak").exists());
    }
}
