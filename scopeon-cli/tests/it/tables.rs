//! The answers for people, as they look.

use snapbox::{assert_data_eq, str};

use crate::machine::Machine;

const NOW: &str = "--now 2026-11-20T15:00:00Z";

#[test]
fn a_wide_report_has_every_figure() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(160, "report").out,
        str![[r#"
Day         Models            Calls  Turns  Sessions  Input  Output  Cache read  Cache write  Tokens      Cost  Share
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2026-01-05  claude-sonnet-4…      1      –         1   1.0K     500        240K            –    242K   $0.1613   34 % █████▋░░
2026-02-03  claude-opus-4-5…      1      –         1      3      ≥1       15.4K        10.5K  ≥26.0K  ≥$0.0737   16 % ██▌░░░░░
2026-08-18  claude-opus-5         1      –         1      8      25         100            –     133   $0.0107    2 % ▍░░░░░░░
2026-09-14  claude-opus-5 +4     11      1         3   3.2K    1.6K        118K         9.8K    133K   $0.2264   48 % ████████
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                            14      1         5   4.2K   ≥2.1K        373K        20.3K   ≥400K  ≥$0.4721  100 % ████████
≥ a lower bound: of 1 call the logs hold a placeholder only
in no call record: not known for 2 totals that cover a part of the calls only
4 days, UTC; cost at API list prices of the day

"#]]
    );
}

