//! People who come from Scopeon 0.x: its files stand in no way, and what they hold is taken over when it is asked for.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use scopeon_providers::sample::{EARLIER_SESSION, write_earlier_files};

use crate::machine::Machine;

const FILES: [&str; 2] = ["config.toml", "scopeon.db"];
/// Commands that read, each with what it needs.
const READING: [&str; 24] = [
    "status",
    "report",
    "daily",
    "weekly",
    "monthly",
    "sessions",
    "explore",
    "tools",
    "mcp-usage",
    "subagents",
    "tasks",
    "tag list",
    "costs",
    "context",
    "cache",
    "health",
    "suggest",
    "limits",
    "blocks",
    "budget",
    "whatif --prices openrouter",
    "prices",
    "privacy",
    "db path",
];

fn machine() -> Machine {
    let machine = Machine::with_claude();
    write_earlier_files(&machine.own()).expect("files");
    machine
}

fn state(own: &Path) -> Vec<(Vec<u8>, SystemTime)> {
    let of = |name: &str| {
        let path = own.join(name);
        let changed = fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
        (fs::read(&path).expect("a file"), changed)
    };
    FILES.iter().map(|name| of(name)).collect()
}

#[test]
fn old_files_stand_in_no_way_and_stay_as_they_are() {
    let machine = machine();
    let before = state(&machine.own());
    let first = machine.run("ingest");
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.err.contains("are of Scopeon 0.x and stay as they are"), "{}", first.err);
    for command in READING {
        let ran = machine.run(command);
        assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
        assert!(!ran.err.contains("0.x"), "it is said once, and not by {command}: {}", ran.err);
    }
    assert_eq!(machine.answer("db path").trim(), machine.own().join("usage.db").display().to_string());
    let doctor = machine.run("doctor");
    assert!(doctor.out.contains("Scopeon 0.x") && doctor.out.contains("scopeon import"), "{}", doctor.out);
    assert_eq!(state(&machine.own()), before);
    for side in ["scopeon.db-wal", "scopeon.db-shm", "scopeon.db.lock"] {
        assert!(!machine.own().join(side).exists(), "{side}");
    }
    // Without the old files ours is found again.
    for name in FILES {
        fs::remove_file(machine.own().join(name)).expect("a file");
    }
    assert_eq!(machine.answer("db path").trim(), machine.own().join("usage.db").display().to_string());
}

#[test]
fn of_two_databases_of_ours_the_usual_name_is_used() {
    let machine = machine();
    machine.run("ingest");
    let own = machine.own();
    fs::rename(own.join("usage.db"), own.join("scopeon.db")).expect("a file");
    fs::copy(own.join("scopeon.db"), own.join("usage.db")).expect("a copy");
    assert_eq!(machine.answer("db path").trim(), own.join("scopeon.db").display().to_string());
    let doctor = machine.run("doctor");
    assert_eq!(doctor.code, Some(1), "{}", doctor.out);
    assert!(doctor.out.replace(['\n', ' '], "").contains("usage.dbisnotused"), "{}", doctor.out);
}

