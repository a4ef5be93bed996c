//! What logs cost, from the log to the answer: tiers, days, names, searches, lower bounds and what has no price.

use std::fs;

use serde_json::{Value, json};

use crate::machine::Machine;

const NOW: &str = "--now 2026-11-29T12:00:00Z";

fn write(machine: &Machine, path: &str, lines: &[Value]) {
    let path = machine.home().join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
    fs::write(path, lines.join("\n") + "\n").expect("a file");
}

fn line(day: &str, second: u64, kind: &str, payload: &Value) -> Value {
    json!({"timestamp": format!("{day}T10:00:{second:02}.000Z"), "type": kind, "payload": payload})
}

fn count(day: &str, second: u64, total: [u64; 2], last: [u64; 2]) -> Value {
    let usage = |[input, output]: [u64; 2]| json!({"input_tokens": input, "cached_input_tokens": 0, "output_tokens": output, "total_tokens": input + output});
    let info = json!({"total_token_usage": usage(total), "last_token_usage": usage(last)});
    line(day, second, "event_msg", &json!({"type": "token_count", "info": info}))
}

fn settings(day: &str, second: u64, tier: &str) -> Value {
    let settings = json!({"model": "gpt-5.5", "service_tier": tier});
    line(day, second, "event_msg", &json!({"type": "thread_settings_applied", "thread_settings": settings}))
}

/// A thread of Codex's: its first lines, then `more`.
fn thread(machine: &Machine, number: u32, (day, model): (&str, &str), more: &[Value]) {
    let thread = format!("{number:08}-1111-4111-8111-111111111111");
    let mut lines = vec![
        line(day, 0, "session_meta", &json!({"id": thread, "cwd": "/w/p", "cli_version": "0.145.0"})),
        line(day, 1, "turn_context", &json!({"cwd": "/w/p", "model": model})),
    ];
    lines.extend_from_slice(more);
    let path = format!(".codex/sessions/2026/11/10/rollout-2026-11-10T10-00-00-{thread}.jsonl");
    write(machine, &path, &lines);
}

/// A transcript of Claude Code's with one call for each model, of that usage.
fn transcript(machine: &Machine, models: &[&str], usage: &Value) {
    let id = "22222222-1111-4111-8111-111111111111";
    let call = |(at, model): (usize, &&str)| json!({"type": "assistant", "sessionId": id, "uuid": format!("{at:08}-2222-4222-8222-222222222222"), "timestamp": format!("2026-11-10T10:00:{at:02}.000Z"), "version": "2.1.240", "cwd": "/w/p", "message": {"id": format!("msg_{at}"), "model": model, "role": "assistant", "type": "message", "stop_reason": "end_turn", "content": [{"type": "text", "text": "ok"}], "usage": usage}, "requestId": format!("req_{at}")});
    let lines: Vec<_> = models.iter().enumerate().map(call).collect();
    write(machine, &format!(".claude/projects/-w-p/{id}.jsonl"), &lines);
}

/// What each model cost.
fn costs(machine: &Machine) -> Vec<(String, Value)> {
    let report = machine.json(&format!("report model {NOW}"));
    let rows = report["rows"].as_array().expect("rows");
    rows.iter().map(|row| (row["key"].as_str().expect("a key").to_owned(), row["cost_usd"].clone())).collect()
}

#[test]
fn a_codex_thread_costs_what_its_tier_costs() {
    let day = "2026-11-10";
    let once = [count(day, 10, [100_000, 10_000], [100_000, 10_000])];
    let twice =
        [once[0].clone(), settings(day, 20, "default"), count(day, 30, [200_000, 20_000], [100_000, 10_000])];
    for (tier, more, dollars) in [
        ("priority", &once[..], "2.00"),
        ("fast", &once[..], "2.00"),
        ("flex", &once[..], "0.40"),
        ("default", &once[..], "0.80"),
        ("priority", &twice[..], "2.80"),
    ] {
        let machine = Machine::empty();
        let records = [&[settings(day, 1, tier)], more].concat();
        thread(&machine, 1, (day, "gpt-5.5"), &records);
        assert_eq!(costs(&machine), [("gpt-5.5".to_owned(), json!(dollars))], "{tier}");
    }
}

#[test]
fn a_call_costs_what_its_day_cost() {
    let machine = Machine::empty();
    let cases = [
        ("2026-07-20", "gpt-5.6-luna"),
        ("2026-08-02", "gpt-5.6-luna"),
        ("2026-07-20", "gpt-5.6-terra"),
        ("2026-08-02", "gpt-5.6-terra"),
        ("2026-08-10", "gpt-5.6-sol"),
        ("2026-08-25", "gpt-5.6-sol"),
        ("2026-09-20", "codex-auto-review"),
        ("2026-09-20", "gpt-reserve"),
    ];
    for (number, (day, model)) in (1..).zip(cases) {
        thread(&machine, number, (day, model), &[count(day, 10, [100_000, 100_000], [100_000, 100_000])]);
    }
    let sums = [
        ("gpt-5.6-sol", "5.90"),
        ("gpt-5.6-terra", "3.15"),
        ("gpt-5.6-luna", "0.84"),
        ("codex-auto-review", "0.14"),
        ("gpt-reserve", "0.14"),
    ];
    assert_eq!(costs(&machine), sums.map(|(model, dollars)| (model.to_owned(), json!(dollars))));
}

