//! `scopeon why`, costs by what was billed, reports by several keys, and the amount that is shown.

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn why_a_session_was_expensive() {
    let ran = Machine::empty().run_wide(80, &format!("why aa5e63be {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Why  session aa5e63be-2be6-4ab6-8c03-db48fba62913
Session aa5e63be cost $6.27 in 68 calls: 5.2 times a usual session ($1.22, the
median of 11 sessions of this agent in the 28 days before).
scopeon session aa5e63be --demo

████████  The model claude-opus-5 made 100 % of it: $6.27, with 100 % of the
          calls; usually it answers 55 % of them.
          scopeon session aa5e63be --top 10 --demo
████▎░░░  68 calls instead of the usual 18: about $3.35 of it (53 %).
          scopeon session aa5e63be --calls all --demo
███▌░░░░  Reading contexts from the cache made 44 % of it: $2.77, 5.3M tokens,
          77.6K a call.
          scopeon session aa5e63be --top 10 --demo
███░░░░░  21 calls with more than 100K tokens of context cost $2.41 (39 %).
          scopeon context aa5e63be --demo
██▌░░░░░  Writing to the cache made 31 % of it: $1.96, 191K tokens.
          scopeon session aa5e63be --top 10 --demo
██▏░░░░░  A call cost $0.0921 instead of the usual $0.0669: about $1.72 of it
          (27 %).
          scopeon session aa5e63be --top 10 --demo
██░░░░░░  Turn 1, 10-27 12:50, cost $1.64 (26 %): 18 calls (Edit 7, Bash 6, Read
          5).
          scopeon session aa5e63be --turn 1 --demo
█▍░░░░░░  Turn 8, 10-27 13:33, cost $1.09 (17 %): 12 calls (Bash 4, Grep 4, Read
          2, Edit 1).
          scopeon session aa5e63be --turn 8 --demo
█▏░░░░░░  Turn 4, 10-27 13:09, cost $0.95 (15 %): 7 calls (Bash 3, Edit 2, Read
          2).
          scopeon session aa5e63be --turn 4 --demo
▎░░░░░░░  3 calls served as fast: $0.25 above the standard price (4 %).
          scopeon session aa5e63be --top 10 --demo

"#]]
    );
}

#[test]
fn why_a_day_was_expensive() {
    let ran = Machine::empty().run_wide(100, &format!("why 2026-10-27 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Why  2026-10-27, UTC
2026-10-27 cost $6.76 in 82 calls: 6.4 times a usual day ($1.06, the median of 19 days with use in
the 28 before).
scopeon costs --since 2026-10-27 --until 2026-10-27 --demo

███████▍  Session aa5e63be in /home/dev/docs_site made 93 % of it: $6.27 in 68 calls.
          scopeon why aa5e63be --demo
███████▍  The model claude-opus-5 made 93 % of it: $6.27, with 83 % of the calls; usually it answers
          24 % of them.
          scopeon sessions --sort cost --model claude-opus-5 --since 2026-10-27 --until 2026-10-27
          --demo
█████▏░░  A call cost $0.0979 instead of the usual $0.0338: about $4.42 of it (65 %).
          scopeon report model --split --since 2026-10-27 --until 2026-10-27 --demo
███▍░░░░  Reading contexts from the cache made 43 % of it: $2.93, 5.9M tokens, 72.0K a call.
          scopeon report model --split --since 2026-10-27 --until 2026-10-27 --demo
███▍░░░░  22 calls with more than 100K tokens of context cost $2.90 (43 %).
          scopeon context aa5e63be --demo
██▍░░░░░  Writing to the cache made 31 % of it: $2.07, 227K tokens.
          scopeon report model --split --since 2026-10-27 --until 2026-10-27 --demo
█▉░░░░░░  Turn 1 of session aa5e63be, 12:50, cost $1.64 (24 %): 18 calls (Edit 7, Bash 6, Read 5).
          scopeon session aa5e63be --turn 1 --demo
█▎░░░░░░  69 calls instead of the usual 36: about $1.12 of it (17 %).
          scopeon sessions --sort calls --since 2026-10-27 --until 2026-10-27 --demo
█▎░░░░░░  Turn 8 of session aa5e63be, 13:33, cost $1.09 (16 %): 12 calls (Bash 4, Grep 4, Read 2,
          Edit 1).
          scopeon session aa5e63be --turn 8 --demo
█▏░░░░░░  Turn 4 of session aa5e63be, 13:09, cost $0.95 (14 %): 7 calls (Bash 3, Edit 2, Read 2).
          scopeon session aa5e63be --turn 4 --demo
▎░░░░░░░  3 calls served as fast: $0.25 above the standard price (4 %).
          scopeon report model --split --since 2026-10-27 --until 2026-10-27 --demo
          The amounts hold nothing of 13 calls (16 % of all) whose cost is not known.
          scopeon doctor --demo
droid (level B), crush (level C) log less than each call's exact tokens; see scopeon providers

"#]]
    );
}

#[test]
fn where_the_money_of_a_session_went() {
    let out = Machine::empty().run_wide(80, &format!("session aa5e63be --top 3 {DEMO}")).out;
    let begin = out.find("Where the money went").expect("where it went");
    let end = out.find("\nTools (").expect("tools");
    let calls = out.find("\nCalls (").expect("calls");
    assert_data_eq!(
        format!("{}{}", &out[begin..end], &out[calls..]),
        str![[r#"
Where the money went
Billed as       Tokens    Cost  Share
───────────────────────────────────────────────────────────
Cache read        5.3M   $2.77   44 %  ████████████████████
Cache write 1h    191K   $1.96   31 %  ██████████████▏░░░░░
Output           58.9K   $1.53   24 %  ███████████░░░░░░░░░
Uncached input     537  <$0.01   <1 %  ▏░░░░░░░░░░░░░░░░░░░

Most expensive turns
Turn  Time         Calls  Tokens   Cost  Share  Tools
──────────────────────────────────────────────────────────────────────────────
   1  10-27 12:50     18    1.2M  $1.64   26 %  Edit 7, Bash 6, Read 5
   8  10-27 13:33     12    892K  $1.09   17 %  Bash 4, Grep 4, Read 2, Edit 1
   4  10-27 13:09      7    999K  $0.95   15 %  Bash 3, Edit 2, Read 2
scopeon session aa5e63be --turn 1 --demo lists the calls of a turn

Calls (the 3 most expensive of 68)
Time         Turn  Model          Output  Tools     Cost  Context
────────────────────────────────────────────────────────────────────────────────
10-27 12:50     1  claude-opus-5     989      1  $0.2460    33.5K  ███▎░░░░░░░░░
      13:09     4  claude-opus-5     757      1  $0.2229     134K  █████████████
      13:36     8  claude-opus-5   1,257      1  $0.1806    77.1K  ███████▍░░░░░

"#]]
    );
}

#[test]
fn a_report_by_two_keys() {
    let ran =
        Machine::empty().run_wide(100, &format!("report --by month,agent --limit 1 --since 2026-10 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Month / Agent     Calls  Input  Output  Cache read  Cache write      Cost
─────────────────────────────────────────────────────────────────────────
2026-10            1.5K   620K   ≥1.3M       65.1M         2.6M  ≥$51.76*
  claude-code       619  12.7K    580K       43.6M         1.7M   $36.13
  every-code         36   1.4K   28.2K        823K        50.9K    $1.52
  opencode           36   1.4K   25.5K        945K        52.1K    $1.44
  openhands          24    960   22.1K        594K        31.3K    $1.05
  traex              24    960   20.5K        556K        27.6K    $1.04
  codex              24    960   18.9K        545K        31.9K    $1.00
  openclaw           24    960   18.7K        597K        33.1K    $0.98
  droid               2    960   18.7K        555K        31.3K    $0.94
  zed                 2    960   15.9K        603K        41.9K    $0.58
  kimi               24    960   15.4K        612K        35.6K    $0.52
  antigravity        36  53.4K   27.7K        998K            –    $0.47
  aider               6   109K   22.6K           –            –    $0.44
  codebuddy          36  54.9K   28.5K        874K            –    $0.43
  copilot-vscode     24    960   22.2K        548K        32.7K    $0.42
  codebuff           24    960   16.9K        669K        40.0K    $0.40
  workbuddy          36  49.3K   28.8K        790K            –    $0.40
  hermes              2    960   18.2K        596K        36.0K    $0.39
  kilo-cli           24    960   17.8K        590K        37.6K    $0.39
  cline              24    960   16.0K        587K        33.4K    $0.36
  copilot-cli        24    960   16.8K        490K        28.8K    $0.34
  qwen-code          36  46.2K   28.2K        864K            –    $0.33
  goose              24    960   13.5K        536K        30.1K    $0.32
  gemini-cli         24  38.3K   16.6K        617K            –    $0.29
  cursor              6  32.5K   ≥4.2K           –            –   ≥$0.29
  pi                 36   1.4K   26.1K        912K        51.1K    $0.29
  icodemate          24    960   16.2K        606K        33.3K    $0.23
  omp                24    960   19.1K        588K        40.5K    $0.21
  amp                24    960   18.2K        521K        31.6K    $0.18
  grok                6  31.0K   16.6K        556K            –    $0.18
  llm                36  49.7K   24.3K        882K            –    $0.08
  continue           24   117K   19.4K           –            –    $0.07
  mimo-code          36   1.4K   28.1K        840K        52.6K    $0.04
  crush               2      –       –           –            –        –*
  ibm-bob            24    960   17.9K        590K        40.6K        –*
  kilo-code          36   1.4K   27.0K        900K        49.6K        –*
  kiro               24      –       –           –            –        –*
  roo-code           24    960   21.3K        633K        35.2K        –*
  zoo-code           24    960   18.1K        491K        28.1K        –*
1 more              959   1.2M   ≥855K       36.5M         1.7M  ≥$30.34*
─────────────────────────────────────────────────────────────────────────
Total              2.4K   1.8M   ≥2.1M        102M         4.3M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known in all $88.66, by
  what agents report where they do
the first of 2 months, UTC; cost at API list prices of the day
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
    let said = |line: &str| {
        let ran = machine.run(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
        ran.out + &ran.err
    };
    let text = said("why 2026-10-01 --now 2026-12-15T00:00:00Z");
    assert!(text.contains("Nothing was used in this time.\n"), "{text}");
    assert!(text.contains("the last before is of 2026-09-14"), "{text}");
    let text = said("why --now 2026-12-15T00:00:00Z");
    assert!(text.contains("this is the last day with use") && text.contains(" cost "), "{text}");
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

/// Of many sessions only the most expensive ones are looked into call by call: what that leaves out is said.
#[test]
fn sessions_that_were_not_looked_into_are_said() {
    let machine = Machine::empty();
    let folder = machine.home().join(".claude/projects/-home-dev-shop");
    std::fs::create_dir_all(&folder).expect("a directory");
    let write = |number: usize| {
        let id = format!("{number:08}-2222-4222-8222-222222222222");
        let line = serde_json::json!({
            "type": "assistant", "uuid": format!("a{number}"), "sessionId": id, "timestamp": "2026-11-20T10:00:00.000Z",
            "cwd": "/home/dev/shop", "requestId": format!("req_{number}"),
            "message": {"id": format!("msg_{number}"), "model": "claude-opus-5", "role": "assistant",
                "usage": {"input_tokens": 150_000, "output_tokens": 20}},
        });
        std::fs::write(folder.join(format!("{id}.jsonl")), format!("{line}\n")).expect("a log");
    };
    (0..500).for_each(write);
    let now = "--now 2026-11-20T15:00:00Z";
    let said = |machine: &Machine| machine.run_wide(200, &format!("why all {now}")).out;
    assert!(!said(&machine).contains("not looked into"), "{}", said(&machine));
    (500..600).for_each(write);
    let text = said(&machine);
    assert!(text.contains("100 cheaper sessions") && text.contains("(17 %), were not looked into"), "{text}");
    let facts = machine.json(&format!("why all {now}"))["facts"].clone();
    let fact = facts.as_array().expect("facts").iter().find(|fact| fact["kind"] == "not_looked_into");
    assert!(fact.is_some_and(|fact| fact["usd"].is_string()), "{facts}");
}
