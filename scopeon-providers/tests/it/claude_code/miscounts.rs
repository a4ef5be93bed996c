//! The classic ways to count wrong, each with the smallest log that shows it.

use scopeon_core::event::{Origin, SessionKind};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::IssueKind;
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{
    AGENT, AGENT_LOG, FORK, FORKED, MAIN, SESSION, line, log, message, over, response, result, tool_use,
    usage,
};

fn read(lines: &[Value]) -> Kept {
    let mut kept = Kept::default();
    kept.log(MAIN, &log(lines));
    kept
}

/// One response written once per content block, output still growing: the largest is the response's own.
#[test]
fn first_streamed_line_kept() {
    let blocks = [
        response(3, "msg_1", usage(12, 9), json!([{ "type": "thinking", "thinking": "…" }])),
        response(4, "msg_1", usage(12, 9), json!([{ "type": "text", "text": "…" }])),
        response(5, "msg_1", usage(12, 159), json!([tool_use("toolu_1", "Read", json!({}))])),
    ];
    for lines in [[0, 1, 2], [2, 1, 0], [1, 2, 0]].map(|order| order.map(|place| blocks[place].clone())) {
        let kept = read(&lines);
        let call = kept.only_call();
        assert_eq!((call.sample.usage.input, call.sample.usage.output), (12, 159));
        assert_eq!(call.at.to_string(), "2026-09-14T10:00:03.000Z", "the first line's time");
        assert_eq!(kept.only_tool().call, Some(call.id), "a later line's tool is the call's too");
    }
}

/// A fork's log starts with a copy of its parent's: the parent's session keeps the call.
#[test]
fn fork_copy() {
    // Either may be the original, so that nothing but the copy's word or the file's age decides.
    for (original, fork) in [((MAIN, SESSION), (FORKED, FORK)), ((FORKED, FORK), (MAIN, SESSION))] {
        let marked = json!({ "forkedFrom": { "sessionId": original.1, "messageUuid": "x" } });
        check_fork("by the copy's own word", original, fork, marked, [None, None]);
        check_fork("by the older file", original, fork, json!({}), [Some(100), Some(200)]);
    }
}

fn check_fork(how: &str, original: (&str, &str), fork: (&str, &str), mark: Value, born: [Option<i64>; 2]) {
    let of = |session: &str, line: Value| over(line, json!({ "sessionId": session }));
    let first = response(3, "msg_1", usage(12, 9), json!([tool_use("toolu_1", "Read", json!({}))]));
    let next = response(9, "msg_2", usage(1, 2), json!([]));
    let copied = over(of(fork.1, first.clone()), mark);
    let logs = [
        (original.0, born[0], log(&[of(original.1, first)])),
        (fork.0, born[1], log(&[copied, of(fork.1, next)])),
    ];
    for order in [[0, 1], [1, 0]] {
        let mut kept = Kept::default();
        for (path, born, bytes) in order.map(|place| &logs[place]) {
            kept.log_born(path, *born, bytes);
        }
        assert_eq!(kept.usage(), Usage { input: 13, output: 11, ..Usage::default() }, "{how}");
        for call in kept.calls.values() {
            let owner = if call.sample.usage.input == 12 { original.1 } else { fork.1 };
            assert_eq!(kept.session_of(call), owner, "{how}, read in order {order:?}");
        }
        assert_eq!(kept.only_tool().attribution.session, kept.session(original.1).id, "{how}");
    }
}

/// Gateways and Bedrock write no request id; the lines still show one response.
#[test]
fn no_request_id() {
    let bare =
        |second| over(response(second, "msg_1", usage(100, 50), json!([])), json!({ "requestId": null }));
    let kept = read(&[bare(1), bare(2), response(3, "msg_1", usage(100, 50), json!([]))]);
    assert_eq!(kept.only_call().sample.usage, Usage { input: 100, output: 50, ..Usage::default() });
}