#[test]
fn what_they_hold_is_taken_over_once() {
    let machine = machine();
    let before = state(&machine.own());
    machine.run("ingest");
    let calls = || machine.json("report --since 2020-01-01")["total"]["calls"].as_u64().expect("a number");
    let known = calls();
    let tried = machine.json("import --dry-run");
    assert_eq!((calls(), machine.own().join("scopeon.toml").exists()), (known, false), "nothing is changed");
    let done = machine.json("import");
    assert_eq!((&tried["config"], &tried["history"]), (&done["config"], &done["history"]));
    assert_eq!((done["history"]["calls"].as_u64(), done["history"]["tagged"].as_u64()), (Some(3), Some(1)));
    assert_eq!(calls(), known + 3);
    let kept = fs::read_to_string(machine.own().join("scopeon.toml")).expect("a file");
    assert!(kept.contains("usd = 5") && kept.contains("acme-1") && !kept.contains("hooks"), "{kept}");
    let session = machine.json(&format!("session {EARLIER_SESSION}"));
    let usage = &session["session"]["usage"];
    let wanted = [
        ("input", 1_110),
        ("cache_read", 5_000),
        ("cache_write_5m", 300),
        ("cache_write_1h", 40),
        ("output", 620),
    ];
    for (counter, wanted) in wanted {
        assert_eq!(usage[counter].as_u64(), Some(wanted), "{counter}: {session}");
    }
    let again = machine.json("import");
    assert_eq!((again["history"]["calls"].as_u64(), again["history"]["known"].as_u64()), (Some(0), Some(1)));
    assert_eq!(again["config"]["added"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        (calls(), fs::read_to_string(machine.own().join("scopeon.toml")).expect("a file")),
        (known + 3, kept)
    );
    assert_eq!(machine.run("db verify").code, Some(0));
    assert_eq!(machine.run("privacy check").code, Some(0));
    assert_eq!(state(&machine.own()), before);
}

/// A log of a session that was taken over: one response of it with more output than 0.x saw, and one that it never saw.
fn write_log(machine: &Machine) {
    let line = |id: &str, request: &str, minute: u32, output: u32| {
        format!(
            "{{\"type\":\"assistant\",\"uuid\":\"00000000-0000-4000-8000-0000000000{minute:02}\",\
             \"timestamp\":\"2026-09-21T14:{minute}:20.000Z\",\"sessionId\":\"{EARLIER_SESSION}\",\"cwd\":\"/home/dev/shop\",\
             \"gitBranch\":\"main\",\"requestId\":\"{request}\",\"message\":{{\"id\":\"{id}\",\"role\":\"assistant\",\
             \"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":\
             {{\"input_tokens\":10,\"cache_read_input_tokens\":3000,\"output_tokens\":{output}}}}}}}\n"
        )
    };
    let project = machine.home().join(".claude/projects/-home-dev-shop");
    fs::create_dir_all(&project).expect("a directory");
    let text = line("msg_01XFDUDYJgAACzvnptvVoYEL", "req_018EeWyXxfu5pfWkrYcMdjWG", 15, 71)
        + &line("msg_01AbDUDYJgAACzvnptvVoYEL", "req_018EeWyXxfu5pfWkrYcMdjWH", 18, 5);
    fs::write(project.join(format!("{EARLIER_SESSION}.jsonl")), text).expect("a file");
}

#[test]
fn a_log_that_turns_up_later_counts_and_nothing_counts_twice() {
    let machine = machine();
    machine.run("import");
    write_log(&machine);
    let session = machine.json(&format!("session {EARLIER_SESSION}"));
    // The three calls that were taken over, one of them as the log has it now, and a new one.
    assert_eq!(session["session"]["calls"].as_u64(), Some(4), "{session}");
    assert_eq!(session["session"]["usage"]["output"].as_u64(), Some(500 + 71 + 50 + 5), "{session}");
    assert_eq!(machine.run("db verify").code, Some(0));

    // With the log read first nothing of its session is taken over.
    let machine = self::machine();
    write_log(&machine);
    let done = machine.json("import");
    assert_eq!((done["history"]["calls"].as_u64(), done["history"]["known"].as_u64()), (Some(0), Some(1)));
    assert_eq!(machine.json(&format!("session {EARLIER_SESSION}"))["session"]["calls"].as_u64(), Some(2));
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_taken_over() {
    let machine = machine();
    machine.run("ingest");
    let empty = machine.run("import .");
    assert_eq!(empty.code, Some(2));
    assert!(empty.err.contains("there are no files of Scopeon 0.x"), "{}", empty.err);
    let database = machine.own().join("scopeon.db");
    let mut bytes = fs::read(&database).expect("a file");
    let half = bytes.len() / 2;
    bytes[half..].fill(0xa5);
    fs::write(&database, bytes).expect("a file");
    let damaged = machine.run("import");
    assert_ne!(damaged.code, Some(0), "{}", damaged.out);
    assert!(damaged.err.contains("nothing was taken over"), "{}", damaged.err);
    assert!(!machine.own().join("scopeon.toml").exists());
}
