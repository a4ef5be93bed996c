//! The reader of Kimi's wire logs, both generations: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_core::event::{Event, SessionKind};
use scopeon_providers::Kimi;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{calls_of, check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::tally;

const TOUR: &str = "kimi/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Kimi, home).read(home, 1, &mut ledger);
    ledger
}

fn home(logs: &[(&str, &[Value])]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    for (path, lines) in logs {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        std::fs::write(path, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
            .expect("a file");
    }
    read(home.path())
}

fn outputs(ledger: &MemoryStore) -> Vec<u64> {
    let mut outputs: Vec<_> = ledger.calls().map(|call| call.sample.usage.output).collect();
    outputs.sort_unstable();
    outputs
}

fn status(second: u32, message: Option<&str>, output: u64) -> Value {
    json!({"timestamp": 1_790_000_000 + second, "message": {"type": "StatusUpdate", "payload": {"token_usage": {"output": output}, "message_id": message}}})
}

fn step_end(uuid: &str, output: u64) -> Value {
    json!({"type": "context.append_loop_event", "time": 1_790_000_000_000_u64, "event": {"type": "step.end", "uuid": uuid, "usage": {"output": output}}})
}

fn usage_record(output: u64) -> Value {
    json!({"type": "usage.record", "time": 1_790_000_000_001_u64, "model": "alias", "usage": {"output": output}})
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let (ledger, wanted) = (read(&fixture(TOUR).join("home")), expected(TOUR));
    check_calls(&ledger, &wanted);
    let (old, new) = (session(&ledger, "k-1"), session(&ledger, "session_1"));
    let call = calls_of(&ledger, old.id)[0];
    assert_eq!(
        (call.window, call.sample.model.as_str()),
        (wanted["calls"][0]["context_window"].as_u64(), "unknown")
    );
    assert!(call.attribution.turn.is_some());
    assert_eq!(calls_of(&ledger, new.id)[0].sample.model.as_str(), "kimi-k3", "not the alias");
    assert_eq!(new.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    let mut names: Vec<_> =
        tools(&ledger).iter().filter_map(|tool| tool.name.as_ref()).map(ToString::to_string).collect();
    names.sort();
    assert_eq!(names, ["Bash", "Shell"]);
}

#[test]
fn a_step_that_is_stated_twice_is_one_call() {
    let path = ".kimi-code/sessions/wd_a/s/agents/main/wire.jsonl";
    let both = [step_end("1", 5), usage_record(5), step_end("2", 5), usage_record(5)];
    assert_eq!(outputs(&home(&[(path, &both)])), [5, 5]);
    assert_eq!(outputs(&home(&[(path, &[step_end("1", 5), step_end("2", 6)])])), [5, 6], "without a record");
    assert_eq!(outputs(&home(&[(path, &[usage_record(5), usage_record(5)])])), [5, 5], "without a step");
    assert_eq!(outputs(&home(&[(path, &[step_end("1", 5), usage_record(7)])])), [5, 7], "of something else");
}

#[test]
fn a_parents_mirror_of_its_sub_agent_is_not_counted() {
    let mirror = json!({"timestamp": 1_790_000_001, "message": {"type": "SubagentEvent", "payload": {"event": {"type": "StatusUpdate", "payload": {"token_usage": {"output": 9}}}}}});
    let ledger = home(&[
        (".kimi/sessions/h/s/wire.jsonl", &[status(1, Some("m"), 5), mirror]),
        (".kimi/sessions/h/s/subagents/a1/wire.jsonl", &[status(1, Some("m"), 9)]),
    ]);
    assert_eq!(outputs(&ledger), [5, 9]);
    let (main, run) = (session(&ledger, "s"), session(&ledger, "a1"));
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(main.id)));
}

#[test]
fn a_message_is_one_and_statuses_without_one_are_many() {
    let lines = [status(1, Some("m"), 5), status(2, Some("m"), 5), status(3, None, 5), status(4, None, 5)];
    assert_eq!(outputs(&home(&[(".kimi/sessions/h/s/wire.jsonl", &lines)])), [5, 5, 5]);
}

#[test]
fn compactions_are_told() {
    let begin = json!({"timestamp": 1_790_000_009, "message": {"type": "CompactionBegin", "payload": {}}});
    let full = json!({"timestamp": 1_790_000_001, "message": {"type": "StatusUpdate", "payload": {"context_tokens": 90_000}}});
    let ledger = home(&[(".kimi/sessions/h/s/wire.jsonl", &[full, begin])]);
    let before = ledger
        .facts()
        .find_map(|event| if let Event::Compaction(one) = event { Some(one.before) } else { None });
    assert_eq!(before, Some(Some(90_000)));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Kimi), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

fn sums(ledger: &MemoryStore) -> (usize, u64, u64, u64) {
    let usage: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
    (ledger.calls().count(), usage.input, usage.output, usage.cache_read)
}

#[test]
fn what_a_fork_copied_is_counted_once() {
    for (name, wanted) in [
        ("kimi/fork-cli", (3, 600, 120, 6000)),
        ("kimi/fork-code", (2, 400, 80, 4000)),
        ("kimi/record-first", (2, 400, 80, 4000)),
    ] {
        let home = fixture(name).join("home");
        let ledger = read(&home);
        assert_eq!(sums(&ledger), wanted, "{name}");
        Lawful::checked(|| Box::new(Kimi), &home, &ledger).check_laws(3);
    }
    let forked = read(&fixture("kimi/fork-code/home"));
    assert_eq!(session(&forked, "session_two").forked_from, Some(session(&forked, "session_one").id));
}

