//! Totals, copies, packed rollouts, old and broken records: each trap by itself.

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::provider::IssueKind;
use scopeon_providers::testkit::MemoryStore;
use serde_json::json;

use super::{FORK, Home, LEGACY, RECORDED, TOUR, fixture, meta, outputs, record, response, total, turn};
use crate::expect::{session, tools};

#[test]
fn a_repeated_total_is_no_response_and_an_equal_response_is_one() {
    let home = Home::new();
    let one = Some([100, 0, 10]);
    let records = [
        meta(0.0, LEGACY),
        turn(1.0, "a"),
        total(2.0, [100, 0, 10], one),
        total(3.0, [100, 0, 10], one),
        total(4.0, [200, 0, 20], one),
    ];
    home.rollout(LEGACY, &records);
    assert_eq!(outputs(&home.read()), [10, 10]);
}

#[test]
fn totals_alone_count_by_their_differences() {
    let home = Home::new();
    let records = [
        meta(0.0, LEGACY),
        total(2.0, [100, 40, 10], None),
        total(4.0, [250, 90, 30], None),
        // Counting began anew.
        total(6.0, [50, 0, 4], None),
        total(8.0, [100, 40, 10], None),
    ];
    home.rollout(LEGACY, &records);
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [4, 6, 10, 20]);
    let inputs: u64 = ledger.calls().map(|call| call.sample.usage.prompt()).sum();
    assert_eq!(inputs, 350, "cached input is part of input");
}

#[test]
fn totals_count_until_the_first_record_and_not_after() {
    let home = Home::new();
    let records = [
        meta(0.0, LEGACY),
        turn(1.0, "a"),
        total(2.0, [100, 0, 10], Some([100, 0, 10])),
        // Resumed by a version that writes records.
        turn(60.0, "b"),
        response(61.0, LEGACY, "resp_1", 100, 7),
        total(62.0, [200, 0, 17], Some([100, 0, 7])),
    ];
    home.rollout(LEGACY, &records);
    assert_eq!(outputs(&home.read()), [7, 10]);
}

#[test]
fn another_endpoints_ids_are_unique_only_in_a_thread() {
    let home = Home::new();
    for thread in [LEGACY, FORK] {
        let records = [
            meta(0.0, thread),
            response(1.0, thread, "chatcmpl-1", 5, 3),
            response(2.0, thread, "resp_9", 5, 4),
        ];
        home.rollout(thread, &records);
    }
    assert_eq!(outputs(&home.read()), [3, 3, 4]);
}

#[test]
fn a_use_that_asks_the_same_again_has_the_same_mark() {
    let home = Home::new();
    let used = |seconds: f64, id: &str, arguments: &str| {
        let payload =
            json!({"type": "function_call", "call_id": id, "name": "shell", "arguments": arguments});
        record(seconds, "response_item", payload)
    };
    let searched =
        json!({"type": "web_search_call", "id": "ws_1", "action": {"type": "search", "query": "x"}});
    for thread in [LEGACY, FORK] {
        let id = |number: u8| format!("call_{thread}_{number}");
        let records = [
            meta(0.0, thread),
            used(1.0, &id(1), r#"{"cmd":"ls"}"#),
            used(2.0, &id(2), r#"{"cmd":"pwd"}"#),
            used(3.0, &id(3), r#"{"cmd":"ls"}"#),
            record(4.0, "response_item", searched.clone()),
        ];
        home.rollout(thread, &records);
    }
    let ledger = home.read();
    let marks = |thread: &str| -> Vec<InputFingerprint> {
        let session = session(&ledger, thread).id;
        let mut of_session: Vec<_> =
            tools(&ledger).into_iter().filter(|tool| tool.attribution.session == session).collect();
        of_session.sort_by_key(|tool| tool.started);
        of_session.into_iter().map(|tool| tool.input_fingerprint.expect("a mark")).collect()
    };
    let (here, there) = (marks(LEGACY), marks(FORK));
    assert_eq!((here.len(), here[0]), (4, here[2]));
    assert!(here[0] != here[1] && here[3] != here[0] && here[0] != there[0], "{here:?} {there:?}");
}

#[test]
fn parts_are_never_larger_than_the_whole() {
    let home = Home::new();
    let usage = json!({"input_tokens": 100, "cached_input_tokens": 150, "cache_write_input_tokens": 10, "output_tokens": 5, "reasoning_output_tokens": 9});
    let payload = json!({"thread_id": LEGACY, "response_id": "resp_1", "usage": usage});
    home.rollout(LEGACY, &[meta(0.0, LEGACY), record(1.0, "token_usage_record", payload)]);
    let ledger = home.read();
    let used = ledger.calls().next().expect("a call").sample.usage;
    assert_eq!((used.input, used.cache_read, used.cache_write_5m, used.reasoning), (0, 100, 0, 5));
}

#[test]
fn what_a_compaction_quotes_is_a_copy() {
    let home = Home::new();
    let quoted = json!({"response_id": "resp_q", "usage": {"input_tokens": 9, "output_tokens": 9}});
    let payload = json!({"latest_token_usage_record": quoted, "replacement_history": [{"type": "token_usage_record", "payload": quoted}]});
    home.rollout(LEGACY, &[meta(0.0, LEGACY), record(1.0, "compacted", payload)]);
    let ledger = home.read();
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(ledger.facts().count(), 2, "the session and its compaction");
}

#[test]
fn a_packed_rollout_is_its_unpacked_twin() {
    let plain = super::tour();
    let home = Home::new();
    let root = fixture(TOUR).join("home/.codex");
    pack(&root, &root, &home);
    let packed = home.read();
    assert_eq!(packed.dump(), plain.dump());
}

fn pack(root: &std::path::Path, directory: &std::path::Path, home: &Home) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            pack(root, &path, home);
        } else {
            let bytes =
                compress_to_vec(&*std::fs::read(&path).expect("a rollout"), CompressionLevel::Fastest);
            let below = path.strip_prefix(root).expect("below").to_str().expect("a name");
            home.file(&format!("{below}.zst"), &bytes);
        }
    }
}

