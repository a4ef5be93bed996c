//! Records, counts and running totals of one thread: each order, each way in which totals are no plain sum.

use serde_json::{Value, json};

use super::witness::{disagreements, statements};
use super::{Home, LEGACY, RECORDED, meta, outputs, record, response, total, turn};

const FIRST: &str = "019aaaaa-0000-7000-8000-000000000001";
const SECOND: &str = "019aaaab-0000-7000-8000-000000000002";

fn count(seconds: f64, sum: [u64; 3], last: [u64; 3]) -> Value {
    total(seconds, sum, Some(last))
}

/// A record with what its thread used so far.
fn stated(seconds: f64, id: &str, used: [u64; 2], so_far: [u64; 2]) -> Value {
    let usage = |[input, output]: [u64; 2]| json!({"input_tokens": input, "output_tokens": output});
    let payload = json!({"thread_id": LEGACY, "turn_id": FIRST, "response_id": id, "usage": usage(used), "thread_token_usage": usage(so_far)});
    record(seconds, "token_usage_record", payload)
}

fn thread(records: &[Value]) -> Home {
    let home = Home::new();
    home.rollout(LEGACY, &[&[meta(0.0, LEGACY), turn(1.0, FIRST)], records].concat());
    home
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_response_counts_once_and_the_total_agrees() {
    let cases: [(&str, Vec<Value>, &[u64]); 12] = [
        (
            "a count is repeated, also in the next turn",
            vec![
                count(2.0, [100, 0, 10], [100, 0, 10]),
                count(3.0, [100, 0, 10], [100, 0, 10]),
                turn(60.0, SECOND),
                count(61.0, [100, 0, 10], [100, 0, 10]),
                count(70.0, [200, 0, 17], [100, 0, 7]),
                count(71.0, [100, 0, 10], [100, 0, 10]),
            ],
            &[7, 10],
        ),
        (
            "a record, its count and an older version's count",
            vec![
                response(2.0, LEGACY, "resp_1", 100, 10),
                count(2.1, [100, 0, 10], [100, 0, 10]),
                count(9.0, [250, 0, 15], [150, 0, 5]),
            ],
            &[5, 10],
        ),
        (
            "an older version's count and then a record of as much",
            vec![
                count(2.0, [100, 0, 10], [100, 0, 10]),
                stated(9.0, "resp_1", [100, 10], [200, 20]),
                count(9.1, [200, 0, 20], [100, 0, 10]),
            ],
            &[10, 10],
        ),
        (
            "a count and the record of the same behind it",
            vec![
                count(2.0, [100, 0, 10], [100, 0, 10]),
                stated(2.1, "resp_1", [100, 10], [100, 10]),
                count(9.0, [200, 0, 20], [100, 0, 10]),
                response(9.1, LEGACY, "resp_2", 100, 10),
            ],
            &[10, 10],
        ),
        (
            "a gateway's constant id, and none",
            vec![
                response(2.0, LEGACY, "resp_const", 100, 10),
                count(2.1, [100, 0, 10], [100, 0, 10]),
                response(4.0, LEGACY, "resp_const", 100, 10),
                count(4.1, [200, 0, 20], [100, 0, 10]),
                response(6.0, LEGACY, "", 100, 10),
                count(6.1, [300, 0, 30], [100, 0, 10]),
                response(8.0, LEGACY, "", 100, 10),
                count(8.1, [400, 0, 40], [100, 0, 10]),
            ],
            &[10, 10, 10, 10],
        ),
        (
            "records whose counts come late",
            vec![
                response(2.0, LEGACY, "a", 100, 10),
                response(3.0, LEGACY, "b", 50, 5),
                count(3.1, [100, 0, 10], [100, 0, 10]),
                count(3.2, [150, 0, 15], [50, 0, 5]),
            ],
            &[5, 10],
        ),
        (
            "a compaction's record, which the totals leave out",
            vec![
                stated(2.0, "resp_1", [100, 10], [100, 10]),
                count(2.1, [100, 0, 10], [100, 0, 10]),
                stated(5.0, "resp_c", [90, 30], [190, 40]),
                count(5.1, [100, 0, 10], [0, 0, 0]),
                stated(9.0, "resp_2", [40, 4], [230, 44]),
                count(9.1, [140, 0, 14], [40, 0, 4]),
            ],
            &[4, 10, 30],
        ),
        (
            "the same of a version that states no total beside records",
            vec![
                response(2.0, LEGACY, "resp_1", 100, 10),
                count(2.1, [100, 0, 10], [100, 0, 10]),
                response(5.0, LEGACY, "resp_c", 90, 30),
                count(5.1, [100, 0, 10], [0, 0, 0]),
                response(9.0, LEGACY, "resp_2", 40, 4),
                count(9.1, [140, 0, 14], [40, 0, 4]),
                count(15.0, [200, 0, 20], [60, 0, 6]),
            ],
            &[4, 6, 10, 30],
        ),
        (
            "counting starts anew",
            vec![
                count(2.0, [900, 0, 90], [900, 0, 90]),
                count(4.0, [50, 0, 4], [50, 0, 4]),
                count(6.0, [150, 0, 10], [100, 0, 6]),
            ],
            &[4, 6, 90],
        ),
        (
            "counting goes on from an older total",
            vec![
                count(2.0, [100, 0, 10], [100, 0, 10]),
                count(4.0, [300, 0, 30], [200, 0, 20]),
                count(6.0, [150, 0, 15], [50, 0, 5]),
            ],
            &[5, 10, 20],
        ),
        (
            "three counters",
            vec![
                count(2.0, [1000, 0, 10], [1000, 0, 10]),
                count(3.0, [300, 0, 3], [300, 0, 3]),
                count(4.0, [50, 0, 1], [50, 0, 1]),
                count(5.0, [2000, 0, 30], [1000, 0, 20]),
                count(6.0, [600, 0, 7], [300, 0, 4]),
                count(7.0, [100, 0, 3], [50, 0, 2]),
                count(8.0, [2000, 0, 30], [1000, 0, 20]),
            ],
            &[1, 2, 3, 4, 10, 20],
        ),
        (
            "the last usage is an estimate after a compaction",
            vec![
                count(2.0, [100, 0, 10], [100, 0, 10]),
                record(
                    3.0,
                    "event_msg",
                    json!({"type": "token_count", "info": {"total_token_usage": {"input_tokens": 100, "output_tokens": 10}, "last_token_usage": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 4711}}}),
                ),
                count(9.0, [160, 0, 16], [60, 0, 6]),
            ],
            &[6, 10],
        ),
    ];
    for (name, records, wanted) in cases {
        let ledger = thread(&records).read();
        assert_eq!(outputs(&ledger), wanted, "{name}");
        assert_eq!(disagreements(&ledger), [] as [&str; 0], "{name}");
        assert_eq!(statements(&ledger), 1, "{name}: a total is stated");
        assert_eq!(ledger.issues("suspect"), 0, "{name}");
    }
}

