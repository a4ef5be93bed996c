//! A program that stays and reads on: live, and in nobody's way.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use scopeon_app::{Change, Opening, Scopeon};
use scopeon_store::WriterLock;

use crate::machine::{Machine, Ran};
use crate::process::{line, signal};

/// A process that watches, and what it says line by line.
struct Watcher {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Watcher {
    fn start(machine: &Machine) -> Self {
        Self::with(machine, "", None)
    }

    fn with(machine: &Machine, options: &str, config_dir: Option<&str>) -> Self {
        let line = format!("ingest --watch --json {options}");
        let mut command = machine.command(line.split_whitespace());
        config_dir.map(|value| command.env("CLAUDE_CONFIG_DIR", value));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, out }
    }

    fn next(&mut self) -> serde_json::Value {
        let mut text = String::new();
        self.out.read_line(&mut text).expect("a line");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Waits until the lines that are said tell of so many calls.
    fn hears(&mut self, calls: u64) {
        let mut heard = 0;
        while heard < calls {
            heard += self.next()["calls"].as_u64().expect("a number");
        }
        assert_eq!(heard, calls);
    }

    /// Ends it and returns what it noted.
    fn end(mut self, name: &str) -> String {
        signal(&self.child, name);
        let mut noted = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut noted).expect("UTF-8");
        assert_eq!(self.child.wait().expect("an end").code(), Some(0), "{noted}");
        noted
    }
}

/// A test that fails leaves no process behind.
impl Drop for Watcher {
    fn drop(&mut self) {
        // One that has ended cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn append(machine: &Machine, n: u32) {
    append_to(&machine.transcript(), &line(n));
}

fn append_to(path: &Path, text: &str) {
    let mut file = fs::OpenOptions::new().append(true).open(path).expect("a file");
    file.write_all(text.as_bytes()).expect("it is written");
}

/// Returns how many calls are known, without reading anything.
fn known(machine: &Machine) -> u64 {
    machine.json("report --no-ingest")["total"]["calls"].as_u64().expect("a number")
}

/// Waits until somebody has read so many calls.
#[track_caller]
fn wait_for(machine: &Machine, calls: u64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while known(machine) < calls {
        assert!(Instant::now() < deadline, "{} of {calls}", known(machine));
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Compares what is known with what a first run over the same logs finds.
#[track_caller]
fn equals_a_clean_run(machine: &Machine) {
    let report = machine.json("report model");
    assert_eq!(report, machine.json("report model --db clean.db"));
    assert_eq!(machine.run("db verify").code, Some(0));
    fs::remove_file(machine.home().with_file_name("clean.db")).expect("it was made");
}

#[test]
fn watching_tells_of_what_is_appended_and_ends_well() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    assert!(watcher.next()["calls"].as_u64() >= Some(14));
    append(&machine, 1);
    assert_eq!(watcher.next()["calls"], 1);
    // Another process answers meanwhile, from what is kept.
    assert_eq!(known(&machine), 15);
    // Half a line is nothing to tell of, and nothing is said twice.
    let whole = line(2);
    let (begun, rest) = whole.split_at(100);
    append_to(&machine.transcript(), begun);
    std::thread::sleep(Duration::from_secs(1));
    append_to(&machine.transcript(), rest);
    assert_eq!(watcher.next()["calls"], 1);
    assert_eq!(watcher.end("TERM"), "");
}

#[test]
fn who_follows_the_database_is_told_what_a_watch_records() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    watcher.next();
    let mut follow = Scopeon::open(machine.db()).and_then(Opening::known).and_then(|db| db.follow());
    let follow = follow.as_mut().expect("it is there");
    for n in 1..4 {
        append(&machine, n);
        let told = follow.next_timeout(Duration::from_secs(20)).expect("it is told").expect("it is readable");
        assert_eq!((told.change, told.call.session.as_str()), (Change::New, "long"));
    }
    assert_eq!(watcher.end("TERM"), "");
    assert!(follow.next_timeout(Duration::from_millis(500)).is_none() && !follow.is_over());
}

#[test]
fn watching_hears_of_places_that_are_named_from_here() {
    let machine = Machine::with_claude();
    let config = machine.home().join("relative.toml");
    fs::write(&config, "[providers.claude-code]\nroots = ['home/.claude']\n").expect("a file");
    let configured = format!("--config {}", config.display());
    let cases = [("--home home", None), (configured.as_str(), None), ("", Some("home/.claude"))];
    for (n, (options, variable)) in (1..).zip(cases) {
        let mut watcher = Watcher::with(&machine, &format!("--db {n}.db {options}"), variable);
        assert!(watcher.next()["calls"].as_u64() >= Some(14), "{options}");
        // A file that is not taken for a source after its first change is not looked at again.
        for change in [2 * n, 2 * n + 1] {
            append(&machine, change);
            let began = Instant::now();
            assert_eq!(watcher.next()["calls"], 1, "{options}");
            assert!(began.elapsed() < Duration::from_secs(10), "{options}: {:?}", began.elapsed());
        }
        watcher.end("TERM");
    }
}

#[test]
fn an_idle_watcher_is_in_nobodys_way() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    watcher.next();
    for line in ["status", "doctor", "providers", "ingest", "tag set 2222 shop", "db compact"] {
        let began = Instant::now();
        let ran = machine.run(line);
        assert_eq!(ran.err, "", "{line}");
        assert!(ran.code == Some(0) || line == "doctor", "{line}: {ran:?}");
        assert!(began.elapsed() < Duration::from_secs(2), "{line}: {:?}", began.elapsed());
    }
    assert!(WriterLock::try_acquire(&machine.db()).expect("a lock").is_some(), "nobody writes");
    append(&machine, 1);
    watcher.hears(1);
    assert_eq!(known(&machine), 15);
    equals_a_clean_run(&machine);
    watcher.end("INT");
}

