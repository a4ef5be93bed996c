//! What is never opened, never waited for and never followed.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{ClaudeCode, NoopObserver, Observer, SearchPaths, Settings, Summary, scan, survey};

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
    let mut ledger = MemoryStore::default();
    let began = Instant::now();
    let first = run(&home, &mut ledger);
    let took = began.elapsed();
    assert_eq!(sums(&ledger), (1, 10));
    assert_eq!((ledger.issues("not_regular"), first.skipped), (made.len(), made.len() as u64));
    assert!(took < Duration::from_secs(2), "{took:?}");
    let again = run(&home, &mut ledger);
    assert_eq!((again.issues, again.bytes), (0, 0), "each is told of once");
}

/// What the ledger holds, by kind of issue, and what a look told anew.
fn told(home: &Path, ledger: &mut MemoryStore) -> (usize, usize, u64) {
    let summary = scan_claude(home, ledger);
    (ledger.issues("not_regular"), ledger.issues("odd_name"), summary.issues)
}

fn scan_claude(home: &Path, ledger: &mut MemoryStore) -> Summary {
    let (claude, stop) = (ClaudeCode, AtomicBool::new(false));
    scan(&[&claude], &SearchPaths::below(home), &Settings::default(), ledger, &NoopObserver, &stop).unwrap()
}