#[test]
fn a_narrow_report_has_what_matters() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(80, "report model").out,
        str![[r#"
Model              Calls  Input  Output  Cache read  Cache write      Cost
──────────────────────────────────────────────────────────────────────────
claude-opus-5          7     78    1.3K        114K         6.5K   $0.2146
claude-sonnet-4…       1   1.0K     500        240K            –   $0.1613
claude-opus-4-5…       1      3      ≥1       15.4K        10.5K  ≥$0.0737
claude-opus-4-8        1   3.0K      90          50            –   $0.0173
claude-haiku-4-5…      2     17     153        4.0K         3.0K   $0.0049
claude-sonnet-5        1     22      12         220            –   $0.0002
deepseek-v4-flash      1    100      50           –          250   $0.0001
──────────────────────────────────────────────────────────────────────────
Total                 14   4.2K   ≥2.1K        373K        20.3K  ≥$0.4721
≥ a lower bound: of 1 call the logs hold a placeholder only
in no call record: not known for 2 totals that cover a part of the calls only
7 models, UTC; cost at API list prices of the day

"#]]
    );
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
    assert_data_eq!(
        machine.run_wide(100, "monthly --breakdown model").out,
        str![[r#"
Month / Model                Calls  Input  Output  Cache read  Tokens      Cost  Share
───────────────────────────────────────────────────────────────────────────────────────────────
2026-01                          1   1.0K     500        240K    242K   $0.1613   34 % █████▋░░
  claude-sonnet-4-20250514       1   1.0K     500        240K    242K   $0.1613   34 % █████▋░░
2026-02                          1      3      ≥1       15.4K  ≥26.0K  ≥$0.0737   16 % ██▌░░░░░
  claude-opus-4-5-20251101       1      3      ≥1       15.4K  ≥26.0K  ≥$0.0737   16 % ██▌░░░░░
2026-08                          1      8      25         100     133   $0.0107    2 % ▍░░░░░░░
  claude-opus-5                  1      8      25         100     133   $0.0107    2 % ▍░░░░░░░
2026-09                         11   3.2K    1.6K        118K    133K   $0.2264   48 % ████████
  claude-opus-5                  6     70    1.3K        114K    122K   $0.2039   43 % ███████▏
  claude-opus-4-8                1   3.0K      90          50    3.1K   $0.0173    4 % ▌░░░░░░░
  claude-haiku-4-5-20251001      2     17     153        4.0K    7.2K   $0.0049    1 % ▏░░░░░░░
  claude-sonnet-5                1     22      12         220     254   $0.0002   <1 % ▏░░░░░░░
  deepseek-v4-flash              1    100      50           –     400   $0.0001   <1 % ▏░░░░░░░
───────────────────────────────────────────────────────────────────────────────────────────────
Total                           14   4.2K   ≥2.1K        373K   ≥400K  ≥$0.4721  100 % ████████
≥ a lower bound: of 1 call the logs hold a placeholder only
in no call record: not known for 2 totals that cover a part of the calls only
4 months, UTC; cost at API list prices of the day

"#]]
    );
}

#[test]
fn the_demo_by_week() {
    let machine = Machine::empty();
    assert_data_eq!(
        machine.run_wide(160, &format!("weekly --demo {NOW}")).out,
        str![[r#"
Week of     Models               Calls  Turns  Sessions  Input  Output  Cache read  Cache write  Tokens      Cost  Reported  Best known  Share
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
2026-10-05  claude-opus-5 +6       200     29         7  60.1K    189K       11.7M         378K   12.4M   $12.12          –      $12.19   15 % ████▊░░░
2026-10-12  claude-haiku-4… +11    357     62        25  97.0K   ≥323K       17.3M         720K  ≥18.4M   ≥$8.37*     $1.46      ≥$9.50   10 % ███▎░░░░
2026-10-19  claude-sonnet-5 +15    420     82        35   219K    350K       12.2M         617K   13.4M   $11.37*     $3.09      $12.42   14 % ████▍░░░
2026-10-26  claude-sonnet-5 +15    544     91        34   245K   ≥460K       24.8M         952K  ≥26.4M  ≥$20.35*     $2.81     ≥$21.84   25 % ████████
2026-11-02  claude-sonnet-5 +16    388     66        33   955K   ≥348K       11.0M         576K  ≥12.9M   ≥$8.82*     $2.79      ≥$9.90   11 % ███▍░░░░
2026-11-09  claude-opus-5 +12      321     58        27   112K   ≥301K       15.7M         653K  ≥16.8M  ≥$14.00*     $2.04     ≥$15.33   17 % █████▌░░
2026-11-16  claude-sonnet-5 +7     214     40        12   107K    178K        8.9M         391K    9.6M    $7.08*     $1.50       $7.49    9 % ██▊░░░░░
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                             2.4K    428       173   1.8M   ≥2.1M        102M         4.3M   ≥110M  ≥$82.11*    $13.68     ≥$88.66  100 % ████████
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known in all $88.66, by what agents report where they do
Reported: what the agents themselves say it cost; Best known: that where they say, else the cost
7 weeks, UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens; see scopeon providers

"#]]
    );
}

#[test]
fn the_demo_by_model_in_80_columns() {
    let machine = Machine::empty();
    assert_data_eq!(
        machine.run_wide(80, &format!("report model --demo {NOW}")).out,
        str![[r#"
Model              Calls  Input  Output  Cache read  Cache write      Cost
──────────────────────────────────────────────────────────────────────────
claude-opus-5        510   5.6K    461K       33.6M         1.3M   $42.34
claude-sonnet-5      556  14.0K    504K       27.2M         1.2M   $14.51*
gpt-5.5              156  68.0K   ≥124K        3.4M         185K   ≥$6.68
claude-opus-4-8       69  11.8K   86.5K        3.2M         188K    $5.19
claude-haiku-4-5…    292   6.9K    253K       14.3M         632K    $3.69
…/claude-opus-4-8     48   1.9K   39.2K        1.2M        65.1K    $1.98
…/claude-sonnet-5     60   216K   76.4K        1.3M        76.2K    $1.64
glm-5.2              144   140K    109K        3.4M        69.8K    $1.57
gemini-2.5-pro        96   141K   73.0K        2.5M            –    $1.22
claude-sonnet-4-6      4   1.9K   35.6K        1.1M        69.5K    $1.14
kimi-k3               48   1.9K   31.5K        1.2M        70.4K    $1.04
qwen3-coder-plus      48  63.5K   37.4K        1.2M            –    $0.45
grok-code-fast-1      12  65.3K   38.4K        1.1M            –    $0.36
gpt-5-mini            96   293K   72.2K        1.2M            –    $0.25
deepseek-v4-flash     48   1.9K   36.7K        1.1M        65.4K    $0.05
acme-internal-7b      17   755K   18.1K           –         4.4K        –*
claude-sonnet-4.5     48      –       –           –            –        –*
unknown              192   7.7K    153K        4.7M         273K        –*
──────────────────────────────────────────────────────────────────────────
Total               2.4K   1.8M   ≥2.1M        102M         4.3M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known
  in all $88.66, by what agents report where they do
18 models, UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
}

#[test]
fn sessions_of_a_report_say_where_and_when() {
    let machine = Machine::empty();
    let line = format!("report session --demo --sort cost --limit 3 {NOW}");
    assert_data_eq!(
        machine.run_wide(60, &line).out,
        str![[r#"
Session   Last day    Project        Calls  Tokens      Cost
────────────────────────────────────────────────────────────
d62879c2  2026-10-08  …/docs_site      116    9.3M   $10.16
aa5e63be  2026-10-27  …/docs_site       68    5.5M    $6.27
3ecabe92  2026-11-15  …/billing-api     45    3.9M    $4.26
170 more                              2.2K  ≥91.1M  ≥$61.43*
────────────────────────────────────────────────────────────
Total                                 2.4K   ≥110M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon
  doctor
≥ a lower bound: of 12 calls the logs hold a placeholder
  only
in no call record: 4.1M tokens of prompts, 29.8K of
  output, $1.63*; best known in all $88.66, by what agents
  report where they do
the first 3 of 173 sessions, UTC; cost at API list prices
  of the day
13 agents (4 of level B, 9 of level C) log less than each
  call's exact tokens; see scopeon providers

"#]]
    );
    assert_data_eq!(
        machine.run_wide(120, &line).out,
        str![[r#"
Session   Last day    Project                Calls  Input  Output  Cache read  Cache write      Cost
────────────────────────────────────────────────────────────────────────────────────────────────────
d62879c2  2026-10-08  /home/dev/docs_site      116    917    117K        9.0M         264K   $10.16
aa5e63be  2026-10-27  /home/dev/docs_site       68    537   58.9K        5.3M         191K    $6.27
3ecabe92  2026-11-15  /home/dev/billing-api     45    366   35.9K        3.8M         135K    $4.26
170 more                                      2.2K   1.8M   ≥1.9M       83.6M         3.7M  ≥$61.43*
────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                         2.4K   1.8M   ≥2.1M        102M         4.3M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known in all $88.66, by what agents report
  where they do
the first 3 of 173 sessions, UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens; see scopeon providers

"#]]
    );
    // The format of other programs has no more than it had.
    assert_eq!(machine.json(&line).get("sessions"), None);
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
    assert_data_eq!(
        machine.run("report").out,
        str![[r#"
No calls were found.
note: no agent's logs were found yet; scopeon doctor says where it looked

"#]]
    );
    assert_data_eq!(
        machine.run("ingest").out.split(" in ").next().unwrap_or("").to_owned(),
        str!["0 logs, 0 with something new: 0 B, 0 call records, 0 issues"]
    );
}

#[test]
fn the_sessions_of_the_demo_wide_and_narrow() {
    let machine = Machine::empty();
    let line = format!("sessions --demo --limit 6 {NOW}");
    assert_data_eq!(
        machine.run_wide(160, &line).out,
        str![[r#"
Session        Level  Last active       Agent        Project                Branch    Model                      Calls  Turns  Agents  Tokens  Output      Cost
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
5a4f3e7a       A      2026-11-20 14:58  codex        /home/dev/billing-api  main      gpt-5.5                       12      3       –    304K   10.8K    $0.54
2d03d369       A      2026-11-20 14:57  claude-code  /home/dev/ml/forecast  –         claude-sonnet-5               73     10       1    5.3M   66.8K    $2.36
T-1ada70ea     A      2026-11-18 15:08  amp          /home/dev/billing-api  main      claude-haiku-4-5-20251001     12      3       –    359K    9.8K    $0.11
2026-11-18T03  C      2026-11-18 03:09  aider        –                      –         anthropic/claude-sonnet-5      3      3       –   59.0K    7.7K    $0.18
ca03327c       A      2026-11-17 15:08  omp          /home/dev/billing-api  –         claude-haiku-4-5-20251001     12      3       –    306K   10.5K    $0.10
86dbfaa1       A      2026-11-17 15:07  claude-code  /home/dev/docs_site    redesign  claude-opus-5                 30      6       –    1.8M   24.6K    $2.26
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                                                            2,444    428           ≥110M   ≥2.1M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known in all $88.66, by what agents report where they do
the first 6 of 173 sessions; --limit all shows every one; times in UTC
A: exact tokens for each call; C: cost or partial numbers

"#]]
    );
    assert_data_eq!(
        machine.run_wide(80, &line).out,
        str![[r#"
Session        Level  Last active       Project          Calls  Tokens      Cost
────────────────────────────────────────────────────────────────────────────────
5a4f3e7a       A      2026-11-20 14:58  …/billing-api       12    304K    $0.54
2d03d369       A      2026-11-20 14:57  …/ml/forecast       73    5.3M    $2.36
T-1ada70ea     A      2026-11-18 15:08  …/billing-api       12    359K    $0.11
2026-11-18T03  C      2026-11-18 03:09  –                    3   59.0K    $0.18
ca03327c       A      2026-11-17 15:08  …/billing-api       12    306K    $0.10
86dbfaa1       A      2026-11-17 15:07  …/dev/docs_site     30    1.8M    $2.26
────────────────────────────────────────────────────────────────────────────────
Total                                                    2,444   ≥110M  ≥$82.11*
* without 261 calls whose cost is not known; see scopeon doctor
≥ a lower bound: of 12 calls the logs hold a placeholder only
in no call record: 4.1M tokens of prompts, 29.8K of output, $1.63*; best known
  in all $88.66, by what agents report where they do
the first 6 of 173 sessions; --limit all shows every one; times in UTC
A: exact tokens for each call; C: cost or partial numbers

"#]]
    );
}

#[test]
fn a_session_of_the_fixture() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(120, "session 1111").out,
        str![[r#"
Session 11111111-1111-4111-8111-111111111111
  Agent       claude-code · 2.1.270 · cli
  Level       A: exact tokens for each call
  Project     /home/dev/acme.shop
  Branch      feature/cart
  Time        2026-09-14 10:00 to 10:03 UTC (3 min 20 s)
  Models      claude-opus-5, claude-haiku-4-5-20251001, claude-opus-4-8, claude-sonnet-5, deepseek-v4-flash
  Calls       9 in 1 turn, 2 sub-agents, 2 web searches
  Prompt      104,219 tokens: 3.2K uncached, 7.4K written for 5 min, 2.4K written for 1 h, 91.3K from cache (87.6 %)
  Output      1,544 tokens, 60 of them reasoning
  Cost        $0.2111; the agent says $0.5000 in all
  No record   not known of claude-opus-5, claude-haiku-4-5-20251001: the agent's total does not cover all calls
  Own totals  the agent's own totals cover a part of the calls only, so they prove nothing
  Lines       +12 −3
  Failures    1 request retried, 1 given up

Where the money went
Billed as       Tokens     Cost  Share
────────────────────────────────────────────────────────────
Cache read       91.3K  $0.0555   26 %  ████████████████████
Output            1.5K  $0.0517   24 %  ██████████████████▋░
Cache write 1h    2.4K  $0.0390   18 %  ██████████████░░░░░░
Cache write 5m    7.4K  $0.0294   14 %  ██████████▌░░░░░░░░░
Web searches         2  $0.0200    9 %  ███████▏░░░░░░░░░░░░
Uncached input    3.2K  $0.0156    7 %  █████▌░░░░░░░░░░░░░░

Model                      Calls  Tokens     Cost  Share
──────────────────────────────────────────────────────────────────────────────
claude-opus-5                  4   94.8K  $0.1886   89 %  ████████████████████
claude-opus-4-8                1    3.1K  $0.0173    8 %  █▊░░░░░░░░░░░░░░░░░░
claude-haiku-4-5-20251001      2    7.2K  $0.0049    2 %  ▌░░░░░░░░░░░░░░░░░░░
claude-sonnet-5                1     254  $0.0002   <1 %  ▏░░░░░░░░░░░░░░░░░░░
deepseek-v4-flash              1     400  $0.0001   <1 %  ▏░░░░░░░░░░░░░░░░░░░

Most expensive turns
Turn  Time         Calls  Tokens     Cost  Share  Tools
───────────────────────────────────────────────────────────────────────────────────────────
   1  09-14 10:00      8    104K  $0.2084   99 %  Agent 1, Grep 1, Read 1, Skill 1, +3 more
none  09-14 10:02      1    2.0K  $0.0027    1 %
scopeon session 11111111 --turn 1 lists the calls of a turn

Tools (6)
Name        Uses  Failed    Time  Input  Result
───────────────────────────────────────────────
Agent          1       –  40.0 s  114 B    31 B
Grep           1       –   1.0 s   37 B    31 B
Read           1       –   1.5 s   37 B    31 B
Skill          1       1   2.0 s   64 B    31 B
advisor        1       –       –    2 B       –
web_search     1       –       –   41 B       –

MCP tools (1)
Name                 Uses   Time  Input  Result
───────────────────────────────────────────────
github/create_issue     1  2.0 s   37 B    31 B

Skills (1)
Name           Uses
───────────────────
release-notes     1

Hooks (1)
Name  Uses    Time
──────────────────
Stop     1  161 ms

Sub-agents
Agent     Type               Started           Calls  Tokens     Cost
─────────────────────────────────────────────────────────────────────
a1b2c3d4  Explore            2026-09-14 10:02      1    5.1K  $0.0023
aff491fd  workflow-subagent  2026-09-14 10:02      1    2.0K  $0.0027

Compactions
At                Trigger    Before  After    Took
──────────────────────────────────────────────────
2026-09-14 10:03  automatic    167K   8.5K  17.5 s

Calls (9)
Time         Model             By        Output  Tools     Cost  Context
──────────────────────────────────────────────────────────────────────────────────────────────────
09-14 10:00  claude-opus-5     main         159      1  $0.0380    22.0K  █████████████████████▌░░
      10:00  claude-opus-5     main         300      2  $0.0275    22.9K  ██████████████████████▍░
      10:00  claude-opus-5     main         700      1  $0.1084    24.5K  ████████████████████████
      10:01  deepseek-v4-fla…  main          50      –  $0.0001      350  ▎░░░░░░░░░░░░░░░░░░░░░░░
      10:02  claude-opus-5     main          80      1  $0.0146    24.1K  ███████████████████████▌
      10:02  claude-haiku-4-…  a1b2c3d4     120      1  $0.0023     5.0K  ████▉░░░░░░░░░░░░░░░░░░░
      10:02  claude-haiku-4-…  aff491fd      33      –  $0.0027     2.0K  █▉░░░░░░░░░░░░░░░░░░░░░░
      10:03  claude-sonnet-5   main          12      1  $0.0002      132  ▏░░░░░░░░░░░░░░░░░░░░░░░
      10:03  claude-opus-4-8   main          90      –  $0.0173     3.1K  ██▉░░░░░░░░░░░░░░░░░░░░░

"#]]
    );
}

#[test]
fn a_session_of_the_fixture_in_80_columns() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(80, "session 1111").out,
        str![[r#"
Session 11111111-1111-4111-8111-111111111111
  Agent       claude-code · 2.1.270 · cli
  Level       A: exact tokens for each call
  Project     /home/dev/acme.shop
  Branch      feature/cart
  Time        2026-09-14 10:00 to 10:03 UTC (3 min 20 s)
  Models      claude-opus-5, claude-haiku-4-5-20251001, claude-opus-4-8,
              claude-sonnet-5, deepseek-v4-flash
  Calls       9 in 1 turn, 2 sub-agents, 2 web searches
  Prompt      104,219 tokens: 3.2K uncached, 7.4K written for 5 min, 2.4K
              written for 1 h, 91.3K from cache (87.6 %)
  Output      1,544 tokens, 60 of them reasoning
  Cost        $0.2111; the agent says $0.5000 in all
  No record   not known of claude-opus-5, claude-haiku-4-5-20251001: the agent's
              total does not cover all calls
  Own totals  the agent's own totals cover a part of the calls only, so they
              prove nothing
  Lines       +12 −3
  Failures    1 request retried, 1 given up

Where the money went
Billed as       Tokens     Cost  Share
────────────────────────────────────────────────────────────
Cache read       91.3K  $0.0555   26 %  ████████████████████
Output            1.5K  $0.0517   24 %  ██████████████████▋░
Cache write 1h    2.4K  $0.0390   18 %  ██████████████░░░░░░
Cache write 5m    7.4K  $0.0294   14 %  ██████████▌░░░░░░░░░
Web searches         2  $0.0200    9 %  ███████▏░░░░░░░░░░░░
Uncached input    3.2K  $0.0156    7 %  █████▌░░░░░░░░░░░░░░

Model                      Calls  Tokens     Cost  Share
──────────────────────────────────────────────────────────────────────────────
claude-opus-5                  4   94.8K  $0.1886   89 %  ████████████████████
claude-opus-4-8                1    3.1K  $0.0173    8 %  █▊░░░░░░░░░░░░░░░░░░
claude-haiku-4-5-20251001      2    7.2K  $0.0049    2 %  ▌░░░░░░░░░░░░░░░░░░░
claude-sonnet-5                1     254  $0.0002   <1 %  ▏░░░░░░░░░░░░░░░░░░░
deepseek-v4-flash              1     400  $0.0001   <1 %  ▏░░░░░░░░░░░░░░░░░░░

Most expensive turns
Turn  Time         Calls  Tokens     Cost  Share  Tools
──────────────────────────────────────────────────────────────────────────
   1  09-14 10:00      8    104K  $0.2084   99 %  Agent 1, Grep 1, Read 1…
none  09-14 10:02      1    2.0K  $0.0027    1 %
scopeon session 11111111 --turn 1 lists the calls of a turn

Tools (6)
Name        Uses  Failed    Time  Input  Result
───────────────────────────────────────────────
Agent          1       –  40.0 s  114 B    31 B
Grep           1       –   1.0 s   37 B    31 B
Read           1       –   1.5 s   37 B    31 B
Skill          1       1   2.0 s   64 B    31 B
advisor        1       –       –    2 B       –
web_search     1       –       –   41 B       –

MCP tools (1)
Name                 Uses   Time  Input  Result
───────────────────────────────────────────────
github/create_issue     1  2.0 s   37 B    31 B

Skills (1)
Name           Uses
───────────────────
release-notes     1

Hooks (1)
Name  Uses    Time
──────────────────
Stop     1  161 ms

Sub-agents
Agent     Type               Started           Calls  Tokens     Cost
─────────────────────────────────────────────────────────────────────
a1b2c3d4  Explore            2026-09-14 10:02      1    5.1K  $0.0023
aff491fd  workflow-subagent  2026-09-14 10:02      1    2.0K  $0.0027

Compactions
At                Trigger    Before  After    Took
──────────────────────────────────────────────────
2026-09-14 10:03  automatic    167K   8.5K  17.5 s

Calls (9)
Time         Model             By        Output  Tools     Cost  Context
────────────────────────────────────────────────────────────────────────────────
09-14 10:00  claude-opus-5     main         159      1  $0.0380    22.0K  █████▍
      10:00  claude-opus-5     main         300      2  $0.0275    22.9K  █████▌
      10:00  claude-opus-5     main         700      1  $0.1084    24.5K  ██████
      10:01  deepseek-v4-fla…  main          50      –  $0.0001      350  ▏░░░░░
      10:02  claude-opus-5     main          80      1  $0.0146    24.1K  █████▉
      10:02  claude-haiku-4-…  a1b2c3d4     120      1  $0.0023     5.0K  █▏░░░░
      10:02  claude-haiku-4-…  aff491fd      33      –  $0.0027     2.0K  ▍░░░░░
      10:03  claude-sonnet-5   main          12      1  $0.0002      132  ▏░░░░░
      10:03  claude-opus-4-8   main          90      –  $0.0173     3.1K  ▋░░░░░

"#]]
    );
}

#[test]
fn the_status_with_a_live_session() {
    let machine = Machine::with_claude();
    assert_data_eq!(
        machine.run_wide(80, "status --now 2026-09-14T11:05:00Z").out,
        str![[r#"
Scopeon  2026-09-14 11:05 UTC
Today $0.2264, likely ~$1.06 by midnight

Live
  claude-code · /home/dev/acme.shop · feature/cart · claude-opus-5
    █▊░░░░░░░░░░░░ ~13.0 % of 200K  $0.0142  22222222

Limits
Claude Code hands its limits to a status line only; scopeon limits record --help
sets it up

            Calls  Turns  Sessions   Tokens     Cost  Likely
────────────────────────────────────────────────────────────
Today          11      1         3  132,557  $0.2264  ~$1.06
This week      11      1         3  132,557  $0.2264  ~$1.25
This month     11      1         3  132,557  $0.2264  ~$1.58
in no call record: not known for 2 totals that cover a part of the calls only
cost at API list prices of the day, which a subscription does not bill

→ scopeon report  shows tokens and cost by day

"#]]
    );
    assert_data_eq!(
        machine.run_wide(80, "--now 2026-12-24T11:05:00Z").out,
        str![[r#"
Scopeon  2026-12-24 11:05 UTC
Nothing today
Last used 101 days ago, 2026-09-14 11:00: claude-code in /home/dev/acme.shop
cost at API list prices of the day, which a subscription does not bill

→ scopeon report  shows tokens and cost by day
scopeon --help lists everything

"#]]
    );
}

#[test]
fn every_screen_fits() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    for line in [
        "sessions",
        "session 1111",
        "status",
        "doctor -v",
        "prices list sonnet",
        "prices show claude-opus-4-6",
    ] {
        for columns in [80, 100, 120, 160] {
            let ran = machine.run_wide(columns, &format!("{line} --no-ingest"));
            let widest = ran.out.lines().filter(|line| !line.contains("~/")).map(|line| line.chars().count());
            let widest = widest.max().unwrap_or(0);
            assert!(widest > 10 && widest <= columns, "{line} at {columns}: {widest}\n{}", ran.out);
        }
    }
}

#[test]
fn sessions_fit_from_60_columns_on() {
    let machine = Machine::empty();
    let list = machine.json(&format!("sessions --demo --limit all {NOW}"));
    let sessions = list["rows"].as_array().expect("sessions");
    // The one with most sub-agents has the widest tables.
    let busiest = sessions.iter().max_by_key(|session| session["sub_agents"].as_u64()).expect("a session");
    let busiest = format!("session {} --calls all", busiest["id"].as_str().expect("an id"));
    for line in ["sessions --limit all", "report session", "status", "session latest --calls all", &busiest] {
        machine.fits(&format!("{line} --demo {NOW}"), &[60, 63, 66, 69, 72]);
    }
}

#[test]
fn a_limit_says_how_many_rows_there_are() {
    let machine = Machine::with_claude();
    let rows = machine.json("report session")["rows"].as_array().expect("rows").len();
    assert_eq!(machine.json("report session --limit 2")["rows"].as_array().map(Vec::len), Some(2));
    let cut = machine.answer("report session --limit 2");
    assert!(cut.contains(&format!("\nthe first 2 of {rows} sessions, UTC; ")), "{cut}");
    for all in [rows.to_string(), "all".to_owned()] {
        let whole = machine.answer(&format!("report session --limit {all}"));
        assert!(whole.contains(&format!("\n{rows} sessions, UTC; ")), "{whole}");
    }
}