#[test]
fn appends_and_answers_in_turn_count_each_line_once() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    watcher.next();
    for n in 1..=50 {
        append(&machine, n);
        let ran = machine.run("report --json");
        // Whoever comes first has read it, and the answer holds it.
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{n}");
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(report["total"]["calls"].as_u64(), Some(14 + u64::from(n)));
    }
    equals_a_clean_run(&machine);
    assert_eq!(watcher.end("TERM"), "");
}

#[test]
fn two_watchers_read_each_line_once() {
    let machine = Machine::with_claude();
    let (mut first, mut second) = (Watcher::start(&machine), Watcher::start(&machine));
    first.next();
    second.next();
    for n in 1..=20 {
        append(&machine, n);
        std::thread::sleep(Duration::from_millis(50));
    }
    wait_for(&machine, 34);
    equals_a_clean_run(&machine);
    // The one goes on without the other.
    assert_eq!(first.end("INT"), "");
    append(&machine, 21);
    wait_for(&machine, 35);
    assert_eq!(second.end("TERM"), "");
}

#[test]
fn a_watcher_waits_for_who_writes() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    watcher.next();
    let lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    append(&machine, 1);
    // Longer than an answer would wait.
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(watcher.child.try_wait().expect("a state"), None, "it still waits");
    assert_eq!(known(&machine), 14);
    drop(lock);
    watcher.hears(1);
    let _lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    append(&machine, 2);
    std::thread::sleep(Duration::from_secs(1));
    let began = Instant::now();
    let noted = watcher.end("INT");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(noted.matches("another scopeon is reading the logs; waiting").count(), 1, "{noted}");
}

#[test]
fn what_others_deleted_is_not_remembered() {
    let machine = Machine::with_claude();
    let mut watcher = Watcher::start(&machine);
    watcher.next();
    append(&machine, 1);
    watcher.hears(1);
    let ran = machine.run("db compact --delete-before 2026-10-01 --yes");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    append(&machine, 2);
    watcher.hears(1);
    assert_eq!(known(&machine), 1);
    assert_eq!(machine.run("db verify").code, Some(0));
    // Nor is a database that is not there any more, even after looks that found nothing new.
    fs::remove_dir_all(machine.own()).expect("it was there");
    fs::create_dir(machine.home().join(".claude/projects/-empty")).expect("a directory");
    std::thread::sleep(Duration::from_secs(3));
    append(&machine, 3);
    watcher.hears(20);
    assert_eq!(known(&machine), 17);
    equals_a_clean_run(&machine);
    let ran: Ran = machine.run("ingest");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    watcher.end("TERM");
}
