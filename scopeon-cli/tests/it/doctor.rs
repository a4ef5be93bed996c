//! `scopeon doctor` and `scopeon db`: what is told, and the codes that scripts go by.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::machine::Machine;

/// The fixture without its record that is not JSON.
fn healthy() -> Machine {
    let machine = Machine::with_claude();
    let broken = machine.transcript().with_file_name("11111111-1111-4111-8111-111111111111.jsonl");
    let text = fs::read_to_string(&broken).expect("a file");
    let whole = |line: &&str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    let lines: Vec<&str> = text.lines().filter(whole).collect();
    fs::write(&broken, format!("{}\n", lines.join("\n"))).expect("a file");
    machine
}

/// What would be a log were it a file is told with its place, as long as it is there.
#[cfg(unix)]
#[test]
fn links_where_logs_would_be_are_issues() {
    let machine = Machine::with_claude();
    let link = machine.home().join(".claude/projects/-linked");
    std::os::unix::fs::symlink(machine.home(), &link).expect("a link");
    let places = || {
        let report = machine.json("doctor");
        let groups = report["issues"].as_array().expect("issues").clone();
        let group = groups.into_iter().find(|group| group["kind"] == "not_regular");
        group.map(|group| {
            (group["count"].clone(), group["places"][0]["path"].clone(), group["attention"].clone())
        })
    };
    let expected = (1.into(), link.display().to_string().into(), true.into());
    assert_eq!((places(), places()), (Some(expected.clone()), Some(expected)));
    fs::remove_file(&link).expect("removed");
    assert_eq!(places(), None);
}

#[test]
fn all_is_well_is_0_also_with_unknown_types() {
    let machine = healthy();
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("unknown type") && ran.out.contains("All is well."), "{}", ran.out);
}

#[test]
fn a_malformed_record_is_1_and_is_placed() {
    let machine = Machine::with_claude();
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("11111111-1111-4111-8111-111111111111.jsonl:"), "{}", ran.out);
    let report = machine.json("doctor");
    let group = report["issues"]
        .as_array()
        .expect("groups")
        .iter()
        .find(|group| group["kind"] == "malformed")
        .expect("the kind");
    assert_eq!((&group["count"], &group["attention"]), (&json!(1), &json!(true)));
    assert!(group["places"][0]["line"].as_u64() > Some(0));
    assert!(!report["attention"].as_array().expect("lines").is_empty());
}

#[test]
fn an_end_that_stays_unread_is_told() {
    let machine = healthy();
    let text = fs::read_to_string(machine.transcript()).expect("a file");
    fs::write(machine.transcript(), text.trim_end()).expect("a file");
    let log = fs::File::options().write(true).open(machine.transcript()).expect("the file");
    let told = || {
        let report = machine.json("doctor");
        let groups = report["issues"].as_array().expect("groups").clone();
        groups.into_iter().find(|group| group["kind"] == "unread_end")
    };
    let now = std::time::SystemTime::now();
    log.set_modified(now + std::time::Duration::from_mins(1)).expect("a time");
    assert_eq!(told(), None, "it may be half written");
    log.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_hours(438_288)).expect("a time");
    let group = told().expect("the kind");
    let line = text.lines().count();
    assert_eq!((&group["count"], &group["places"][0]["line"]), (&json!(1), &json!(line)));
    assert_eq!(group["attention"], json!(false));
}

#[test]
fn a_machine_without_logs_is_1_and_says_where_it_looked() {
    let machine = Machine::empty();
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("no logs were found") && ran.out.contains("~/.claude/projects"), "{}", ran.out);
}

#[test]
fn a_place_says_who_chose_it() {
    let machine = healthy();
    let chosen = |line: &str, variable: Option<&str>| {
        let mut command = machine.command(format!("doctor --json {line}").split_whitespace());
        variable.map(|value| command.env("CLAUDE_CONFIG_DIR", value));
        let report: serde_json::Value =
            serde_json::from_str(&crate::machine::Ran::of(command).out).expect("JSON");
        let agents = report["agents"].as_array().expect("agents").clone();
        let claude = agents.into_iter().find(|agent| agent["id"] == "claude-code").expect("the agent");
        assert!(claude["sources"].as_u64() > Some(0) && claude["newest"].is_string(), "{claude}");
        claude["roots"][0]["chosen_by"].as_str().expect("a name").to_owned()
    };
    let root = machine.home().join(".claude").display().to_string();
    assert_eq!(chosen("", None), "default");
    assert_eq!(chosen("", Some(&root)), "variable");
    assert_eq!(chosen(&format!("--root claude-code={root}"), Some("/elsewhere")), "option");
    fs::write(machine.own().join("config.toml"), "[providers.claude-code]\nroots = ['~/.claude']\n")
        .expect("a file");
    assert_eq!(chosen("", Some("/elsewhere")), "config");
}

