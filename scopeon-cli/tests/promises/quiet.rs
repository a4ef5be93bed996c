//! C6 and C7: nothing is written into agents' directories, and no connection is opened. Needs `strace`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::kept::home_of_every_agent;
use super::world::{World, available};

const COMMANDS: &[&[&str]] = &[&["ingest"], &["report"], &["doctor"], &["session", "latest"], &["status"]];

#[test]
fn nothing_is_written_to_an_agents_directory_and_nothing_is_sent() {
    if !available("strace") {
        return;
    }
    let every = home_of_every_agent();
    // The test's own power: there are databases that could be written beside.
    let databases = World::files(&every.home()).iter().filter(|path| is_database(path)).count();
    assert!(databases > 5, "{databases}");
    for world in [World::with_sample(2).0, every] {
        is_quiet(&world);
    }
}

/// Reads a home while its system calls are looked through.
fn is_quiet(world: &World) {
    let before = listing(world);
    let trace = world.path().join("trace");
    for args in COMMANDS {
        let mut command = Command::new("strace");
        world.settle(&mut command);
        command.args([
            "-f",
            "-qq",
            "-y",
            "-e",
            "trace=%file,%network,ftruncate,fchmod,futimesat,utimensat",
            "-o",
        ]);
        command.arg(&trace).arg(env!("CARGO_BIN_EXE_scopeon")).args(world.globals()).args(*args);
        assert!(command.output().unwrap().status.code().is_some_and(|code| code < 2), "{args:?}");
        let lines = String::from_utf8_lossy(&fs::read(&trace).unwrap()).into_owned();
        assert!(lines.contains("openat"), "the trace is empty");
        check_files(&lines, world.home().to_str().unwrap());
        check_network(&lines);
    }
    assert_eq!(listing(world), before);
}

fn is_database(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3"))
}

fn check_files(trace: &str, home: &str) {
    let changing = [
        "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "unlink", "rename", "mkdir", "chmod", "utimens",
        "symlink", "link(",
    ];
    for line in trace.lines().filter(|line| line.contains(home)) {
        let guilty = changing.iter().find(|word| line.contains(**word) && !line.contains("readlink"));
        assert!(guilty.is_none(), "{line}");
    }
}

fn check_network(trace: &str) {
    for line in trace.lines() {
        let network =
            ["socket(AF_INET", "connect(", "sendto(", "bind("].iter().any(|call| line.contains(call));
        assert!(!network, "{line}");
    }
}

/// Names, sizes and times of every file: reading changes none.
fn listing(world: &World) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    let describe = |path: std::path::PathBuf| {
        let meta = fs::metadata(&path).unwrap();
        (path, meta.len(), meta.modified().unwrap())
    };
    World::files(&world.home()).into_iter().map(describe).collect()
}

/// What is disabled is not opened, looked through or asked about.
#[test]
fn what_is_disabled_is_not_touched() {
    if !available("strace") {
        return;
    }
    let (world, _) = World::with_sample(2);
    fs::create_dir_all(world.home().join(".zcode")).unwrap();
    fs::create_dir_all(world.data()).unwrap();
    let touches = |list: &str| {
        fs::write(world.data().join("config.toml"), format!("[providers]\ndisabled = [{list}]\n")).unwrap();
        let trace = world.path().join("trace");
        let mut lines = String::new();
        for args in [["ingest"], ["report"], ["doctor"], ["providers"]] {
            let mut command = Command::new("strace");
            world.settle(&mut command);
            command.args(["-f", "-qq", "-y", "-e", "trace=%file", "-o"]).arg(&trace);
            command.arg(env!("CARGO_BIN_EXE_scopeon")).args(world.globals()).args(args);
            assert!(command.output().unwrap().status.code().is_some_and(|code| code < 2));
            lines.push_str(&String::from_utf8_lossy(&fs::read(&trace).unwrap()));
        }
        [".claude", ".zcode"].map(|name| lines.contains(world.home().join(name).to_str().unwrap()))
    };
    assert_eq!(touches(""), [true, true]);
    assert_eq!(touches("'zcode'"), [true, false]);
    assert_eq!(touches("'claude-code', 'zcode'"), [false, false]);
}
