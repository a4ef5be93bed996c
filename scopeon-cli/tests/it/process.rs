//! The program among others: pipes, signals, several at once.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scopeon_store::WriterLock;

use crate::machine::{Machine, Ran};

#[test]
fn a_pipe_that_closes_early_is_no_failure() {
    let machine = Machine::empty();
    for line in ["prices list --all", "prices list --all --json", "completions bash", "man", "--help"] {
        let mut command = machine.command(line.split(' '));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
        let mut out = child.stdout.take().expect("a pipe");
        out.read_exact(&mut [0]).expect("something is said");
        drop(out);
        let ran = Ran::from(child.wait_with_output().expect("an end"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn two_first_runs_at_once_give_the_same_totals() {
    let machine = Machine::with_claude();
    let start = || {
        let mut command = machine.command(["report", "--json", "-q"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child")
    };
    let children = [start(), start(), start()];
    let alone = Machine::with_claude().json("report");
    for child in children {
        let ran = Ran::from(child.wait_with_output().expect("an end"));
        let report: serde_json::Value = crate::machine::figures(&ran.out);
        assert_eq!((ran.code, &report), (Some(0), &alone), "{}", ran.err);
    }
    assert_eq!(machine.json("report"), alone);
}

/// A transcript that takes a while to read.
fn long_log(machine: &Machine, lines: u32) -> u32 {
    let project = machine.home().join(".claude/projects/-long");
    fs::create_dir_all(&project).expect("a directory");
    let mut text = String::new();
    for n in 0..lines {
        text.push_str(&line(n));
    }
    fs::write(project.join("long.jsonl"), text).expect("a file");
    lines
}

/// The transcript's line of one call, with one token in and one out.
pub(crate) fn line(n: u32) -> String {
    format!(
        "{{\"type\":\"assistant\",\"uuid\":\"u{n}\",\"sessionId\":\"long\",\"timestamp\":\"2026-09-01T10:00:00.000Z\",\"cwd\":\"/p\",\"version\":\"2.1.263\",\"requestId\":\"r{n}\",\"message\":{{\"id\":\"msg_{n}\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],\"usage\":{{\"input_tokens\":1,\"output_tokens\":1}}}}}}\n"
    )
}

pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
}

fn appears(path: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !path.exists() {
        assert!(Instant::now() < deadline, "{} does not appear", path.display());
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_signal_ends_a_reading_and_keeps_what_is_read() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let machine = Machine::empty();
        let lines = long_log(&machine, 120_000);
        let mut command = machine.command(["ingest"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
        appears(&machine.db());
        signal(&child, name);
        let ran = Ran::from(child.wait_with_output().expect("an end"));
        // A reading that was done before the signal came is done.
        assert!([Some(code), Some(0)].contains(&ran.code), "{ran:?}");
        let report = machine.json("report");
        assert_eq!(report["total"]["calls"], lines, "nothing is lost and nothing counts twice");
    }
}

#[test]
fn an_answer_does_not_wait_for_long_while_another_reads() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let _lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    let began = Instant::now();
    let ran = machine.run("report --json");
    // What is new is not in it, and a script can tell.
    assert_eq!(ran.code, Some(0));
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(answer["fresh"]["state"], "stale");
    assert!(ran.err.contains("another scopeon is reading the logs, or another program holds"), "{}", ran.err);
    assert!(ran.err.contains("scopeon.db.lock"), "{}", ran.err);
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
}

/// Who asks for a fresh answer waits for it, and gets none where it cannot be had.
#[test]
fn a_fresh_answer_is_waited_for_or_refused() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(1_500));
        drop(lock);
    });
    let ran = machine.run("report --fresh --json");
    release.join().expect("no panic");
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &answer["fresh"]["state"]), (Some(0), &"current".into()), "{ran:?}");
    let lock = machine.db().with_extension("db.lock");
    std::fs::remove_file(&lock).expect("a lock");
    std::fs::create_dir(&lock).expect("something else in its place");
    let ran = machine.run("report --fresh");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
    assert!(
        ran.err.contains("there is no fresh answer") && ran.err.contains("scopeon.db.lock"),
        "{}",
        ran.err
    );
    assert_eq!(machine.run("report").code, Some(1), "an answer that may lack something");
}

/// An answer that nobody reads waits in the middle of being written, where nothing looks for a wish to stop.
#[test]
fn a_signal_ends_an_answer_that_is_not_taken() {
    for name in ["TERM", "INT"] {
        let machine = Machine::empty();
        let project = machine.home().join(".claude/projects/-long");
        fs::create_dir_all(&project).expect("a directory");
        let sessions: String = (0..600)
            .map(|n| line(n).replace("\"sessionId\":\"long\"", &format!("\"sessionId\":\"s{n}\"")))
            .collect();
        fs::write(project.join("long.jsonl"), sessions).expect("a file");
        let mut command = machine.command("sessions --limit all --json".split(' '));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a child");
        // Some of it was written, so the rest is being written.
        child.stdout.as_mut().expect("a pipe").read_exact(&mut [0]).expect("something is said");
        std::thread::sleep(Duration::from_millis(200));
        assert!(child.try_wait().expect("a child").is_none(), "it was too little to fill a pipe");
        let began = Instant::now();
        signal(&child, name);
        child.wait().expect("an end");
        assert!(began.elapsed() < Duration::from_secs(1), "{name}: {:?}", began.elapsed());
    }
}