#[test]
fn a_search_that_codex_had_done_is_billed() {
    let machine = Machine::empty();
    let day = "2026-11-10";
    let search = |second: u64| {
        line(
            day,
            second,
            "response_item",
            &json!({"type": "web_search_call", "id": format!("ws_{second}"), "status": "completed", "action": {"type": "search"}}),
        )
    };
    let more = [search(3), search(4), search(5), count(day, 10, [100_000, 10_000], [100_000, 10_000])];
    thread(&machine, 1, (day, "gpt-5.5"), &more);
    assert_eq!(costs(&machine), [("gpt-5.5".to_owned(), json!("0.83"))]);
}

#[test]
fn a_fast_mode_off_the_list_costs_what_it_last_cost() {
    let machine = Machine::empty();
    let usage = json!({"input_tokens": 1000, "output_tokens": 1000, "speed": "fast"});
    transcript(&machine, &["claude-opus-4-6"], &usage);
    assert_eq!(costs(&machine), [("claude-opus-4-6".to_owned(), json!("0.18"))]);
}

/// No list ever had a fast mode of Sonnet: every door says that its cost is a lower bound.
#[test]
fn a_tier_that_no_list_has_is_a_lower_bound_and_says_so() {
    let machine = Machine::empty();
    let usage = json!({"input_tokens": 1000, "output_tokens": 1000, "speed": "fast"});
    transcript(&machine, &["claude-sonnet-5"], &usage);
    let report = machine.json(&format!("report {NOW}"));
    assert_eq!((&report["total"]["cost_usd"], &report["total"]["floor_calls"]), (&json!("0.012"), &json!(1)));
    for door in ["report", "sessions", "session latest", "status"] {
        let shown = machine.answer(&format!("{door} {NOW}"));
        assert!(shown.contains("≥$0.01") || door == "status", "{door}: {shown}");
        assert!(shown.contains("no price list has the tier of 1 call"), "{door}: {shown}");
    }
    let costs = machine.json(&format!("costs {NOW}"));
    assert_eq!(costs["provenance"]["because"], json!(["floor_prices"]));
    let explored = machine.json("explore --all");
    assert_eq!(explored["provenance"]["because"], json!(["floor_prices"]), "{explored}");
    assert_eq!(explored["total"]["floor_calls"], 1, "{explored}");
    for (door, row) in [("explore --all", "≥$0.01"), ("blocks --now 2026-11-10T12:30:00Z", "≥$0.01")] {
        let shown = machine.answer(door);
        assert!(shown.contains(row), "{door}: {shown}");
    }
    let blocks = machine.json("blocks --now 2026-11-10T12:30:00Z");
    assert_eq!(blocks["provenance"]["because"], json!(["reconstructed", "floor_prices"]), "{blocks}");
}

/// A service may state a tier by a name that no list has: it is not taken for the standard one.
#[test]
fn a_tier_of_an_unknown_name_is_a_lower_bound() {
    let (day, machine) = ("2026-11-10", Machine::empty());
    let once = [settings(day, 5, "scale"), count(day, 10, [100_000, 10_000], [100_000, 10_000])];
    thread(&machine, 1, (day, "gpt-5.5"), &once);
    let usage = json!({"input_tokens": 1000, "output_tokens": 1000, "service_tier": "flagship"});
    transcript(&machine, &["claude-sonnet-5"], &usage);
    let report = machine.json(&format!("report model {NOW}"));
    let floors: Vec<_> =
        report["rows"].as_array().expect("rows").iter().map(|row| &row["floor_calls"]).collect();
    assert_eq!(floors, [&json!(1), &json!(1)], "{report}");
}

#[test]
fn what_cannot_be_priced_is_null_until_an_alias_says_what_it_is() {
    let machine = Machine::empty();
    transcript(&machine, &["custom:Our-Opus-0"], &json!({"input_tokens": 1000, "output_tokens": 1000}));
    for (door, at) in [
        ("report model", "/rows/0"),
        ("report model", "/total"),
        ("sessions", "/rows/0"),
        ("status", "/this_month"),
        ("costs", "/total"),
        ("subagents", "/total"),
        ("explore", "/total"),
        ("session latest", "/session"),
    ] {
        let answer = machine.json(&format!("{door} {NOW}"));
        let sum = answer.pointer(at).unwrap_or_else(|| panic!("{door} has no {at}: {answer}"));
        assert_eq!(sum.get("cost_usd"), Some(&Value::Null), "{door} {at}: {sum}");
    }
    let ran = machine.run("prices show custom:Our-Opus-0");
    assert!(ran.err.contains("[prices.alias]"), "{}", ran.err);
    assert!(machine.answer(&format!("doctor {NOW}")).contains("[prices.alias]"));
    fs::create_dir_all(machine.own()).expect("a directory");
    let alias = "[prices.alias]\n\"custom:our-opus-0\" = \"claude-opus-5\"\n";
    fs::write(machine.own().join("config.toml"), alias).expect("a file");
    assert_eq!(costs(&machine), [("custom:Our-Opus-0".to_owned(), json!("0.03"))]);
    assert!(machine.answer("prices show custom:Our-Opus-0").contains("found for custom:Our-Opus-0"));
}
