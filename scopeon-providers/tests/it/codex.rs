//! The reader of Codex's rollouts: the fixture, each trap by itself, packed rollouts and the laws.

use std::path::Path;

use scopeon_core::event::{Event, SessionKind, Trigger};
use scopeon_core::pricing::Tier;
use scopeon_core::provider::Provider;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{Codex, CodexRelative};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::expect::{calls_of, check_calls, expected, fixture, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};

mod cases;
mod descent;
mod forest;
mod limits;
mod records;
mod replay;
mod requests;
mod tiers;
mod traps;
mod witness;

const TOUR: &str = "codex/tour";
/// The thread with records, its sub-agent, the one from before there were records, and its fork.
const RECORDED: &str = "01a0eda9-cd7a-7d33-a6cd-868a670128c7";
const CHILD: &str = "01a0edaa-0000-7d33-a6cd-868a670128c8";
const LEGACY: &str = "019fa149-0000-7000-8000-000000000001";
const FORK: &str = "019fa149-0000-7000-8000-000000000002";

fn tour() -> MemoryStore {
    read(&fixture(TOUR).join("home"))
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Codex, home).read(home, 1, &mut ledger);
    ledger
}

/// A home with rollouts, each by its thread's id and its records.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn rollout(&self, thread: &str, records: &[Value]) {
        let text: String = records.iter().map(|record| format!("{record}\n")).collect();
        self.file(
            &format!("sessions/2026/01/02/rollout-2026-01-02T03-04-05-{thread}.jsonl"),
            text.as_bytes(),
        );
    }

    fn file(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(".codex").join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, bytes).expect("a file");
    }

    fn read(&self) -> MemoryStore {
        read(self.0.path())
    }
}

/// A record `seconds` after noon.
fn record(seconds: f64, kind: &str, payload: Value) -> Value {
    let (whole, part) = (seconds.div_euclid(1.0), seconds.rem_euclid(1.0));
    let (minute, second) = (whole.div_euclid(60.0), whole.rem_euclid(60.0));
    let at = format!("2026-01-02T12:{minute:02}:{second:02}.{:03}Z", (part * 1000.0).round());
    json!({"timestamp": at, "type": kind, "payload": payload})
}

fn meta(seconds: f64, thread: &str) -> Value {
    record(
        seconds,
        "session_meta",
        json!({"id": thread, "cwd": "/w/p", "cli_version": "0.145.0", "source": "cli"}),
    )
}

fn forked(seconds: f64, thread: &str, parent: &str) -> Value {
    record(seconds, "session_meta", json!({"id": thread, "cwd": "/w/p", "forked_from_id": parent}))
}

fn turn(seconds: f64, id: &str) -> Value {
    record(seconds, "turn_context", json!({"turn_id": id, "cwd": "/w/p", "model": "gpt-5.5"}))
}

/// `[input, cached, output]` in total and of the last response.
fn total(seconds: f64, total: [u64; 3], last: Option<[u64; 3]>) -> Value {
    let usage = |[input, cached, output]: [u64; 3]| json!({"input_tokens": input, "cached_input_tokens": cached, "output_tokens": output, "total_tokens": input + output});
    let info = json!({"total_token_usage": usage(total), "last_token_usage": last.map(usage)});
    record(seconds, "event_msg", json!({"type": "token_count", "info": info}))
}

fn response(seconds: f64, thread: &str, id: &str, input: u64, output: u64) -> Value {
    let usage = json!({"input_tokens": input, "output_tokens": output});
    record(seconds, "token_usage_record", json!({"thread_id": thread, "response_id": id, "usage": usage}))
}