#[test]
fn a_packed_rollout_of_two_frames_is_read_to_its_end() {
    let first = format!("{}\n{}\n", meta(0.0, LEGACY), response(1.0, LEGACY, "resp_1", 1, 3));
    let second = format!("{}\n", response(2.0, LEGACY, "resp_2", 1, 4));
    let frame = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    let home = Home::new();
    home.file("archived_sessions/rollout-x.jsonl.zst", &[frame(&first), frame(&second)].concat());
    assert_eq!(outputs(&home.read()), [3, 4]);
}

#[test]
fn a_damaged_packed_rollout_gives_what_is_before_the_damage() {
    let mut text = format!("{}\n{}\n", meta(0.0, LEGACY), response(1.0, LEGACY, "resp_1", 1, 3));
    while text.len() < 300_000 {
        let filler = record(3.0, "world_state", json!({"n": text.len()})).to_string();
        text.push_str(&filler);
        text.push('\n');
    }
    let mut packed = compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    packed.truncate(packed.len() - 100);
    let home = Home::new();
    home.file("sessions/rollout-x.jsonl.zst", &packed);
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [3]);
    assert_eq!(issues(&ledger, IssueKind::Malformed), 1);
}

#[test]
fn a_packed_rollout_next_to_its_twin_is_not_opened() {
    let home = Home::new();
    let text = format!("{}\n{}\n", meta(0.0, LEGACY), response(1.0, LEGACY, "resp_1", 1, 3));
    home.file("sessions/2026/01/02/rollout-a.jsonl", text.as_bytes());
    home.file("sessions/2026/01/02/rollout-a.jsonl.zst", b"half written");
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [3]);
    assert_eq!(issues(&ledger, IssueKind::Malformed), 0);
}

fn issues(ledger: &MemoryStore, kind: IssueKind) -> usize {
    ledger.issues(kind.as_str())
}

#[test]
fn faults_are_told_and_old_records_are_not() {
    let home = Home::new();
    let old = "{\"id\":\"x\",\"timestamp\":\"2025-05-01T00:00:00Z\",\"instructions\":\"PRIVATE\"}\n{\"record_type\":\"state\"}\n{\"type\":\"message\",\"content\":[]}\n";
    let new =
        format!("{}\n{}\nnot json\n{{\"type\":\"nov\n", meta(0.0, LEGACY), record(1.0, "novelty", json!({})));
    home.file("sessions/2025/05/01/rollout-old.jsonl", old.as_bytes());
    home.file("sessions/2026/01/02/rollout-new.jsonl", new.as_bytes());
    let ledger = home.read();
    assert_eq!(issues(&ledger, IssueKind::Malformed), 2);
    assert_eq!(issues(&ledger, IssueKind::UnknownType), 1);
    assert_eq!(issues(&ledger, IssueKind::MissingField), 0);
}

