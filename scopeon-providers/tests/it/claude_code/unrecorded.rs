//! Requests of which the log says less than all: cut answers, what only the agent's totals hold, notices, hooks.

use scopeon_core::event::{Covers, Finish, Witness, WitnessScope};
use scopeon_core::provider::ReaderState;
use serde_json::{Value, json};

use super::kept::Kept;
use super::line::{FORK, FORKED, MAIN, SESSION, line, log, message, over, response, tool_use, usage};

fn read(lines: &[Value]) -> Kept {
    let mut kept = Kept::default();
    kept.log(MAIN, &log(lines));
    kept
}

fn prompt(second: u32, rest: Value) -> Value {
    over(
        line(
            "user",
            second,
            json!({ "promptId": format!("p-{second}"), "message": { "role": "user", "content": "…" } }),
        ),
        rest,
    )
}

#[test]
fn a_cut_answer_is_a_lower_bound_whatever_the_version() {
    let tool = json!([tool_use("toolu_1", "Read", json!({}))]);
    let cases = [
        ("stopped", json!(null), 1, json!([]), json!({ "isAbortedMidStream": true }), Finish::Unfinished),
        ("stopped late", json!(null), 20, json!([]), json!({ "aborted": true }), Finish::Unfinished),
        (
            "stopped, with a reason",
            json!("end_turn"),
            20,
            json!([]),
            json!({ "isAbortedMidStream": true }),
            Finish::Unfinished,
        ),
        (
            "not stopped",
            json!("end_turn"),
            20,
            json!([]),
            json!({ "isAbortedMidStream": false }),
            Finish::Final,
        ),
        ("without a reason", json!(null), 1, json!([]), json!({}), Finish::Unfinished),
        ("cut behind its last block", json!("tool_use"), 1, tool, json!({}), Finish::Unfinished),
        ("one token", json!("end_turn"), 1, json!([]), json!({}), Finish::Final),
    ];
    for version in ["2.1.29", "2.1.98", "2.1.332"] {
        for (case, reason, output, content, rest, wanted) in &cases {
            if version == "2.1.29" && reason == "tool_use" {
                continue;
            }
            let line = over(response(1, "msg_1", usage(636, *output), content.clone()), rest.clone());
            let line = over(message(line, json!({ "stop_reason": "x" })), json!({ "version": version }));
            let mut line = line;
            line["message"]["stop_reason"] = reason.clone();
            let call = read(&[line]).only_call().clone();
            assert_eq!((call.sample.finish, call.sample.usage.input), (*wanted, 636), "{case} in {version}");
        }
    }
    // A later line of the same response may state all of it.
    let begun = response(1, "msg_1", usage(636, 1), json!([]));
    let begun =
        over(message(begun, json!({ "stop_reason": "tool_use" })), json!({ "isAbortedMidStream": true }));
    let kept = read(&[begun, response(2, "msg_1", usage(636, 40), json!([]))]);
    assert_eq!(kept.only_call().sample.finish, Finish::Final);
}

#[test]
fn an_empty_answer_is_a_request_of_unknown_usage() {
    for reason in [json!("end_turn"), Value::Null] {
        let mut line = response(1, "msg_1", usage(0, 0), json!([]));
        line["message"]["stop_reason"] = reason;
        assert_eq!(read(&[line.clone()]).only_call().sample.finish, Finish::Unknown);
        let whole = read(&[line, response(2, "msg_1", usage(5, 6), json!([]))]);
        assert_eq!(whole.only_call().sample.finish, Finish::Final);
    }
}

fn state(since: &str, models: Value) -> Value {
    let since = scopeon_core::time::Timestamp::parse(since).expect("a time").millis();
    json!({ "type": "cost-state", "sessionId": SESSION, "totalCostUSD": 1.5, "startTime": since, "modelUsage": models })
}

fn stated(input: u64, output: u64) -> Value {
    json!({
        "inputTokens": input, "outputTokens": output, "thinkingTokens": 3, "cacheReadInputTokens": 7,
        "cacheCreationInputTokens": 5, "webSearchRequests": 2, "costUSD": 0.25,
    })
}

/// Before all lines that tests write.
const BEFORE: &str = "2026-09-14T09:59:59Z";