/// The same through a gateway that gives ids of its own, copied by a fork that leaves no pointer back.
#[test]
fn no_request_id_and_fork() {
    let bare = |second| {
        over(response(second, "chatcmpl-7", usage(100, 50), json!([])), json!({ "requestId": null }))
    };
    let mut kept = Kept::default();
    kept.log_born(MAIN, Some(100), &log(&[bare(1), bare(2)]));
    let copied = [1, 2].map(|second| over(bare(second), json!({ "sessionId": FORK })));
    kept.log_born(FORKED, Some(200), &log(&copied));
    assert_eq!(kept.session_of(kept.only_call()), SESSION);
    let other = message(bare(5), json!({ "model": "deepseek-v4-flash" }));
    kept.log(MAIN, &log(&[other]));
    assert_eq!(kept.calls.len(), 2, "a gateway's id is one response's only together with its model");
}

/// Cache writes live five minutes or an hour, at different prices; the split may be missing or lag behind.
#[test]
fn one_hour_writes() {
    let cases = [
        (
            json!({ "cache_creation_input_tokens": 900, "cache_creation": { "ephemeral_1h_input_tokens": 900, "ephemeral_5m_input_tokens": 0 } }),
            (0, 900),
        ),
        (
            json!({ "cache_creation_input_tokens": 900, "cache_creation": { "ephemeral_1h_input_tokens": 400, "ephemeral_5m_input_tokens": 500 } }),
            (500, 400),
        ),
        // A gateway's total without a split, or with an empty one.
        (json!({ "cache_creation_input_tokens": 900 }), (900, 0)),
        (
            json!({ "cache_creation_input_tokens": 900, "cache_creation": { "ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0 } }),
            (900, 0),
        ),
        (json!({ "cache_creation_input_tokens": 900, "cache_creation": null }), (900, 0)),
        // Before 2.1.152 the total could be 0.
        (
            json!({ "cache_creation_input_tokens": 0, "cache_creation": { "ephemeral_1h_input_tokens": 400, "ephemeral_5m_input_tokens": 500 } }),
            (500, 400),
        ),
        (
            json!({ "cache_creation_input_tokens": 900, "cache_creation": { "ephemeral_1h_input_tokens": 400 } }),
            (500, 400),
        ),
    ];
    for (counts, wanted) in cases {
        let kept = read(&[response(1, "msg_1", counts.clone(), json!([]))]);
        let got = kept.only_call().sample.usage;
        assert_eq!((got.cache_write_5m, got.cache_write_1h), wanted, "{counts}");
    }
}

/// A sub-agent's calls stand in a log of its own, under its parent's session id.
#[test]
fn sub_agent_file() {
    let side = json!({ "isSidechain": true, "agentId": AGENT, "attributionAgent": "Explore" });
    let mut kept = read(&[response(1, "msg_1", usage(1, 2), json!([]))]);
    kept.log(AGENT_LOG, &log(&[over(response(2, "msg_2", usage(10, 20), json!([])), side.clone())]));
    assert_eq!(kept.usage(), Usage { input: 11, output: 22, ..Usage::default() });
    let run = kept.session(AGENT);
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(kept.session(SESSION).id)));
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("Explore"));
    assert_eq!(kept.calls.values().filter(|call| call.attribution.session == run.id).count(), 1);
    // Until 2.1.2 it lay beside its parent's.
    let mut old = Kept::default();
    let path = format!("projects/-home-dev-shop/agent-{AGENT}.jsonl");
    old.log(&path, &log(&[over(response(2, "msg_2", usage(10, 20), json!([])), side)]));
    assert_eq!(old.only_call().attribution.session, run.id);
    assert_eq!(old.only_call().attribution.origin, Origin::Direct);
}

/// Old `progress` records embed a sub-agent's lines in its parent's log.
#[test]
fn agent_progress_copy() {
    let inner = response(2, "msg_2", usage(10, 20), json!([tool_use("toolu_2", "Grep", json!({ "x": 1 }))]));
    let data = json!({ "type": "agent_progress", "agentId": AGENT, "prompt": "…", "message": inner });
    let main = log(&[line("progress", 3, json!({ "data": data }))]);
    let side = json!({ "isSidechain": true, "agentId": AGENT });
    let own = log(&[over(inner_of(&main), side)]);
    let logs = [(MAIN, main), (AGENT_LOG, own)];
    for order in [&[0, 1][..], &[1, 0], &[0], &[1]] {
        let mut kept = Kept::default();
        for (path, bytes) in order.iter().map(|place| &logs[*place]) {
            kept.log(path, bytes);
        }
        let call = kept.only_call();
        assert_eq!(call.sample.usage, Usage { input: 10, output: 20, ..Usage::default() });
        assert_eq!(call.attribution.session, kept.session(AGENT).id, "the run owns it: {order:?}");
        assert_eq!(kept.only_tool().attribution.session, call.attribution.session);
        let origin = if order == [0] { Origin::Replay } else { Origin::Direct };
        assert_eq!(call.attribution.origin, origin);
    }
}

