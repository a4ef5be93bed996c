//! Responses whose names are not unique: whatever a gateway calls them, each is counted once.

use scopeon_core::provider::ReaderState;
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{
    AGENT, AGENT_LOG, FORK, FORKED, MAIN, SESSION, line, log, message, over, result, tool_use, usage,
};

/// The line of a gateway's response: at some second of a session, with some id and request.
fn shown(session: &str, second: u32, names: (&Value, &Value), counts: Value) -> Value {
    let text = json!([{ "type": "text", "text": "ok" }]);
    let message = json!({
        "type": "message", "role": "assistant", "model": "glm-4.7", "content": text,
        "stop_reason": "tool_use", "usage": counts, "id": names.0,
    });
    let uuid = format!("{}-0000-4000-8000-{second:012}", &session[..8]);
    line(
        "assistant",
        second,
        json!({ "sessionId": session, "uuid": uuid, "requestId": names.1, "message": message }),
    )
}

fn asked(session: &str, second: u32) -> Value {
    let uuid = format!("{}-0000-4000-8000-{second:012}", &session[..8]);
    let rest = json!({ "sessionId": session, "uuid": uuid, "promptId": uuid, "message": { "role": "user", "content": "x" } });
    line("user", second, rest)
}

/// Two prompts with three responses each, every response on two lines.
fn session(id: &str, name: &dyn Fn(u32) -> Value, request: &dyn Fn(u32) -> Value) -> Vec<Value> {
    let mut lines = Vec::new();
    for prompt in 0..2_u32 {
        lines.push(asked(id, prompt * 30));
        for response in 0..3_u32 {
            let second = prompt * 30 + response * 5 + 1;
            let counts = usage(u64::from(1000 + response), u64::from(100 + response));
            let (name, request) = (name(second), request(second));
            lines.push(shown(id, second, (&name, &request), counts.clone()));
            lines.push(shown(id, second + 1, (&name, &request), counts));
        }
    }
    lines
}

/// Every way to call them: 12 responses in two sessions at the same times.
#[test]
fn every_response_is_counted_once() {
    let constant = |name: &'static str| move |_: u32| json!(name);
    let null = |_: u32| Value::Null;
    let names: [(&str, &dyn Fn(u32) -> Value); 11] = [
        ("short", &constant("ocgo")),
        ("long", &constant("relay-constant-message-id")),
        ("like the vendor's", &constant("msg_relay")),
        ("shaped like the vendor's", &constant("msg_01XFDUDYJgAACzvnptvVoYEL")),
        ("a UUID", &constant("5f0c3a52-8f0e-4c0e-9f52-2d9e3c1b7a10")),
        ("empty", &constant("")),
        ("none", &null),
        ("a counter", &|second| json!((second / 5).to_string())),
        ("a counter with a prefix", &|second| json!(format!("msg_{}", second / 5))),
        ("milliseconds", &|second| json!(format!("{}", 1_796_000_000_000_u64 + u64::from(second / 5)))),
        ("unique", &|second| json!(format!("chatcmpl-{}-{second:032}", "f3a9c1d2"))),
    ];
    let requests: [(&str, &dyn Fn(u32) -> Value); 5] = [
        ("no request", &null),
        ("an empty request", &constant("")),
        ("one request for all", &constant("req_relay")),
        ("a request of the vendor's shape for all", &constant("req_018EeWyXxfu5pfWkrYcMdjWG")),
        ("a request each", &|second| json!(format!("req_1111_{}", second / 5))),
    ];
    for (name, id) in names {
        for (request_name, request) in requests {
            // A pair that is all the vendor's is the vendor's.
            if name == "shaped like the vendor's" && request_name.contains("shape") {
                continue;
            }
            // Both lines of a unique response have its name.
            let id = |second: u32| id(second / 5 * 5 + 1);
            let logs =
                [(MAIN, log(&session(SESSION, &id, request))), (FORKED, log(&session(FORK, &id, request)))];
            let mut kept = Kept::default();
            for (path, bytes) in &logs {
                kept.log(path, bytes);
            }
            let sum = Usage { input: 12_012, output: 1_212, ..Usage::default() };
            assert_eq!((kept.calls.len(), kept.usage()), (12, sum), "{name}, {request_name}");
            // Reading may stop behind every line.
            let mut parts = Kept::default();
            for (path, bytes) in &logs {
                let (mut carry, mut from) = (ReaderState::default(), 0);
                for end in memchr::memchr_iter(b'\n', bytes) {
                    parts.part(path, None, bytes, from..end + 1, &mut carry);
                    from = end + 1;
                }
            }
            assert_eq!(parts.calls, kept.calls, "{name}, {request_name}, in parts");
        }
    }
}

