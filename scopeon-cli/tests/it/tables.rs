//! The answers for people, as they look.

use snapbox::{assert_data_eq, str};

use crate::machine::Machine;

const NOW: &str = "--now 2026-11-20T15:00:00Z";

#[test]
fn a_wide_report_has_every_figure() {
    let machine = Machine::with_claude();
    assert_data_eq!(machine.run_wide(160, "report").out, str![[r#"
Day         Calls  Turns  Sessions  Input  Output  Reasoning  Cache read  Write 5m  Write 1h  Searches     Cost
───────────────────────────────────────────────────────────────────────────────────────────────────────────────
2026-01-05      1      –         1  1,000     500          –     240,000         –         –         –  $0.1613
2026-02-03      1      –         1      3       1          –      15,414    10,548         –         –  $0.0737
2026-08-18      1      –         1      8      25          –         100         –         –         1  $0.0107
2026-09-14     11      1         3  3,209   1,618         60     117,970     7,360     2,400         2  $0.2264
───────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total          14      1         5  4,220   2,144         60     373,484    17,908     2,400         3  $0.4721
4 days, UTC; cost at API list prices of the day

"#]]);
}

#[test]
fn a_narrow_report_has_what_matters() {
    let machine = Machine::with_claude();
    assert_data_eq!(machine.run_wide(80, "report model").out, str![[r#"
Model              Calls  Input  Output  Cache read  Cache write     Cost
─────────────────────────────────────────────────────────────────────────
claude-haiku-4-5…      2     17     153        4.0K         3.0K  $0.0049
claude-opus-4-5…       1      3       1       15.4K        10.5K  $0.0737
claude-opus-4-8        1   3.0K      90          50            –  $0.0173
claude-opus-5          7     78    1.3K        114K         6.5K  $0.2146
claude-sonnet-4…       1   1.0K     500        240K            –  $0.1613
claude-sonnet-5        1     22      12         220            –  $0.0002
deepseek-v4-flash      1    100      50           –          250  $0.0001
─────────────────────────────────────────────────────────────────────────
Total                 14   4.2K    2.1K        374K        20.3K  $0.4721
7 models, UTC; cost at API list prices of the day

"#]]);
}

#[test]
fn the_narrowest_report_still_fits() {
    let machine = Machine::with_claude();
    for by in ["daily", "hourly", "model", "project", "branch", "session", "provider"] {
        for columns in [40, 60, 79, 80, 99, 100, 120, 200] {
            let ran = machine.run_wide(columns, &format!("report {by}"));
            let widest = table(&ran.out).map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest > 10 && widest <= columns, "{by} at {columns}: {widest}\n{}", ran.out);
        }
    }
}

/// The lines of a table without its footnotes, which wrap by themselves.
fn table(text: &str) -> impl Iterator<Item = &str> {
    let rules = text.lines().enumerate().filter(|(_, line)| line.starts_with('─')).map(|(index, _)| index);
    let last = rules.last().unwrap_or(0);
    text.lines().take(last + 2)
}

#[test]
fn a_breakdown_is_indented() {
    let machine = Machine::with_claude();
    assert_data_eq!(machine.run_wide(100, "monthly --breakdown model").out, str![[r#"
Month                        Calls  Turns  Sessions  Input  Output  Cache read  Cache write     Cost
────────────────────────────────────────────────────────────────────────────────────────────────────
2026-01                          1      –         1  1,000     500     240,000            –  $0.1613
  claude-sonnet-4-20250514       1      –         1  1,000     500     240,000            –  $0.1613
2026-02                          1      –         1      3       1      15,414       10,548  $0.0737
  claude-opus-4-5-20251101       1      –         1      3       1      15,414       10,548  $0.0737
2026-08                          1      –         1      8      25         100            –  $0.0107
  claude-opus-5                  1      –         1      8      25         100            –  $0.0107
2026-09                         11      1         3  3,209   1,618     117,970        9,760  $0.2264
  claude-haiku-4-5-20251001      2      –         1     17     153       4,000        3,000  $0.0049
  claude-opus-4-8                1      –         1  3,000      90          50            –  $0.0173
  claude-opus-5                  6      1         3     70   1,313     113,700        6,510  $0.2039
  claude-sonnet-5                1      –         1     22      12         220            –  $0.0002
  deepseek-v4-flash              1      –         1    100      50           –          250  $0.0001
────────────────────────────────────────────────────────────────────────────────────────────────────
Total                           14      1         5  4,220   2,144     373,484       20,308  $0.4721
4 months, UTC; cost at API list prices of the day

"#]]);
}

#[test]
fn the_demo_by_week() {
    let machine = Machine::empty();
    assert_data_eq!(machine.run_wide(160, &format!("weekly --demo {NOW}")).out, str![[r#"
Week of     Calls  Turns  Sessions    Input   Output  Reasoning  Cache read  Write 5m   Write 1h  Searches     Cost
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2026-10-05    152     23         3    8,986  151,683     16,405  10,558,237         –    366,117         –  $11.70
2026-10-12    167     23         4    1,347  156,332     18,988  11,839,534   119,240    350,100         5   $4.98
2026-10-19     77     13         4      666   69,828      5,318   3,984,705         –    235,697         –   $5.32
2026-10-26    223     28         3    1,723  202,017     19,184  17,210,738    98,970    505,963         –  $14.13
2026-11-02    102     12         4  756,117  100,082      8,276   3,912,828   154,322    135,709         –   $3.63*
2026-11-09    128     25         5    1,052  112,756     10,604   9,933,624         –    369,468         –   $9.80
2026-11-16    103     16         2      814   91,439     11,598   6,791,110    39,127    224,446         –   $4.63
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total         952    140        25  770,705  884,137     90,373  64,230,776   411,659  2,187,500         5  $54.18*
* without 17 calls of models that have no known price; see scopeon doctor
7 weeks, UTC; cost at API list prices of the day

"#]]);
}

#[test]
fn the_demo_by_model_in_80_columns() {
    let machine = Machine::empty();
    assert_data_eq!(machine.run_wide(80, &format!("report model --demo {NOW}")).out, str![[r#"
Model              Calls  Input  Output  Cache read  Cache write     Cost
─────────────────────────────────────────────────────────────────────────
acme-internal-7b      17   756K   18.1K           –         4.4K       –*
claude-haiku-4-5…    148   1.2K    138K       10.7M         418K   $2.49
claude-opus-4-8       17   7.9K   16.1K        843K        53.6K   $1.40
claude-opus-5        462   3.7K    425K       32.3M         1.3M  $40.34
claude-sonnet-5      308   2.4K    287K       20.4M         842K   $9.95
─────────────────────────────────────────────────────────────────────────
Total                952   771K    884K       64.2M         2.6M  $54.18*
* without 17 calls of models that have no known price; see scopeon doctor
5 models, UTC; cost at API list prices of the day

"#]]);
}

#[test]
fn the_demo_is_the_same_each_time_and_leaves_nothing() {
    let machine = Machine::with_claude();
    let temporary = machine.own();
    std::fs::create_dir_all(&temporary).expect("a directory");
    let run = |zone: &str| {
        let line = format!("report --demo --zone {zone} {NOW}");
        let mut command = machine.command(line.split(' '));
        command.env("TMPDIR", &temporary);
        let ran = crate::machine::Ran::of(command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        ran.out
    };
    assert_eq!(run("UTC"), run("UTC"));
    assert_eq!(std::fs::read_dir(&temporary).expect("a directory").count(), 0);
    assert!(!machine.db().exists(), "a demo does not touch the user's database");
}

#[test]
fn colours_are_there_when_asked_for_and_only_then() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    assert!(!machine.answer("report").contains('\u{1b}'), "a pipe takes no colours");
    assert!(machine.answer("report --color always").contains('\u{1b}'));
    assert!(!machine.answer("report --color never").contains('\u{1b}'));
    let mut command = machine.command(["report", "--color", "auto"]);
    command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0");
    assert!(!crate::machine::Ran::of(command).out.contains('\u{1b}'));
}

#[test]
fn nothing_is_said_so() {
    let machine = Machine::empty();
    assert_data_eq!(machine.run("report").out, str![[r#"
No calls in this range.

"#]]);
    assert_data_eq!(machine.run("ingest").out.split(" in ").next().unwrap_or("").to_owned(), str!["0 logs, 0 with something new: 0 B, 0 calls, 0 issues"]);
}
