//! What is never opened, never waited for and never followed.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use scopeon_providers::testkit::MemoryLedger;
use scopeon_providers::{Places, Settings, Silent, scan, survey};

use crate::toy::{Toy, run, run_with, sums};

/// Makes things that a reader must not open; each is named like a log, and the toy asks for every one.
fn hostile(home: &Path) -> Vec<&'static str> {
    let outside = home.parent().unwrap().join("outside.log");
    fs::write(&outside, "c outside 1000\n").unwrap();
    mknodat(CWD, home.join("fifo.log"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    drop(UnixListener::bind(home.join("socket.log")).unwrap());
    symlink("/dev/zero", home.join("zero.log")).unwrap();
    symlink("/proc/self/mem", home.join("memory.log")).unwrap();
    symlink(&outside, home.join("link.log")).unwrap();
    symlink(".", home.join("loop.log")).unwrap();
    symlink("nowhere", home.join("dangling.log")).unwrap();
    vec!["fifo", "socket", "zero", "memory", "link", "loop", "dangling"]
}

fn bed() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let home = directory.path().join("home");
    fs::create_dir(&home).unwrap();
    (directory, home)
}

#[test]
fn only_regular_files_are_opened_and_nothing_waits() {
    let (_directory, home) = bed();
    let made = hostile(&home);
    fs::write(home.join("good.log"), "c 1 10\n").unwrap();
    let mut ledger = MemoryLedger::default();
    let began = Instant::now();
    let first = run(&home, &mut ledger);
    let took = began.elapsed();
    assert_eq!(sums(&ledger), (1, 10));
    assert_eq!((ledger.issues("not_regular"), first.skipped), (made.len(), made.len() as u64));
    assert!(took < Duration::from_secs(2), "{took:?}");
    let again = run(&home, &mut ledger);
    assert_eq!((again.issues, again.bytes), (0, 0), "each is told of once");
}

#[test]
fn a_linked_directory_is_not_entered() {
    let (directory, home) = bed();
    let outside = directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("one.log"), "c 1 10\n").unwrap();
    symlink(&outside, home.join("link")).unwrap();
    symlink(&home, home.join("around")).unwrap();
    let mut ledger = MemoryLedger::default();
    run(&home, &mut ledger);
    assert_eq!(sums(&ledger), (0, 0));
    // The root itself is the user's choice, links and all.
    run(&home.join("link"), &mut ledger);
    assert_eq!(sums(&ledger), (1, 10));
}

#[test]
fn odd_names_and_long_paths_are_read_or_told_of() {
    let (_directory, home) = bed();
    fs::write(home.join(std::ffi::OsStr::from_bytes(b"\xff\xfe.log")), "c 1 10\n").unwrap();
    fs::write(home.join("new\nline.log"), "c 2 20\n").unwrap();
    let mut ledger = MemoryLedger::default();
    run(&home, &mut ledger);
    assert_eq!(sums(&ledger), (2, 30));
    deep_file(&home, 24, "c 3 30\n");
    let summary = run(&home, &mut ledger);
    // Its path is longer than the system takes, so it is not read; nor does it stop the rest.
    assert_eq!((sums(&ledger), summary.issues), ((2, 30), 1));
}

/// Writes a file below so many directories with names of 200 bytes, one step at a time.
fn deep_file(home: &Path, depth: usize, text: &str) {
    use rustix::fs::{OFlags, mkdirat, openat};
    let name = "d".repeat(200);
    let mut directory = rustix::fs::open(home, OFlags::DIRECTORY, Mode::empty()).unwrap();
    for _ in 0..depth {
        mkdirat(&directory, &name, Mode::RWXU).unwrap();
        directory = openat(&directory, &name, OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    let file =
        openat(&directory, "deep.log", OFlags::CREATE | OFlags::WRONLY, Mode::RUSR | Mode::WUSR).unwrap();
    std::io::Write::write_all(&mut File::from(file), text.as_bytes()).unwrap();
}

#[test]
fn deep_and_wide_trees_are_bounded() {
    let (_directory, home) = bed();
    let mut deep = home.clone();
    for _ in 0..100 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("deep.log"), "c 1 1\n").unwrap();
    let mut ledger = MemoryLedger::default();
    run(&home, &mut ledger);
    assert_eq!((sums(&ledger).0, ledger.issues("too_many")), (0, 1));
    let (_directory, home) = bed();
    for n in 0..200 {
        fs::write(home.join([&n.to_string(), ".log"].concat()), "").unwrap();
    }
    let mut few = Settings::default();
    few.max_entries = 100;
    let mut ledger = MemoryLedger::default();
    let summary = run_with(&Toy::new(), &home, &few, &mut ledger);
    assert_eq!((summary.sources < 101, ledger.issues("too_many")), (true, 1));
    let found = survey(&[&Toy::new()], &Places::below(&home), &few);
    assert_eq!((found[0].blind.len(), found[0].roots[0].sources), (1, summary.sources));
}

/// What a tree is apart from when it was last read: names, kinds, sizes, times of change.
fn inventory(directory: &Path) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
    let mut list = Vec::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let metadata = entry.path().symlink_metadata().unwrap();
        list.push((entry.path(), metadata.len(), metadata.modified().unwrap()));
        if metadata.is_dir() {
            list.append(&mut inventory(&entry.path()));
        }
    }
    list.push((directory.to_owned(), 0, directory.metadata().unwrap().modified().unwrap()));
    list.sort();
    list
}