fn inner_of(main: &[u8]) -> Value {
    let outer: Value = serde_json::from_slice(main).expect("one line");
    outer["data"]["message"].clone()
}

/// A message the client made itself is no response, even with counts; it may be how a failure is told.
#[test]
fn synthetic() {
    let made = |second, rest| {
        let line =
            over(response(second, "8f0c", usage(7, 7), json!([{ "type": "text", "text": "…" }])), rest);
        message(line, json!({ "model": "<synthetic>" }))
    };
    let failure = json!({ "isApiErrorMessage": true, "error": "rate_limit", "apiErrorStatus": 429 });
    let kept = read(&[made(1, json!({ "isApiErrorMessage": false })), made(2, failure), made(3, json!({}))]);
    assert!(kept.calls.is_empty());
    let errors: Vec<_> = kept
        .errors
        .values()
        .map(|error| (error.kind.as_ref().map(AsRef::as_ref), error.status, error.retry))
        .collect();
    assert_eq!(errors, [(Some("rate_limit"), Some(429), None)]);
}

/// What stands inside a tool's input is content, whatever it is called.
#[test]
fn null_id_inside_tool_input() {
    let input = json!({ "id": null, "model": "x", "usage": { "output_tokens": 9999 }, "type": "text", "message": { "id": null } });
    let text = response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", "mcp__jira__create", input)]));
    // With the content before the message's own id, model and usage, as alphabetical order puts it.
    let kept = read(&[text.clone(), message(text, json!({ "id": "msg_1" }))]);
    assert_eq!(kept.only_call().sample.usage, Usage { input: 1, output: 2, ..Usage::default() });
    assert_eq!(kept.only_call().sample.model.as_str(), "claude-opus-5");
    assert_eq!(kept.only_tool().call, Some(kept.only_call().id));
    assert_eq!(kept.only_tool().mcp.as_ref().map(|mcp| mcp.tool.as_str()), Some("create"));
}

/// Windows line ends, and a last line that is still being written.
#[test]
fn crlf_and_torn_last_line() {
    let whole =
        log(&[response(1, "msg_1", usage(1, 2), json!([])), response(2, "msg_2", usage(3, 4), json!([]))]);
    let text = String::from_utf8(whole).expect("text").replace('\n', "\r\n");
    let torn = log(&[response(3, "msg_3", usage(100, 100), json!([]))]);
    let mut bytes = text.into_bytes();
    let end = bytes.len();
    bytes.extend(&torn[..torn.len() / 2]);
    let mut kept = Kept::default();
    kept.log(MAIN, &bytes);
    assert_eq!(kept.usage(), Usage { input: 4, output: 6, ..Usage::default() });
    assert!(kept.issues.is_empty(), "a half-written line is none: {:?}", kept.issues);
    bytes.truncate(end);
    bytes.extend(torn);
    kept.part(MAIN, None, &bytes, end..bytes.len(), &mut scopeon_core::provider::ReaderState::default());
    assert_eq!(kept.calls.len(), 3, "once complete it counts");
}

/// The result of a sub-agent states its tokens; they stand in the sub-agent's own log.
#[test]
fn task_result_carrying_usage() {
    let outcome = json!({
        "status": "completed", "agentId": AGENT, "totalTokens": 5130, "totalToolUseCount": 1,
        "usage": { "input_tokens": 10, "output_tokens": 120, "cache_read_input_tokens": 5000 },
        "content": [{ "type": "text", "text": "…" }],
    });
    let kept = read(&[
        response(
            1,
            "msg_1",
            usage(1, 2),
            json!([tool_use("toolu_1", "Task", json!({ "subagent_type": "Explore", "prompt": "…" }))]),
        ),
        result(2, "toolu_1", json!("…"), outcome),
    ]);
    assert_eq!(kept.usage(), Usage { input: 1, output: 2, ..Usage::default() });
    let run = kept.session(AGENT);
    assert_eq!(run.spawned_by, Some(kept.only_tool().id));
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), Some("Explore"), "the type the parent asked for");
}

