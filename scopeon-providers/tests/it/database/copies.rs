//! What is copied, when, and what becomes of the copy.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

use super::{Agent, Scene, listing};

#[test]
fn rows_in_a_live_log_are_seen_and_nothing_is_written_beside_it() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10), (2, 20)").unwrap();
    assert_eq!(fs::metadata(scene.path()).unwrap().len(), 4096, "the rows are in the log alone");
    let before = listing(scene.home.path());
    scene.scan();
    assert_eq!(scene.outputs(), 30);
    assert_eq!(listing(scene.home.path()), before);
    assert_eq!(scene.copies(), 0, "the copy is gone");
    agent.execute_batch("INSERT INTO calls VALUES(3, 30)").unwrap();
    assert_eq!(scene.scan().calls, 1, "the provider goes on where it was");
    assert_eq!(scene.outputs(), 60);
}

#[test]
fn a_log_that_nobody_has_open_is_read_and_left_as_it_is() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    // A crashed agent: the log is there, the index of it is not.
    let crashed = scene.home.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    for name in ["agent.db", "agent.db-wal"] {
        fs::copy(scene.home.path().join(name), crashed.join(name)).unwrap();
    }
    drop(agent);
    let before = listing(&crashed);
    scene.home = rehome(&crashed);
    let moved = listing(scene.home.path());
    assert_eq!(before.len(), moved.len());
    scene.scan();
    assert_eq!(scene.outputs(), 10);
    assert_eq!(listing(scene.home.path()), moved, "no index, no journal, no time changed");
}

fn rehome(directory: &std::path::Path) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), home.path().join(entry.file_name())).unwrap();
    }
    home
}

#[test]
fn what_did_not_change_is_not_copied_again_and_a_grown_log_is() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    assert_eq!(scene.scan().read, 1);
    let again = scene.scan();
    assert_eq!((again.read, again.bytes), (0, 0));
    let database = fs::metadata(scene.path()).unwrap().modified().unwrap();
    agent.execute_batch("INSERT INTO calls VALUES(2, 20)").unwrap();
    assert_eq!(fs::metadata(scene.path()).unwrap().modified().unwrap(), database, "only the log changed");
    assert_eq!(scene.scan().read, 1);
    assert_eq!(scene.outputs(), 30);
    // A merged log is another state of the same rows.
    agent.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap_or_default();
    drop(agent);
    scene.scan();
    assert_eq!((scene.outputs(), scene.scan().read), (30, 0));
}

#[test]
fn a_locked_database_is_read_as_it_was_committed() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.pragma_update(None, "journal_mode", "DELETE").unwrap();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    // Enough changes that SQLite writes them into the file before they are committed.
    agent.pragma_update(None, "cache_size", 1).unwrap();
    agent
        .execute_batch(
            "BEGIN EXCLUSIVE; CREATE TABLE filler(text);
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO filler SELECT hex(randomblob(500)) FROM n;
             UPDATE calls SET output = 1000;
             INSERT INTO filler SELECT text FROM filler;",
        )
        .unwrap();
    assert!(scene.home.path().join("agent.db-journal").exists());
    let before = listing(scene.home.path());
    scene.scan();
    assert_eq!(scene.outputs(), 10, "what is not committed is not seen");
    assert_eq!(listing(scene.home.path()), before);
    agent.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn a_database_that_is_none_is_an_issue_and_tried_again_when_it_changes() {
    let mut scene = Scene::new();
    fs::write(scene.path(), [0xab; 8192]).unwrap();
    assert_eq!(scene.scan().issues, 1);
    assert_eq!(scene.issues(), ["malformed"]);
    assert_eq!(scene.scan().read, 0, "it is not copied again");
    fs::remove_file(scene.path()).unwrap();
    scene.agent().execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    scene.scan();
    assert_eq!(scene.outputs(), 10);
}