#[test]
fn the_agents_totals_are_witnesses_by_model() {
    let call = response(1, "msg_1", usage(10, 2), json!([]));
    let models = json!({ "claude-opus-5": stated(100, 20), "claude-opus-5[1m]": stated(1, 2), "claude-haiku-4-5": stated(9, 9) });
    let kept = read(&[
        call.clone(),
        state(BEFORE, json!({ "claude-opus-5": stated(50, 10) })),
        state(BEFORE, models),
    ]);
    let session = kept.session(SESSION).id;
    let mut seen: Vec<&Witness> = kept.witnesses.values().collect();
    seen.sort_by_key(|witness| witness.model.clone());
    let of = |witness: &Witness| {
        (witness.model.as_ref().map(ToString::to_string), witness.totals.input, witness.totals.output)
    };
    assert_eq!(
        seen.iter().map(|witness| of(witness)).collect::<Vec<_>>(),
        [
            (Some("claude-haiku-4-5".to_owned()), Some(9), Some(9)),
            (Some("claude-opus-5".to_owned()), Some(101), Some(22))
        ],
        "the latest statement, a long window's with it"
    );
    for witness in seen {
        assert_eq!(
            (witness.covers, witness.holds, witness.session),
            (Covers::Session, WitnessScope::MayExceed, Some(session))
        );
    }
    let haiku =
        kept.witnesses.values().find(|witness| witness.totals.input == Some(9)).expect("it is there").totals;
    assert_eq!((haiku.cache_read, haiku.cache_write, haiku.web_searches), (Some(7), Some(5), Some(2)));
    assert_eq!(haiku.cost_usd.map(|cost| cost.to_string()).as_deref(), Some("0.25"));
}

/// A later statement wins though it is smaller or stands behind lines of older times, and wherever reading stopped.
#[test]
fn the_latest_statement_stands() {
    let lines = [
        response(30, "msg_1", usage(10, 2), json!([])),
        state(BEFORE, json!({ "claude-opus-5": stated(100, 20) })),
        response(2, "msg_2", usage(10, 2), json!([])),
        state(BEFORE, json!({ "claude-opus-5": stated(60, 20) })),
    ];
    let bytes = log(&lines);
    let whole = read(&lines);
    let input = |kept: &Kept| kept.witnesses.values().map(|witness| witness.totals.input).collect::<Vec<_>>();
    assert_eq!(input(&whole), [Some(60)]);
    for cut in memchr::memchr_iter(b'\n', &bytes).map(|end| end + 1) {
        let (mut kept, mut carry) = (Kept::default(), ReaderState::default());
        kept.part(MAIN, None, &bytes, 0..cut, &mut carry);
        kept.part(MAIN, None, &bytes, cut..bytes.len(), &mut carry);
        assert_eq!(kept.witnesses, whole.witnesses, "cut at {cut}");
    }
}

/// Totals of one process only, or of a fork's parent, too, are no witnesses of the session.
#[test]
fn totals_about_something_else_are_no_witnesses() {
    let own = response(10, "msg_1", usage(10, 2), json!([]));
    let models = json!({ "claude-opus-5": stated(100, 20) });
    let killed = read(&[own.clone(), state("2026-09-14T10:00:20Z", models.clone())]);
    assert!(killed.witnesses.is_empty(), "the process that made the first call was killed");
    for mark in [
        json!({ "requestSessionId": SESSION }),
        json!({ "forkedFrom": { "sessionId": SESSION, "messageUuid": own["uuid"] } }),
    ] {
        let fork = |line: Value| over(line, json!({ "sessionId": FORK }));
        let lines = |since: &str| {
            let next = response(40, "msg_2", usage(1, 2), json!([]));
            log(&[fork(over(own.clone(), mark.clone())), fork(next), fork(state(since, models.clone()))])
        };
        let mut kept = Kept::default();
        kept.log(FORKED, &lines(BEFORE));
        assert!(kept.witnesses.is_empty(), "it counts on from its parent: {mark}");
        let mut kept = Kept::default();
        kept.log(FORKED, &lines("2026-09-14T10:00:30Z"));
        assert_eq!(kept.witnesses.len(), 1, "it counts anew: {mark}");
    }
}

