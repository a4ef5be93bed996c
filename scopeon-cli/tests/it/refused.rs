//! A source that could not be read whole is never well: for every agent that keeps a database, whatever is wrong with it.

use std::fs;
use std::path::Path;

use scopeon_core::provider::IssueKind;
use scopeon_providers::sample::{stores, write_store, write_unknown_store};

use crate::machine::Machine;

/// What is wrong with a database, how it is told, and what is named.
const HARMS: [(&str, IssueKind, &str); 7] = [
    ("garbage", IssueKind::Malformed, ""),
    ("cut off", IssueKind::Malformed, ""),
    ("a link in its place", IssueKind::NotRegular, ""),
    ("a FIFO in its place", IssueKind::NotRegular, ""),
    ("a link for its log", IssueKind::NotRegular, "-wal"),
    ("a FIFO for its journal", IssueKind::NotRegular, "-journal"),
    ("too large", IssueKind::TooLarge, ""),
];

fn fifo(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

fn harm(path: &Path, how: &str) {
    let name = path.file_name().expect("a name").display();
    let beside = |suffix: &str| path.with_file_name(format!("{name}{suffix}"));
    let whole = fs::read(path).expect("a database");
    fs::remove_file(beside("-wal")).expect("removed");
    fs::remove_file(path).expect("removed");
    match how {
        "garbage" => fs::write(path, [0xab; 8192]).expect("a file"),
        "cut off" => fs::write(path, &whole[..whole.len() / 2]).expect("a file"),
        "a link in its place" => std::os::unix::fs::symlink("/dev/null", path).expect("a link"),
        "a FIFO in its place" => fifo(path),
        _ => fs::write(path, &whole).expect("a file"),
    }
    match how {
        "a link for its log" => std::os::unix::fs::symlink("/dev/null", beside("-wal")).expect("a link"),
        "a FIFO for its journal" => fifo(&beside("-journal")),
        "too large" => {
            fs::File::options().write(true).open(path).expect("a file").set_len(3 << 30).expect("a size");
        }
        _ => {}
    }
}

#[test]
fn a_database_that_is_not_read_is_1_and_named_for_every_agent() {
    for (agent, (how, kind, suffix)) in stores().flat_map(|agent| HARMS.map(|harm| (agent, harm))) {
        let machine = Machine::empty();
        let path = write_store(&machine.home(), agent, 100_000).expect("a database");
        harm(&path, how);
        let ran = machine.run("doctor --json");
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(ran.code, Some(1), "{agent}: {how}");
        let lines = report["attention"].to_string();
        let named = format!("{}{suffix} of", path.display());
        assert!(
            lines.contains(&named) && lines.contains(&kind.as_str().replace('_', " ")),
            "{agent}: {how}: {lines}"
        );
        let group =
            report["issues"].as_array().expect("groups").iter().find(|group| group["kind"] == kind.as_str());
        assert_eq!(group.expect("the kind")["attention"], true, "{agent}: {how}");
        let checks = report["agents"].as_array().expect("agents");
        let check = checks.iter().find(|check| check["id"] == agent).expect("the agent");
        assert_eq!(check["unread"], 1, "{agent}: {how}");
        // Each answer says so, too, and not only the first.
        let answer = machine.run("report --json");
        let report: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
        assert_eq!((answer.code, &report["fresh"]["state"]), (Some(1), &"stale".into()), "{agent}: {how}");
    }
}

/// A newer version may call all its tables otherwise: nothing of it is read, and that is never well.
#[test]
fn tables_of_another_name_are_1_and_named_for_every_agent() {
    for agent in stores() {
        let machine = Machine::empty();
        let path = write_store(&machine.home(), agent, 100_000).expect("a database");
        let whole = machine.json("doctor");
        assert_eq!(
            whole["attention"],
            serde_json::json!([]),
            "{agent}: what is known has no rows, which is well"
        );
        write_unknown_store(&machine.home(), agent, 100_000).expect("a database");
        let ran = machine.run("doctor --json");
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let lines = report["attention"].to_string();
        assert_eq!(ran.code, Some(1), "{agent}");
        assert!(
            lines.contains("unknown schema") && lines.contains(&path.display().to_string()),
            "{agent}: {lines}"
        );
    }
}

/// Crush's databases are found by a registry: without it all of them are missing.
#[test]
fn a_registry_that_is_not_read_is_1_and_named() {
    for (how, kind) in [("garbage", "it was passed over"), ("a FIFO in its place", "Not a regular file")] {
        let machine = Machine::empty();
        write_store(&machine.home(), "crush", 100_000).expect("a database");
        let registry = machine.home().join(".local/share/crush/projects.json");
        assert_eq!(machine.run("doctor").code, Some(0));
        let whole = fs::read(&registry).expect("a registry");
        fs::remove_file(&registry).expect("removed");
        if how == "garbage" {
            fs::write(&registry, [0xab; 64]).expect("a file");
        } else {
            fifo(&registry);
        }
        let report: serde_json::Value =
            serde_json::from_str(&machine.run("doctor --json").out).expect("JSON");
        let lines = report["attention"].to_string();
        assert!(lines.contains(&registry.display().to_string()) && lines.contains(kind), "{how}: {lines}");
        fs::remove_file(&registry).expect("removed");
        fs::write(&registry, whole).expect("a file");
        assert_eq!(machine.run("doctor").code, Some(0), "{how}: it is mended");
    }
}

/// A database that was whole and is harmed, and is whole again: what was told of it is taken back.
#[test]
fn what_is_mended_is_well_again() {
    let machine = Machine::with_claude();
    let path = write_store(&machine.home(), "opencode", 100_000).expect("a database");
    let unread = || {
        let report = machine.json("doctor");
        let checks = report["agents"].as_array().expect("agents").clone();
        checks.into_iter().find(|check| check["id"] == "opencode").expect("the agent")["unread"].clone()
    };
    assert_eq!(unread(), 0);
    for (how, _, _) in HARMS {
        harm(&path, how);
        assert_eq!(unread(), 1, "{how}");
        for suffix in ["", "-wal", "-journal"] {
            let _ = fs::remove_file(format!("{}{suffix}", path.display()));
        }
        write_store(&machine.home(), "opencode", 100_000).expect("a database");
        assert_eq!(unread(), 0, "{how}");
    }
}

/// An answer that lacks a whole database says so every time, is not current, and is refused where it has to be.
#[test]
fn an_answer_without_a_whole_database_is_not_current() {
    for agent in stores() {
        lacks(agent, |_| vec![0xab; 9_000]);
    }
    // Of a small database the first pages may hold all that is read, and nothing is lost.
    lacks("opencode", |whole| whole.get(..9_000).expect("a longer one").to_vec());
}

fn lacks(agent: &str, harmed: impl Fn(&[u8]) -> Vec<u8>) {
    let machine = Machine::empty();
    let path = write_store(&machine.home(), agent, 100_000).expect("a database");
    assert_eq!(machine.run("report").code, Some(0), "{agent}");
    let whole = fs::read(&path).expect("a database");
    fs::write(&path, harmed(&whole)).expect("a file");
    for _ in 0..2 {
        let ran = machine.run("report --json");
        let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!((ran.code, &answer["fresh"]["state"]), (Some(1), &"stale".into()), "{agent}: {ran:?}");
        assert!(ran.err.contains("1 log could not be read whole"), "{agent}: {}", ran.err);
    }
    let ran = machine.run("report --fresh");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{agent}: {ran:?}");
    fs::write(&path, whole).expect("a file");
    assert_eq!(machine.run("report --fresh").code, Some(0), "{agent}");
}

/// About a log that is gone nothing can be done, and nothing is asked.
#[test]
fn what_is_gone_needs_no_attention() {
    let machine = Machine::empty();
    write_store(&machine.home(), "opencode", 100_000).expect("a database");
    assert_eq!(machine.run("doctor").code, Some(0));
    let directory = machine.home().join(".claude/projects/-p");
    fs::create_dir_all(&directory).expect("a directory");
    let broken = directory.join("aaaaaaaa-0000-4000-8000-000000000001.jsonl");
    fs::write(&broken, "{\"broken\n{\"twice\n").expect("a file");
    assert_eq!(machine.run("doctor").code, Some(1));
    fs::remove_file(&broken).expect("removed");
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(0), "{}", ran.out);
}
