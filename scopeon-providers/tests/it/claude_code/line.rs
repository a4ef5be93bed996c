//! Lines of a log as tests write them.
#![expect(clippy::needless_pass_by_value, reason = "`json!` makes values to be handed over")]

use serde_json::{Value, json};

/// A session and its project, whose log lies where [`MAIN`] says.
pub(crate) const SESSION: &str = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
pub(crate) const FORK: &str = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
pub(crate) const AGENT: &str = "a0123456789abcdef";
pub(crate) const MAIN: &str = "projects/-home-dev-shop/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa.jsonl";
pub(crate) const FORKED: &str = "projects/-home-dev-shop/bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb.jsonl";
pub(crate) const AGENT_LOG: &str =
    "projects/-home-dev-shop/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/subagents/agent-a0123456789abcdef.jsonl";

/// Some line of a session, at some second of one day; `rest` is put over what every line has.
pub(crate) fn line(kind: &str, second: u32, rest: Value) -> Value {
    let line = json!({
        "type": kind,
        "uuid": format!("00000000-0000-4000-8000-{second:012}"),
        "timestamp": format!("2026-09-14T10:{:02}:{:02}.000Z", second / 60, second % 60),
        "sessionId": SESSION,
        "isSidechain": false,
        "cwd": "/home/dev/shop",
        "gitBranch": "main",
        "version": "2.1.270",
        "entrypoint": "cli",
    });
    over(line, rest)
}

/// An `assistant` line that shows one response.
pub(crate) fn response(second: u32, id: &str, usage: Value, content: Value) -> Value {
    let message = json!({
        "id": id, "type": "message", "role": "assistant", "model": "claude-opus-5",
        "content": content, "stop_reason": "end_turn", "usage": usage,
    });
    line("assistant", second, json!({ "requestId": format!("req_{id}"), "message": message }))
}

/// A `user` line that brings the result of a tool.
pub(crate) fn result(second: u32, tool: &str, content: Value, outcome: Value) -> Value {
    let block = json!({ "type": "tool_result", "tool_use_id": tool, "content": content });
    let rest = json!({ "message": { "role": "user", "content": [block] }, "toolUseResult": outcome });
    line("user", second, rest)
}

/// A use of a tool.
pub(crate) fn tool_use(id: &str, name: &str, input: Value) -> Value {
    json!({ "type": "tool_use", "id": id, "name": name, "input": input })
}

/// Counts of a small response.
pub(crate) fn usage(input: u64, output: u64) -> Value {
    json!({ "input_tokens": input, "output_tokens": output })
}

/// A line with other members put over it; a `null` takes one away.
pub(crate) fn over(mut line: Value, rest: Value) -> Value {
    let (Some(members), Value::Object(rest)) = (line.as_object_mut(), rest) else { panic!("objects") };
    for (key, value) in rest {
        if value.is_null() {
            members.remove(&key);
        } else {
            members.insert(key, value);
        }
    }
    line
}

/// A line with something inside its message put over.
pub(crate) fn message(mut line: Value, rest: Value) -> Value {
    line["message"] = over(line["message"].take(), rest);
    line
}

/// The bytes of some lines.
pub(crate) fn log(lines: &[Value]) -> Vec<u8> {
    lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}