/// The outputs of all calls, in order.
fn outputs(ledger: &MemoryStore) -> Vec<u64> {
    let mut outputs: Vec<_> = ledger.calls().map(|call| call.sample.usage.output).collect();
    outputs.sort_unstable();
    outputs
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    check_calls(&ledger, &wanted);
    for call in wanted["calls"].as_array().expect("calls") {
        let thread = session(&ledger, call["thread"].as_str().expect("a thread"));
        let output = call["output"].as_u64();
        let made = calls_of(&ledger, thread.id);
        assert!(made.iter().any(|call| Some(call.sample.usage.output) == output), "{}", call["id"]);
        // The child's response comes before its window is stated; the replayed one is its parent's.
        let window = (thread.key.as_str() != CHILD).then_some(258_400);
        assert!(made.iter().all(|call| call.window == window), "{}", call["id"]);
    }
}

#[test]
fn sessions_of_the_tour_know_what_they_are() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    assert_eq!(sessions(&ledger).len() as u64, wanted["sessions"]);
    let (recorded, child) = (session(&ledger, RECORDED), session(&ledger, CHILD));
    assert_eq!((recorded.kind, child.kind), (SessionKind::Main, SessionKind::SubAgent));
    assert_eq!((child.parent, child.forked_from), (Some(recorded.id), None));
    assert_eq!(child.agent_type.as_ref().map(AsRef::as_ref), Some("explorer"));
    assert_eq!(recorded.window, wanted["context_window"].as_u64());
    assert_eq!(recorded.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(recorded.branch.as_ref().map(|(_, name)| name.as_str()), Some("main"));
    assert_eq!(recorded.version.as_ref().map(|(_, name)| name.as_str()), Some("0.159.0"));
    assert_eq!(recorded.entry_point.as_ref().map(AsRef::as_ref), Some("cli"));
    let (legacy, fork) = (session(&ledger, LEGACY), session(&ledger, FORK));
    assert_eq!((fork.kind, fork.forked_from), (SessionKind::Main, Some(legacy.id)));
    assert_eq!(fork.span.0.map(|at| at.to_string()).as_deref(), Some("2026-07-28T11:00:00.000Z"));
}

#[test]
fn tools_turns_and_compactions_of_the_tour_are_exact() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    let mut names: Vec<_> = tools(&ledger)
        .into_iter()
        .map(|tool| match &tool.mcp {
            Some(mcp) => format!("mcp__{}/{}", mcp.server, mcp.tool),
            None => tool.name.as_ref().expect("a name").to_string(),
        })
        .collect();
    names.sort();
    assert_eq!(json!(names), wanted["tools"]);
    for tool in tools(&ledger) {
        assert!(tool.started < tool.ended && tool.input_bytes.is_some() && tool.output_bytes.is_some());
    }
    let compactions: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Compaction(one) = event { Some(one) } else { None })
        .collect();
    assert_eq!(compactions.len() as u64, wanted["compactions"]);
    assert_eq!(compactions[0].before, Some(1250), "as much as the last response held");
    assert_eq!(compactions[0].trigger, Trigger::Unknown, "who asked for it is told by text only");
    let turns: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Turn(turn) = event { Some(turn) } else { None })
        .collect();
    assert_eq!(turns.len(), 3, "one of each thread of the user's own");
    assert!(turns.iter().any(|turn| turn.duration_ms == Some(2425)));
    let child = session(&ledger, CHILD).id;
    let asked =
        turns.iter().find(|turn| turn.attribution.session == session(&ledger, RECORDED).id).expect("a turn");
    assert_eq!(turns.iter().filter(|turn| turn.attribution.session == child).count(), 0);
    assert!(
        calls_of(&ledger, asked.attribution.session)
            .iter()
            .all(|call| call.attribution.turn == Some(asked.id))
    );
}

