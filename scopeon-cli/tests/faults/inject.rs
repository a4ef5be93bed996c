//! A2 and A3: a kill at, or a failure of, each system call that writes. Needs `strace`.

use std::fs;
use std::process::{Command, Output};

use super::world::{World, all_points, available};

/// The calls that change something on the disk.
const WRITING: [&str; 8] =
    ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "openat", "mkdir"];

struct Fault {
    call: &'static str,
    inject: &'static str,
}

const FAILURES: [Fault; 12] = [
    Fault { call: "pwrite64", inject: "error=EIO" },
    Fault { call: "pwrite64", inject: "error=ENOSPC" },
    Fault { call: "pwrite64", inject: "error=EDQUOT" },
    Fault { call: "pwrite64", inject: "retval=0" },
    Fault { call: "pread64", inject: "error=EIO" },
    Fault { call: "pread64", inject: "error=EINTR" },
    Fault { call: "fdatasync", inject: "error=EIO" },
    Fault { call: "openat", inject: "error=EMFILE" },
    Fault { call: "openat", inject: "error=EACCES" },
    Fault { call: "openat2", inject: "error=EMFILE" },
    Fault { call: "openat2", inject: "error=EACCES" },
    Fault { call: "read", inject: "error=EIO" },
];

#[test]
fn killed_at_a_writing_call_everything_recovers() {
    if !available("strace") {
        return;
    }
    let clean = reference();
    let expected = clean.totals();
    let mut tried = 0;
    for call in WRITING {
        let count = count_calls(&clean, call);
        for nth in points(count, 6) {
            let world = World::reading(&clean);
            let output = traced(&world, &format!("{call}:signal=SIGKILL:when={nth}"));
            // How often a call is made differs a little from run to run; a point that is not reached is no try.
            if output.status.success() {
                continue;
            }
            tried += 1;
            recovers(&world, &expected, &format!("killed at {call} number {nth}"));
        }
    }
    assert!(tried >= 20, "only {tried} points were reached");
}

#[test]
fn a_failing_call_is_a_clear_error_and_everything_recovers() {
    if !available("strace") {
        return;
    }
    let clean = reference();
    let expected = clean.totals();
    let mut fired = 0;
    for fault in FAILURES {
        for nth in points(count_calls(&clean, fault.call), 3) {
            let world = World::reading(&clean);
            let rule = format!("{}:{}:when={nth}", fault.call, fault.inject);
            let output = traced(&world, &rule);
            if !trace(&world).contains("(INJECTED)") || hit_the_loader(&output) {
                continue;
            }
            fired += 1;
            ended_decently(&output, &rule);
            recovers(&world, &expected, &rule);
        }
    }
    assert!(fired >= if all_points() { 300 } else { 20 }, "only {fired} faults fired");
}

/// A world with a sample of logs, read without a fault.
fn reference() -> World {
    let (world, _) = World::with_sample(2);
    world.success(&["ingest"]);
    world
}

/// The first, the last and some calls between, or all of them.
fn points(count: usize, sample: usize) -> Vec<usize> {
    if all_points() || count <= sample {
        return (1..=count).collect();
    }
    (0..sample).map(|n| 1 + n * (count - 1) / (sample - 1)).collect()
}

fn traced(world: &World, inject: &str) -> Output {
    strace(world, &["-e", &format!("inject={inject}")])
}

fn strace(world: &World, options: &[&str]) -> Output {
    let mut command = Command::new("strace");
    world.settle(&mut command);
    command.args(["-f", "-qq", "-o"]).arg(trace_path(world)).args(options);
    command.arg(env!("CARGO_BIN_EXE_scopeon")).args(world.globals()).arg("ingest").output().unwrap()
}

fn trace_path(world: &World) -> std::path::PathBuf {
    world.path().join("trace")
}

fn trace(world: &World) -> String {
    String::from_utf8_lossy(&fs::read(trace_path(world)).unwrap()).into_owned()
}

fn count_calls(reference: &World, call: &str) -> usize {
    let world = World::reading(reference);
    let output = strace(&world, &["-e", &format!("trace={call}")]);
    assert!(output.status.success());
    let trace = trace(&world);
    trace.lines().filter(|line| line.contains(&format!("{call}("))).count()
}

/// Whether the fault hit the dynamic loader, before the program began.
fn hit_the_loader(output: &Output) -> bool {
    output.status.code() == Some(127)
}

fn ended_decently(output: &Output, rule: &str) {
    let code = output.status.code();
    assert!(code.is_some_and(|code| code < 100), "{rule}: ended with {:?}", output.status);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{rule}: {errors}");
    if code != Some(0) {
        // What could not be read is told of, and all the rest was.
        let told = if code == Some(1) { "note: " } else { "error:" };
        assert!(errors.contains(told), "{rule}: code {code:?} without a message: {errors}");
    }
}

fn recovers(world: &World, expected: &[serde_json::Value; 3], what: &str) {
    world.success(&["ingest"]);
    world.verify();
    assert_eq!(&world.totals(), expected, "{what}");
}
