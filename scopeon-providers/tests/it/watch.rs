//! Reading on while files are written: soon, everything, and at no cost while nothing happens.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError, Resumed};
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{Mode, Observer, SearchPaths, Settings, scan, watch};

use crate::toy::{Toy, sums};

/// A ledger that a test can look into while it is written, and whose turns it counts.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<MemoryStore>>, Arc<Mutex<Turns>>);

#[derive(Default)]
struct Turns {
    count: usize,
    is_on: bool,
    /// What another process has read meanwhile.
    others: Option<MemoryStore>,
    is_over: bool,
}

impl Shared {
    fn turns(&self) -> (usize, bool) {
        let turns = self.1.lock().unwrap();
        (turns.count, turns.is_on)
    }

    fn calls(&self) -> usize {
        sums(&self.0.lock().unwrap()).0
    }

    /// Waits for so many calls and returns how long that took.
    fn wait(&self, calls: usize, most: Duration) -> Duration {
        let began = Instant::now();
        while self.calls() < calls {
            assert!(began.elapsed() < most, "{} of {calls} calls after {most:?}", self.calls());
            std::thread::sleep(Duration::from_millis(5));
        }
        began.elapsed()
    }
}

impl EventStore for Shared {
    fn resume(&mut self) -> Result<Resumed, EventStoreError> {
        let mut turns = self.1.lock().unwrap();
        if turns.is_over {
            return Ok(Resumed::Closed);
        }
        turns.count += usize::from(!turns.is_on);
        turns.is_on = true;
        let others = turns.others.take();
        let resumed = if others.is_some() { Resumed::Changed } else { Resumed::Unchanged };
        if let Some(others) = others {
            *self.0.lock().unwrap() = others;
        }
        Ok(resumed)
    }

    fn pause(&mut self) -> Result<(), EventStoreError> {
        self.1.lock().unwrap().is_on = false;
        Ok(())
    }

    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        self.0.lock().unwrap().checkpoints(provider)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        assert!(self.turns().1, "outside of a turn");
        self.0.lock().unwrap().apply(batch)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        assert!(self.turns().1, "outside of a turn");
        self.0.lock().unwrap().commit()
    }
}

#[derive(Default)]
struct Modes(Mutex<Vec<Mode>>);

impl Observer for Modes {
    fn watching(&self, mode: Mode) {
        self.0.lock().unwrap().push(mode);
    }
}

/// Watches `root` while `test` runs; the watch has to end within half a second after it.
fn watched(root: &Path, settings: &Settings, test: impl FnOnce(&Shared, &Modes)) {
    let (ledger, modes, stop) = (Shared::default(), Modes::default(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let mut writer = ledger.clone();
        let (modes, stop) = (&modes, &stop);
        let watching = scope.spawn(move || {
            let places = SearchPaths::default().root("toy", root);
            watch(&[&Toy::new()], &places, settings, &mut writer, modes, stop, &mut |_| {}).unwrap();
        });
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&ledger, modes)));
        stop.store(true, Ordering::Relaxed);
        let began = Instant::now();
        watching.join().unwrap();
        assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
        ended.unwrap();
    });
}

fn append(path: &Path, text: &str) {
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

const LIVE: Duration = Duration::from_millis(500);
const SLOW: Duration = Duration::from_secs(10);

#[test]
fn an_appended_line_is_read_within_half_a_second() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("one.log");
    append(&file, "c 0 1\n");
    watched(home.path(), &Settings::default(), |ledger, modes| {
        ledger.wait(1, SLOW);
        std::thread::sleep(Duration::from_millis(100));
        let mut taken = Vec::new();
        for n in 1..=5 {
            append(&file, &format!("c {n} 1\n"));
            taken.push(ledger.wait(n + 1, SLOW));
        }
        taken.sort();
        // The middle one: what else runs on the machine may hold up one of them.
        let usual = taken[2];
        println!("five appends: {taken:?}");
        assert!(usual < LIVE, "{usual:?}");
        assert_eq!(*modes.0.lock().unwrap(), [Mode::Notified]);
    });
}

#[test]
fn a_new_directory_with_a_file_in_it_is_seen() {
    let home = tempfile::tempdir().unwrap();
    watched(home.path(), &Settings::default(), |ledger, _| {
        std::thread::sleep(Duration::from_millis(300));
        for n in 0..50 {
            let deep = home.path().join(format!("a{n}/b/c"));
            fs::create_dir_all(&deep).unwrap();
            append(&deep.join("one.log"), &format!("c {n} 1\n"));
        }
        ledger.wait(50, Duration::from_secs(5));
        append(&home.path().join("a7/b/c/one.log"), "c 50 1\n");
        ledger.wait(51, Duration::from_secs(5));
    });
}

#[test]
fn a_deleted_and_recreated_place_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("logs");
    watched(&root, &Settings::default(), |ledger, _| {
        for round in 0..3 {
            std::thread::sleep(Duration::from_millis(300));
            fs::create_dir_all(root.join("a")).unwrap();
            append(&root.join("a/one.log"), &format!("c {round} 1\n"));
            ledger.wait(2 * round + 1, Duration::from_secs(5));
            append(&root.join("a/one.log"), &format!("c again{round} 1\n"));
            ledger.wait(2 * round + 2, Duration::from_secs(5));
            fs::remove_dir_all(&root).unwrap();
        }
    });
}

