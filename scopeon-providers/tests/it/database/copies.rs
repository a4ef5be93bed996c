//! What is copied, when, and what becomes of the copy.

use std::fs;
use std::time::{Duration, Instant, SystemTime};

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

/// As often as it changes would be more than 50 MB a minute.
#[test]
fn a_database_that_was_copied_a_moment_ago_is_left_for_later() {
    let mut scene = Scene::new();
    scene.settings.paced = true;
    let agent = scene.agent();
    agent.execute_batch("CREATE TABLE filler(v); INSERT INTO filler VALUES(zeroblob(12000000))").unwrap();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    let first = scene.scan();
    assert_eq!((first.read, first.behind), (1, None), "the first reading waits for nothing");
    agent.execute_batch("INSERT INTO calls VALUES(2, 20)").unwrap();
    let later = scene.scan();
    let behind = later.behind.expect("it is too early");
    assert_eq!((later.read, later.issues, behind.sources, scene.outputs()), (0, 0, 1, 10));
    assert!(behind.due.millis() - behind.as_of.millis() > 20_000, "{behind:?}");
    // Its time comes: whoever looks then finds what is new.
    fs::remove_file(scene.scratch.path().join("copies/paces")).unwrap();
    assert_eq!((scene.scan().read, scene.outputs()), (1, 30));
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
        scene.ledger = scopeon_providers::testkit::MemoryStore::default();
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
fn the_copy_has_no_name_and_what_a_killed_process_left_is_swept() {
    let mut scene = Scene::new();
    scene.agent().execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    let copies = scene.scratch.path().join("copies");
    let (old, young, other) = (copies.join("copy-old"), copies.join("copy-young"), copies.join("other"));
    for directory in [&old, &young, &other] {
        fs::create_dir_all(directory).unwrap();
        fs::write(directory.join("copy.db"), "left over").unwrap();
    }
    let two_days_ago = SystemTime::now() - Duration::from_hours(48);
    fs::File::open(&old).unwrap().set_modified(two_days_ago).unwrap();
    let seen = copies.clone();
    let there = scene.ask(move |rows| {
        assert!(rows.has("calls", "id")?);
        Ok(fs::read_dir(&seen).unwrap().flatten().map(|entry| entry.path()).collect::<Vec<_>>())
    });
    assert_eq!(there.iter().filter(|path| !path.ends_with("paces")).collect::<Vec<_>>(), [&other]);
}

/// SQLite would open the journal that is named, wherever it lies, wait for a FIFO, and read a sparse one whole.
#[test]
fn a_journal_that_names_another_is_refused_and_nothing_is_opened() {
    for (name, kind) in [("agent.db-journal", "malformed"), ("agent.db-wal", "not_regular")] {
        let mut scene = Scene::new();
        let agent = scene.agent();
        agent.pragma_update(None, "journal_mode", "DELETE").unwrap();
        agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
        drop(agent);
        let fifo = scene.scratch.path().join("fifo");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &fifo,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        let beside = scene.home.path().join(name);
        if kind == "malformed" {
            fs::write(&beside, journal_naming(&fifo)).unwrap();
        } else {
            fs::rename(&fifo, &beside).unwrap();
        }
        let began = Instant::now();
        scene.scan();
        assert_eq!((scene.issues(), scene.outputs()), (vec![kind], 0), "{name}");
        assert!(began.elapsed() < Duration::from_secs(5), "{name}");
    }
}

/// A hot journal without a record that belongs to a transaction over several files.
fn journal_naming(other: &std::path::Path) -> Vec<u8> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let name = other.to_str().unwrap().as_bytes();
    let sum: u32 = name.iter().map(|byte| u32::from(*byte)).sum();
    let mut journal = MAGIC.to_vec();
    for number in [0_u32, 7, 2, 512, 4096] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    // The page that locks are on stands for a name.
    journal.extend((0x4000_0000_u32 / 4096 + 1).to_be_bytes());
    journal.extend(name);
    journal.extend(u32::try_from(name.len()).unwrap().to_be_bytes());
    journal.extend(sum.to_be_bytes());
    journal.extend(MAGIC);
    journal
}

/// What is said to follow a journal's pages may be as long as it likes.
#[test]
fn a_sparse_journal_takes_neither_time_nor_room() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.pragma_update(None, "journal_mode", "DELETE").unwrap();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    drop(agent);
    let mut journal = journal_naming(std::path::Path::new("/nowhere"));
    journal[8..12].fill(0xff);
    journal.truncate(512);
    let file = fs::File::create(scene.home.path().join("agent.db-journal")).unwrap();
    std::io::Write::write_all(&mut &file, &journal).unwrap();
    file.set_len(1900 << 20).unwrap();
    let began = Instant::now();
    scene.scan();
    assert_eq!((scene.issues().len(), scene.outputs()), (0, 10));
    assert!(began.elapsed() < Duration::from_secs(5));
}

/// As many tables as one likes: the schema is read under the deadline, too.
#[test]
fn a_schema_without_end_is_given_up() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent
        .execute_batch(
            "INSERT INTO calls VALUES(1, 10);
             PRAGMA writable_schema = ON;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
             INSERT INTO sqlite_schema SELECT 'table', 't' || i, 't' || i, 2, 'CREATE TABLE t' || i || '(a)' FROM n",
        )
        .unwrap();
    scene.settings.database_deadline = Duration::from_millis(20);
    let began = Instant::now();
    scene.scan();
    assert_eq!((scene.issues(), scene.outputs()), (vec!["read_failed"], 0));
    assert!(began.elapsed() < Duration::from_secs(5));
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
