//! Faults: kills, two first runs at once, a full disk, damaged and foreign files. Nothing is lost, nothing
//! is overwritten, nothing panics.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::EventStore;
use scopeon_core::report::GroupBy;
use scopeon_core::time::{Timestamp, Zone};
use scopeon_store::{OpenOptions, Reader, SessionsQuery, Store, StoreError, UsageQuery, verify};

use crate::build::*;
use crate::files::{Mount, child, child_db, filled};

/// One source with ten calls and its checkpoint.
fn source(number: u64) -> scopeon_core::provider::Batch {
    let name = format!("s{number}");
    let calls = (0..10).map(|place| {
        let mut made = call(&format!("{number}-{place}"), "2026-03-01T10:00:00Z", &name, usage(number, 1));
        made.at = Timestamp::from_millis(made.at.millis() + i64::try_from(number).unwrap() * 60_000).unwrap();
        in_turn(made, &name)
    });
    let mut batch = batch(&format!("/logs/{number}.jsonl"), calls.collect());
    batch.checkpoint = Some(checkpoint(number));
    batch
}

fn calls(path: &Path) -> u64 {
    let query = UsageQuery::new(GroupBy::Daily, Zone::UTC);
    read(path).usage(&query, &PriceBook::builtin()).unwrap().total.calls
}

#[test]
#[ignore = "run as a child of the test below, which kills it"]
fn child_writes_for_ever() {
    let mut store = open(&child_db());
    let known = store.checkpoints(AGENT).unwrap().len() as u64;
    for number in known.. {
        store.apply(source(number)).unwrap();
        if number % 7 == 0 {
            store.commit().unwrap();
        }
    }
}

#[test]
#[cfg(unix)]
fn a_kill_loses_and_repeats_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    drop(open(&path));
    let mut before = 0;
    for kill in 0..25_u64 {
        let mut process = child("faults::child_writes_for_ever", &path, "").spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + kill * 37 % 90));
        process.kill().unwrap();
        process.wait().unwrap();
        let sources = open(&path).checkpoints(AGENT).unwrap().len() as u64;
        assert!(sources >= before, "committed sources are gone");
        assert_eq!(calls(&path), sources * 10, "facts and checkpoints are of one commit");
        before = sources;
    }
    assert!(before > 25, "the child wrote {before} sources: it was killed too early to show anything");
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
#[ignore = "run as children of the test below, several at once"]
fn child_first_run() {
    drop(open(&child_db()));
}

#[test]
#[cfg(unix)]
fn first_runs_at_once_make_one_database() {
    for _ in 0..4 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("new/a.db");
        let spawn = || child("faults::child_first_run", &path, "").spawn().unwrap();
        let processes: Vec<_> = (0..4).map(|_| spawn()).collect();
        for mut process in processes {
            assert!(process.wait().unwrap().success());
        }
        drop(filled(&path));
        assert_eq!(calls(&path), 1);
        let names = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        let backups = names.filter(|name| name.to_string_lossy().ends_with(".bak")).count();
        assert_eq!(backups, 0, "an empty file needs no backup");
    }
}

