//! What decides whose a line is, one evidence at a time, with the parent there and without it.

use serde_json::{Value, json};

use super::witness::disagreements;
use super::{Home, forked, meta, outputs, record, total, turn};

/// The first is older than the second by 20 minutes; both lie on the day of the records.
const PARENT: &str = "019b7e94-3200-7000-8000-000000000001";
const CHILD: &str = "019b7ea6-8180-7000-8000-0000000000ff";
/// Made before the child, in the same millisecond as the child with a lower tail, and after it.
const EARLIER: &str = "019b7e9d-0000-7000-8000-000000000001";
const AT_ONCE: &str = "019b7ea6-8180-7000-8000-000000000001";
const LATER: &str = "019b7ea6-ffff-7000-8000-000000000001";
const RANDOM: &str = "5b2a54a8-6a4b-4d2f-9a3c-3f1d6f0c7a11";

/// The child is made at this second: 12:20.
const MADE: f64 = 1200.0;

fn count(seconds: f64, sum: u64, last: u64) -> Value {
    total(seconds, [sum * 10, 0, sum], Some([last * 10, 0, last]))
}

fn started(seconds: f64, id: &str, began: u64) -> Value {
    record(seconds, "event_msg", json!({"type": "task_started", "turn_id": id, "started_at": began}))
}

fn second(seconds: u64) -> u64 {
    1_767_355_200 + seconds
}

/// What the parent did: 10 and 20 tokens of output.
fn parent(id: &str) -> Vec<Value> {
    vec![meta(0.0, PARENT), turn(600.0, id), count(610.0, 10, 10), count(620.0, 30, 20)]
}

/// The same, written again from `at` on.
fn copied(id: &str, at: f64, gap: f64) -> Vec<Value> {
    vec![turn(at, id), count(at + gap, 10, 10), count(at + 2.0 * gap, 30, 20)]
}

fn counted(child: &[Value], with_parent: bool, id: &str) -> Vec<u64> {
    let home = Home::new();
    home.rollout(CHILD, child);
    if with_parent {
        home.rollout(PARENT, &parent(id));
    }
    let ledger = home.read();
    assert_eq!(disagreements(&ledger), [] as [&str; 0]);
    outputs(&ledger)
}

#[test]
fn each_evidence_alone_decides() {
    let own = |id: &str| vec![turn(MADE + 30.0, id), count(MADE + 40.0, 34, 4)];
    let fork = || forked(MADE, CHILD, PARENT);
    let cases: Vec<(&str, &str, Vec<Value>)> = vec![
        ("times before it was made", "p", [vec![fork()], copied("p", 600.0, 10.0), own("c")].concat()),
        (
            "ids that tell the time, copies seconds apart",
            EARLIER,
            [vec![fork()], copied(EARLIER, MADE + 1.0, 5.0), own(LATER)].concat(),
        ),
        (
            "an own turn of the same millisecond",
            EARLIER,
            [vec![fork()], copied(EARLIER, MADE, 0.001), own(AT_ONCE)].concat(),
        ),
        ("sooner than an answer", "p", [vec![fork()], copied("p", MADE + 5.0, 0.004), own("c")].concat()),
        (
            "when a turn says that it started",
            RANDOM,
            [
                vec![fork(), meta(MADE, PARENT), started(MADE + 1.0, RANDOM, second(600))],
                copied(RANDOM, MADE + 1.0, 3.0),
                vec![started(MADE + 30.0, "6c3b65b9-7b5c-4e30-8b4d-402e7a1d8b22", second(1230))],
                vec![count(MADE + 40.0, 34, 4)],
            ]
            .concat(),
        ),
        (
            "what the parent's records say",
            "p",
            [
                vec![fork(), turn(MADE + 1.0, "p")],
                vec![record(
                    MADE + 3.0,
                    "token_usage_record",
                    json!({"thread_id": PARENT, "usage": {"input_tokens": 100, "output_tokens": 10}}),
                )],
                vec![count(MADE + 3.1, 10, 10), count(MADE + 9.0, 30, 20)],
                own("c"),
            ]
            .concat(),
        ),
        (
            "settings of the parent, which name no thread",
            "p",
            [
                vec![fork()],
                copied("p", MADE + 0.01, 0.001),
                vec![record(
                    MADE + 0.02,
                    "event_msg",
                    json!({"type": "thread_settings_applied", "thread_settings": {"model": "gpt-5.6"}}),
                )],
                vec![count(MADE + 0.021, 60, 30)],
                own("c"),
            ]
            .concat(),
        ),
    ];
    for (name, id, child) in cases {
        assert_eq!(counted(&child, false, id), [4], "{name}, the parent gone");
        assert_eq!(counted(&child, true, id), [4, 10, 20], "{name}");
    }
}

