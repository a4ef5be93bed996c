//! What was found by changed inputs, each in its shortest form.

use scopeon_core::provider::Provider;
use scopeon_providers::builtin;
use scopeon_providers::testkit::fuzz::{Form, Seed, judge, walkers};
use serde_json::{Value, json};

/// An input of an agent: where it lies, and what is in it.
struct Found {
    what: &'static str,
    agent: &'static str,
    form: Form,
    place: (&'static str, &'static str),
    body: Vec<u8>,
}

const ROLLOUT: (&str, &str) =
    (".codex/sessions", "2026/07/28/rollout-2026-07-28T13-00-00-019fa149-0000-7000-8000-000000000002.jsonl");
const ENTRIES: (&str, &str) = (".pi/agent/sessions", "--w--/2026-03-15T10-00-00-000Z_pi-1.jsonl");
const TRANSCRIPT: (&str, &str) = ("projects", "-w/11111111-1111-4111-8111-111111111111.jsonl");

fn log(records: &[Value]) -> Vec<u8> {
    records.iter().map(|record| format!("{record}\n")).collect::<String>().into_bytes()
}

/// A total of Codex's at some second.
fn total(second: u32, input: u64, last: u64) -> Value {
    let usage = |input: u64| {
        json!({"input_tokens": input, "cached_input_tokens": 0, "output_tokens": 10,
            "reasoning_output_tokens": 0, "total_tokens": input + 10})
    };
    let info = json!({"total_token_usage": usage(input), "last_token_usage": usage(last)});
    json!({"timestamp": format!("2026-07-28T11:00:{second:02}.000Z"), "type": "event_msg",
        "payload": {"type": "token_count", "info": info}})
}

fn meta(id: &str, forked: Option<&str>) -> Value {
    json!({"timestamp": "2026-07-28T11:00:00.000Z", "type": "session_meta",
        "payload": {"id": id, "timestamp": "2026-07-28T11:00:00.000Z", "cwd": "/w", "forked_from_id": forked}})
}

fn answer(second: u32, model: &str, counts: &Value) -> Value {
    json!({"uuid": format!("00000000-0000-4000-8000-{second:012}"), "type": "assistant", "version": "2.1.270",
        "sessionId": "11111111-1111-4111-8111-111111111111", "isSidechain": false, "requestId": "req_A",
        "timestamp": format!("2026-09-14T10:00:{second:02}.000Z"), "message": {"id": "msg_A", "type": "message",
        "role": "assistant", "model": model, "content": [], "stop_reason": "end_turn", "usage": counts}})
}

/// What begins a session of pi's, and an answer in it.
fn begun(id: &str, parent: Option<&str>) -> Value {
    json!({"type": "session", "version": 3, "id": id, "timestamp": "2026-03-15T10:00:00.000Z", "cwd": "/w",
        "parentSession": parent})
}

fn said(id: &str) -> Value {
    json!({"type": "message", "id": id, "timestamp": "2026-03-15T10:00:05.000Z", "message": {"role": "assistant",
        "content": [], "model": "m", "usage": {"input": 12, "output": 34}, "stopReason": "stop"}})
}

/// What begins a session of Copilot's.
fn started(id: &str, producer: &str) -> Value {
    json!({"type": "session.start", "id": id, "timestamp": "2026-09-21T09:00:00.000Z", "parentId": null,
        "data": {"sessionId": "aaaa0000-1111-4222-8333-444455556666", "producer": producer}})
}

/// A step of Kimi's.
fn step(second: u32, window: u64) -> Value {
    let usage = json!({"input_other": 100, "output": 40});
    json!({"timestamp": f64::from(1_776_162_400 + second), "message": {"type": "StatusUpdate",
        "payload": {"max_context_tokens": window, "token_usage": usage, "message_id": format!("m{second}")}}})
}

