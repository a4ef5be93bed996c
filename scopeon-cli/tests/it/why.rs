//! `scopeon why`, costs by what was billed, reports by several keys, and the amount that is shown.

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn why_a_session_was_expensive() {
    let ran = Machine::empty().run_wide(80, &format!("why aa5e63be {DEMO}"));
    assert_data_eq!(ran.out, str![[r#""#]]);
}

#[test]
fn why_a_day_was_expensive() {
    let ran = Machine::empty().run_wide(100, &format!("why 2026-10-27 {DEMO}"));
    assert_data_eq!(ran.out, str![[r#""#]]);
}

#[test]
fn where_the_money_of_a_session_went() {
    let out = Machine::empty().run_wide(80, &format!("session aa5e63be --top 3 {DEMO}")).out;
    let begin = out.find("Where the money went").expect("where it went");
    let end = out.find("\nTools (").expect("tools");
    let calls = out.find("\nCalls (").expect("calls");
    assert_data_eq!(format!("{}{}", &out[begin..end], &out[calls..]), str![[r#""#]]);
}

#[test]
fn a_report_by_two_keys() {
    let ran =
        Machine::empty().run_wide(100, &format!("report --by month,agent --limit 1 --since 2026-10 {DEMO}"));
    assert_data_eq!(ran.out, str![[r#""#]]);
}

#[test]
fn a_report_by_what_was_billed() {
    let ran = Machine::empty().run_wide(80, &format!("report model --split --limit 5 {DEMO}"));
    assert_data_eq!(ran.out, str![[r#""#]]);
}

#[test]
fn they_fit() {
    let machine = Machine::empty();
    for line in [
        "why",
        "why week",
        "why aa5e63be",
        "why all",
        "report --by project,model --limit 4",
        "report --by month,agent,model --limit 1",
        "report model --split",
        "report project --mode best",
        "sessions --mode reported",
        "session aa5e63be --top 5",
        "session aa5e63be --turn 4",
        "costs --mode best",
    ] {
        machine.fits(&format!("{line} {DEMO}"), &[60, 80, 100, 120, 200]);
    }
}

#[test]
fn nothing_to_explain_is_a_sentence() {
    let machine = Machine::with_claude();
    let ran = machine.run("why yesterday --now 2026-09-15T00:00:00Z");
    assert!(ran.out.ends_with("Nothing was used in this time.\n"), "{}", ran.out);
    assert!(ran.code == Some(0) && ran.err.contains("the last before is of"), "{}", ran.err);
    let lately = machine.run("why --now 2026-12-15T00:00:00Z");
    assert!(lately.err.contains("this is the last day with use"), "{}", lately.err);
    assert!(lately.out.contains(" cost "), "{}", lately.out);
    let ran = machine.run("why zzzz");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

/// Every command that an answer names works.
#[test]
fn what_goes_deeper_works() {
    let machine = Machine::empty();
    for line in ["why all", "why aa5e63be", "why 2026-10-27", "why 7d"] {
        let facts = machine.json(&format!("{line} {DEMO}"));
        for fact in facts["facts"].as_array().expect("facts") {
            let Some(command) = fact["command"].as_str().and_then(|text| text.strip_prefix("scopeon "))
            else {
                continue;
            };
            let ran = machine.run(&format!("{command} {DEMO}"));
            assert!(
                ran.code == Some(0) && !ran.out.is_empty() || command == "doctor",
                "{command}: {}",
                ran.err
            );
        }
    }
}

/// Checks that each cost by what was billed adds up to its cost.
fn adds_up(value: &Value, found: &mut usize) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| adds_up(value, found)),
        Value::Object(fields) => {
            if let (Some(Value::Object(parts)), Some(cost)) = (fields.get("split"), fields.get("cost_usd")) {
                let sum: i128 = parts.values().map(pico).sum();
                assert_eq!(sum, pico(cost), "{fields:?}");
                *found += 1;
            }
            fields.values().for_each(|value| adds_up(value, found));
        }
        _ => {}
    }
}

fn pico(value: &Value) -> i128 {
    let text = value.as_str().expect("dollars");
    let (whole, part) = text.split_once('.').expect("decimals");
    format!("{whole}{part:0<12}").parse().expect("a number")
}

#[test]
fn what_was_billed_adds_up_everywhere() {
    let machine = Machine::empty();
    let mut found = 0;
    for line in [
        "report --by project,model",
        "costs --all",
        "session aa5e63be",
        "sessions --limit all",
        "status",
        "why all",
    ] {
        adds_up(&machine.json(&format!("{line} {DEMO}")), &mut found);
    }
    assert!(found > 300, "{found}");
}

#[test]
fn rows_add_up_to_the_row_they_lie_in_and_all_to_the_total() {
    let machine = Machine::empty();
    let report = machine.json(&format!("report --by month,agent,model --limit 1 {DEMO}"));
    assert_eq!(report["keys"], serde_json::json!(["monthly", "provider", "model"]));
    let sum = |rows: &Value, field: &str| -> u64 {
        rows.as_array().expect("rows").iter().filter_map(|row| row[field].as_u64()).sum()
    };
    let month = &report["rows"][0];
    assert_eq!(sum(&month["breakdown"], "calls"), month["calls"].as_u64().expect("calls"));
    let agent = &month["breakdown"][0];
    assert_eq!(sum(&agent["breakdown"], "calls"), agent["calls"].as_u64().expect("calls"));
    let more = report["more"]["calls"].as_u64().expect("calls");
    assert_eq!(sum(&report["rows"], "calls") + more, report["total"]["calls"].as_u64().expect("calls"));
    let by_model = machine.json(&format!("report monthly --breakdown model {DEMO}"));
    assert_eq!(by_model["keys"], serde_json::json!(["monthly", "model"]));
    for refused in ["--by model,model", "--by project,tag", "--by day,week,month,model", "project --by model"]
    {
        assert_eq!(machine.run(&format!("report {refused} {DEMO}")).code, Some(2), "{refused}");
    }
}

#[test]
fn costs_and_reports_agree_in_every_amount() {
    let machine = Machine::empty();
    for (mode, field) in [
        ("computed", "cost_usd"),
        ("calculate", "cost_usd"),
        ("reported", "reported_usd"),
        ("display", "reported_usd"),
        ("best", "best_known_usd"),
        ("auto", "best_known_usd"),
    ] {
        let report = machine.json(&format!("report agent --since 30d --mode {mode} {DEMO}"));
        let costs = machine.json(&format!("costs --mode {mode} {DEMO}"));
        assert_eq!(report["total"], costs["total"], "{mode}");
        let dollars = |row: &Value| row[field].as_str().map(|_| pico(&row[field]));
        let amounts: Vec<_> = report["rows"].as_array().expect("rows").iter().map(dollars).collect();
        assert!(amounts.is_sorted_by(|a, b| a >= b), "{mode}: the largest first: {amounts:?}");
    }
}
