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
    assert_data_eq!(
        ran.out,
        str![[r#"
Month / Agent     Calls  Tokens      Cost
─────────────────────────────────────────
2026-10            1.5K  ≥69.6M  ≥$51.76*
  claude-code       619   45.9M   $36.13
  every-code         36    903K    $1.52
  opencode           36    1.0M    $1.44
  openhands          24    649K    $1.05
  traex              24    606K    $1.04
  codex              24    597K    $1.00
  openclaw           24    649K    $0.98
  droid               2    606K    $0.94
  zed                 2    662K    $0.58
  kimi               24    664K    $0.52
  antigravity        36    1.1M    $0.47
  aider               6    131K    $0.44
  codebuddy          36    957K    $0.43
  copilot-vscode     24    604K    $0.42
  codebuff           24    727K    $0.40
  workbuddy          36    868K    $0.40
  hermes              2    651K    $0.39
  kilo-cli           24    647K    $0.39
  cline              24    637K    $0.36
  copilot-cli        24    536K    $0.34
  qwen-code          36    939K    $0.33
  goose              24    581K    $0.32
  gemini-cli         24    672K    $0.29
  cursor              6  ≥36.7K   ≥$0.29
  pi                 36    990K    $0.29
  icodemate          24    656K    $0.23
  omp                24    648K    $0.21
  amp                24    572K    $0.18
  grok                6    604K    $0.18
  llm                36    956K    $0.08
  continue           24    136K    $0.07
  mimo-code          36    922K    $0.04
  crush               2       –        –*
  ibm-bob            24    649K        –*
  kilo-code          36    978K        –*
  kiro               24       –        –*
  roo-code           24    690K        –*
  zoo-code           24    538K        –*
1 more              959  ≥40.2M  ≥$30.34*
─────────────────────────────────────────
Total              2.4K   ≥110M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known in all $88.66, by
  what agents report where they do
the first 1 of 2 months, UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens; see scopeon
  providers

"#]]
    );
}

#[test]
fn a_report_by_what_was_billed() {
    let ran = Machine::empty().run_wide(80, &format!("report model --split --limit 5 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Model              Tokens  Uncached  Writes   Reads  Output  Searches      Cost
───────────────────────────────────────────────────────────────────────────────
claude-opus-5       35.4M     $0.03  $13.41  $17.17  $11.72     $0.02   $42.34
claude-sonnet-5     29.0M     $0.03   $3.96   $5.45   $5.04     $0.03   $14.51*
gpt-5.5             ≥3.8M     $0.34   $0.93   $1.69   $3.72         –   ≥$6.68
claude-opus-4-8      3.5M     $0.06   $1.38   $1.60   $2.16         –    $5.19
claude-haiku-4-5…   15.2M     $0.01   $1.00   $1.43   $1.26         –    $3.69
13 more             23.0M     $1.04   $1.07   $3.13   $4.45         –    $9.69*
───────────────────────────────────────────────────────────────────────────────
Total               ≥110M     $1.50  $21.74  $30.46  $28.35     $0.05  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known
  in all $88.66, by what agents report where they do
the first 5 of 18 models, UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
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
    let ran = machine.run("why 2026-10-01 --now 2026-12-15T00:00:00Z");
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
    assert!(found > 200, "{found}");
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