#[test]
fn equal_ids_in_two_threads_are_two_responses() {
    let home = Home::new();
    for (thread, turn_id) in [(LEGACY, FIRST), (RECORDED, SECOND)] {
        let used = response(2.0, thread, "resp_1", 100, 10);
        home.rollout(thread, &[meta(0.0, thread), turn(1.0, turn_id), used]);
    }
    assert_eq!(outputs(&home.read()), [10, 10]);
}

#[test]
fn a_response_that_is_lost_shows_as_a_difference() {
    let all = [
        count(2.0, [100, 0, 10], [100, 0, 10]),
        count(4.0, [300, 0, 30], [200, 0, 20]),
        count(6.0, [600, 0, 60], [300, 0, 30]),
    ];
    for lost in 0..2 {
        let mut left = all.to_vec();
        left.remove(lost);
        let ledger = thread(&left).read();
        assert_eq!(outputs(&ledger).len(), 2);
        let wanted = [10, 20][lost];
        let counted = 60 - wanted;
        assert!(
            disagreements(&ledger).contains(&format!("output: Some(60) stated, {counted} counted")),
            "{lost}: {:?}",
            disagreements(&ledger)
        );
    }
    // The same of records, each with its count.
    let pair = |at: f64, used: [u64; 2], so_far: [u64; 2]| {
        let [input, output] = so_far;
        vec![stated(at, "x", used, so_far), count(at, [input, 0, output], [used[0], 0, used[1]])]
    };
    let pairs = [pair(2.0, [100, 10], [100, 10]), pair(4.0, [7, 5], [107, 15]), pair(6.0, [9, 6], [116, 21])];
    assert_eq!(disagreements(&thread(&pairs.concat()).read()), [] as [&str; 0]);
    let ledger = thread(&[pairs[0].clone(), pairs[2].clone()].concat()).read();
    assert_eq!(disagreements(&ledger).len(), 3, "prompt, output and total: {:?}", disagreements(&ledger));
}

#[test]
fn totals_that_cannot_be_added_up_witness_nothing_and_say_so() {
    // Two counters, of which nothing says how much was used.
    let records = [
        total(2.0, [10_000, 0, 500], None),
        total(3.0, [3000, 0, 100], None),
        total(4.0, [10_000, 0, 500], None),
        total(5.0, [21_000, 0, 1100], None),
        total(6.0, [3000, 0, 100], None),
        total(7.0, [6000, 0, 300], None),
    ];
    let ledger = thread(&records).read();
    assert_eq!(outputs(&ledger), [100, 200, 500, 600]);
    assert_eq!((statements(&ledger), ledger.issues("suspect")), (0, 1));
    let records = [
        count(2.0, [1000, 0, 10], [1000, 0, 10]),
        count(3.0, [300, 0, 3], [300, 0, 3]),
        count(4.0, [2000, 0, 20], [1000, 0, 10]),
        // From which of the two does it go on?
        count(5.0, [5000, 0, 90], [100, 0, 1]),
    ];
    let ledger = thread(&records).read();
    assert_eq!(outputs(&ledger), [1, 3, 10, 10], "it counts as stated");
    assert_eq!((statements(&ledger), ledger.issues("suspect")), (0, 1));
}

/// Threads whose records name one turn, as those of some relays do, while each has turns of its own.
#[test]
fn a_turn_that_many_threads_records_name_hides_no_response() {
    const SAME: &str = "0199aaaa-0000-7000-8000-000000000001";
    let home = Home::new();
    let usage = json!({"input_tokens": 100, "output_tokens": 10, "total_tokens": 110});
    for number in 1..=3 {
        let thread = format!("0000000{number}-1111-4111-8111-111111111111");
        let said = json!({"thread_id": thread, "turn_id": SAME, "response_id": "resp_same", "usage": usage});
        let mut lines = vec![meta(0.0, &thread)];
        if number < 3 {
            lines.push(turn(1.0, &format!("1818e81{number}-0000-4000-8000-95315d9dc9f8")));
        }
        lines.push(record(2.0, "token_usage_record", said));
        home.rollout(&thread, &lines);
    }
    assert_eq!(home.read().calls().count(), 3);
}
