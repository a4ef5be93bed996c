//! What forks and sub-agents repeat of their parents is never counted, whether the parent is there or not.

use super::{
    CHILD, FORK, Home, LEGACY, RECORDED, forked, meta, outputs, record, response, session, total, tour, turn,
};
use crate::expect::fixture;
use serde_json::json;

#[test]
fn a_fork_without_its_parent_counts_only_its_own() {
    let home = Home::new();
    let path = "sessions/2026/07/28/rollout-2026-07-28T13-00-00-019fa149-0000-7000-8000-000000000002.jsonl";
    let log = std::fs::read(fixture("codex/tour/home/.codex").join(path)).expect("a rollout");
    home.file(path, &log);
    assert_eq!(outputs(&home.read()), [20]);
}

#[test]
fn a_replay_with_the_time_of_writing_is_a_burst() {
    let home = Home::new();
    let first = total(60.02, [100, 0, 10], Some([100, 0, 10]));
    let second = total(60.9, [300, 0, 25], Some([200, 0, 15]));
    let third = total(61.5, [600, 0, 45], Some([300, 0, 20]));
    let own = total(90.0, [700, 0, 50], Some([100, 0, 5]));
    let records = [forked(60.0, FORK, LEGACY), meta(60.0, LEGACY), turn(60.01, "a"), first, second, third];
    home.rollout(FORK, &[&records[..], &[turn(80.0, "b"), own]].concat());
    assert_eq!(outputs(&home.read()), [5], "also where writing took more than a second");
}

#[test]
fn a_replay_with_its_own_times_is_older_than_the_fork() {
    let home = Home::new();
    let records = [
        forked(600.0, FORK, LEGACY),
        turn(10.0, "a"),
        total(20.0, [100, 0, 10], Some([100, 0, 10])),
        total(40.0, [300, 0, 25], Some([200, 0, 15])),
        turn(610.0, "b"),
        total(620.0, [400, 0, 30], Some([100, 0, 5])),
    ];
    home.rollout(FORK, &records);
    assert_eq!(outputs(&home.read()), [5]);
}

#[test]
fn a_fork_that_says_so_only_by_its_parents_record_is_one() {
    let home = Home::new();
    let records = [
        meta(60.0, FORK),
        meta(60.0, LEGACY),
        total(60.1, [100, 0, 10], Some([100, 0, 10])),
        total(90.0, [200, 0, 14], Some([100, 0, 4])),
    ];
    home.rollout(FORK, &records);
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [4]);
    assert_eq!(ledger.calls().next().map(|call| call.attribution.session), Some(session(&ledger, FORK).id));
}

#[test]
fn a_fork_that_was_never_prompted_counts_nothing() {
    let home = Home::new();
    let records = [forked(60.0, FORK, LEGACY), total(60.1, [100, 0, 10], Some([100, 0, 10]))];
    home.rollout(FORK, &records);
    assert_eq!(outputs(&home.read()), [] as [u64; 0]);
}

#[test]
fn two_children_with_equal_turns_are_two() {
    let home = Home::new();
    for (child, turn_id) in [(FORK, "f"), (CHILD, "c")] {
        let replay = total(60.1, [100, 0, 10], Some([100, 0, 10]));
        let own = total(90.0, [200, 0, 14], Some([100, 0, 4]));
        home.rollout(child, &[forked(60.0, child, LEGACY), replay, turn(70.0, turn_id), own]);
    }
    assert_eq!(outputs(&home.read()), [4, 4]);
}

#[test]
fn a_childs_first_total_holds_what_it_inherits() {
    let home = Home::new();
    let records =
        [forked(60.0, FORK, LEGACY), total(90.0, [1000, 0, 100], None), total(95.0, [1100, 0, 107], None)];
    home.rollout(FORK, &records);
    assert_eq!(outputs(&home.read()), [7], "nothing says how much of the first is its own");
}

#[test]
fn a_replay_that_passes_for_own_joins_its_original() {
    let id = "01a0eda9-0000-7d33-a6cd-000000000001";
    let home = Home::new();
    let used = |at| total(at, [100, 0, 10], Some([100, 0, 10]));
    home.rollout(LEGACY, &[meta(0.0, LEGACY), turn(1.0, id), used(5.0)]);
    // Nothing here says that it is a fork.
    home.rollout(FORK, &[meta(60.0, FORK), turn(61.0, id), used(65.0)]);
    assert_eq!(outputs(&home.read()), [10]);
}

#[test]
fn a_sub_agents_records_count_and_its_parents_totals_do_not() {
    let home = Home::new();
    let spawned = record(
        60.0,
        "session_meta",
        json!({"id": CHILD, "source": {"subagent": {"thread_spawn": {"parent_thread_id": RECORDED, "agent_role": "worker"}}}}),
    );
    let records = [
        spawned,
        total(60.1, [950, 0, 40], Some([950, 0, 40])),
        response(60.2, RECORDED, "resp_1", 950, 40),
        turn(60.3, "c"),
        response(60.9, CHILD, "resp_2", 10, 3),
        total(61.0, [960, 0, 43], Some([10, 0, 3])),
    ];
    home.rollout(CHILD, &records);
    home.rollout(
        RECORDED,
        &[meta(0.0, RECORDED), turn(1.0, "p"), response(5.0, RECORDED, "resp_1", 950, 40)],
    );
    let ledger = home.read();
    assert_eq!(outputs(&ledger), [3, 40], "a record counts however soon it comes");
    assert_eq!(session(&ledger, CHILD).parent, Some(session(&ledger, RECORDED).id));
}

#[test]
fn tools_and_limits_of_a_replay_are_the_parents() {
    let ledger = tour();
    let fork = session(&ledger, FORK).id;
    let own = |event: &&scopeon_core::event::Event| match event {
        scopeon_core::event::Event::Turn(turn) => turn.attribution.session == fork,
        _ => false,
    };
    assert_eq!(ledger.facts().filter(own).count(), 1, "the fork's own turn and not its parent's");
}
