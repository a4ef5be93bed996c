//! The reader of OpenClaw's transcripts: the fixture's archive and database, each trap by itself, the laws.

use std::path::Path;

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use scopeon_providers::OpenClaw;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const TOUR: &str = "openclaw/tour";
const SESSIONS: &str = ".openclaw/agents/main/sessions";
const ARCHIVE: &str = "oc-1.jsonl.reset.2026-08-01T00-00-00";

/// A home with the fixture's archive and database.
fn tour() -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    sqlite::settle(
        &home.path().join(".openclaw/agents/main/agent/openclaw-agent.sqlite"),
        "openclaw/tour/openclaw-agent.sql",
    );
    put(home.path(), ARCHIVE, &archive());
    home
}

fn archive() -> Vec<u8> {
    std::fs::read(fixture(TOUR).join("home").join(SESSIONS).join(ARCHIVE)).expect("an archive")
}

fn put(home: &Path, name: &str, bytes: &[u8]) {
    let directory = home.join(SESSIONS);
    std::fs::create_dir_all(&directory).expect("a directory");
    std::fs::write(directory.join(name), bytes).expect("a file");
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&OpenClaw, home).read(home, 1, &mut ledger);
    ledger
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let home = tour();
    let ledger = read(home.path());
    check_calls(&ledger, &expected(TOUR));
    let costs: Vec<_> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    assert_eq!(costs, ["0.000921"], "no cost is not a cost of nothing");
    assert!(tools(&ledger).iter().all(|tool| tool.name.as_ref().is_some_and(|name| name.as_str() == "bash")));
    let (moved, own) = (session(&ledger, "oc-1"), session(&ledger, "oc-2"));
    assert_eq!((calls_of(&ledger, moved.id).len(), calls_of(&ledger, own.id).len()), (1, 1));
    assert_eq!(own.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
}

#[test]
fn an_archive_and_its_rows_are_the_same_tool_uses() {
    let home = tour();
    let ledger = read(home.path());
    assert_eq!(tools(&ledger).len(), 2, "one of each session");
    assert!(tools(&ledger).iter().all(|tool| tool.input_fingerprint.is_some()));
}

#[test]
fn checkpoints_archives_and_packed_archives_are_copies() {
    let home = tempfile::tempdir().expect("a directory");
    let packed = compress_to_vec(&*archive(), CompressionLevel::Fastest);
    put(home.path(), "oc-1.jsonl", &archive());
    put(home.path(), "oc-1.checkpoint.0199.jsonl", &archive());
    put(home.path(), "oc-1.jsonl.deleted.2026-08-02T00-00-00.123Z", &archive());
    put(home.path(), "oc-1.jsonl.reset.2026-08-03T00-00-00Z.zst", &packed);
    let ledger = read(home.path());
    assert_eq!((ledger.calls().count(), ledger.issues("malformed")), (1, 0));
    for name in ["oc-1.jsonl", "oc-1.checkpoint.0199.jsonl", "oc-1.jsonl.deleted.2026-08-02T00-00-00.123Z"] {
        std::fs::remove_file(home.path().join(SESSIONS).join(name)).expect("a file");
    }
    assert_eq!(read(home.path()).calls().count(), 1, "the packed one alone");
}