#[test]
fn a_file_that_is_no_source_does_not_keep_it_busy() {
    let home = tempfile::tempdir().unwrap();
    append(&home.path().join("one.log"), "c 0 1\n");
    watched(home.path(), &Settings::default(), |ledger, _| {
        ledger.wait(1, SLOW);
        for _ in 0..10 {
            append(&home.path().join("notes.txt"), "x\n");
            std::thread::sleep(Duration::from_millis(20));
        }
        append(&home.path().join("one.log"), "c 1 1\n");
        ledger.wait(2, SLOW);
    });
}

#[test]
fn polling_finds_what_nobody_tells() {
    let home = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.mode = Mode::Polling;
    settings.poll = Duration::from_millis(100);
    watched(home.path(), &settings, |ledger, modes| {
        std::thread::sleep(Duration::from_millis(50));
        append(&home.path().join("one.log"), "c 1 1\n");
        ledger.wait(1, SLOW);
        assert_eq!(*modes.0.lock().unwrap(), [Mode::Polling]);
    });
}

#[test]
fn only_a_look_that_finds_something_is_a_turn() {
    let home = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.mode = Mode::Polling;
    settings.poll = Duration::from_millis(20);
    append(&home.path().join("one.log"), "c 1 1\n");
    watched(home.path(), &settings, |ledger, _| {
        ledger.wait(1, SLOW);
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(ledger.turns(), (1, false), "many looks found nothing");
        append(&home.path().join("one.log"), "c 2 1\n");
        ledger.wait(2, SLOW);
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(ledger.turns(), (2, false));
    });
}

#[test]
fn what_others_read_meanwhile_is_not_read_again() {
    for mode in [Mode::Polling, Mode::Notified] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("one.log");
        let mut settings = Settings::default();
        (settings.mode, settings.poll) = (mode, Duration::from_millis(20));
        append(&file, "c 1 1\n");
        watched(home.path(), &settings, |ledger, _| {
            ledger.wait(1, SLOW);
            std::thread::sleep(Duration::from_millis(300));
            // Whoever looks sees the change no sooner than the other has read it.
            let mut held = ledger.1.lock().unwrap();
            let mut others = ledger.0.lock().unwrap().clone();
            append(&file, "c 2 1\n");
            let places = SearchPaths::default().root("toy", home.path());
            let stop = AtomicBool::new(false);
            scan(&[&Toy::new()], &places, &settings, &mut others, &Modes::default(), &stop).unwrap();
            let batches = others.work().0;
            held.others = Some(others);
            drop(held);
            ledger.wait(2, SLOW);
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(ledger.0.lock().unwrap().work().0, batches, "nothing was left to hand in");
            append(&file, "c 3 1\n");
            ledger.wait(3, SLOW);
            assert_eq!(ledger.0.lock().unwrap().work().0, batches + 1, "read on from where the other ended");
        });
    }
}

#[test]
fn a_ledger_that_takes_nothing_any_more_ends_the_watch() {
    let home = tempfile::tempdir().unwrap();
    append(&home.path().join("one.log"), "c 1 1\n");
    let (ledger, stop) = (Shared::default(), AtomicBool::new(false));
    let places = SearchPaths::default().root("toy", home.path());
    let mut writer = ledger.clone();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            ledger.wait(1, SLOW);
            ledger.1.lock().unwrap().is_over = true;
            append(&home.path().join("one.log"), "c 2 1\n");
        });
        let (toy, settings) = (Toy::new(), Settings::default());
        watch(&[&toy], &places, &settings, &mut writer, &Modes::default(), &stop, &mut |_| {}).unwrap();
    });
    assert_eq!(ledger.calls(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_watch_costs_nothing() {
    let home = tempfile::tempdir().unwrap();
    for n in 0..500 {
        append(&home.path().join(format!("{n}.log")), &format!("c {n} 1\n"));
    }
    let (thread, stop) = (Mutex::new(None), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut noted = |_: &scopeon_providers::Summary| {
                // This process runs other tests meanwhile: only the watch's own thread counts.
                *thread.lock().unwrap() = fs::read_link("/proc/thread-self").ok();
            };
            let places = SearchPaths::default().root("toy", home.path());
            let (toy, settings) = (Toy::new(), Settings::default());
            let mut ledger = MemoryStore::default();
            watch(&[&toy], &places, &settings, &mut ledger, &Modes::default(), &stop, &mut noted).unwrap();
        });
        std::thread::sleep(Duration::from_secs(3));
        let thread = thread.lock().unwrap().clone().expect("the first look was told of");
        let used = || {
            let text = fs::read_to_string(Path::new("/proc").join(&thread).join("schedstat")).unwrap();
            Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
        };
        let before = used();
        std::thread::sleep(Duration::from_secs(2));
        let spent = used().checked_sub(before).unwrap();
        stop.store(true, Ordering::Relaxed);
        println!("idle for 2 s: {spent:?} of processor time");
        assert!(spent < Duration::from_millis(20), "less than 1 % of a core: {spent:?}");
    });
}