#[test]
fn a_full_disk_keeps_what_was_committed() {
    let Some(mount) = Mount::new("3m") else { return };
    let path = mount.path().join("a.db");
    let mut store = open(&path);
    let mut committed = 0;
    let error = loop {
        let outcome = store.apply(source(committed)).and_then(|()| store.commit());
        match outcome {
            Ok(()) => committed += 1,
            Err(error) => break error.into_inner(),
        }
    };
    let error = error.downcast::<StoreError>().unwrap();
    assert!(matches!(*error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("a.db") && error.to_string().contains("the disk is full"));
    assert_eq!(calls(&path), committed * 10);
    // The store is still usable: with room, it goes on where it stopped.
    let remount =
        std::process::Command::new("mount").args(["-o", "remount,size=16m"]).arg(mount.path()).status();
    assert!(remount.unwrap().success());
    store.apply(source(committed)).unwrap();
    store.close().unwrap();
    assert_eq!(calls(&path), committed * 10 + 10);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

fn sqlite(path: &Path, statements: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(statements).unwrap();
}

#[test]
fn files_of_others_and_of_the_future_are_refused_and_left_alone() {
    type Maker<'a> = (&'a str, &'a dyn Fn(&Path));
    let foreign: [Maker<'_>; 5] = [
        ("a text", &|path| fs::write(path, b"not a database at all, but long enough ".repeat(9)).unwrap()),
        ("a short text", &|path| fs::write(path, b"x").unwrap()),
        ("no id", &|path| sqlite(path, "CREATE TABLE mine (id INTEGER);")),
        ("another id", &|path| sqlite(path, "PRAGMA application_id = 77; CREATE TABLE mine (id INTEGER);")),
        ("a newer one", &|path| {
            drop(filled(path));
            sqlite(path, "PRAGMA user_version = 99;");
        }),
    ];
    for (name, make) in foreign {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        make(&path);
        let before = fs::read(&path).unwrap();
        for error in [Store::open(&path, OpenOptions::default()).map(drop), Reader::open(&path).map(drop)] {
            match error.unwrap_err() {
                StoreError::NotScopeon { .. } => assert_ne!(name, "a newer one"),
                error @ StoreError::NewerSchema { found: 99, .. } => {
                    assert_eq!(name, "a newer one");
                    assert!(error.to_string().contains("made by a newer Scopeon"), "{error}");
                }
                error => panic!("{name}: {error}"),
            }
        }
        assert!(fs::read(&path).unwrap() == before, "{name}: the file was changed");
    }
}

#[test]
fn verification_finds_every_seeded_drift() {
    for (drift, what) in [
        ("UPDATE rollup SET cells = (SELECT cells FROM rollup ORDER BY day DESC LIMIT 1)", "sums differ"),
        ("DELETE FROM rollup WHERE day = (SELECT min(day) FROM rollup)", "sums differ"),
        (
            "INSERT INTO rollup SELECT day + 9, session, project, branch, class, root, cells FROM rollup LIMIT 1",
            "without calls",
        ),
        ("UPDATE call SET output = output + 1 WHERE id = 1", "sums differ"),
        ("UPDATE call SET opens = 1 - opens WHERE id = 2", "first of its turn"),
        ("UPDATE call SET searches = 3 WHERE id = 1", "searches"),
        ("UPDATE session SET root = (SELECT max(id) FROM session) WHERE id = 1", "wrong session"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM class", "not there"),
        ("UPDATE rollup SET cells = x'ff'", "sums differ"),
        ("UPDATE call SET branch = 12345", "names are not there"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        let mut store = open(&path);
        (0..3).for_each(|number| store.apply(source(number * 1440)).unwrap());
        store.close().unwrap();
        let report = verify(&path).unwrap();
        assert_eq!((report.calls, report.sums, report.problems.len()), (30, 3, 0));
        sqlite(&path, drift);
        let problems = verify(&path).unwrap().problems;
        assert!(problems.iter().any(|problem| problem.contains(what)), "{drift}: {problems:?}");
    }
}

/// Tries one thing with a file that may be damaged, and returns `true` if the file was opened: an error or an
/// answer, never a panic.
fn try_one(path: &Path, choice: usize) -> bool {
    match choice {
        0 => verify(path).is_ok(),
        1 | 2 => go_on(path),
        _ => answer(path, choice),
    }
}

fn answer(path: &Path, choice: usize) -> bool {
    let Ok(reader) = Reader::open(path) else { return false };
    let book = PriceBook::builtin();
    match choice {
        3 => drop(reader.sessions(&SessionsQuery::new(Zone::UTC), &book)),
        4 => drop(reader.session("latest", now(), (Zone::UTC, &book))),
        5 => drop(reader.status(&crate::figures::Question::at("2026-03-01T10:00:00Z").asked(), &[])),
        6 => drop((reader.issues(), reader.sources(), reader.models())),
        _ => drop(reader.usage(&UsageQuery::new(GroupBy::Session, Zone::UTC), &book)),
    }
    true
}

fn go_on(path: &Path) -> bool {
    let Ok(mut store) = Store::open(path, OpenOptions::default()) else { return false };
    let _ = store.checkpoints(AGENT);
    let _ = store.apply(source(1)).and_then(|()| store.apply(source(5000)));
    let _ = store.close();
    true
}

/// A directory in memory where there is one: thousands of files are written and synced.
fn quick_directory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn sound_file() -> Vec<u8> {
    let directory = quick_directory();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    (0..12).for_each(|number| store.apply(source(number)).unwrap());
    store.close().unwrap();
    fs::read(&path).unwrap()
}

/// A deterministic source of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Up to eleven bits are flipped, half of the time in the first two pages; one file in five is cut.
fn damage(sound: &[u8], seed: u64) -> Vec<u8> {
    let (mut dice, mut bytes) = (Dice(seed), sound.to_vec());
    let reach = if dice.below(2) == 0 { 8192 } else { bytes.len() };
    if dice.below(5) == 0 {
        bytes.truncate(dice.below(sound.len()));
    }
    for _ in 0..=dice.below(11) {
        if let Some(byte) = bytes.get_mut(dice.below(reach)) {
            *byte ^= 1 << dice.below(8);
        }
    }
    bytes
}

/// Damages one file after the other; returns how many were refused and how many opened.
fn damage_many(sound: &[u8], seeds: impl Iterator<Item = u64>) -> [usize; 2] {
    let directory = quick_directory();
    let path = directory.path().join("a.db");
    let mut counts = [0, 0];
    for seed in seeds {
        let (bytes, choice) = (damage(sound, seed), Dice(!seed).below(8));
        fs::write(&path, &bytes).unwrap();
        let is_open = try_one(&path, choice);
        let may_change = is_open && [1, 2].contains(&choice);
        assert!(
            may_change || fs::read(&path).unwrap() == bytes,
            "{seed}: a refused or read file was changed"
        );
        counts[usize::from(is_open)] += 1;
        for name in ["a.db-wal", "a.db-shm"] {
            let _ = fs::remove_file(directory.path().join(name));
        }
    }
    counts
}

#[test]
fn ten_thousand_damaged_files_give_errors_and_never_panics() {
    let sound = &sound_file();
    let counts = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| scope.spawn(move || damage_many(sound, (half..10_000).step_by(2))));
        halves.map(|half| half.join().expect("no damage panics"))
    });
    let [refused, opened] = [0, 1].map(|which| counts[0][which] + counts[1][which]);
    assert!(refused > 2_000 && opened > 4_000, "{refused} refused, {opened} opened: all are damaged alike");
}
