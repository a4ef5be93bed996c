//! Merging held against SQLite's own reading of the same files, byte for byte: whatever is written, cut off or damaged.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use rusqlite::Connection;

use crate::engine::database::copy::image_of;
use crate::engine::database::copy_limits::Limits;
use crate::engine::database::image::Image;

/// What an agent does to its database.
#[derive(Clone, Debug)]
enum Step {
    Insert { rows: u16, bytes: u16 },
    Change { part: u8 },
    Delete { part: u8 },
    Shrink,
    Checkpoint(&'static str),
    RollBack { rows: u16 },
}

/// What happens to the file beside the database.
#[derive(Clone, Debug)]
enum Harm {
    None,
    CutOff(f64),
    Flipped(f64),
    /// The rest is what was there before the file was written.
    Zeroed(f64),
}

#[derive(Clone, Debug)]
struct Case {
    page: u32,
    vacuum: u8,
    mode: &'static str,
    steps: Vec<Step>,
    /// Whether it is looked at in the middle of a transaction.
    open: bool,
    harm: Harm,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_u16..60, 1_u16..3_000).prop_map(|(rows, bytes)| Step::Insert { rows, bytes }),
        2 => (1_u8..9).prop_map(|part| Step::Change { part }),
        1 => (2_u8..9).prop_map(|part| Step::Delete { part }),
        1 => Just(Step::Shrink),
        2 => prop_oneof![Just("PASSIVE"), Just("RESTART"), Just("TRUNCATE")].prop_map(Step::Checkpoint),
        1 => (1_u16..200).prop_map(|rows| Step::RollBack { rows }),
    ]
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        2 => Just(Harm::None),
        1 => (0.0..1.0).prop_map(Harm::CutOff),
        1 => (0.0..1.0).prop_map(Harm::Flipped),
        1 => (0.0..1.0).prop_map(Harm::Zeroed),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let mode =
        prop_oneof![3 => Just("WAL"), 1 => Just("DELETE"), 1 => Just("TRUNCATE"), 1 => Just("PERSIST")];
    let steps = proptest::collection::vec(step(), 1..12);
    (9_u32..17, 0_u8..3, mode, steps, any::<bool>(), harm()).prop_map(
        |(page, vacuum, mode, steps, open, harm)| Case { page: 1 << page, vacuum, mode, steps, open, harm },
    )
}

fn insert(conn: &Connection, rows: u16, bytes: u16) {
    conn.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO t(v) SELECT hex(randomblob(?2)) FROM n",
        [rows, bytes],
    )
    .unwrap();
}

fn take(conn: &Connection, step: &Step) {
    let run = |sql: &str| conn.execute_batch(sql).unwrap();
    match step {
        Step::Insert { rows, bytes } => insert(conn, *rows, *bytes),
        Step::Change { part } => run(&format!("UPDATE t SET v = v || 'x' WHERE id % 9 < {part}")),
        Step::Delete { part } => run(&format!("DELETE FROM t WHERE id % {part} = 0")),
        Step::Shrink => run("DELETE FROM t WHERE id > 20; PRAGMA incremental_vacuum; VACUUM"),
        Step::Checkpoint(how) => run(&format!("PRAGMA wal_checkpoint({how})")),
        Step::RollBack { rows } => {
            run("BEGIN");
            insert(conn, *rows, 900);
            run("UPDATE t SET v = 'none'; ROLLBACK");
        }
    }
}

/// Writes a database as a case says and copies its files as they are at the end.
fn write(case: &Case, from: &Path, to: &Path) {
    let conn = Connection::open(from.join("a.db")).unwrap();
    conn.execute_batch(&format!(
        "PRAGMA page_size = {}; PRAGMA auto_vacuum = {}; PRAGMA journal_mode = {};
         PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 4; PRAGMA synchronous = NORMAL;
         CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX i ON t(v)",
        case.page, case.vacuum, case.mode
    ))
    .unwrap();
    for step in &case.steps {
        take(&conn, step);
    }
    if case.open {
        // More than the cache holds: pages that are not committed reach the disk.
        conn.execute_batch("BEGIN").unwrap();
        insert(&conn, 200, 700);
        conn.execute_batch("UPDATE t SET v = v || 'y' WHERE id % 2 = 0; DELETE FROM t WHERE id % 5 = 0")
            .unwrap();
        insert(&conn, 20, 700);
    }
    for name in ["a.db", "a.db-wal", "a.db-journal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a file"
)]
fn hurt(path: &Path, harm: &Harm) {
    let Ok(mut bytes) = fs::read(path) else { return };
    let at = |part: f64| (bytes.len() as f64 * part) as usize;
    match *harm {
        Harm::None => return,
        Harm::CutOff(part) => bytes.truncate(at(part)),
        Harm::Flipped(part) => {
            let at = at(part);
            bytes.get_mut(at..=at).into_iter().flatten().for_each(|byte| *byte ^= 0x40);
        }
        Harm::Zeroed(part) => {
            let at = at(part);
            bytes[at..].fill(0);
        }
    }
    fs::write(path, bytes).unwrap();
}