#[test]
fn nothing_is_written_where_others_write() {
    let (_directory, home) = bed();
    hostile(&home);
    fs::create_dir(home.join("a")).unwrap();
    fs::write(home.join("a/one.log"), "c 1 10\nwhat\npanic\n").unwrap();
    fs::write(home.join("two.doc"), "c 2 20\n").unwrap();
    let before = inventory(&home);
    let mut ledger = MemoryLedger::default();
    run(&home, &mut ledger);
    run(&home, &mut ledger);
    assert_eq!((inventory(&home), sums(&ledger)), (before, (2, 30)));
}

/// A terabyte of nothing: more than can be read in any time, so reading has to end when it is asked to.
#[test]
fn a_sparse_terabyte_ends_when_asked() {
    let (_directory, home) = bed();
    let file = File::create(home.join("sparse.log")).unwrap();
    if file.set_len(1 << 40).is_err() {
        return; // The file system has no such files.
    }
    fs::write(home.join("sparse.doc"), "").unwrap();
    File::options().write(true).open(home.join("sparse.doc")).unwrap().set_len(1 << 40).unwrap();
    let (stop, toy, mut ledger) = (AtomicBool::new(false), Toy::new(), MemoryLedger::default());
    let mut settings = Settings::default().threads(2);
    settings.max_line = 1 << 20;
    let mut reached = 0;
    for _ in 0..2 {
        stop.store(false, Ordering::Relaxed);
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| {
                scan(&[&toy], &Places::below(&home), &settings, &mut ledger, &Silent, &stop).unwrap()
            });
            std::thread::sleep(Duration::from_millis(300));
            stop.store(true, Ordering::Relaxed);
            let began = Instant::now();
            assert!(reading.join().unwrap().stopped);
            assert!(began.elapsed() < Duration::from_millis(500), "{:?}", began.elapsed());
        });
        let furthest = ledger.read_so_far("toy").map(|(_, known)| known.place.offset).max().unwrap();
        assert!(furthest > reached, "what was passed over is not passed over again");
        reached = furthest;
    }
    assert_eq!(ledger.issues("overlong_line"), 1);
    assert_eq!(ledger.issues("too_large"), 1);
}

/// A directory that turns into a link to elsewhere and back while its files are read.
struct Swapper {
    home: PathBuf,
    done: AtomicBool,
    swaps: AtomicU64,
}

impl Swapper {
    fn new(base: &Path) -> Self {
        let home = base.join("home");
        for (directory, line) in
            [(home.join("a"), "c inside 1\n"), (base.join("outside"), "c outside 1000\n")]
        {
            fs::create_dir_all(&directory).unwrap();
            fs::write(directory.join("one.log"), line).unwrap();
        }
        symlink(base.join("outside"), home.join("b")).unwrap();
        Self { home, done: AtomicBool::new(false), swaps: AtomicU64::new(0) }
    }

    /// Lets `a` and `b` change places until it is told to end.
    fn run(&self) {
        use rustix::fs::{RenameFlags, renameat_with};
        while !self.done.load(Ordering::Relaxed) {
            let (a, b) = (self.home.join("a"), self.home.join("b"));
            renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).unwrap();
            self.swaps.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Scans again and again, for `time`, while directories and links change places; returns how many scans
/// there were and whether anything from outside was read.
fn race(time: Duration) -> (u64, bool) {
    let base = tempfile::tempdir().unwrap();
    let swapper = Swapper::new(base.path());
    let (mut scans, mut escaped) = (0, false);
    std::thread::scope(|scope| {
        scope.spawn(|| swapper.run());
        let began = Instant::now();
        while began.elapsed() < time {
            let mut ledger = MemoryLedger::default();
            run(&swapper.home, &mut ledger);
            escaped |= ledger.calls().any(|call| call.reading.usage.output == 1000);
            scans += 1;
        }
        swapper.done.store(true, Ordering::Relaxed);
    });
    assert!(swapper.swaps.load(Ordering::Relaxed) > scans, "places were changed all the while");
    (scans, escaped)
}

#[test]
fn nothing_outside_is_read_while_directories_become_links() {
    let (scans, escaped) = race(Duration::from_secs(1));
    assert!(scans > 100 && !escaped, "{scans} scans, escaped: {escaped}");
}

#[test]
#[ignore = "takes a minute"]
fn nothing_outside_is_read_for_a_minute() {
    assert!(!race(Duration::from_mins(1)).1);
}

/// The race is a real one: who looks at the canonical path and then opens the path is led outside.
#[test]
fn a_look_before_the_open_is_led_outside() {
    let base = tempfile::tempdir().unwrap();
    let swapper = Swapper::new(base.path());
    let mut escapes = 0_u64;
    std::thread::scope(|scope| {
        scope.spawn(|| swapper.run());
        let began = Instant::now();
        while escapes == 0 && began.elapsed() < Duration::from_secs(20) {
            for name in ["a/one.log", "b/one.log"] {
                let path = swapper.home.join(name);
                let inside = path.canonicalize().is_ok_and(|real| real.starts_with(&swapper.home));
                let text = if inside { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
                escapes += u64::from(text.contains("outside"));
            }
        }
        swapper.done.store(true, Ordering::Relaxed);
    });
    assert!(escapes > 0, "the race of the other test proves nothing");
}
