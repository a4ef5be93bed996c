//! What agents say of themselves, as a person sees it: agreement, a hidden loss, what is in no call record, requests of
//! unknown usage; the same at every door.

use std::fs;

use serde_json::{Value, json};

use crate::machine::Machine;

const NOW: &str = "2026-11-29T12:00:00Z";
const SESSION: &str = "11111111-1111-4111-8111-111111111111";

fn joined(lines: &[Value]) -> String {
    let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n") + "\n"
}

fn write(machine: &Machine, path: &str, lines: &[Value]) {
    let path = machine.home().join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    fs::write(path, joined(lines)).expect("a file");
}

/// A Codex thread of three responses; of `lost` ones only the running total tells.
fn thread(machine: &Machine, number: u32, lost: &[u64]) {
    let thread = format!("{number:08}-1111-4111-8111-111111111111");
    let line = |second: u64, kind: &str, payload: Value| json!({"timestamp": format!("2026-11-10T10:00:{second:02}.000Z"), "type": kind, "payload": payload});
    let usage = |times: u64| json!({"input_tokens": 1000 * times, "cached_input_tokens": 0, "output_tokens": 10 * times, "total_tokens": 1010 * times});
    let mut lines = vec![
        line(0, "session_meta", json!({"id": thread, "cwd": "/w/p", "cli_version": "0.145.0"})),
        line(
            1,
            "turn_context",
            json!({"model": "gpt-5.5", "turn_id": format!("{number:08}-2222-4222-8222-222222222222")}),
        ),
    ];
    for response in (1..=3).filter(|response| !lost.contains(response)) {
        let info = json!({"total_token_usage": usage(response), "last_token_usage": usage(1)});
        lines.push(line(10 * response, "event_msg", json!({"type": "token_count", "info": info})));
    }
    let path = format!(".codex/sessions/2026/11/10/rollout-2026-11-10T10-00-00-{thread}.jsonl");
    write(machine, &path, &lines);
}

fn codex(doctor: &Value) -> &Value {
    let agents = doctor["agents"].as_array().expect("agents");
    agents.iter().find(|agent| agent["id"] == "codex").expect("codex")
}

#[test]
fn one_hidden_loss_of_many_is_told_with_its_size() {
    let machine = Machine::empty();
    (1..=20).for_each(|number| thread(&machine, number, &[]));
    let whole = machine.run("doctor");
    assert_eq!(whole.code, Some(0), "{}", whole.out);
    assert!(whole.out.contains("20 agree"), "{}", whole.out);
    assert!(whole.out.contains("All is well."));
    // Read for the first time: what was read before it was lost would be kept.
    let machine = Machine::empty();
    (1..=20).for_each(|number| thread(&machine, number, if number == 7 { &[2] } else { &[] }));
    let told = machine.run_wide(200, "doctor");
    assert_eq!(told.code, Some(1));
    let size =
        "00000007-1111-4111-8111-111111111111, counted 1.0K tokens less than the agent's own total (33.3 %)";
    for sentence in ["agrees with its own totals for 19 of 20 sessions", "1 of 20 sessions differ", size] {
        assert!(told.out.contains(sentence), "{sentence}: {}", told.out);
    }
    let doctor = machine.json("doctor");
    let agreement = &codex(&doctor)["agreement"];
    assert_eq!((&agreement["sessions"], &agreement["agree"]), (&json!(20), &json!(19)));
    assert_eq!(agreement["differing"][0]["missing_tokens"], 1010);
    assert!(machine.run_wide(120, "providers").out.contains("A!"));
    let session = machine.run_wide(120, "session 00000007").out;
    assert!(session.contains("counted 1.0K tokens less"), "{session}");
    assert_eq!(machine.json("session 00000007")["witnesses"][0]["verdict"], "differs");
}

#[test]
fn the_demo_agrees_with_its_agents() {
    let machine = Machine::empty();
    let doctor = machine.json("doctor --demo --now 2026-11-20T15:00:00Z");
    let mut agreed = 0;
    for agent in doctor["agents"].as_array().expect("agents") {
        let agreement = &agent["agreement"];
        if agreement.is_object() {
            assert_eq!(agreement["differing"], json!([]), "{}", agent["id"]);
            agreed += agreement["agree"].as_u64().expect("a count");
        }
    }
    assert!(agreed > 10, "{agreed}");
}