#[test]
fn what_nothing_decides_is_one_with_its_original() {
    let own = |id: &str| vec![turn(MADE + 60.0, id), count(MADE + 70.0, 34, 4)];
    for id in [RANDOM, "p"] {
        // Seconds apart, and nothing tells the time.
        let child = [vec![forked(MADE, CHILD, PARENT)], copied(id, MADE + 1.0, 5.0), own("c")].concat();
        let home = Home::new();
        home.rollout(PARENT, &parent(id));
        home.rollout(CHILD, &child);
        let ledger = home.read();
        assert_eq!(outputs(&ledger), [4, 10, 20], "{id}");
        let mut owners: Vec<_> =
            ledger.calls().map(|call| (call.sample.usage.output, call.attribution.session)).collect();
        owners.sort_unstable();
        assert!(owners[1].1 == owners[2].1 && owners[0].1 != owners[1].1, "the parent owns what it made");
    }
}

#[test]
fn two_children_with_equal_work_are_two() {
    // Each has its own records, so that the turn's number is told apart by its thread.
    let home = Home::new();
    for (child, response) in [(CHILD, "resp_a"), ("019b7ea6-8181-7000-8000-0000000000fe", "resp_b")] {
        let usage = json!({"input_tokens": 40, "output_tokens": 4});
        let own = json!({"thread_id": child, "turn_id": "t-2", "response_id": response, "usage": usage});
        let records = [
            vec![forked(MADE, child, PARENT)],
            copied("t-1", MADE + 0.1, 0.003),
            vec![
                turn(MADE + 30.0, "t-2"),
                record(MADE + 39.0, "token_usage_record", own),
                count(MADE + 39.1, 34, 4),
            ],
        ];
        home.rollout(child, &records.concat());
    }
    home.rollout(PARENT, &parent("t-1"));
    assert_eq!(outputs(&home.read()), [4, 4, 10, 20]);
}

#[test]
fn fast_sub_agents_do_not_vanish() {
    for id in ["c", LATER, RANDOM] {
        for gap in [0.15, 0.3, 0.72, 0.99] {
            let spawned =
                json!({"id": CHILD, "source": {"subagent": {"thread_spawn": {"parent_thread_id": PARENT}}}});
            let mut records = vec![record(MADE, "session_meta", spawned), turn(MADE + 0.02, id)];
            records.extend((1..=6_u32).map(|n| count(MADE + 0.02 + gap * f64::from(n), u64::from(n), 1)));
            assert_eq!(counted(&records, true, "p"), [1, 1, 1, 1, 1, 1, 10, 20], "{id}, {gap}");
        }
    }
}

#[test]
fn later_pages_of_a_thread_go_on_with_its_total() {
    let base = json!({"thread_id": PARENT, "end_ordinal_exclusive": 9, "end_byte_offset": 700});
    let page = |more: &Value| {
        let mut payload =
            json!({"id": PARENT, "cwd": "/w/p", "history_mode": "paginated", "history_base": base});
        payload.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        vec![record(700.0, "session_meta", payload), turn(701.0, LATER), count(710.0, 35, 5)]
    };
    let text = |records: &[Value]| records.iter().map(|record| format!("{record}\n")).collect::<String>();
    let name = format!(
        "sessions/2026/01/02/rollout-2026-01-02T12-11-40-{PARENT}_019b7e91-0000-7000-8000-0000000000aa.jsonl"
    );
    for more in [json!({}), json!({"forked_from_id": "019b7e00-0000-7000-8000-000000000009"})] {
        let home = Home::new();
        home.rollout(PARENT, &parent("p"));
        home.file(&name, text(&page(&more)).as_bytes());
        let ledger = home.read();
        assert_eq!(outputs(&ledger), [5, 10, 20]);
        assert_eq!(disagreements(&ledger), [] as [&str; 0], "{more}");
        assert!(ledger.calls().all(
            |call| call.attribution.session == ledger.calls().next().expect("a call").attribution.session
        ));
    }
}

#[test]
fn a_replay_of_a_nested_sub_agent_ends_where_its_own_turn_starts() {
    let mut records = vec![
        forked(MADE, CHILD, PARENT),
        meta(MADE, PARENT),
        meta(MADE, "019b7e80-0000-7000-8000-000000000009"),
    ];
    records.push(started(MADE + 0.5, RANDOM, second(600)));
    records.extend(copied(RANDOM, MADE + 0.5, 2.0));
    records.push(started(MADE + 9.0, "6c3b65b9-7b5c-4e30-8b4d-402e7a1d8b22", second(1209)));
    records.push(count(MADE + 12.0, 34, 4));
    assert_eq!(counted(&records, false, RANDOM), [4]);
}

#[test]
fn a_thread_that_states_itself_again_goes_on_with_its_own() {
    let records = [
        vec![forked(MADE, CHILD, PARENT), meta(MADE, PARENT)],
        copied("p", MADE, 0.01),
        vec![meta(MADE + 0.1, CHILD), turn(MADE + 0.11, "c"), count(MADE + 0.2, 34, 4)],
    ];
    assert_eq!(counted(&records.concat(), false, "p"), [4]);
}
