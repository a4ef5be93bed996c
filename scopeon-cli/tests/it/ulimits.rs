//! Limits that a shell sets: a sentence that names the limit, and no total that is silently too small.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use scopeon_core::time::Timestamp;
use scopeon_providers::sample::write_mixed_home;
use serde_json::Value;

use crate::machine::{Machine, Ran};

const NOW: &str = "2026-11-20T15:00:00Z";

/// Every agent's logs.
fn with_all() -> Machine {
    let machine = Machine::empty();
    write_mixed_home(&machine.home(), Timestamp::parse(NOW).expect("an instant")).expect("a home");
    machine
}

/// Runs a command line below a limit.
fn limited(machine: &Machine, limit: &str, line: &str) -> Ran {
    Ran::of(below(machine, limit, line))
}

fn below(machine: &Machine, limit: &str, line: &str) -> Command {
    let scopeon = machine.command(line.split_whitespace());
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")]).arg(scopeon.get_program());
    command.args(scopeon.get_args()).env_clear();
    command.envs(scopeon.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(machine.home());
    command
}

fn calls(ran: &Ran) -> Option<u64> {
    serde_json::from_str::<Value>(&ran.out).ok()?["total"]["calls"].as_u64()
}

#[test]
fn few_open_files_are_enough_or_named() {
    let whole = with_all().json(&format!("report --now {NOW}"));
    let all = whole["total"]["calls"].as_u64();
    for files in [4, 6, 8, 9, 10, 11, 12, 14, 16, 20, 24] {
        let machine = with_all();
        let ran = limited(&machine, &format!("-n {files}"), &format!("report --json --now {NOW}"));
        match ran.code {
            Some(0) => assert_eq!(calls(&ran), all, "{files}: {}", ran.err),
            Some(1) => assert!(ran.err.contains("note: "), "{files}: {ran:?}"),
            Some(3 | 4) => {
                assert!(ran.out.is_empty() && ran.err.contains("ulimit -n"), "{files}: {ran:?}");
            }
            _ => panic!("{files}: {ran:?}"),
        }
        assert_eq!(machine.json(&format!("report --now {NOW}")), whole, "{files}: nothing is lost");
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_named() {
    for size in [1, 16, 64, 128, 256] {
        let machine = Machine::with_claude();
        let ran = limited(&machine, &format!("-f {size}"), "report --json");
        assert!(ran.code == Some(0) || ran.err.contains("ulimit -f"), "{size}: {ran:?}");
        assert!([Some(0), Some(4)].contains(&ran.code), "{size}: {ran:?}");
        assert_eq!(machine.json("report")["total"]["calls"], 14, "{size}");
    }
    // What is known is answered all the same, and that it is not all.
    let machine = Machine::with_claude();
    machine.run("ingest");
    let log = machine.transcript();
    let mut text = fs::read_to_string(&log).expect("a file");
    (0..9_000).for_each(|number| text.push_str(&crate::process::line(number)));
    fs::write(&log, text).expect("a file");
    let ran = limited(&machine, "-f 600", "report --json");
    assert_eq!((ran.code, calls(&ran)), (Some(1), Some(14)), "{ran:?}");
    assert!(ran.err.contains("ulimit -f"), "{}", ran.err);
    assert_eq!(machine.run("db verify").code, Some(0));
    assert_eq!(machine.json("report")["total"]["calls"], 9_014);
}

#[test]
fn a_limit_of_memory_is_named() {
    let wide = format!("{{\"type\":\"user\",\"x\":\"{}\"}}\n", "a".repeat(40 << 20));
    for limit in [100_000, 150_000, 4_000_000] {
        let machine = Machine::with_claude();
        let log = machine.transcript();
        let text = fs::read_to_string(&log).expect("a file");
        fs::write(&log, format!("{text}{wide}{}", crate::process::line(1))).expect("a file");
        let ran = limited(&machine, &format!("-v {limit}"), "report --json");
        match ran.code {
            Some(0) => assert_eq!(calls(&ran), Some(15), "{limit}"),
            code => {
                assert_eq!((code, ran.out.as_str()), (Some(4), ""), "{limit}: {ran:?}");
                assert!(ran.err.contains(&format!("ulimit -v is {limit}")), "{limit}: {}", ran.err);
            }
        }
        assert_eq!(machine.json("report")["total"]["calls"], 15, "{limit}: nothing is lost");
    }
}

/// Below a limit of memory a second process does the work: a signal reaches it, and it ends with the first.
#[test]
fn a_signal_reaches_who_does_the_work() {
    for (name, code) in [("TERM", Some(0)), ("INT", Some(0)), ("KILL", None)] {
        let machine = Machine::with_claude();
        let mut command = below(&machine, "-v 4000000", "ingest --watch");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let mut said = BufReader::new(child.stdout.take().expect("a pipe"));
        said.read_line(&mut String::new()).expect("the first look is told of");
        crate::process::signal(&child, name);
        assert_eq!(child.wait().expect("an end").code(), code, "{name}");
        // The pipe ends when the last who writes to it has ended.
        let began = Instant::now();
        said.read_to_end(&mut Vec::new()).expect("an end");
        assert!(began.elapsed() < Duration::from_secs(5), "{name}: somebody works on");
    }
}

/// A log that may not be read makes every answer incomplete, not only the first.
#[test]
fn a_log_that_cannot_be_read_is_told_every_time() {
    let machine = Machine::with_claude();
    let log = machine.transcript();
    let as_nobody = |line: &str| {
        let scopeon = machine.command(line.split_whitespace());
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(scopeon.get_program());
        command.args(scopeon.get_args()).env_clear().env("PATH", "/usr/bin:/bin");
        command.envs(scopeon.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir("/");
        Ran::of(command)
    };
    let open = |path: &std::path::Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).expect("a mode");
    };
    open(machine.home().parent().expect("a directory"));
    fs::create_dir(machine.own()).expect("a directory");
    if std::os::unix::fs::chown(machine.own(), Some(65_534), None).is_err()
        || as_nobody("db path").code != Some(0)
    {
        println!("skipped: only root can run a program as another user");
        return;
    }
    fs::set_permissions(&log, fs::Permissions::from_mode(0o600)).expect("a mode");
    for line in ["report", "report", "status", "costs", "ingest"] {
        let ran = as_nobody(line);
        assert_eq!(ran.code, Some(1), "{line}: {ran:?}");
        assert!(
            ran.err.contains("1 log could not be read whole, so figures may be too low"),
            "{line}: {}",
            ran.err
        );
    }
    assert_eq!(as_nobody("doctor").code, Some(1));
    open(&log);
    assert_eq!(as_nobody("report").code, Some(0));
}
