//! A database that is written to and merged while it is copied: every copy shows one committed state.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use scopeon_core::provider::Provider;
use scopeon_providers::{NoopObserver, Observer, SearchPaths, Summary, scan, watch};

use super::{Agent, Scene};

/// An agent that merges its log and writes on in the middle of a copy, some times.
struct Meddler {
    agent: Mutex<Connection>,
    times: AtomicU32,
    how: &'static str,
}

impl Observer for Meddler {
    fn read(&self, _: u64) {
        let left = self.times.load(Ordering::Relaxed);
        if left > 0 {
            self.times.store(left - 1, Ordering::Relaxed);
            self.agent.lock().unwrap().execute_batch(self.how).unwrap();
        }
    }
}

/// A change on the first page of the table and one on its last are never seen apart.
const MERGE: &str = "PRAGMA wal_checkpoint(RESTART); UPDATE calls SET output = output + 1 WHERE id = 5000";
const APPEND: &str = "UPDATE calls SET output = output + 1 WHERE id = 5000";

fn meddle(how: &'static str, times: u32) -> (Scene, Meddler) {
    let scene = Scene::new();
    let agent = scene.agent();
    agent
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO calls SELECT i, 0 FROM n;
             PRAGMA wal_checkpoint(TRUNCATE);
             UPDATE calls SET output = 1000 WHERE id = 1;",
        )
        .unwrap();
    (scene, Meddler { agent: Mutex::new(agent), times: AtomicU32::new(times), how })
}

fn scan_with(scene: &mut Scene, meddler: &Meddler) {
    let (places, stop) = (SearchPaths::below(scene.home.path()), AtomicBool::new(false));
    scan(&[&Agent::new()], &places, &scene.settings, &mut scene.ledger, meddler, &stop).unwrap();
}

#[test]
fn a_copy_during_which_the_log_was_started_anew_is_made_again() {
    let (mut scene, meddler) = meddle(MERGE, 1);
    scan_with(&mut scene, &meddler);
    assert_eq!(scene.issues(), [""; 0]);
    assert_eq!(scene.outputs(), 1001);
}

#[test]
fn a_database_that_never_holds_still_is_an_issue_and_tried_again() {
    let (mut scene, meddler) = meddle(MERGE, u32::MAX);
    scan_with(&mut scene, &meddler);
    assert_eq!((scene.issues(), scene.outputs()), (vec!["read_failed"], 0));
    meddler.times.store(0, Ordering::Relaxed);
    scan_with(&mut scene, &meddler);
    assert!(scene.outputs() > 1000);
    assert_eq!(scene.copies(), 0);
}

#[test]
fn a_log_that_grows_meanwhile_does_no_harm_and_is_read_next_time() {
    let (mut scene, meddler) = meddle(APPEND, u32::MAX);
    scan_with(&mut scene, &meddler);
    assert_eq!((scene.issues().len(), scene.outputs()), (0, 1000), "as it was when the copy began");
    meddler.times.store(0, Ordering::Relaxed);
    assert_eq!(scene.scan_by(&Agent::new()).read, 1, "what came in meanwhile is new");
}

/// New rows are in the log alone: its changes must be heard of like the database's own, each time.
#[test]
fn a_watch_hears_of_rows_that_are_in_the_log_alone() {
    let mut scene = Scene::new();
    let agent = scene.agent();
    agent.execute_batch("INSERT INTO calls VALUES(1, 10)").unwrap();
    scene.settings.settle = Duration::from_millis(20);
    scene.settings.rescan = Duration::from_mins(5);
    let (places, stop) = (SearchPaths::below(scene.home.path()), AtomicBool::new(false));
    let mut looks = Vec::new();
    std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            // Later than the looks that follow the discovery of directories.
            std::thread::sleep(Duration::from_secs(3));
            for id in 2..=4 {
                agent.execute("INSERT INTO calls VALUES(?1, ?1 * 10)", [id]).unwrap();
                std::thread::sleep(Duration::from_secs(1));
            }
            stop.store(true, Ordering::Relaxed);
        });
        let on_change = &mut |summary: &Summary| looks.push(summary.calls);
        let providers: [&dyn Provider; 1] = [&Agent::new()];
        watch(&providers, &places, &scene.settings, &mut scene.ledger, &NoopObserver, stop, on_change)
            .unwrap();
    });
    assert_eq!((looks, scene.outputs()), (vec![1; 4], 100));
}

/// Of a large database a watch reads only what its log holds beyond the copy it has: whatever is committed, merged, started
/// anew, cut off or put in its place, what it says is what is there.
#[test]
fn a_watch_follows_the_log_of_a_large_database() {
    let mut scene = Scene::new();
    // A look between what is done to the log and the row behind it would be another, whole one.
    scene.settings.settle = Duration::from_millis(400);
    scene.settings.rescan = Duration::from_mins(5);
    let agent = scene.agent();
    agent.execute_batch("CREATE TABLE filler(v); INSERT INTO filler VALUES(zeroblob(20000000))").unwrap();
    agent.execute_batch("INSERT INTO calls VALUES(1, 1)").unwrap();
    let (places, stop) = (SearchPaths::below(scene.home.path()), AtomicBool::new(false));
    let (mut looks, read, seen) = (Vec::new(), Counter::default(), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let (stop, seen) = (&stop, &seen);
        scope.spawn(move || {
            // Each is seen before the next is made, however slow the machine is.
            for (id, how) in (2_u32..).zip(FOLLOWED) {
                wait_for(seen, u64::from(id) - 1);
                agent.execute_batch(how).unwrap();
                agent.execute("INSERT INTO calls VALUES(?1, ?1)", [id]).unwrap();
            }
            wait_for(seen, FOLLOWED.len() as u64 + 1);
            stop.store(true, Ordering::Relaxed);
        });
        let on_change = &mut |summary: &Summary| {
            looks.push(summary.calls);
            seen.fetch_add(summary.calls, Ordering::Relaxed);
        };
        let providers: [&dyn Provider; 1] = [&Agent::new()];
        watch(&providers, &places, &scene.settings, &mut scene.ledger, &read, stop, on_change).unwrap();
    });
    let last = FOLLOWED.len() as u64 + 1;
    assert_eq!(scene.outputs(), last * (last + 1) / 2, "{looks:?}");
    assert_eq!(looks.iter().sum::<u64>(), last, "each is seen once: {looks:?}");
    // The file and its log are read whole when it is first copied, and never again.
    let read = read.0.load(Ordering::Relaxed);
    assert!((20_000_000..30_000_000).contains(&read), "{read}");
}

/// Waits until so many calls were seen, and not for ever.
fn wait_for(seen: &AtomicU64, calls: u64) {
    let since = std::time::Instant::now();
    while seen.load(Ordering::Relaxed) < calls && since.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Counts what is read.
#[derive(Default)]
struct Counter(AtomicU64);

impl Observer for Counter {
    fn read(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// What is done before each commit. The log is started anew by the commit after it was merged.
const FOLLOWED: [&str; 7] = [
    "",
    "UPDATE filler SET v = zeroblob(50000)",
    "PRAGMA wal_checkpoint(PASSIVE)",
    "INSERT INTO filler VALUES(zeroblob(300000))",
    "DELETE FROM filler; PRAGMA wal_checkpoint(PASSIVE)",
    "CREATE TABLE more(v); INSERT INTO more VALUES(zeroblob(100000))",
    "PRAGMA wal_checkpoint(RESTART)",
];