/// What is no prompt of a person starts no turn, and what answers it belongs to the prompt before.
#[test]
fn notices_are_no_turns() {
    let notices = [
        ("a background task", json!({ "origin": { "kind": "task-notification" } })),
        ("another agent", json!({ "origin": { "kind": "peer" } })),
        ("a coordinator", json!({ "origin": { "kind": "coordinator" } })),
        ("a summary", json!({ "isCompactSummary": true })),
        ("an interruption", json!({ "rowSource": "harness", "interruptedMessageId": "msg_1" })),
        ("a command", json!({ "rowSource": "local" })),
    ];
    for (name, notice) in notices {
        let result = line(
            "user",
            12,
            json!({ "promptId": "p-10", "message": { "content": [{ "type": "tool_result", "tool_use_id": "toolu_1" }] } }),
        );
        let kept = read(&[
            prompt(1, json!({ "origin": { "kind": "human" } })),
            response(2, "msg_1", usage(1, 2), json!([])),
            prompt(10, notice),
            response(11, "msg_2", usage(2, 2), json!([])),
            result,
            response(13, "msg_3", usage(3, 2), json!([])),
            line("system", 14, json!({ "subtype": "turn_duration", "durationMs": 63 })),
        ]);
        assert_eq!(kept.turns.len(), 1, "{name}");
        let took = kept.turns.values().next().and_then(|turn| turn.duration_ms);
        assert_eq!(took, (name == "a summary").then_some(63), "{name}");
        let turn = kept.turns.keys().next().copied();
        assert!(kept.calls.values().all(|call| call.attribution.turn == turn), "{name}");
    }
    let by_program = json!({ "rowSource": "local", "promptSource": "sdk", "turnOrigin": "sdk" });
    assert_eq!(read(&[prompt(1, by_program)]).turns.len(), 1, "a program asks in a person's place");
    let command = json!({ "origin": { "kind": "human" }, "turnOrigin": "human" });
    assert_eq!(read(&[prompt(1, command)]).turns.len(), 1, "a command of the user's own is a prompt");
}

/// A run that an attachment and the summary both tell of is one.
#[test]
fn hooks_at_the_end_of_a_turn_run_once() {
    let attachment = |second, kind: &str, command: &str, duration: u32, batch: Value| {
        let hook = json!({ "type": kind, "hookName": "Stop", "hookEvent": "Stop", "command": command, "durationMs": duration, "exitCode": 0 });
        line("attachment", second, json!({ "attachment": over(hook, json!({ "toolUseID": batch })) }))
    };
    let summary = |second, hooks: &[(&str, u32)], batch: Value| {
        let infos: Vec<Value> =
            hooks.iter().map(|(command, took)| json!({ "command": command, "durationMs": took })).collect();
        let rest = json!({ "subtype": "stop_hook_summary", "hookCount": hooks.len(), "hookInfos": infos, "hookErrors": [] });
        line("system", second, over(rest, json!({ "toolUseID": batch })))
    };
    let answer = |second| response(second, &format!("msg_{second}"), usage(1, 20), json!([]));
    for batch in [json!("15defd98-141e-4257-a733-37dda5128d50"), Value::Null] {
        let both = [
            answer(1),
            attachment(2, "hook_success", "b", 9, batch.clone()),
            summary(3, &[("a", 3), ("b", 9)], batch.clone()),
        ];
        let cases: [(&str, Vec<Value>, usize, u64); 5] = [
            ("both", both.to_vec(), 2, 12),
            ("the summary first", [&both[0], &both[2], &both[1]].map(Clone::clone).to_vec(), 2, 12),
            ("the attachment alone", both[..2].to_vec(), 1, 9),
            ("the summary alone", [&both[0], &both[2]].map(Clone::clone).to_vec(), 2, 12),
            (
                "one that failed",
                vec![
                    answer(1),
                    attachment(2, "hook_non_blocking_error", "a", 4, batch.clone()),
                    summary(3, &[("a", 4)], batch.clone()),
                ],
                1,
                4,
            ),
        ];
        for (name, lines, runs, took) in cases {
            let kept = read(&lines);
            let sum: u64 = kept.hooks.values().filter_map(|run| run.duration_ms).sum();
            assert_eq!((kept.hooks.len(), sum), (runs, took), "{name}, {batch}");
            if name == "one that failed" {
                assert!(kept.hooks.values().all(|run| run.ok == Some(false)), "{batch}");
            }
        }
    }
    let next = |second| [answer(second), summary(second + 1, &[("a", 3)], Value::Null)];
    assert_eq!(read(&[next(1), next(5)].concat()).hooks.len(), 2, "each turn's is its own");
}