#[test]
fn models_without_a_price_are_named() {
    let machine = healthy();
    let text = fs::read_to_string(machine.transcript()).expect("a file");
    fs::write(machine.transcript(), text.replace("claude-opus-5", "acme-internal-7b")).expect("a file");
    let report = machine.json("doctor");
    assert_eq!(report["unpriced"][0]["model"], "acme-internal-7b");
    assert_eq!(report["attention"], json!([]), "that alone is no reason for alarm");
}

#[test]
fn a_database_others_can_read_is_1() {
    let machine = healthy();
    machine.run("ingest");
    fs::set_permissions(machine.db(), fs::Permissions::from_mode(0o644)).expect("a mode");
    let ran = machine.run("doctor --no-ingest");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("0600"), "{}", ran.out);
}

#[test]
fn a_directory_others_can_write_to_is_1() {
    let machine = healthy();
    let place = machine.home().join("shared");
    fs::create_dir(&place).expect("a directory");
    let line = format!("doctor --db {}", place.join("scopeon.db").display());
    for (mode, code) in [(0o700, 0), (0o777, 1), (0o770, 1), (0o755, 0), (0o1777, 0)] {
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).expect("a mode");
        let ran = machine.run(&line);
        assert_eq!(ran.code, Some(code), "{mode:o}: {}", ran.out);
        assert_eq!(ran.out.contains("should be 0700"), code == 1, "{mode:o}: {}", ran.out);
    }
}

#[test]
fn a_tree_that_is_named_is_told_once() {
    let machine = healthy();
    let root = machine.home().join(".claude");
    let option = format!("--root claude-code={}", root.display());
    let below = format!("--root claude-code={}", root.join("projects").display());
    for line in [option.clone(), format!("{option} {below}"), format!("{below} {option}")] {
        for command in ["doctor", "providers"] {
            let report = machine.json(&format!("{command} {line}"));
            let agents = report.get("agents").unwrap_or(&report["rows"]).as_array().expect("agents").clone();
            let claude = agents.into_iter().find(|agent| agent["id"] == "claude-code").expect("the agent");
            assert_eq!(claude["roots"].as_array().map(Vec::len), Some(1), "{command} {line}: {claude}");
            assert_eq!(claude["roots"][0]["path"], root.display().to_string());
        }
    }
}

#[test]
fn a_damaged_database_is_told_not_died_of() {
    let machine = healthy();
    machine.run("ingest");
    fs::write(machine.db(), "SQLite format 3\0 but not really").expect("a file");
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("Needs attention:"), "{}", ran.out);
}

#[test]
fn db_verify_backup_and_compact() {
    let machine = healthy();
    assert_eq!(machine.run("db verify").code, Some(3), "there is nothing yet");
    let before = machine.json("report");
    let verified = machine.json("db verify");
    assert_eq!((&verified["calls"], &verified["problems"]), (&json!(14), &json!([])));
    let copy = machine.home().join("copy.db");
    let report = machine.json(&format!("db backup {}", copy.display()));
    assert_eq!(report["bytes"].as_u64(), fs::metadata(&copy).ok().map(|about| about.len()));
    let ran = machine.run(&format!("db backup {}", copy.display()));
    assert_eq!(ran.code, Some(4), "a copy is never overwritten");
    assert_eq!(machine.json(&format!("report --no-ingest --db {}", copy.display())), before);
    // What was filled in one go has no gaps.
    for _ in 0..2 {
        let compacted = machine.json("db compact");
        let size = |name: &str| compacted[name].as_u64().expect("a number");
        assert!(size("bytes") > 0 && size("bytes") <= size("bytes_before"), "{compacted}");
    }
    let left: Vec<_> =
        fs::read_dir(machine.own()).expect("a directory").flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("compact")), "{left:?}");
    assert_eq!(machine.json("report"), before);
    assert_eq!(machine.answer("db path"), format!("{}\n", machine.db().display()));
    assert_eq!(machine.answer("db"), machine.answer("db path"));
}