#[test]
fn limits_of_the_tour_are_exact() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    let limits: Vec<_> = ledger
        .facts()
        .filter_map(|event| if let Event::Limit(one) = event { Some(one) } else { None })
        .collect();
    let recorded = session(&ledger, RECORDED).id;
    let own: Vec<_> = limits.iter().filter(|limit| limit.session == recorded).collect();
    assert_eq!(own.len(), 2, "two windows, and a reading that is repeated is one");
    for (name, minutes) in [("primary", 300), ("secondary", 10_080)] {
        let limit = own.iter().find(|limit| limit.window.as_str() == name).expect("a window");
        let percent = wanted["rate_limits"][format!("{name}_pct")].as_f64().expect("a share");
        assert!((f64::from(limit.used_bp.expect("a use")) / 100.0 - percent).abs() < 1e-9);
        assert_eq!(limit.minutes, Some(minutes));
    }
    let primary = own.iter().find(|limit| limit.minutes == Some(300)).expect("a window");
    assert_eq!(primary.resets_at.map(scopeon_core::time::Timestamp::millis), Some(1_790_697_271_000));
    let old =
        limits.iter().find(|limit| limit.used_bp == Some(100)).expect("the reading of an older version");
    assert_eq!(
        old.resets_at.map(|at| at.millis() - old.at.millis()),
        Some(17_000_000),
        "relative to its line"
    );
    assert!(limits.iter().all(|limit| limit.session != session(&ledger, FORK).id
        || limit.at.to_string().as_str() > "2026-07-28T11:05"));
}

#[test]
fn a_service_tier_is_the_responses_own() {
    let home = Home::new();
    let usage = json!({"input_tokens": 10, "output_tokens": 1});
    let fast = json!({"thread_id": RECORDED, "response_id": "resp_f", "usage": usage, "attribution": {"model": "gpt-6", "service_tier": "fast"}});
    home.rollout(RECORDED, &[meta(0.0, RECORDED), turn(1.0, "t"), record(2.0, "token_usage_record", fast)]);
    let ledger = home.read();
    let call = ledger.calls().next().expect("a call");
    assert_eq!((call.sample.tier, call.sample.model.as_str()), (Tier::Priority, "gpt-6"));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Codex), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

/// The same rollouts in the homes of agents that were made of Codex.
pub(crate) fn relatives() -> Vec<Lawful> {
    let of = |make: fn() -> Box<dyn Provider>, place: &str| {
        let home = tempfile::tempdir().expect("a directory");
        copy(&fixture(TOUR).join("home/.codex"), &home.path().join(place));
        Lawful::made(make, home, truth(&expected(TOUR)))
    };
    vec![
        of(|| Box::new(CodexRelative::EVERY_CODE), ".code"),
        of(|| Box::new(CodexRelative::TRAEX), ".trae/cli"),
    ]
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a file");
        }
    }
}

/// Every Code puts events into an envelope of its own.
#[test]
fn events_in_another_envelope_are_events() {
    let home = tempfile::tempdir().expect("a directory");
    let day = home.path().join(".code/sessions/2026/09/21");
    std::fs::create_dir_all(&day).expect("a directory");
    let thread = "01999999-0000-7000-8000-000000000001";
    let usage = |input, output| {
        json!({"input_tokens": input, "cached_input_tokens": 40, "output_tokens": output,
        "reasoning_output_tokens": 5, "total_tokens": input + output})
    };
    let info = json!({"total_token_usage": usage(100, 10), "last_token_usage": usage(100, 10)});
    let msg = json!({"type": "token_count", "info": info});
    let lines = [
        json!({"timestamp": "2026-09-21T10:00:00Z", "type": "session_meta", "payload": {"id": thread, "cwd": "/p"}}),
        json!({"timestamp": "2026-09-21T10:00:01Z", "type": "turn_context", "payload": {"model": "gpt-5.5"}}),
        json!({"timestamp": "2026-09-21T10:00:02Z", "type": "event",
            "payload": {"id": "1", "event_seq": 3, "msg": msg}}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(day.join(format!("rollout-2026-09-21T10-00-00-{thread}.jsonl")), text).expect("a file");
    let mut ledger = MemoryStore::default();
    Reader::new(&CodexRelative::EVERY_CODE, home.path()).read(home.path(), 1, &mut ledger);
    let used: Vec<_> =
        ledger.calls().map(|call| (call.sample.usage.prompt(), call.sample.usage.output)).collect();
    assert_eq!((used, ledger.dump_rest().contains("unknown_type")), (vec![(100, 10)], false));
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