/// An answer of Qwen Code's that was copied from another session.
fn copied(second: u32, original: &str) -> Value {
    json!({"uuid": format!("q{second}"), "sessionId": "q-2", "forkedFrom": {"sessionId": original, "messageUuid": "x"},
        "timestamp": format!("2026-08-01T10:00:{second:02}.000Z"), "type": "assistant", "cwd": "/w", "model": "m",
        "message": {"role": "model", "parts": []}, "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 5}})
}

fn all() -> Vec<Found> {
    let (own, parent) = ("019fa149-0000-7000-8000-000000000002", "019fa149-0000-7000-8000-000000000001");
    let found = |what, agent, place, body| Found { what, agent, form: Form::Lines, place, body };
    vec![
        found(
            "a total before what says whose it is stays a witness",
            "codex",
            ROLLOUT,
            log(&[
                total(4, 3900, 900),
                meta(own, Some(parent)),
                meta(parent, None),
                total(2, 1000, 1000),
                total(3, 3000, 2000),
            ]),
        ),
        found(
            "an earlier total is the witness where the clock was put back",
            "codex",
            ROLLOUT,
            log(&[total(12, 3900, 900), total(5, 6900, 3000), total(9, 7000, 100)]),
        ),
        found(
            "a model in another spelling is no model of the vendor's",
            "claude-code",
            TRANSCRIPT,
            log(&[
                answer(3, "claude-opus-5", &json!({"input_tokens": 12, "output_tokens": 9})),
                json!({"uuid": "00000000-0000-4000-8000-000000000004", "type": "user", "promptId": "p",
                    "sessionId": "11111111-1111-4111-8111-111111111111", "isSidechain": false,
                    "timestamp": "2026-09-14T10:00:04.000Z", "message": {"role": "user", "content": "x"}}),
                answer(
                    5,
                    "claude-opus-5",
                    &json!({"input_tokens": 12, "output_tokens": 159, "cache_read_input_tokens": 1}),
                ),
            ]),
        ),
        found(
            "a count in another spelling is none",
            "claude-code",
            TRANSCRIPT,
            log(&[answer(3, "claude-opus-5", &json!({"input_tokens": "12", "output_tokens": "9"}))]),
        ),
        found(
            "a second line that begins a session parts a log in two",
            "pi",
            ENTRIES,
            log(&[begun("pi-1", None), said("a"), begun("pi-2", None), said("b")]),
        ),
        found(
            "the last of two producers is the session's where it is read at once",
            "copilot-cli",
            (".copilot", "session-state/aaaa0000-1111-4222-8333-444455556666/events.jsonl"),
            log(&[started("e1", "copilot-agent"), started("e2", "agent")]),
        ),
        found(
            "the last of two windows is the session's where it is read at once",
            "kimi",
            (".kimi/sessions", "0123456789abcdef0123456789abcdef/k-1/wire.jsonl"),
            log(&[step(1, 262_144), step(2, 131_072)]),
        ),
        found(
            "the last of two originals is the session's where it is read at once",
            "qwen-code",
            (".qwen/projects", "-w/chats/q-2.jsonl"),
            log(&["q-6", "q-7", "q-8", "q-9", "q-5"].map(|original| copied(2, original))),
        ),
        found(
            "a second line that begins a session takes back what it was made from",
            "pi",
            ENTRIES,
            log(&[
                begun("pi-1", Some("/x/2026-03-14T10-00-00-000Z_pi-0.jsonl")),
                said("a"),
                begun("pi-1", None),
            ]),
        ),
    ]
}

#[test]
fn what_was_found_is_not_found_again() {
    for found in all() {
        let Found { what, agent, form, place: (root, path), body } = found;
        let mut readers = builtin().into_iter();
        let reader: Box<dyn Provider> =
            readers.find(|reader| reader.info().id == agent).expect("an agent that is read");
        let (root, path) = (root.to_owned(), path.to_owned());
        let seed = Seed { form, root, path, project: String::new(), body };
        if let Err(fault) = judge(reader.as_ref(), &seed) {
            panic!("{what}: {fault}");
        }
    }
}

#[test]
fn no_text_that_parted_the_walkers_parts_them_again() {
    let texts = [
        r#"{"\ud800":1,"a":2}"#,
        r#"{"a":"\ud800","a":3}"#,
        r#"{"a":null,"a":5,"b":{},"b":true}"#,
        r#"{"\u0061":1e400,"b":-0,"c":[[],{}]}"#,
        r#"{"type":"assistant","message":{"usage":{"input_tokens":"\u0038"}}}"#,
    ];
    for text in texts {
        if let Err(fault) = walkers(text.as_bytes()) {
            panic!("{fault}");
        }
    }
}