/// A Claude Code session: one whole answer, one that was broken off, and totals that hold a title, too.
fn interactive(machine: &Machine) {
    let answer = |number: u32, output: u64, stop: Value, aborted: bool| {
        let usage = json!({"input_tokens": 1000, "output_tokens": output, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0});
        let message = json!({"id": format!("msg_01ABCDEFGHJKLMNPQRSTUVW{number}"), "model": "claude-opus-4-1-20250805", "role": "assistant", "content": [], "stop_reason": stop, "usage": usage});
        json!({"type": "assistant", "uuid": format!("0000000{number}-0000-4000-8000-000000000001"), "sessionId": SESSION, "version": "2.1.332", "cwd": "/w/p",
            "timestamp": format!("2026-11-29T10:0{number}:00.000Z"), "requestId": format!("req_011ABCDEFGHJKLMNPQRSTUV{number}"), "isAbortedMidStream": aborted, "message": message})
    };
    let model = |input: u64, output: u64| json!({"inputTokens": input, "outputTokens": output, "cacheReadInputTokens": 0, "cacheCreationInputTokens": 0, "webSearchRequests": 0, "costUSD": 1.0});
    let state = json!({"type": "cost-state", "sessionId": SESSION, "totalCostUSD": 2.0, "startTime": 1_795_946_400_000_u64,
        "modelUsage": {"claude-opus-4-1-20250805[1m]": model(2000, 150), "claude-haiku-4-5-20251001": model(500, 50)}});
    let lines = [answer(1, 100, json!("end_turn"), false), answer(2, 1, Value::Null, true), state];
    write(machine, &format!(".claude/projects/-w-p/{SESSION}.jsonl"), &lines);
}

#[test]
fn what_is_in_no_call_record_is_the_same_at_every_door() {
    let machine = Machine::empty();
    interactive(&machine);
    let report = machine.json(&format!("report daily --now {NOW}"));
    let total = &report["total"];
    assert_eq!(
        (&total["calls"], &total["unfinished_calls"], &total["unknown_calls"]),
        (&json!(2), &json!(1), &json!(0))
    );
    assert_eq!((&total["usage"]["input"], &total["usage"]["output"]), (&json!(2000), &json!(101)));
    let beyond = &total["unrecorded"];
    // Of the answer that was broken off 49 tokens more are in the totals; the title is Haiku's.
    assert_eq!((&beyond["usage"]["input"], &beyond["usage"]["output"]), (&json!(500), &json!(99)));
    let best = total["best_known_usd"].as_str().expect("an amount");
    for (line, place) in [
        ("session latest", "/session"),
        ("sessions", "/total"),
        ("status", "/today"),
        ("costs", "/total"),
        ("report model", "/total"),
        ("report tag --since 2026-11-01", "/total"),
    ] {
        let answer = machine.json(&format!("{line} --now {NOW}"));
        let figures = answer.pointer(place).unwrap_or(&answer);
        assert_eq!((&figures["unrecorded"], &figures["best_known_usd"]), (beyond, &json!(best)), "{line}");
        let _ = machine.run("ingest");
    }
    for line in ["report", "costs", "session latest", "status"] {
        let text = machine.run_wide(160, &format!("{line} --now {NOW}")).out;
        assert!(text.contains("in no call record") && text.contains("≥"), "{line}: {text}");
    }
    // It is not said to be the same, and how many hold more is told: a loss would be among it.
    let session = machine.run_wide(160, &format!("session latest --now {NOW}")).out;
    assert!(session.contains("hold what was counted and more") && !session.contains("agrees"), "{session}");
    let doctor = machine.run_wide(200, &format!("doctor --now {NOW}")).out;
    assert!(
        doctor.contains("for 1 of 1 session; 1 of these hold requests that are in no call record"),
        "{doctor}"
    );
    let models = machine.json(&format!("session latest --now {NOW}"))["unrecorded"].clone();
    let names: Vec<_> = models.as_array().expect("models").iter().map(|row| row["model"].clone()).collect();
    assert!(names.contains(&json!("claude-haiku-4-5-20251001")), "{names:?}");
    assert!(names.contains(&json!("claude-opus-4-1-20250805")), "{names:?}");
    assert_eq!(machine.run("db verify").code, Some(0));
}

#[test]
fn a_request_of_unknown_usage_is_no_call_and_makes_figures_inexact() {
    let machine = Machine::empty();
    thread(&machine, 1, &[]);
    let path =
        ".codex/sessions/2026/11/10/rollout-2026-11-10T10-00-00-00000001-1111-4111-8111-111111111111.jsonl";
    let known = fs::read_to_string(machine.home().join(path)).expect("a file");
    let line = |second: u64, payload: Value| json!({"timestamp": format!("2026-11-10T10:01:{second:02}.000Z"), "type": "event_msg", "payload": payload});
    let turn = "00000001-3333-4333-8333-333333333333";
    let more = [
        line(0, json!({"type": "task_started", "turn_id": turn})),
        line(1, json!({"type": "user_message", "message": "x"})),
        line(9, json!({"type": "turn_aborted", "turn_id": turn, "reason": "interrupted"})),
    ];
    let text = joined(&more);
    fs::write(machine.home().join(path), known + &text).expect("a file");
    let report = machine.json("report model");
    assert_eq!((&report["total"]["calls"], &report["total"]["unknown_calls"]), (&json!(3), &json!(1)));
    let costs = machine.json(&format!("costs --since 2026-11-01 --now {NOW}"));
    assert_eq!(costs["total"]["unknown_calls"], 1);
    let because = costs["provenance"]["because"].as_array().expect("reasons");
    assert!(because.contains(&json!("unknown_requests")), "{because:?}");
    let text = machine.run_wide(120, "session latest").out;
    assert!(text.contains("what 1 request took is in no log"), "{text}");
    assert!(machine.run_wide(120, "report").out.contains("what 1 request took is in no log"));
}
