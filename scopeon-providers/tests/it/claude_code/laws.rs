//! Laws: damage never stops the reading, and the places where reading was interrupted change nothing.

use proptest::prelude::*;
use scopeon_core::provider::ReaderState;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{AGENT, MAIN, line, log, over, response, result, tool_use, usage};
use super::tour;

/// The ends of the lines of a log.
fn ends(bytes: &[u8]) -> Vec<usize> {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place + 1).collect()
}

/// Reads a log in parts that end at `cuts`, the carry passing through bytes as it does in a ledger.
fn in_parts(path: &str, bytes: &[u8], cuts: &[usize]) -> Kept {
    let mut kept = Kept::default();
    let mut carry = ReaderState::default();
    let mut start = 0;
    for end in cuts.iter().copied().chain([bytes.len()]) {
        kept.part(path, None, bytes, start..end, &mut carry);
        carry = ReaderState::decode(&carry.encode()).expect("a carry can be read back");
        start = end;
    }
    kept
}

/// A log whose facts lean on lines before them: prompts, sub-agents asked for, lines without a time.
fn leaning() -> Vec<u8> {
    let prompt =
        |second, id: &str| line("user", second, json!({ "promptId": id, "message": { "content": "…" } }));
    let task = |id: &str, kind: &str| tool_use(id, "Task", json!({ "subagent_type": kind }));
    let timeless = over(response(9, "msg_4", usage(7, 8), json!([])), json!({ "timestamp": Value::Null }));
    log(&[
        prompt(1, "p-1"),
        response(2, "msg_1", usage(1, 2), json!([task("toolu_1", "Explore")])),
        response(3, "msg_1", usage(1, 9), json!([task("toolu_2", "Plan")])),
        result(4, "toolu_2", json!("…"), json!({ "agentId": "b1", "status": "completed" })),
        result(5, "toolu_1", json!("…"), json!({ "agentId": AGENT, "status": "completed" })),
        over(
            line("user", 6, json!({ "promptId": "p-9", "message": { "content": "…" } })),
            json!({ "isSidechain": true }),
        ),
        over(response(6, "msg_2", usage(3, 4), json!([])), json!({ "isSidechain": true })),
        response(7, "msg_3", usage(5, 6), json!([])),
        line("system", 8, json!({ "subtype": "turn_duration", "durationMs": 5000 })),
        prompt(8, "p-2"),
        timeless,
        over(
            response(20, "msg_5", usage(1, 1), json!([])),
            json!({ "cwd": "/home/dev/shop/deep", "gitBranch": "other" }),
        ),
    ])
}

#[test]
fn resumed_after_any_line_is_read_whole() {
    let logs = tour::logs()
        .into_iter()
        .filter(|(path, _)| !path.ends_with(".meta.json"))
        .chain([(MAIN.to_owned(), leaning())]);
    for (path, bytes) in logs {
        let whole = in_parts(&path, &bytes, &[]);
        let ends = ends(&bytes);
        for cut in &ends {
            assert_eq!(in_parts(&path, &bytes, &[*cut]), whole, "{path} cut at {cut}");
        }
        assert_eq!(in_parts(&path, &bytes, &ends), whole, "{path} line by line");
    }
}

#[test]
fn what_the_leaning_log_says_is_kept() {
    let kept = in_parts(MAIN, &leaning(), &[]);
    let turns: Vec<_> = kept.turns.values().map(|turn| turn.duration_ms).collect();
    assert_eq!(turns.len(), 2, "a side thread's prompt is none");
    assert!(turns.contains(&Some(5000)));
    assert_eq!(kept.session(AGENT).agent_type.as_ref().map(AsRef::as_ref), Some("Explore"));
    assert_eq!(kept.session("b1").agent_type.as_ref().map(AsRef::as_ref), Some("Plan"));
    let timeless =
        kept.calls.values().find(|call| call.sample.usage.input == 7).expect("a call without a time");
    assert_eq!(timeless.at.to_string(), "2026-09-14T10:00:08.000Z", "the time of the line before");
}

#[test]
fn read_twice_is_read_once() {
    let logs = tour::logs();
    let once = tour::read(&logs);
    let mut twice = tour::read(&[logs.clone(), logs].concat());
    twice.issues.clone_from(&once.issues);
    assert_eq!(twice, once);
}

proptest! {
    #[test]
    fn resumed_after_any_lines_is_read_whole(cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5)) {
        let bytes = leaning();
        let ends = ends(&bytes);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| ends[cut.index(ends.len())]).collect();
        cuts.sort_unstable();
        prop_assert_eq!(in_parts(MAIN, &bytes, &cuts), in_parts(MAIN, &bytes, &[]));
    }

    /// Whatever happens to the bytes, reading goes on: lines far from the damage are read.
    #[test]
    fn damage_stops_nothing(
        which in any::<prop::sample::Index>(),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let logs = tour::logs();
        let (path, bytes) = &logs[which.index(logs.len())];
        let mut bytes = bytes.clone();
        for (place, byte) in hits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if path.ends_with(".meta.json") {
            Kept::default().document(path, &bytes);
            return Ok(());
        }
        bytes.extend(b"\n");
        bytes.extend(log(&[response(59, "msg_after", usage(123, 4), json!([]))]));
        let mut kept = Kept::default();
        kept.log(path, &bytes);
        prop_assert!(kept.calls.values().any(|call| call.sample.usage.input == 123));
    }
}
