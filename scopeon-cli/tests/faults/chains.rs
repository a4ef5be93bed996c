//! Sub-agents of sub-agents, as many as a log can claim: one below the other, all below one, and in a circle.

use std::fs;

use super::hostile::answers_in_time;
use super::world::World;

const MANY: usize = 6_000;

/// The id of a thread.
fn id(number: usize) -> String {
    format!("019a0000-0000-7000-8000-{number:012x}")
}

/// One thread with one response of its own, started by another.
fn thread(number: usize, parent: Option<usize>) -> String {
    let source = parent.map_or_else(
        || r#""cli""#.to_owned(),
        |parent| format!(r#"{{"subagent":{{"thread_spawn":{{"parent_thread_id":"{}"}}}}}}"#, id(parent)),
    );
    let usage = r#"{"input_tokens":100,"output_tokens":20,"total_tokens":120}"#;
    format!(
        r#"{{"timestamp":"2026-09-14T10:00:00.000Z","type":"session_meta","payload":{{"id":"{}","timestamp":"2026-09-14T10:00:00.000Z","cwd":"/w","source":{source}}}}}
{{"timestamp":"2026-09-14T10:00:01.000Z","type":"event_msg","payload":{{"type":"task_started","turn_id":"turn-{number}","started_at":1789380001}}}}
{{"timestamp":"2026-09-14T10:00:01.000Z","type":"turn_context","payload":{{"cwd":"/w","model":"gpt-5.5"}}}}
{{"timestamp":"2026-09-14T10:00:09.000Z","type":"event_msg","payload":{{"type":"token_count","info":{{"total_token_usage":{usage},"last_token_usage":{usage}}}}}}}
"#,
        id(number)
    )
}

/// Writes threads, each started by the one that `parent` says, and asks everything of them.
fn are_answered(parent: impl Fn(usize) -> Option<usize>) {
    let world = World::new();
    let day = world.home().join(".codex/sessions/2026/09/14");
    fs::create_dir_all(&day).unwrap();
    for number in 0..MANY {
        let name = format!("rollout-2026-09-14T10-00-00-{}.jsonl", id(number));
        fs::write(day.join(name), thread(number, parent(number))).unwrap();
    }
    answers_in_time(&world);
    let (calls, agents) = (world.json(&["report"]), world.json(&["agents", "--all", "--limit", "all"]));
    assert_eq!(calls["total"]["calls"], MANY);
    assert_eq!(agents["total"]["calls"], MANY, "each counts once");
    let rows = agents["rows"].as_array().unwrap();
    assert_eq!(rows.len(), MANY);
    let own: u64 = rows.iter().map(|row| row["own"]["calls"].as_u64().unwrap()).sum();
    assert_eq!(own, MANY as u64);
    world.verify();
}

#[test]
fn a_chain_of_agents_is_answered_in_time() {
    are_answered(|number| number.checked_sub(1));
}

#[test]
fn a_chain_that_is_read_from_its_end_is_answered_in_time() {
    are_answered(|number| Some(number + 1).filter(|above| *above < MANY));
}

#[test]
fn a_circle_of_agents_is_answered_in_time() {
    are_answered(|number| Some((number + 1) % MANY));
}

#[test]
fn many_agents_of_one_agent_are_answered_in_time() {
    are_answered(|number| number.checked_sub(1).map(|before| usize::from(before > 0)));
}
