//! Own files that are none: a pipe, a directory, a device, a file without an end. Each command says which it is, at once
//! and in little memory.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::world::World;

/// Generous, for what takes some milliseconds.
const MOST: Duration = Duration::from_secs(20);
const MOST_RESIDENT_KIB: u64 = 128 * 1024;

const SHAPES: [&str; 4] = ["pipe", "directory", "device", "sparse"];

fn make(shape: &str, path: &Path) {
    match shape {
        "pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        "directory" => fs::create_dir(path).unwrap(),
        "device" => symlink("/dev/zero", path).unwrap(),
        _ => File::create(path).unwrap().set_len(20 << 30).unwrap(),
    }
}

/// Runs a command, which is ended when it takes too long or too much memory; returns its code and what it said.
fn ran(world: &World, command: &[&str]) -> Option<(Option<i32>, String)> {
    let (out, err) = (world.path().join("out"), world.path().join("err"));
    let mut child = world
        .scopeon(command)
        .stdout(Stdio::from(File::create(&out).unwrap()))
        .stderr(Stdio::from(File::create(&err).unwrap()))
        .spawn()
        .unwrap();
    let began = Instant::now();
    loop {
        if let Some(ended) = child.try_wait().unwrap() {
            let said = [out, err].map(|path| fs::read_to_string(path).unwrap()).join("\n");
            return Some((ended.code(), said.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        if began.elapsed() > MOST || resident(child.id()) > MOST_RESIDENT_KIB {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        sleep(Duration::from_millis(2));
    }
}

fn resident(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

/// Puts something in the place of a file of ours and has commands name it.
fn is_named(name: &str, shapes: &[&str], commands: &[&[&str]]) {
    for shape in shapes {
        let (world, _) = World::with_sample(1);
        world.success(&["ingest"]);
        let path = world.data().join(name);
        let _ = fs::remove_file(&path);
        make(shape, &path);
        for command in commands {
            let Some((code, said)) = ran(&world, command) else {
                panic!("{shape} {name}: {command:?} goes on")
            };
            assert!(code.is_some_and(|code| (1..5).contains(&code)), "{shape} {name} {command:?}: {said}");
            assert!(said.contains(path.to_str().unwrap()), "{shape} {name} {command:?}: {said}");
        }
    }
}

#[test]
fn a_key_that_is_none_is_named_at_once() {
    is_named("paths.key", &SHAPES, &[&["report"], &["ingest"], &["status"], &["doctor"], &["db", "compact"]]);
}

#[test]
fn what_lies_beside_the_database_and_is_no_file_is_named_at_once() {
    let commands: [&[&str]; 5] =
        [&["report", "--no-ingest"], &["doctor"], &["db", "verify"], &["privacy", "check"], &["report"]];
    for name in ["scopeon.db-journal", "scopeon.db-wal", "scopeon.db-shm"] {
        is_named(name, &["pipe", "directory", "device"], &commands);
    }
}

#[test]
fn a_configuration_and_prices_that_are_none_are_named_at_once() {
    for name in ["config.toml", "prices.tsv"] {
        is_named(name, &SHAPES, &[&["report"], &["costs", "--no-ingest"]]);
    }
}

#[test]
fn a_lock_that_is_none_is_named_at_once() {
    // A pipe can be locked as any other file.
    is_named("scopeon.db.lock", &["directory", "device"], &[&["report"], &["ingest"]]);
}
