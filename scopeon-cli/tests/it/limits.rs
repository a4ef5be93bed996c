//! Limits that an agent's log states one after the other: which windows are shown.

use std::fs;

use scopeon_core::metrics::Share;
use serde_json::{Value, json};

use crate::machine::Machine;

const NOW: &str = "2026-11-29T07:00:00Z";
/// Resets that lie ahead, in seconds.
const TODAY: i64 = 1_795_939_287;
const IN_DAYS: i64 = 1_796_194_487;

fn window(used: f64, minutes: u32, resets_at: i64) -> Value {
    json!({"used_percent": used, "window_minutes": minutes, "resets_at": resets_at})
}

/// What `limits` shows once a Codex thread logged these one after the other, half an hour each.
fn shown(stated: &[Value]) -> Vec<(String, u64, u64)> {
    let machine = Machine::empty();
    log(&machine, "11111111-1111-4111-8111-111111111111", 4, stated);
    windows(&machine, NOW)
}

fn log(machine: &Machine, thread: &str, hour: usize, stated: &[Value]) {
    let record = |minute: usize, kind: &str, payload: Value| {
        let at = format!("2026-11-29T{:02}:{:02}:00.000Z", hour + minute / 60, minute % 60);
        format!("{}\n", json!({"timestamp": at, "type": kind, "payload": payload}))
    };
    let mut text = record(0, "session_meta", json!({"id": thread, "cwd": "/w/p", "cli_version": "0.145.0"}));
    for (number, limits) in stated.iter().enumerate() {
        text += &record(
            10 + number * 30,
            "event_msg",
            json!({"type": "token_count", "info": null, "rate_limits": limits}),
        );
    }
    let directory = machine.home().join(".codex/sessions/2026/11/29");
    fs::create_dir_all(&directory).expect("a directory");
    fs::write(directory.join(format!("rollout-2026-11-29T{hour:02}-00-00-{thread}.jsonl")), text)
        .expect("a file");
}

fn windows(machine: &Machine, now: &str) -> Vec<(String, u64, u64)> {
    let limits = machine.json(&format!("limits --now {now}"))["rows"].clone();
    let one = |limit: &Value| {
        let used: Share = serde_json::from_value(limit["used_ratio"].clone()).expect("a share");
        let minutes = limit["minutes"].as_u64().expect("a count");
        (limit["window"].as_str().expect("a name").to_owned(), minutes, u64::from(used.bp()))
    };
    limits.as_array().expect("limits").iter().map(one).collect()
}

#[test]
fn a_window_that_moved_or_is_gone_leaves_no_twin() {
    let five = |used| window(used, 300, TODAY);
    let week = |used| window(used, 10_080, IN_DAYS);
    let month = |used| window(used, 43_200, IN_DAYS);
    let both = json!({"limit_id": "codex", "primary": five(70.0), "secondary": week(40.0)});
    let primary = |minutes: u64, used: u64| ("primary".to_owned(), minutes, used);
    let secondary = |minutes: u64, used: u64| ("secondary".to_owned(), minutes, used);
    let cases = [
        ("both", vec![both.clone()], vec![primary(300, 7_000), secondary(10_080, 4_000)]),
        (
            "moved to the first place",
            vec![both.clone(), json!({"primary": week(42.0), "secondary": null})],
            vec![primary(10_080, 4_200)],
        ),
        (
            "moved, and the place left out",
            vec![both.clone(), json!({"primary": week(42.0)})],
            vec![primary(10_080, 4_200)],
        ),
        (
            "the second gone",
            vec![both.clone(), json!({"primary": five(71.0), "secondary": null})],
            vec![primary(300, 7_100)],
        ),
        (
            "the first gone",
            vec![both.clone(), json!({"primary": null, "secondary": week(41.0)})],
            vec![secondary(10_080, 4_100)],
        ),
        ("all gone", vec![both.clone(), json!({"primary": null, "secondary": null})], vec![]),
        (
            "gone and there again",
            vec![both.clone(), json!({"primary": five(71.0), "secondary": null}), both.clone()],
            vec![primary(300, 7_000), secondary(10_080, 4_000)],
        ),
        (
            "exchanged",
            vec![both.clone(), json!({"primary": week(42.0), "secondary": five(71.0)})],
            vec![primary(10_080, 4_200), secondary(300, 7_100)],
        ),
        (
            "another length",
            vec![both.clone(), json!({"primary": month(5.0), "secondary": week(55.0)})],
            vec![primary(43_200, 500), secondary(10_080, 5_500)],
        ),
        (
            "nothing stated",
            vec![both.clone(), Value::Null],
            vec![primary(300, 7_000), secondary(10_080, 4_000)],
        ),
        (
            "no window stated",
            vec![both.clone(), json!({"credits": null})],
            vec![primary(300, 7_000), secondary(10_080, 4_000)],
        ),
        (
            "another product's",
            vec![both.clone(), json!({"limit_id": "codex_x", "primary": null, "secondary": null})],
            vec![primary(300, 7_000), secondary(10_080, 4_000)],
        ),
        (
            "only ever one",
            vec![json!({"primary": week(42.0), "secondary": null})],
            vec![primary(10_080, 4_200)],
        ),
    ];
    for (name, stated, wanted) in cases {
        assert_eq!(shown(&stated), wanted, "{name}");
    }
}

#[test]
fn what_another_thread_states_later_counts() {
    let machine = Machine::empty();
    let week = window(40.0, 10_080, IN_DAYS);
    log(
        &machine,
        "a1111111-1111-4111-8111-111111111111",
        3,
        &[json!({"primary": window(70.0, 300, TODAY), "secondary": week})],
    );
    log(
        &machine,
        "b1111111-1111-4111-8111-111111111111",
        5,
        &[json!({"primary": window(42.0, 10_080, IN_DAYS), "secondary": null})],
    );
    assert_eq!(windows(&machine, NOW), [("primary".to_owned(), 10_080, 4_200)]);
    // As of an instant before, it was there.
    assert_eq!(windows(&machine, "2026-11-29T04:00:00Z").len(), 2);
}