#[test]
fn what_a_reader_would_have_taken_is_told_of_once_and_until_it_is_gone() {
    let (directory, home) = bed();
    let outside = directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("one.jsonl"), "{}\n").unwrap();
    let projects = home.join(".claude/projects");
    let slug = projects.join("-home-me");
    fs::create_dir_all(slug.join("memory")).unwrap();
    let odd = |name: &[u8]| slug.join(std::ffi::OsStr::from_bytes(name));
    mknodat(CWD, slug.join("fifo.jsonl"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    drop(UnixListener::bind(slug.join("socket.jsonl")).unwrap());
    symlink(outside.join("one.jsonl"), slug.join("link.jsonl")).unwrap();
    symlink(&outside, projects.join("-home-linked")).unwrap();
    fs::write(odd(b"\xff\xfe.jsonl"), "{}\n").unwrap();
    // None of these would be taken were they files.
    mknodat(CWD, slug.join("fifo.txt"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    symlink(&outside, slug.join("memory/notes")).unwrap();
    fs::write(odd(b"\xff.txt"), "").unwrap();
    let mut ledger = MemoryStore::default();
    assert_eq!(told(&home, &mut ledger), (4, 1, 5));
    assert_eq!(told(&home, &mut ledger), (4, 1, 0), "each is told of once");
    let found = &survey(&[&ClaudeCode], &SearchPaths::below(&home), &Settings::default())[0];
    assert_eq!((found.sources, found.inaccessible.len()), (0, 5));
    let places: Vec<_> =
        found.inaccessible.iter().map(|(path, _)| path.strip_prefix(&projects).unwrap()).collect();
    assert!(places.contains(&Path::new("-home-linked")), "{places:?}");
    fs::remove_file(slug.join("fifo.jsonl")).unwrap();
    fs::remove_file(projects.join("-home-linked")).unwrap();
    fs::remove_file(odd(b"\xff\xfe.jsonl")).unwrap();
    assert_eq!(told(&home, &mut ledger), (2, 0, 0), "what is gone is no issue");
    let work = ledger.work();
    assert_eq!(scan_claude(&home, &mut ledger).vanished, 0);
    assert_eq!(ledger.work(), work, "that is kept once");
    symlink(&outside, projects.join("-home-linked")).unwrap();
    assert_eq!(told(&home, &mut ledger), (3, 0, 1));
    fs::remove_file(projects.join("-home-linked")).unwrap();
    fs::create_dir(projects.join("-home-linked")).unwrap();
    fs::remove_file(slug.join("link.jsonl")).unwrap();
    fs::write(slug.join("link.jsonl"), "").unwrap();
    assert_eq!(told(&home, &mut ledger), (1, 0, 0));
}

#[test]
fn a_link_that_stands_for_a_place_of_logs_is_told_of_unless_it_was_chosen() {
    let (directory, home) = bed();
    let outside = directory.path().join("outside");
    fs::create_dir_all(outside.join("slug")).unwrap();
    fs::write(outside.join("slug/one.jsonl"), "{}\n").unwrap();
    symlink(&outside, home.join("projects")).unwrap();
    let look = |root: &Path| {
        let places = SearchPaths::default().root("claude-code", root);
        let survey = survey(&[&ClaudeCode], &places, &Settings::default()).remove(0);
        (survey.sources, survey.inaccessible.into_iter().map(|(path, _)| path).collect::<Vec<_>>())
    };
    assert_eq!(look(&home), (0, vec![home.join("projects")]));
    assert_eq!(look(&home.join("projects")), (1, Vec::new()));
}

#[test]
fn a_linked_directory_is_not_entered() {
    let (directory, home) = bed();
    let outside = directory.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("one.log"), "c 1 10\n").unwrap();
    symlink(&outside, home.join("link")).unwrap();
    symlink(&home, home.join("around")).unwrap();
    let mut ledger = MemoryStore::default();
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
    let mut ledger = MemoryStore::default();
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
    File::from(file).write_all(text.as_bytes()).unwrap();
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
    let mut ledger = MemoryStore::default();
    run(&home, &mut ledger);
    assert_eq!((sums(&ledger).0, ledger.issues("too_many")), (0, 1));
    let (_directory, home) = bed();
    for n in 0..200 {
        fs::write(home.join([&n.to_string(), ".log"].concat()), "").unwrap();
    }
    let mut few = Settings::default();
    few.max_entries = 100;
    let mut ledger = MemoryStore::default();
    let summary = run_with(&Toy::new(), &home, &few, &mut ledger);
    assert_eq!((summary.sources < 101, ledger.issues("too_many")), (true, 1));
    let found = survey(&[&Toy::new()], &SearchPaths::below(&home), &few);
    assert_eq!((found[0].inaccessible.len(), found[0].roots[0].sources), (1, summary.sources));
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
    let mut ledger = MemoryStore::default();
    run(&home, &mut ledger);
    run(&home, &mut ledger);
    assert_eq!((inventory(&home), sums(&ledger)), (before, (2, 30)));
}

/// A terabyte of nothing is leapt over: what lies before and after it is read at once.
#[test]
fn a_sparse_terabyte_costs_nothing() {
    let (_directory, home) = bed();
    fs::write(home.join("sparse.log"), "c 1 10\n").unwrap();
    let file = File::options().append(true).open(home.join("sparse.log")).unwrap();
    if file.set_len(1 << 40).is_err() {
        return; // The file system has no such files.
    }
    (&file).write_all(b"c 2 20\nc 3 30\n").unwrap();
    fs::write(home.join("sparse.doc"), "").unwrap();
    File::options().write(true).open(home.join("sparse.doc")).unwrap().set_len(1 << 40).unwrap();
    let mut ledger = MemoryStore::default();
    let began = Instant::now();
    let first = run(&home, &mut ledger);
    assert_eq!(sums(&ledger), (3, 60));
    assert!(first.bytes < 4 << 20 && began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!((ledger.issues("too_large"), ledger.issues("malformed")), (1, 1));
    assert_eq!(run(&home, &mut ledger).bytes, 0);
    (&file).write_all(b"c 4 40\n").unwrap();
    assert_eq!((run(&home, &mut ledger).bytes, sums(&ledger)), (7, (4, 100)));
}

/// Asks a reading to end once so much of it is read.
struct Asking<'a> {
    stop: &'a AtomicBool,
    left: AtomicU64,
}

impl Observer for Asking<'_> {
    fn read(&self, bytes: u64) {
        let enough = |left: u64| Some(left.saturating_sub(bytes));
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, enough).unwrap_or_default();
        if left <= bytes {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// Who waits for the end of a line that has none can be interrupted, and does not begin again.
#[test]
fn a_line_without_end_ends_when_asked() {
    const LENGTH: u64 = 192 << 20;
    let (_directory, home) = bed();
    fs::write(home.join("endless.log"), vec![b'x'; usize::try_from(LENGTH).unwrap()]).unwrap();
    let mut settings = Settings::default();
    settings.max_line = 1 << 20;
    let (toy, mut ledger, mut reached) = (Toy::new(), MemoryStore::default(), 0);
    for _ in 0..2 {
        let stop = AtomicBool::new(false);
        let asking = Asking { stop: &stop, left: AtomicU64::new(16 << 20) };
        let summary =
            scan(&[&toy], &SearchPaths::below(&home), &settings, &mut ledger, &asking, &stop).unwrap();
        assert!(summary.stopped && summary.bytes < LENGTH / 2, "{} bytes", summary.bytes);
        let furthest = ledger.read_so_far("toy").map(|(_, known)| known.position.offset).max().unwrap();
        assert!(furthest > reached, "what was passed over is not passed over again");
        reached = furthest;
    }
    let mut file = File::options().append(true).open(home.join("endless.log")).unwrap();
    file.write_all(b"\nc 1 10\n").unwrap();
    let rest = run_with(&toy, &home, &settings, &mut ledger);
    assert!(rest.bytes <= LENGTH - reached + 8, "{} bytes after {reached}", rest.bytes);
    assert_eq!((sums(&ledger), ledger.issues("overlong_line")), ((1, 10), 1));
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
            let mut ledger = MemoryStore::default();
            run(&swapper.home, &mut ledger);
            escaped |= ledger.calls().any(|call| call.sample.usage.output == 1000);
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