#[test]
fn a_record_may_come_before_its_step_or_after_it() {
    let path = ".kimi-code/sessions/wd_a/s/agents/main/wire.jsonl";
    let ask = json!({"type": "llm.request", "time": 1_790_000_000_000_u64, "model": "kimi-k3"});
    let before =
        [ask.clone(), usage_record(5), step_end("1", 5), ask.clone(), usage_record(5), step_end("2", 5)];
    assert_eq!(outputs(&home(&[(path, &before)])), [5, 5]);
    let mixed =
        [ask.clone(), usage_record(5), step_end("1", 5), ask.clone(), step_end("2", 5), usage_record(5)];
    assert_eq!(outputs(&home(&[(path, &mixed)])), [5, 5]);
    let bare =
        [ask.clone(), usage_record(5), step_end("1", 0), ask.clone(), step_end("2", 0), usage_record(7)];
    assert_eq!(outputs(&home(&[(path, &bare)])), [5, 7], "a step that states nothing");
    let cut = home(&[(path, &[ask.clone(), step_end("1", 0), ask, step_end("2", 5)])]);
    assert_eq!((tally(&cut).calls, tally(&cut).unknown), (1, 1));
}

/// Where the two differ in one counter they are one response all the same, and that they differ is told.
#[test]
fn a_step_that_is_stated_twice_and_otherwise_is_one_call() {
    let path = ".kimi-code/sessions/w/s/agents/main/wire.jsonl";
    let usage = |output: Value| json!({"inputOther": 40, "inputCacheRead": 14_404, "output": output});
    let step = |output: Value| {
        let event = json!({"type": "step.end", "uuid": "1", "usage": usage(output)});
        json!({"type": "context.append_loop_event", "time": 1_790_000_000_000_u64, "event": event})
    };
    let record = |output: Value| json!({"type": "usage.record", "time": 1_790_000_000_001_u64, "usage": usage(output)});
    for lines in [
        [step(json!(239)), record(json!(300))],
        [step(json!("garbage")), record(json!(300))],
        [record(json!(300)), step(json!(239))],
        [record(json!(300)), step(json!("garbage"))],
    ] {
        let ledger = home(&[(path, &lines)]);
        assert_eq!((outputs(&ledger), ledger.issues("suspect")), (vec![300], 1), "{lines:?}");
    }
    let agreed = home(&[(path, &[step(json!(300)), record(json!(300))])]);
    assert_eq!((outputs(&agreed), agreed.issues("suspect")), (vec![300], 0));
    let other = json!({"type": "usage.record", "time": 1_790_000_000_001_u64,
        "usage": {"inputOther": 7, "inputCacheRead": 14_404, "output": 3}});
    assert_eq!(outputs(&home(&[(path, &[step(json!(239)), other])])), [3, 239], "another request's");
}

fn wire(second: u32, kind: &str) -> Value {
    json!({"timestamp": 1_790_000_000 + second, "message": {"type": kind, "payload": {}}})
}

#[test]
fn one_id_for_every_response_hides_none() {
    let lines = [
        wire(0, "TurnBegin"),
        wire(1, "StepBegin"),
        status(2, Some("same"), 5),
        wire(3, "StepBegin"),
        status(4, Some("same"), 5),
    ];
    assert_eq!(outputs(&home(&[(".kimi/sessions/h/s/wire.jsonl", &lines)])), [5, 5]);
}

#[test]
fn an_interrupted_step_is_a_request_of_unknown_usage() {
    let cut = [wire(0, "TurnBegin"), wire(1, "StepBegin"), wire(2, "StepInterrupted")];
    let done =
        [wire(0, "TurnBegin"), wire(1, "StepBegin"), status(2, Some("m"), 5), wire(3, "StepInterrupted")];
    for (lines, wanted) in [(&cut[..], (0, 1)), (&done, (1, 0))] {
        let seen = tally(&home(&[(".kimi/sessions/h/s/wire.jsonl", lines)]));
        assert_eq!((seen.calls, seen.unknown), wanted);
    }
}

#[test]
fn another_request_before_a_steps_end_does_not_count_the_step_twice() {
    let path = ".kimi-code/sessions/wd_a/s/agents/main/wire.jsonl";
    let ask = json!({"type": "llm.request", "time": 1_790_000_000_000_u64, "model": "kimi-k3"});
    let compacted =
        [ask.clone(), usage_record(5), ask.clone(), usage_record(90), step_end("1", 5), ask.clone()];
    assert_eq!(outputs(&home(&[(path, &compacted)])), [5, 90]);
    let titled = [ask.clone(), ask.clone(), usage_record(5), usage_record(3), step_end("1", 5)];
    assert_eq!(outputs(&home(&[(path, &titled)])), [3, 5]);
    let late = [ask.clone(), usage_record(5), ask.clone(), step_end("1", 5), usage_record(3)];
    assert_eq!(outputs(&home(&[(path, &late)])), [3, 5]);
    let cut = home(&[(path, &[ask.clone(), usage_record(90), ask, step_end("1", 0)])]);
    assert_eq!(
        (tally(&cut).calls, tally(&cut).unknown),
        (1, 1),
        "what was recorded before it asked is not its own"
    );
}

#[test]
fn records_wait_for_their_step_between_two_reads() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join(".kimi-code/sessions/wd_a/s/agents/main/wire.jsonl");
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let ask = json!({"type": "llm.request", "time": 1_790_000_000_000_u64, "model": "kimi-k3"});
    let mut ledger = MemoryStore::default();
    let mut text = String::new();
    for line in [ask.clone(), usage_record(5), ask, usage_record(90), step_end("1", 5), step_end("2", 90)] {
        text.extend([line.to_string().as_str(), "\n"]);
        std::fs::write(&path, &text).expect("a file");
        Reader::new(&Kimi, home.path()).read(home.path(), 1, &mut ledger);
    }
    assert_eq!(outputs(&ledger), [5, 90]);
}