#[test]
fn a_half_written_database_is_an_issue() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.pragma_update(None, "journal_mode", "DELETE").unwrap();
    agent
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO calls SELECT i, 1 FROM n",
        )
        .unwrap();
    drop(agent);
    let length = fs::metadata(scene.path()).unwrap().len();
    // Half a page, a page too few, half of all: SQLite would read zeros for what is missing.
    for length in [length - 2048, length - 4096, length / 2, 99] {
        fs::OpenOptions::new().write(true).open(scene.path()).unwrap().set_len(length).unwrap();
        scene.ledger = scopeon_providers::testkit::MemoryLedger::default();
        scene.scan();
        assert_eq!((scene.issues(), scene.outputs()), (vec!["malformed"], 0), "{length}");
    }
}

#[test]
fn a_database_over_the_limit_is_not_copied() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    let log = fs::metadata(scene.home.path().join("agent.db-wal")).unwrap().len();
    scene.settings.max_database = 4096 + log - 1;
    scene.scan();
    scene.scan();
    assert_eq!((scene.issues(), scene.outputs()), (vec!["too_large"], 0));
    scene.settings.max_database += 1;
    scene.scan();
    assert_eq!(scene.outputs(), 10, "the log counts towards the size");
}

#[test]
fn without_a_place_for_copies_nothing_is_read() {
    let mut scene = Scene::new();
    scene.agent().execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    scene.settings.scratch = None;
    scene.scan();
    assert_eq!((scene.issues(), scene.outputs()), (vec!["unreadable"], 0));
}

#[test]
fn a_link_beside_a_database_is_not_followed() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    drop(agent);
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    let log = scene.home.path().join("agent.db-wal");
    let _ = fs::remove_file(&log);
    std::os::unix::fs::symlink(elsewhere.path(), log).unwrap();
    scene.scan();
    assert_eq!((scene.issues(), scene.outputs()), (vec!["not_regular"], 0));
}

#[test]
fn the_copy_is_private_and_what_a_killed_process_left_is_swept() {
    let mut scene = Scene::new();
    scene.agent().execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    let copies = scene.scratch.path().join("copies");
    let (old, young, other) = (copies.join("copy-old"), copies.join("copy-young"), copies.join("other"));
    for directory in [&old, &young, &other] {
        fs::create_dir_all(directory).unwrap();
        fs::write(directory.join("copy.db"), "left over").unwrap();
    }
    let two_days_ago = SystemTime::now() - Duration::from_hours(48);
    for directory in [&old, &other] {
        fs::File::open(directory).unwrap().set_modified(two_days_ago).unwrap();
    }
    let seen = copies.clone();
    let modes = scene.ask(move |rows| {
        rows.has("calls", "id")?;
        let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let mut modes = Vec::new();
        for entry in fs::read_dir(&seen).unwrap().flatten() {
            if !entry.path().ends_with("copy-young") && !entry.path().ends_with("other") {
                modes.push(mode(entry.path()));
                modes.extend(fs::read_dir(entry.path()).unwrap().flatten().map(|file| mode(file.path())));
            }
        }
        Ok(modes)
    });
    assert_eq!(modes[0], 0o700);
    assert!(modes.len() > 1 && modes[1..].iter().all(|mode| *mode == 0o600), "{modes:?}");
    assert!(!old.exists(), "a day is over");
    assert!(young.exists() && other.exists(), "it may be in use, or is nothing of ours");
}

#[test]
fn a_new_database_in_the_place_of_another_is_read_from_its_start() {
    let mut scene = Scene::new();
    scene.agent().execute_batch("INSERT INTO calls VALUES(7, 70)").unwrap();
    scene.scan();
    let keep = scene.home.path().join("old");
    fs::rename(scene.path(), &keep).unwrap();
    scene.agent().execute_batch("INSERT INTO calls VALUES(2, 20)").unwrap();
    scene.scan();
    assert_eq!(scene.outputs(), 90, "row 2 lies below what was remembered of the old one");
}

#[test]
fn another_revision_forgets_what_was_remembered() {
    let mut scene = Scene::new();
    scene.agent().execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    scene.scan();
    let mut agent = Agent::new();
    agent.about = agent.about.revision(2);
    assert_eq!(scene.scan_by(&agent).calls, 1);
}