/// A huge result is measured, whatever it contains, and costs no call beside it.
#[test]
fn tool_result_of_400_kb() {
    let trap = r#"{"type":"assistant","message":{"id":"msg_x","usage":{"output_tokens":1}}} \ "#;
    let huge = trap.repeat(400 * 1024 / trap.len() + 1);
    let kept = read(&[
        response(1, "msg_1", usage(1, 2), json!([tool_use("toolu_1", "Bash", json!({ "command": "cat" }))])),
        result(2, "toolu_1", json!(huge), json!({ "stdout": huge, "interrupted": false })),
        response(3, "msg_2", usage(3, 4), json!([])),
    ]);
    assert_eq!(kept.usage(), Usage { input: 4, output: 6, ..Usage::default() });
    let tool = kept.only_tool();
    assert_eq!(
        tool.output_bytes,
        Some(json!(huge).to_string().len() as u64),
        "as logged, escapes and quotes included"
    );
    assert_eq!(tool.input_bytes, Some(r#"{"command":"cat"}"#.len() as u64));
    assert_eq!(
        tool.input_fingerprint,
        Some(InputFingerprint::of(tool.attribution.session, br#"{"command":"cat"}"#))
    );
    assert_eq!(
        (tool.ok, tool.ended.zip(tool.started).map(|(end, start)| end.millis() - start.millis())),
        (Some(true), Some(1000))
    );
}

/// Any JSON writer may have written the line.
#[test]
fn json_with_spaces() {
    let line = response(
        1,
        "msg_1",
        usage(1, 2),
        json!([tool_use("toolu_1", "Read", json!({ "a": [1, { "b": "]" }] }))]),
    );
    let spaced = line
        .to_string()
        .replace("\":", "\" \t: ")
        .replace(",\"", " , \"")
        .replace('{', "{ ")
        .replace('}', " }");
    let escaped = line
        .to_string()
        .replace("\"usage\"", "\"\\u0075sage\"")
        .replace("\"assistant\",\"uuid\"", "\"\\u0061ssistant\",\"uuid\"");
    assert_ne!(escaped, line.to_string());
    for text in [spaced, format!("  {line}\t"), escaped] {
        let mut kept = Kept::default();
        kept.log(MAIN, format!("{text}\n").as_bytes());
        assert_eq!(
            kept.only_call().sample.usage,
            Usage { input: 1, output: 2, ..Usage::default() },
            "{text}"
        );
        assert_eq!(kept.only_tool().name.as_ref().map(AsRef::as_ref), Some("Read"));
        assert!(kept.issues.is_empty());
    }
}

/// A search is billed by the request: by the server's counter, or as the tool's result tells it.
#[test]
fn web_search_fee() {
    let counted = over(
        usage(1, 2),
        json!({ "server_tool_use": { "web_search_requests": 2, "web_fetch_requests": 5 } }),
    );
    let kept = read(&[
        response(
            1,
            "msg_1",
            counted.clone(),
            json!([{ "type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {} }]),
        ),
        response(2, "msg_1", counted, json!([])),
        response(3, "msg_2", usage(1, 2), json!([tool_use("toolu_2", "WebSearch", json!({ "query": "…" }))])),
        result(4, "toolu_2", json!("…"), json!({ "query": "…", "results": [], "searchCount": 3 })),
    ]);
    assert_eq!(kept.usage().web_searches, 2, "once, and fetches are free");
    let side: Vec<_> = kept.tools.values().filter_map(|tool| tool.searches).collect();
    assert_eq!(side, [3]);
}

/// Fast mode has a price of its own, and so have the service tiers.
#[test]
fn fast_mode() {
    let cases = [
        (json!({ "speed": "fast", "service_tier": "standard" }), Tier::Fast),
        (json!({ "speed": "standard", "service_tier": "standard" }), Tier::Standard),
        (json!({ "speed": null, "service_tier": null }), Tier::Standard),
        (json!({ "service_tier": "priority" }), Tier::Priority),
        (json!({ "service_tier": "batch" }), Tier::Batch),
    ];
    for (class, tier) in cases {
        let mut counts = usage(1, 2);
        counts.as_object_mut().expect("an object").extend(class.as_object().expect("an object").clone());
        let kept = read(&[response(1, "msg_1", counts, json!([]))]);
        assert_eq!(kept.only_call().sample.tier, tier, "{class}");
    }
}

/// Above 200,000 tokens of prompt some models cost more for the whole request: cached tokens count as prompt.
#[test]
fn long_context_premium() {
    let counts = json!({ "input_tokens": 1000, "cache_read_input_tokens": 190_000, "cache_creation_input_tokens": 50_000, "output_tokens": 500 });
    let kept = read(&[response(1, "msg_1", counts, json!([]))]);
    let reading = &kept.only_call().sample;
    assert_eq!((reading.usage.prompt(), reading.context), (241_000, 241_000));
    // A loop through server tools sums its prompts, none of which was long.
    let round = |input: u64| json!({ "type": "message", "input_tokens": input, "output_tokens": 1 });
    let looped = over(usage(250_000, 2), json!({ "iterations": [round(120_000), round(130_000)] }));
    let kept = read(&[response(1, "msg_1", looped, json!([]))]);
    let reading = &kept.only_call().sample;
    assert_eq!((reading.usage.prompt(), reading.context), (250_000, 130_000));
}

/// A model nobody has heard of, or none at all, still has tokens.
#[test]
fn unknown_model() {
    for (model, wanted) in
        [(json!("brand-new-model-9"), "brand-new-model-9"), (Value::Null, "unknown"), (json!(7), "unknown")]
    {
        let mut line = response(1, "msg_1", usage(1, 2), json!([]));
        line["message"]["model"] = model;
        let kept = read(&[line]);
        assert_eq!(kept.only_call().sample.model.as_str(), wanted);
        assert_eq!(kept.usage(), Usage { input: 1, output: 2, ..Usage::default() });
    }
}

/// Before 1.0.9 lines stated what they cost; repeated lines state it again.
#[test]
fn recorded_cost_usd() {
    let line =
        |second| over(response(second, "msg_1", usage(1, 2), json!([])), json!({ "costUSD": 0.012_345 }));
    let kept = read(&[line(1), line(2)]);
    assert_eq!(kept.only_call().reported.map(|cost| cost.to_string()).as_deref(), Some("0.012345"));
    for absurd in [json!(-1.0), json!("NaN"), json!(1e300), json!({})] {
        let kept = read(&[over(response(1, "msg_1", usage(1, 2), json!([])), json!({ "costUSD": absurd }))]);
        assert_eq!(kept.only_call().reported, None);
    }
}

/// A workflow's journal repeats what its agents did; it is no transcript, and its records hold no calls.
#[test]
fn journal_with_usage_like_fields() {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join("projects/-p/s/subagents/workflows/wf_1");
    std::fs::create_dir_all(&directory).expect("a directory");
    let entry = json!({ "type": "result", "agentId": AGENT, "usage": usage(5, 5), "message": { "id": "msg_1", "model": "m", "usage": usage(5, 5) } });
    for name in ["journal.jsonl", "agent-1.jsonl"] {
        std::fs::write(directory.join(name), log(std::slice::from_ref(&entry))).expect("a file");
    }
    assert_eq!(super::discovery::found(home.path()), ["-p/s/subagents/workflows/wf_1/agent-1.jsonl"]);
    assert!(read(&[entry]).calls.is_empty(), "even where one is read");
}

/// Some editors and shells put a byte order mark before the first line.
#[test]
fn byte_order_mark() {
    let lines =
        log(&[response(1, "msg_1", usage(1, 2), json!([])), response(2, "msg_2", usage(3, 4), json!([]))]);
    let mut kept = Kept::default();
    kept.log(MAIN, &[b"\xef\xbb\xbf", &lines[..]].concat());
    assert_eq!(kept.usage(), Usage { input: 4, output: 6, ..Usage::default() });
    assert!(!kept.told().iter().any(|(kind, _)| *kind == IssueKind::Malformed));
}
