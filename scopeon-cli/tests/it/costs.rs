//! `scopeon costs`.

use snapbox::{assert_data_eq, str};

use crate::machine::{DEMO, Machine};

#[test]
fn the_demos_costs() {
    let ran = Machine::empty().run_wide(80, &format!("costs --top 2 {DEMO}"));
    assert_data_eq!(
        ran.out,
        str![[r#"
Costs  2026-10-22 to now, UTC
  Total          ≥$56.99*, 1,669 calls, 73.5M tokens
  Usual session  ~$0.2051
  Per turn       ~$0.1722
  Per call       ~$0.0388
  Per 1K output  ~$0.0426
  Last hour      $2.91 an hour, 93.4K tokens a minute
  Unpriced       200 of 1,669 calls (12.0 %), 6.3 % of all tokens; see scopeon
                 doctor
  Agents say     $6.87 for 255 calls that cost $6.64 by list prices (+3.42%);
                 $3.50 for 183 calls whose cost is not known otherwise
  Lower bounds   of 9 calls the logs hold a placeholder only
  In no record   2.9M tokens of prompts, 21.4K of output, $1.36*
  Best known     $62.08, by what agents report where they do, 2.2 % of it in no
                 call record

Where the money went
Billed as       Tokens    Cost  Share
───────────────────────────────────────────────────────────
Cache read       67.6M  $21.10   37 %  ████████████████████
Output            1.5M  $19.50   34 %  ██████████████████▍░
Cache write 1h    1.4M  $11.27   20 %  ██████████▋░░░░░░░░░
Cache write 5m    1.5M   $4.03    7 %  ███▊░░░░░░░░░░░░░░░░
Uncached input    1.5M   $1.10    2 %  █░░░░░░░░░░░░░░░░░░░

Model                      Calls  Tokens     Cost  Share
──────────────────────────────────────────────────────────────────────────────
claude-opus-5                325   23.3M  $27.40    48 %  ████████████████████
claude-sonnet-5              458   25.1M  $12.32*   22 %  ████████▉░░░░░░░░░░░
gpt-5.5                      117   ≥2.8M  ≥$5.00     9 %  ███▋░░░░░░░░░░░░░░░░
claude-opus-4-8               55    2.9M   $4.16     7 %  ███░░░░░░░░░░░░░░░░░
anthropic/claude-opus-4-8     36    934K   $1.47     3 %  █░░░░░░░░░░░░░░░░░░░
anthropic/claude-sonnet-5     48    1.2M   $1.42     2 %  █░░░░░░░░░░░░░░░░░░░
claude-haiku-4-5-20251001    133    3.9M   $1.22     2 %  ▉░░░░░░░░░░░░░░░░░░░
glm-5.2                       84    2.3M   $0.93     2 %  ▋░░░░░░░░░░░░░░░░░░░
10 more                      413   11.1M   $3.07*    5 %  ██▏░░░░░░░░░░░░░░░░░

Forecast
            Until        So far      Low   Likely     High  Based on
────────────────────────────────────────────────────────────────────────
Today       11-21 00:00   $2.91   ~$2.91   ~$3.01   ~$6.44  6 past weeks
This week   11-23 00:00   $7.08   ~$7.84  ~$10.61  ~$15.88  6 past weeks
This month  12-01 00:00  $30.34  ~$40.34  ~$47.63  ~$55.98  5 past weeks

Limits
  claude-code 5 h   █████████████▍░░  84 % ▲ hit at ~15:41, resets 16:20
  claude-code week  ████████▊░░░░░░░  55 %   resets 11-23 13:00
  codex 5 h         ████▉░░░░░░░░░░░  31 %   resets 16:58
  codex week        ██████▋░░░░░░░░░  42 %   resets 11-24 08:58

Most expensive sessions
Session   Project                Calls  Tokens   Cost
─────────────────────────────────────────────────────
aa5e63be  /home/dev/docs_site       68    5.5M  $6.27
3ecabe92  /home/dev/billing-api     45    3.9M  $4.26

Unusual days
Day          Cost  Usual
────────────────────────
2026-10-27  $6.76  $1.25

~ estimated; -v says why
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens;
  see scopeon providers

"#]]
    );
}

#[test]
fn they_fit_and_agree_with_the_report() {
    let machine = Machine::empty();
    machine.fits(&format!("costs {DEMO}"), &[60, 80, 200]);
    let (costs, status) = (machine.json(&format!("costs {DEMO}")), machine.json(&format!("status {DEMO}")));
    let report = machine.json(&format!("report model --since 30d {DEMO}"));
    assert_eq!(costs["total"], report["total"]);
    for (ahead, period) in [("day", "today"), ("week", "this_week"), ("month", "this_month")] {
        assert_eq!(costs[ahead]["spent_usd"], status[period]["cost_usd"], "{ahead}");
    }
}

#[test]
fn the_period_is_thirty_days_unless_said_otherwise() {
    let machine = Machine::with_claude();
    let now = "--now 2026-11-20T15:00:00Z";
    let since = |line: &str| machine.json(&format!("costs {line} {now}"))["since"].clone();
    assert_eq!(since(""), "2026-10-22T00:00:00.000Z");
    assert_eq!(since("--until 2026-09-30"), "2026-09-01T00:00:00.000Z");
    assert_eq!(since("--since 2026-01"), "2026-01-01T00:00:00.000Z");
    assert_eq!(since("--all"), serde_json::Value::Null);
}

#[test]
fn nothing_is_a_sentence() {
    let machine = Machine::empty();
    let ran = machine.run("costs --now 2026-11-20T15:00:00Z");
    assert!(
        ran.out.starts_with("Costs  2026-10-22 to now, UTC\nNothing was used in this time.\n"),
        "{}",
        ran.out
    );
    assert_eq!((ran.code, machine.json("costs")["total"]["calls"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn what_has_no_price_is_never_shown_as_free() {
    let machine = Machine::with_claude();
    let text = std::fs::read_to_string(machine.transcript()).expect("a file");
    std::fs::remove_dir_all(machine.home().join(".claude/projects")).expect("a directory");
    std::fs::create_dir_all(machine.transcript().parent().expect("a directory")).expect("a directory");
    std::fs::write(machine.transcript(), text.replace("\"claude-", "\"acme-")).expect("a file");
    let calls = machine.json("report --now 2026-09-15T00:00:00Z")["total"]["calls"].as_u64();
    let unpriced = machine.json("report --now 2026-09-15T00:00:00Z")["total"]["unpriced_calls"].as_u64();
    assert!(calls > Some(0) && calls == unpriced, "{calls:?} and {unpriced:?}");
    for line in [
        "status",
        "costs",
        "cache",
        "suggest",
        "subagents",
        "tasks",
        "explore",
        "blocks",
        "whatif --no-cache",
        "compare last-week this-week",
        "sessions",
        "report",
    ] {
        let ran = machine.run(&format!("{line} --now 2026-09-15T00:00:00Z"));
        assert_eq!(ran.code, Some(0), "{line}: {ran:?}");
        // In an hour without a call nothing was spent, and that is known.
        let mut lines = ran.out.lines().filter(|text| !text.contains("an hour, 0 tokens a minute"));
        assert!(lines.all(|text| !text.contains("$0.00")), "{line}: {}", ran.out);
    }
}

/// Crush logs what a session cost and no tokens: nothing can be computed, which is not that it was free.
#[test]
fn what_an_agent_does_not_log_is_not_free() {
    let machine = Machine::empty();
    let only = "--agent crush --all";
    let row = &machine.json(&format!("report provider --agent crush {DEMO}"))["rows"][0];
    let [calls, unpriced] = ["calls", "unpriced_calls"].map(|name| row[name].as_u64().expect("a count"));
    assert!(calls > 0 && calls == unpriced, "{row}");
    let reported: f64 = row["reported_usd"].as_str().and_then(|usd| usd.parse().ok()).expect("dollars");
    assert!(reported > 0.0, "{row}");
    let lines = ["report provider --agent crush", "sessions --agent crush", "costs --agent crush --all"];
    for line in lines.into_iter().chain([&*format!("explore {only}")]) {
        let text = machine.answer(&format!("{line} {DEMO}"));
        let of_calls = text.lines().take_while(|line| !line.starts_with("Forecast"));
        let free: Vec<_> =
            of_calls.filter(|line| line.contains("$0.00") && !line.contains("Last hour")).collect();
        assert!(free.is_empty() && text.contains('–'), "{line}: {text}");
    }
    let costs = machine.json(&format!("costs {only} {DEMO}"));
    assert_eq!(costs["reported_alone"]["calls"], calls);
    assert_eq!(costs["reported"]["compared"], 0);
    // No price would help: it is no model without a price, and nothing is suggested.
    let doctor = machine.json(&format!("doctor {DEMO}"));
    let names = |list: &str| -> Vec<&str> {
        doctor[list].as_array().expect("a list").iter().filter_map(|one| one["provider"].as_str()).collect()
    };
    assert!(names("unmetered").contains(&"crush") && !names("unpriced").contains(&"crush"), "{doctor}");
}

/// What agents state is compared for each agent by itself: who is asked for beside it changes nothing of it.
#[test]
fn what_agents_say_adds_up() {
    let machine = Machine::empty();
    let compared = |filter: &str| {
        let answer = machine.json(&format!("costs --all {DEMO}{filter}"));
        let amount = |key: &str| -> f64 {
            answer["reported"][key].as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        (
            answer["reported"]["compared"].as_u64().unwrap_or_default(),
            amount("reported_usd"),
            amount("computed_usd"),
        )
    };
    let everyone = compared("");
    assert!(everyone.0 > 0);
    let agents = machine.json(&format!("report provider {DEMO}"));
    let mut sum = (0, 0.0, 0.0);
    for row in agents["rows"].as_array().expect("rows") {
        let one = compared(&format!(" --agent {}", row["key"].as_str().expect("an agent")));
        sum = (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2);
    }
    assert_eq!(sum.0, everyone.0);
    assert!((sum.1 - everyone.1).abs() < 1e-6 && (sum.2 - everyone.2).abs() < 1e-6, "{sum:?} {everyone:?}");
}