/// What is left when SQLite has put everything into the database; none where it finds that it cannot.
fn theirs(directory: &Path) -> Option<Vec<u8>> {
    let path = directory.join("a.db");
    let conn = Connection::open(&path).unwrap();
    let read = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    let merged = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    conn.close().ok()?;
    (read.is_ok() && merged.is_ok()).then(|| fs::read(&path).unwrap())
}

fn blank(at: &Path) -> File {
    OpenOptions::new().read(true).write(true).create(true).truncate(true).open(at).unwrap()
}

fn ours(directory: &Path, at: &Path) -> Vec<u8> {
    let file = blank(at);
    let limits = Limits { bytes: 1 << 30, go_on: &|_| true, may: &|_, _, _| true };
    image_of(directory, Path::new("a.db"), &file, &limits).unwrap();
    fs::read(at).unwrap()
}

/// Leaves out which of the two ways it is written.
fn plain(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(ways) = bytes.get_mut(18..20) {
        ways.fill(0);
    }
    bytes
}

/// How many cases there were in which the database alone would have been another one.
static MATTERED: AtomicU32 = AtomicU32::new(0);

fn holds(case: &Case) -> Result<(), TestCaseError> {
    let [from, to] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    write(case, from.path(), to.path());
    for name in ["a.db-wal", "a.db-journal"] {
        hurt(&to.path().join(name), &case.harm);
    }
    let alone = fs::read(to.path().join("a.db")).unwrap();
    let ours = ours(to.path(), &from.path().join("image"));
    let Some(theirs) = theirs(to.path()) else { return Ok(()) };
    MATTERED.fetch_add(u32::from(plain(alone) != plain(theirs.clone())), Ordering::Relaxed);
    prop_assert_eq!(ours.len(), theirs.len());
    prop_assert!(plain(ours) == plain(theirs), "the pages differ");
    Ok(())
}

#[test]
fn what_is_merged_is_what_sqlite_merges() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases())
    });
    runner.run(&case(), |case| holds(&case)).unwrap();
    let mattered = MATTERED.load(Ordering::Relaxed);
    assert!(mattered * 4 > cases(), "in {mattered} cases alone there was something to merge");
}

/// As many as are asked for, or few.
fn cases() -> u32 {
    // Each writes some megabytes, so by default fewer are enough.
    let asked = ProptestConfig::default().cases;
    if asked == 256 { 40 } else { asked }
}

/// A copy that follows a log through all that is done to it, held against one that is made again after each step.
fn follows(case: &Case, followed: &AtomicU32) -> Result<(), TestCaseError> {
    let (home, images) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let limits = Limits { bytes: 1 << 30, go_on: &|_| true, may: &|_, _, _| true };
    let conn = Connection::open(home.path().join("a.db")).unwrap();
    conn.execute_batch(&format!(
        "PRAGMA page_size = {}; PRAGMA auto_vacuum = {}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 20;
         PRAGMA cache_size = 4; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX i ON t(v)",
        case.page, case.vacuum
    ))
    .unwrap();
    let mut kept: Option<(File, Option<super::Reached>)> = None;
    for step in &case.steps {
        take(&conn, step);
        let (file, name) = (blank(&images.path().join("anew")), Path::new("a.db"));
        let (_, anew) = image_of(home.path(), name, &file, &limits).unwrap();
        let log = File::open(home.path().join("a.db-wal")).unwrap();
        let size = log.metadata().unwrap().len();
        let goes_on = kept.as_ref().and_then(|(file, reached)| {
            let image = Image::new(file, &limits);
            super::follow(&log, size, (*reached, false), &image).unwrap().map(|reached| (image, reached))
        });
        let reached = goes_on.map(|(image, reached)| {
            image.forget_log().unwrap();
            reached
        });
        if let (Some(reached), Some((_, known))) = (reached, kept.as_mut()) {
            followed.fetch_add(1, Ordering::Relaxed);
            *known = Some(reached);
            let [anew, followed] = ["anew", "kept"].map(|name| fs::read(images.path().join(name)).unwrap());
            prop_assert!(anew == followed, "the pages differ after {step:?}");
        } else {
            let file = blank(&images.path().join("kept"));
            image_of(home.path(), name, &file, &limits).unwrap();
            kept = Some((file, anew));
        }
    }
    Ok(())
}

#[test]
fn what_is_followed_is_what_is_copied() {
    let (config, followed) = (
        ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) },
        AtomicU32::new(0),
    );
    proptest::test_runner::TestRunner::new(config).run(&case(), |case| follows(&case, &followed)).unwrap();
    assert!(followed.load(Ordering::Relaxed) > cases() * 2, "{followed:?} steps alone were followed");
}

/// A log with valid sums that makes the database as large as it likes is refused.
#[test]
fn a_log_cannot_make_a_database_larger_than_the_limit() {
    let directory = tempfile::tempdir().unwrap();
    let conn = Connection::open(directory.path().join("a.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t(v)")
        .unwrap();
    conn.execute_batch("INSERT INTO t VALUES(zeroblob(100000))").unwrap();
    let file = File::create_new(directory.path().join("image")).unwrap();
    let limits = Limits { bytes: 50_000, go_on: &|_| true, may: &|_, _, _| true };
    let refused = image_of(directory.path(), Path::new("a.db"), &file, &limits);
    assert_eq!(refused.unwrap().0, super::Merged::TooLarge);
    assert!(file.metadata().unwrap().len() < 50_000);
}
