//! The program among others: pipes, signals, several at once.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
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

fn line(n: u32) -> String {
    format!(
        "{{\"type\":\"assistant\",\"uuid\":\"u{n}\",\"sessionId\":\"long\",\"timestamp\":\"2026-09-01T10:00:00.000Z\",\"cwd\":\"/p\",\"version\":\"2.1.263\",\"requestId\":\"r{n}\",\"message\":{{\"id\":\"msg_{n}\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],\"usage\":{{\"input_tokens\":1,\"output_tokens\":1}}}}}}\n"
    )
}

fn signal(child: &Child, name: &str) {
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
fn watching_tells_of_what_is_appended_and_ends_well() {
    let machine = Machine::with_claude();
    let mut command = machine.command(["ingest", "--watch", "--json", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut next = || -> serde_json::Value {
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    };
    assert!(next()["calls"].as_u64() >= Some(14));
    let mut text = fs::read_to_string(machine.transcript()).expect("a file");
    text.push_str(&line(1));
    fs::write(machine.transcript(), text).expect("a file");
    assert_eq!(next()["calls"], 1);
    // Another process answers meanwhile, from what is kept.
    assert_eq!(machine.json("report --no-ingest")["total"]["calls"], 15);
    signal(&child, "TERM");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

#[test]
fn an_answer_does_not_wait_for_long_while_another_reads() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let mut command = machine.command(["ingest", "--watch", "--json", "-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a child");
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut String::new()).expect("a line");
    let began = Instant::now();
    let ran = machine.run("report --json");
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("another scopeon"), "{}", ran.err);
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    signal(&child, "INT");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

/// Starts watching; the lines it says come one by one, and what it notes apart from them.
fn watcher(machine: &Machine, line: &str) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut command = machine.command(line.split_whitespace());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child");
    let out = BufReader::new(child.stdout.take().expect("a pipe"));
    (child, out)
}

fn next_line(out: &mut impl BufRead) -> serde_json::Value {
    let mut text = String::new();
    out.read_line(&mut text).expect("a line");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn append(machine: &Machine, n: u32) {
    let mut text = fs::read_to_string(machine.transcript()).expect("a file");
    text.push_str(&line(n));
    fs::write(machine.transcript(), text).expect("a file");
}

#[test]
fn watching_hears_of_places_that_are_named_from_here() {
    let machine = Machine::with_claude();
    let config = machine.home().join("relative.toml");
    fs::write(&config, "[providers.claude-code]\nroots = ['home/.claude']\n").expect("a file");
    let configured = format!("--config {}", config.display());
    let cases = [("--home home", None), (configured.as_str(), None), ("", Some("home/.claude"))];
    for (n, (options, variable)) in (1..).zip(cases) {
        let line = format!("ingest --watch --json -q --db {n}.db {options}");
        let mut command = machine.command(line.split_whitespace());
        variable.map(|value| command.env("CLAUDE_CONFIG_DIR", value));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a child");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        assert!(next_line(&mut out)["calls"].as_u64() >= Some(14), "{line}");
        // A file that is not taken for a source after its first change is not looked at again.
        for change in [2 * n, 2 * n + 1] {
            append(&machine, change);
            let began = Instant::now();
            assert_eq!(next_line(&mut out)["calls"], 1, "{line}");
            assert!(began.elapsed() < Duration::from_secs(10), "{line}: {:?}", began.elapsed());
        }
        signal(&child, "TERM");
        assert_eq!(child.wait().expect("an end").code(), Some(0));
    }
}

#[test]
fn a_second_watcher_waits_and_takes_over() {
    let machine = Machine::with_claude();
    let (mut first, mut first_out) = watcher(&machine, "ingest --watch --json");
    next_line(&mut first_out);
    let (mut second, mut second_out) = watcher(&machine, "ingest --watch --json");
    let mut note = String::new();
    BufReader::new(second.stderr.take().expect("a pipe")).read_line(&mut note).expect("a note");
    assert!(note.contains("another scopeon is reading the logs; waiting"), "{note}");
    // Longer than an answer would wait.
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(second.try_wait().expect("a state"), None, "it still waits");
    let (mut third, _third_out) = watcher(&machine, "ingest --watch --json");
    BufReader::new(third.stderr.take().expect("a pipe")).read_line(&mut note).expect("a note");
    let began = Instant::now();
    signal(&third, "INT");
    assert_eq!(third.wait().expect("an end").code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    signal(&first, "TERM");
    assert_eq!(first.wait().expect("an end").code(), Some(0));
    assert_eq!(next_line(&mut second_out)["read"], 0, "everything is known already");
    append(&machine, 1);
    assert_eq!(next_line(&mut second_out)["calls"], 1);
    signal(&second, "TERM");
    assert_eq!(second.wait().expect("an end").code(), Some(0));
}