#[test]
fn history_is_forgotten_only_when_asked() {
    let machine = healthy();
    machine.run("ingest");
    let compacted = machine.json("db compact --delete-before 2026-09-01 --yes");
    assert!(compacted["bytes"].as_u64() <= compacted["bytes_before"].as_u64(), "{compacted}");
    assert_eq!(machine.json("report --no-ingest")["total"]["calls"], 11);
    assert_eq!(machine.run("db compact --delete-before someday").code, Some(2));
}

/// Overwrites a part of a page in the middle of the file: either SQLite's own check or the sums notice.
fn damage(machine: &Machine) {
    let mut bytes = fs::read(machine.db()).expect("a file");
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 200].fill(0xff);
    fs::write(machine.db(), bytes).expect("a file");
}

#[test]
fn db_verify_finds_a_sum_that_is_wrong() {
    let machine = healthy();
    machine.run("ingest");
    damage(&machine);
    let ran = machine.run("db verify");
    assert!([Some(1), Some(3)].contains(&ran.code), "{ran:?}");
    let told = format!("{}{}", ran.out, ran.err);
    assert!(told.contains("move it away") && !told.contains("backup"), "{told}");
}

#[test]
fn a_copy_that_nobody_can_use_is_not_left_behind() {
    let machine = healthy();
    machine.run("ingest");
    // Where SQLite keeps the schema's version: a newer release wrote it.
    let mut bytes = fs::read(machine.db()).expect("a file");
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    fs::write(machine.db(), bytes).expect("a file");
    let copy = machine.home().join("copy.db");
    let ran = machine.run(&format!("db backup {}", copy.display()));
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{}", ran.err);
    assert!(ran.err.contains("newer Scopeon") && !copy.exists(), "{}", ran.err);
    let ran = machine.run("db backup /dev/null/copy.db");
    assert_eq!(ran.code, Some(4), "{}", ran.err);
}

#[test]
fn a_copy_of_a_damaged_database_is_3_and_stays() {
    let machine = healthy();
    machine.run("ingest");
    damage(&machine);
    let copy = machine.home().join("copy.db");
    let ran = machine.run(&format!("db backup {}", copy.display()));
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{}", ran.err);
    assert!(ran.err.contains(&format!("it is kept as {}", copy.display())), "{}", ran.err);
    assert!(ran.err.contains("move it away") && copy.exists(), "{}", ran.err);
}

/// Somebody who names all responses alike and states one prompt for all looks like one response that goes on behind its
/// tools' results: what cannot be told is said.
#[test]
fn responses_that_nothing_tells_apart_are_told_of() {
    let machine = Machine::empty();
    let directory = machine.home().join(".claude/projects/-w");
    std::fs::create_dir_all(&directory).expect("a directory");
    let session = "11111111-1111-4111-8111-111111111111";
    let mut lines = Vec::new();
    for number in 1..=5 {
        let at = |second: u32| format!("2026-11-20T10:0{number}:{second:02}.000Z");
        let usage = serde_json::json!({"input_tokens": 100, "output_tokens": 50 + number});
        let tool =
            serde_json::json!({"type": "tool_use", "id": format!("t{number}"), "name": "Bash", "input": {}});
        let message = serde_json::json!({"id": "msg_relay", "role": "assistant", "model": "claude-sonnet-5",
            "stop_reason": "tool_use", "content": [tool], "usage": usage});
        let answer = serde_json::json!({"type": "assistant", "uuid": format!("a{number}"), "timestamp": at(0),
            "parentUuid": format!("u{}", number - 1), "sessionId": session, "version": "2.1.240", "message": message});
        let content = serde_json::json!([{"type": "tool_result", "tool_use_id": format!("t{number}"), "content": "ok"}]);
        let result = serde_json::json!({"type": "user", "uuid": format!("u{number}"), "timestamp": at(30),
            "parentUuid": format!("a{number}"), "sessionId": session, "version": "2.1.240",
            "message": {"role": "user", "content": content}});
        lines.extend([answer.to_string(), result.to_string(), String::new()]);
    }
    std::fs::write(directory.join(format!("{session}.jsonl")), lines.join("\n")).expect("a file");
    machine.run("ingest");
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("suspect: 4 times") && !ran.out.contains("All is well"), "{}", ran.out);
}