/// What becomes of the line of some number in a copy.
type Copied<'c> = &'c dyn Fn(usize, &Value) -> Value;

/// A fork's lines are the same lines, however they say so.
#[test]
fn copies_of_unnamed_responses_are_theirs() {
    let name = |_: u32| json!("ocgo");
    let none = |_: u32| Value::Null;
    let lines = session(SESSION, &name, &none);
    let uuid = |line: &Value| line["uuid"].clone();
    let forms: [(&str, Copied<'_>); 4] = [
        ("without a word", &|_, line| line.clone()),
        ("naming the session that asked", &|_, line| {
            over(line.clone(), json!({ "requestSessionId": SESSION }))
        }),
        ("naming each line", &|_, line| {
            over(line.clone(), json!({ "forkedFrom": { "sessionId": SESSION, "messageUuid": uuid(line) } }))
        }),
        ("with lines renamed", &|number, line| {
            let renamed = format!("cccccccc-0000-4000-8000-{number:012}");
            let from = json!({ "sessionId": SESSION, "messageUuid": uuid(line) });
            over(line.clone(), json!({ "uuid": renamed, "forkedFrom": from }))
        }),
    ];
    for (form, copy) in forms {
        let mut kept = Kept::default();
        kept.log_born(MAIN, Some(100), &log(&lines));
        let copies: Vec<Value> = lines
            .iter()
            .enumerate()
            .map(|(number, line)| over(copy(number, line), json!({ "sessionId": FORK })))
            .chain([asked(FORK, 90), shown(FORK, 91, (&json!("ocgo"), &Value::Null), usage(5, 7))])
            .collect();
        kept.log_born(FORKED, Some(200), &log(&copies));
        assert_eq!((kept.calls.len(), kept.usage().input), (7, 6_011), "{form}");
        let owned = kept.calls.values().filter(|call| kept.session_of(call) == SESSION).count();
        assert_eq!(owned, 6, "{form}");
    }
}

/// Tools run while their response is still being written: an equal prompt is the same response's, a larger one is not.
#[test]
fn results_may_stand_inside_a_response() {
    let names = (&json!("ocgo"), &Value::Null);
    let asks = |second: u32, tool: &str, counts: Value| {
        message(
            shown(SESSION, second, names, counts),
            json!({ "content": [tool_use(tool, "Read", json!({}))] }),
        )
    };
    let lines = [
        asked(SESSION, 1),
        asks(2, "toolu_1", usage(100, 9)),
        result(3, "toolu_1", json!("…"), json!({})),
        asks(4, "toolu_2", usage(100, 50)),
        result(5, "toolu_2", json!("…"), json!({})),
        shown(SESSION, 6, names, usage(180, 60)),
        shown(SESSION, 7, names, usage(180, 60)),
    ];
    let mut kept = Kept::default();
    kept.log(MAIN, &log(&lines));
    let mut counts: Vec<_> =
        kept.calls.values().map(|call| (call.sample.usage.input, call.sample.usage.output)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [(100, 50), (180, 60)]);
    // Where blocks are numbered, a first one begins another response whatever the counters say.
    let block = |line: Value, number: u32| over(line, json!({ "apiBlockIndex": number }));
    for (numbers, wanted) in [([0, 1], 1), ([0, 0], 2)] {
        let lines = [
            asked(SESSION, 1),
            block(asks(2, "toolu_1", usage(100, 50)), numbers[0]),
            result(3, "toolu_1", json!("…"), json!({})),
            block(shown(SESSION, 4, names, usage(100, 50)), numbers[1]),
        ];
        let mut kept = Kept::default();
        kept.log(MAIN, &log(&lines));
        assert_eq!(kept.calls.len(), wanted, "{numbers:?}");
    }
}

/// A name that is the vendor's in shape is one response's until its counters say otherwise.
#[test]
fn a_contradiction_splits_a_trusted_name() {
    let names = (&json!("msg_01XFDUDYJgAACzvnptvVoYEL"), &json!("req_018EeWyXxfu5pfWkrYcMdjWG"));
    let lines = [
        asked(SESSION, 1),
        shown(SESSION, 2, names, usage(100, 50)),
        shown(SESSION, 3, names, usage(100, 50)),
        asked(SESSION, 10),
        shown(SESSION, 11, names, usage(140, 50)),
        asked(SESSION, 20),
        shown(SESSION, 21, names, usage(100, 70)),
    ];
    let mut kept = Kept::default();
    kept.log(MAIN, &log(&lines));
    assert_eq!((kept.calls.len(), kept.usage().input), (3, 340));
}

/// What the agent itself calls a request is nobody's to repeat.
#[test]
fn the_agents_own_request_names_a_response() {
    let reference = |line: Value, number: u32| {
        over(line, json!({ "requestRef": format!("dddddddd-0000-4000-8000-{number:012}") }))
    };
    let names = (&json!("0"), &json!("0"));
    let lines = [
        reference(shown(SESSION, 2, names, usage(100, 50)), 1),
        reference(shown(SESSION, 3, names, usage(100, 50)), 2),
        reference(shown(SESSION, 4, names, usage(100, 50)), 1),
    ];
    let mut kept = Kept::default();
    kept.log(MAIN, &log(&lines));
    assert_eq!(kept.calls.len(), 2);
}

/// A copy may begin inside a response, as places of blocks tell: in a side thread, behind a compaction, in the log of a
/// sub-agent that goes on from its parent's context.
#[test]
fn a_copy_that_begins_inside_a_response_is_that_ones() {
    let names = (&json!("ocgo"), &Value::Null);
    let uuid = |second: u32| format!("{}-0000-4000-8000-{second:012}", &SESSION[..8]);
    let block = |second: u32, block: u32| {
        let line = shown(SESSION, second, names, usage(100, 50));
        over(line, json!({ "apiBlockIndex": block, "parentUuid": uuid(second - 1) }))
    };
    let lines = [asked(SESSION, 1), block(2, 0), block(3, 1), block(4, 2), asked(SESSION, 5), block(6, 0)];
    let compacted = || vec![line("system", 8, json!({ "subtype": "compact_boundary" }))];
    let in_side = |line: &Value| over(line.clone(), json!({ "sessionId": FORK, "isSidechain": true }));
    let in_agent = json!({
        "uuid": "cccccccc-0000-4000-8000-000000000001", "isSidechain": true, "agentId": AGENT,
    });
    for from in 2..4 {
        let again: Vec<Value> =
            lines.iter().cloned().chain(compacted()).chain(lines[from..].to_vec()).collect();
        let side: Vec<Value> = lines[from..].iter().map(in_side).collect();
        let agent = [over(lines[from].clone(), in_agent.clone())];
        let logs = [(MAIN, log(&again)), (FORKED, log(&side)), (AGENT_LOG, log(&agent))];
        // A log that holds the copy alone is read, too, and before the other.
        for order in [[0, 1, 2], [2, 1, 0]] {
            let mut kept = Kept::default();
            for place in order {
                kept.log(logs[place].0, &logs[place].1);
            }
            assert_eq!((kept.calls.len(), kept.usage().output), (2, 100), "from {from}");
        }
    }
    // Where the first line is damaged, what goes on with it is all there is.
    for lost in [1..2, 1..3] {
        let mut rest = lines.to_vec();
        rest.drain(lost.clone());
        let mut kept = Kept::default();
        kept.log(MAIN, &log(&rest));
        assert_eq!((kept.calls.len(), kept.usage().output), (2, 100), "without {lost:?}");
    }
}