#[test]
fn backups_trajectories_and_indexes_are_not_read() {
    let home = tempfile::tempdir().expect("a directory");
    for name in ["oc-1.jsonl.bak.2026-08-01T00-00-00Z", "oc-1.trajectory.jsonl", "sessions.json"] {
        put(home.path(), name, &archive());
    }
    assert_eq!(read(home.path()).calls().count(), 0);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(OpenClaw), tour(), truth(&expected(TOUR))).appended(&["transcript_events"])
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn long_entries_are_packed_rows() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join(".openclaw/agents/main/agent/openclaw-agent.sqlite");
    let agent = sqlite::open(&path);
    agent
        .execute_batch(
            "CREATE TABLE transcript_events(session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT,
             created_at INTEGER NOT NULL, event_zstd BLOB, PRIMARY KEY(session_id, seq))",
        )
        .expect("it is SQL");
    let entry = |id: &str, second: u8, scale: u64| {
        let usage = serde_json::json!({"input": 100 * scale, "output": 20 * scale, "cacheRead": 300 * scale,
            "reasoningTokens": 5 * scale, "cost": {"total": 0.01}});
        let used = serde_json::json!({"type": "toolCall", "id": format!("call-{id}"), "name": "bash", "arguments": {"x": 1}});
        serde_json::json!({"type": "message", "id": id, "timestamp": format!("2026-10-01T10:00:{second:02}.000Z"),
            "message": {"role": "assistant", "model": "gpt-5.5", "usage": usage,
                "content": [{"type": "text", "text": "PRIVATE_SENTINEL ".repeat(100)}, used]}})
        .to_string()
    };
    let packed = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    let insert = "INSERT INTO transcript_events VALUES('s1', ?1, ?2, 1790848800000, ?3)";
    agent.execute(insert, (1, Some(entry("a", 1, 1)), None::<Vec<u8>>)).expect("a row");
    agent.execute(insert, (2, None::<String>, Some(packed(&entry("b", 2, 10))))).expect("a row");
    agent.execute(insert, (3, None::<String>, Some(b"no frame".to_vec()))).expect("a row");
    agent.close().expect("it closes");
    let ledger = read(home.path());
    let usage: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((usage.input, usage.cache_read, usage.output, usage.reasoning), (1100, 3300, 220, 55));
    assert_eq!((ledger.calls().count(), ledger.issues("malformed")), (2, 1));
    let marks: std::collections::BTreeSet<_> =
        tools(&ledger).iter().map(|tool| tool.input_fingerprint).collect();
    assert_eq!((tools(&ledger).len(), marks.len()), (2, 1), "they asked the same");
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

#[test]
fn packed_and_plain_entries_stand_in_their_sessions_project() {
    let home = tempfile::tempdir().expect("a directory");
    let agent = sqlite::open(&home.path().join(".openclaw/agents/main/agent/openclaw-agent.sqlite"));
    agent
        .execute_batch(
            "CREATE TABLE transcript_events(session_id TEXT NOT NULL, seq INTEGER NOT NULL, event_json TEXT,
             created_at INTEGER NOT NULL, event_zstd BLOB, PRIMARY KEY(session_id, seq))",
        )
        .expect("it is SQL");
    let put = |session: &str, seq: u8, entry: &serde_json::Value, is_packed: bool| {
        let text = entry.to_string();
        let packed = is_packed.then(|| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest));
        let insert = "INSERT INTO transcript_events VALUES(?1, ?2, ?3, 1790848800000, ?4)";
        agent.execute(insert, (session, seq, (!is_packed).then_some(text), packed)).expect("a row");
    };
    // Rows of several sessions stand among each other.
    for (session, is_packed) in [("s1", false), ("s2", false), ("s3", true), ("s4", false)] {
        put(session, 0, &serde_json::json!({"type": "session", "cwd": format!("/{session}")}), is_packed);
    }
    for seq in 1..4_u8 {
        for session in ["s1", "s2", "s3", "s4"] {
            let message = serde_json::json!({"role": "assistant", "model": "m", "stopReason": "stop",
                "usage": {"input": seq, "output": 1}});
            let entry =
                serde_json::json!({"type": "message", "id": format!("{session}-{seq}"), "message": message});
            put(session, seq, &entry, seq == 2 && session != "s4");
        }
    }
    agent.close().expect("it closes");
    let mut projects = std::collections::BTreeMap::new();
    for call in read(home.path()).calls() {
        *projects.entry(call.attribution.project.as_ref().map(ToString::to_string)).or_insert(0) += 1;
    }
    let wanted = ["/s1", "/s2", "/s3", "/s4"].map(|name| (Some(name.to_owned()), 3));
    assert_eq!(projects.into_iter().collect::<Vec<_>>(), wanted);
}