#[test]
fn mcp_tools_are_told_in_all_three_forms() {
    let home = Home::new();
    let item = |seconds, payload| record(seconds, "response_item", payload);
    let records = [
        meta(0.0, RECORDED),
        item(1.0, json!({"type": "function_call", "name": "mcp__a__x", "call_id": "1", "arguments": "{}"})),
        item(2.0, json!({"type": "function_call", "name": "y", "namespace": "mcp__b", "call_id": "2"})),
        item(3.0, json!({"type": "function_call", "name": "shell", "call_id": "3"})),
        record(
            4.0,
            "event_msg",
            json!({"type": "mcp_tool_call_end", "call_id": "3", "invocation": {"server": "c", "tool": "z"}}),
        ),
        item(
            5.0,
            json!({"type": "custom_tool_call", "name": "apply_patch", "call_id": "4", "input": "PRIVATE"}),
        ),
        record(6.0, "event_msg", json!({"type": "patch_apply_end", "call_id": "4", "success": false})),
        item(7.0, json!({"type": "custom_tool_call_output", "call_id": "4", "output": "1234"})),
    ];
    home.rollout(RECORDED, &records);
    let ledger = home.read();
    let mut mcp: Vec<_> = tools(&ledger)
        .iter()
        .filter_map(|tool| tool.mcp.as_ref().map(|mcp| format!("{}/{}", mcp.server, mcp.tool)))
        .collect();
    mcp.sort();
    assert_eq!(mcp, ["a/x", "b/y", "c/z"]);
    let patch = tools(&ledger).into_iter().find(|tool| tool.ok.is_some()).cloned().expect("a patch");
    assert_eq!((patch.ok, patch.output_bytes), (Some(false), Some(6)));
    assert_eq!(patch.ended.zip(patch.started).map(|(end, start)| end.millis() - start.millis()), Some(1000));
}

/// A few packed bytes can ask for any number: what they unpack to is bounded by what they take on the disk.
#[test]
fn a_packed_log_that_asks_for_more_than_it_is_is_given_up() {
    let home = Home::new();
    let text = format!("{}\n{}\n", meta(0.0, LEGACY), response(1.0, LEGACY, "resp_1", 1, 3));
    let pack = |blank: usize| {
        let text = [text.as_bytes(), &vec![b'\n'; blank]].concat();
        compress_to_vec(&*text, CompressionLevel::Fastest)
    };
    let (default_paths, bomb) = (pack(1 << 20), pack(32 << 20));
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    for (packed, issues) in [(default_paths, 0), (bomb, 1)] {
        home.file("archived_sessions/rollout-x.jsonl.zst", &packed);
        let ledger = home.read();
        assert_eq!((ledger.calls().count(), ledger.issues("too_large")), (1, issues));
    }
}

#[test]
fn homes_are_found_where_they_are_named() {
    use scopeon_providers::{Codex, NoopObserver, SearchPaths, Settings, scan};
    let home = Home::new();
    let text = format!("{}\n{}\n", meta(0.0, LEGACY), response(1.0, LEGACY, "resp_1", 1, 3));
    home.file("sessions/2026/01/02/rollout-a.jsonl", text.as_bytes());
    home.file("history.jsonl", text.as_bytes());
    let codex = home.0.path().join(".codex");
    let mut variable = SearchPaths::default();
    variable.variables.insert("CODEX_HOME", codex.clone().into_os_string());
    let places = [
        (SearchPaths::below(home.0.path()), 1),
        (SearchPaths::default().root("codex", &codex), 1),
        (SearchPaths::default().root("codex", codex.join("sessions")), 1),
        (SearchPaths::below(home.0.path()).root("codex", home.0.path().join("elsewhere")), 0),
        (variable, 1),
    ];
    for (places, wanted) in places {
        let mut ledger = MemoryStore::default();
        let stop = std::sync::atomic::AtomicBool::new(false);
        scan(&[&Codex], &places, &Settings::default(), &mut ledger, &NoopObserver, &stop)
            .expect("a ledger that keeps");
        assert_eq!(ledger.calls().count(), wanted, "{places:?}");
    }
}
