//! Blocks, limits and budgets, as people and scripts meet them.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::process::Stdio;

use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Batch, EventStore as _};
use scopeon_store::{OpenOptions, Store, WriterLock};
use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::machine::{Machine, Ran};

const NOW: &str = "--now 2026-11-20T15:00:00Z";

fn configured(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

/// Runs a command line with something on its standard input.
fn fed(machine: &Machine, line: &str, input: &[u8]) -> Ran {
    let mut command = machine.command(line.split_whitespace());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that refuses early may not read all of it.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    Ran::from(child.wait_with_output().expect("it ends"))
}

fn status_line(five_hour: f64) -> String {
    format!(
        r#"{{"session_id": "secret-session", "rate_limits": {{"five_hour": {{"used_percentage": {five_hour},
        "resets_at": 1795190400}}, "seven_day": {{"used_percentage": 61.25, "resets_at": 1795532400}}}}}}"#
    )
}

/// One reading under a clock of 2030 keeps out none that comes after it.
#[test]
fn a_clock_ahead_keeps_out_no_reading() {
    let machine = Machine::empty();
    let used = |now: &str| machine.json(&format!("limits --now {now}"))["rows"][0]["used_ratio"].clone();
    for (now, percent) in
        [("2030-01-01T00:00:00Z", 90.0), ("2026-11-20T15:00:00Z", 10.0), ("2026-11-20T15:05:00Z", 20.0)]
    {
        let ran = fed(&machine, &format!("limits record --now {now}"), status_line(percent).as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    }
    assert_eq!(used("2026-11-20T15:06:00Z"), 0.2);
}

#[test]
fn the_demo_by_blocks() {
    let machine = Machine::empty();
    assert_data_eq!(
        machine.run_wide(80, &format!("blocks --demo --since 7d {NOW}")).out,
        str![[r#"
Five-hour blocks of Claude Code  2026-11-14 to now, UTC

Running now
  Limit     ████████████████████▏░░░ 84.0 % used, claude-code says (just now)
  Resets    16:20 in 1 h 20 min, hits the limit at ~15:41
  Rebuilt   14:00 to 19:00, from the calls seen here
  So far    ~$2.36, 73 calls, 5.3M tokens
  Rate      $15.56 an hour, 581K tokens a minute
  Projected too early to tell: it was used for less than 15 min
▲ claude-code 5 h limit is at 84 %, full at ~15:41, resets 16:20

Blocks, rebuilt from the calls seen here
Start        End      Active  Calls  Tokens  Output    Cost
───────────────────────────────────────────────────────────────────────────
  pause             1 d 18 h
11-15 14:00  19:00    50 min     45    3.9M   35.9K  ~$4.26  ██████████▍░░░
  pause             1 d 17 h
11-17 14:00  19:00    31 min     30    1.8M   24.6K  ~$2.26  ████▉░░░░░░░░░
  pause             2 d 18 h
11-20 14:00  now       9 min     73    5.3M   66.8K  ~$2.36  ██████████████

Weeks
From              Until             Calls  Tokens  Output   Cost
────────────────────────────────────────────────────────────────
2026-11-09 13:00  2026-11-16 13:00     94    7.6M   81.0K  $8.58
2026-11-16 13:00  2026-11-23 13:00    103    7.1M   91.4K  $4.63

~ estimated; -v says why
cost at API list prices of the day, which a subscription does not bill

"#]]
    );
}

#[test]
fn blocks_are_claudes_unless_an_agent_is_named() {
    let machine = Machine::with_claude();
    let line = "blocks --since 2026-09-14 --now 2026-09-14T12:00:00Z";
    let own = machine.json(line);
    assert_eq!(own["providers"], serde_json::json!(["claude-code"]));
    assert_eq!((&own["reconstruction"], &own["provenance"]["level"]), (&true.into(), &"estimated".into()));
    let calls: u64 =
        own["rows"].as_array().expect("spans").iter().filter_map(|span| span["calls"].as_u64()).sum();
    assert_eq!(calls, 11, "those of the day");
    let other = machine.json(&format!("{line} --agent codex"));
    assert!(other["rows"].as_array().expect("spans").is_empty());
}

#[test]
fn a_week_starts_where_the_configuration_says() {
    let machine = Machine::with_claude();
    configured(&machine, "[blocks]\nweek_reset = '2026-01-02T09:00:00Z'\n");
    let weeks = machine.json("blocks --now 2026-09-14T12:00:00Z")["weeks"].clone();
    let starts: Vec<_> =
        weeks.as_array().expect("weeks").iter().filter_map(|week| week["since"].as_str()).collect();
    // A Friday at nine.
    assert_eq!(starts, ["2026-09-04T09:00:00.000Z", "2026-09-11T09:00:00.000Z"]);
}

#[test]
fn everything_answers_without_a_history() {
    let machine = Machine::empty();
    for (line, says) in [
        ("blocks", "There was no call in this time."),
        ("limits", "No limit readings yet."),
        ("budget", "There is no budget."),
        ("budget --check", ""),
        ("report tag", "No calls were found."),
        ("tag list", "No session has a tag."),
        ("tag rules", "There is no rule."),
        ("compare last-week this-week", "nothing to compare"),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, Some(0), "{line}: {ran:?}");
        assert!(ran.out.contains(says), "{line}: {}", ran.out);
        let narrow = machine.run_wide(60, line).out;
        assert!(narrow.lines().all(|text| text.chars().count() <= 60), "{line}: {narrow}");
        assert!(machine.json(line)["schema"].is_u64(), "{line}");
    }
}

#[test]
fn all_of_it_fits() {
    let machine = Machine::empty();
    configured(
        &machine,
        "[[budgets]]\nperiod = 'weekly'\nusd = 2\n[[budgets]]\nperiod = 'monthly'\nusd = 20\nproject = 'docs_site'\n[[tags]]\ntag = 'fix'\nbranch_prefix = 'fix/'\n",
    );
    let lines = [
        "blocks --since 7d",
        "blocks --since 14d",
        "limits",
        "budget",
        "report tag",
        "tag list",
        "tag rules",
        "compare last-week this-week",
        "compare tag:fix branch:main",
    ];
    for line in lines {
        for columns in [60, 80, 120] {
            let ran = machine.run_wide(columns, &format!("{line} --demo {NOW}"));
            assert_eq!(ran.code, Some(0), "{line}: {ran:?}");
            let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest > 10 && widest <= columns, "{line} at {columns}: {widest}\n{}", ran.out);
        }
    }
}

#[test]
fn a_status_line_hands_its_limits_over() {
    let machine = Machine::empty();
    let handed = fed(&machine, &format!("limits record {NOW}"), status_line(23.5).as_bytes());
    assert_eq!((handed.code, handed.out.as_str(), handed.err.as_str()), (Some(0), "", ""));
    let shown =
        fed(&machine, "limits record --print --now 2026-11-20T15:30:00Z", status_line(42.0).as_bytes());
    assert_eq!(shown.out, "5h 42% until 16:00 · 7d 61% until 11-24 15:00\n");
    assert_data_eq!(
        machine.run_wide(100, "limits --now 2026-11-20T15:45:00Z").out,
        str![[r#"
Limits
Agent        Limit    Used                        Resets       Hits limit at  Updated
────────────────────────────────────────────────────────────────────────────────────────
claude-code  5 h    42.0 %  ████████▍░░░░░░░░░░░  16:00        –              15 min ago
claude-code  week   61.2 %  ████████████▎░░░░░░░  11-24 15:00  ~11-22 13:22   15 min ago
▲ claude-code week limit is at 61 %, full at ~11-22 13:22, resets 11-24 15:00 (as of 15 min ago)

"#]]
    );
    let later = machine.json("limits --now 2026-11-20T16:00:00Z");
    let windows: Vec<_> =
        later["rows"].as_array().expect("limits").iter().map(|limit| limit["window"].clone()).collect();
    assert_eq!(windows, ["seven_day"], "an expired window is never shown");
    let stored = fs::read(machine.db()).expect("a file");
    assert!(!stored.windows(14).any(|bytes| bytes == b"secret-session"), "numbers are all that is kept");
}

#[test]
fn a_status_line_never_fails_and_nothing_of_it_is_repeated() {
    let machine = Machine::empty();
    let large = vec![b' '; (1 << 20) + 1];
    let line = |options: &str| format!("{options} limits record --print {NOW}");
    for input in [&b"{\"secret\": "[..], b"[\"secret\"]", b"", b"secret", b"\xff\xfe\0", &large] {
        let ran = fed(&machine, &line(""), input);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "\n", ""), "{input:?}");
        let said = fed(&machine, &line("-v"), input);
        assert_eq!((said.code, said.out.as_str()), (Some(0), "\n"));
        assert!(said.err.contains("not the JSON object") && !said.err.contains("secret"), "{}", said.err);
    }
    let none = fed(&machine, &line(""), b"{\"rate_limits\": null}");
    assert_eq!((none.code, none.out.as_str()), (Some(0), "\n"));
    assert!(!machine.db().exists(), "nothing was there to be kept");
    // What can be shown is shown, though it cannot be kept, or nobody knows in whose time.
    let broken = machine.home().join("broken.toml");
    fs::write(&broken, "nothing = of this").expect("a file");
    let broken = format!("--config {}", broken.display());
    for options in ["--db /dev/null", "--db /proc/none/here.db", "--zone Nowhere", "--nothing", &broken] {
        let ran = fed(&machine, &line(options), status_line(23.5).as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{options}");
        assert!(ran.out.starts_with("5h 23%"), "{options}: {}", ran.out);
    }
}

#[test]
fn what_was_read_last_is_shown_where_nothing_is_stated() {
    let machine = Machine::empty();
    fed(&machine, &format!("limits record {NOW}"), status_line(23.5).as_bytes());
    let ran = fed(&machine, &format!("limits record --print {NOW}"), b"{\"model\": {}}");
    assert_eq!(ran.out, "5h 23% until 16:00 · 7d 61% until 11-24 15:00\n");
}

#[test]
fn a_check_of_limits_says_what_is_near_by_its_exit_code() {
    let line = |five_hour: f64, week: f64| {
        format!(
            r#"{{"rate_limits": {{"five_hour": {{"used_percentage": {five_hour}, "resets_at": 1795190400}},
            "seven_day": {{"used_percentage": {week}, "resets_at": 1795532400}}}}}}"#
        )
    };
    // At 15:05 the five hours, which reset at 16:00, are at 82 %, and three of the seven days are over.
    let cases = [
        (40.0, 20.0, 0, ""),
        (80.0, 20.0, 1, "▲ claude-code 5 h limit is at 80 %, resets 16:00"),
        (40.0, 79.0, 1, "▲ claude-code week limit is at 79 %, full at ~11-21 10:08, resets 11-24 15:00"),
        (100.0, 20.0, 5, "✕ claude-code 5 h limit is used up, resets 16:00"),
    ];
    for (five_hour, week, code, says) in cases {
        let machine = Machine::empty();
        fed(&machine, &format!("limits record {NOW}"), line(five_hour, week).as_bytes());
        let ran = machine.run(&format!("limits --check {NOW}"));
        assert_eq!((ran.code, ran.out.trim_end()), (Some(code), says), "{five_hour} {week}");
    }
    let nothing = Machine::empty().run("limits --check");
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""));
    assert!(nothing.err.contains("no reading of a limit"), "{}", nothing.err);
}

#[test]
fn a_status_line_hands_over_beside_a_process_that_watches() {
    let machine = Machine::with_claude();
    let mut command = machine.command(["ingest", "--watch", "--json", "-q"]);
    let mut watcher = command.stdout(Stdio::piped()).spawn().expect("a child");
    let mut told = BufReader::new(watcher.stdout.take().expect("a pipe")).lines();
    told.next().expect("a line").expect("it has read everything");
    // The same where another process has the right to write.
    let lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("the watcher reads nothing");
    let ran = fed(&machine, &format!("limits record --print {NOW}"), status_line(23.5).as_bytes());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("5h 23%"), "{ran:?}");
    let limits = machine.json(&format!("limits --no-ingest {NOW}"))["rows"].clone();
    let used: Vec<_> =
        limits.as_array().expect("limits").iter().map(|limit| limit["used_ratio"].clone()).collect();
    assert_eq!(used, [0.235, 0.6125]);
    drop(lock);
    // The watcher goes on and trips over nothing.
    let mut text = fs::read_to_string(machine.transcript()).expect("a file");
    text.push_str(&text.lines().last().expect("a line").replace("22222222-2222", "33333333-3333"));
    fs::write(machine.transcript(), text + "\n").expect("a file");
    told.next().expect("a line").expect("it has read what is new");
    assert!(watcher.try_wait().expect("a state").is_none());
    watcher.kill().expect("it runs");
    watcher.wait().expect("an end");
    assert_eq!(machine.run("db verify").code, Some(0));
}

#[test]
fn a_status_line_is_not_held_up() {
    let machine = Machine::empty();
    machine.run("ingest");
    let _lock = WriterLock::try_acquire(&machine.db()).expect("a lock").expect("nobody has it");
    let mut writer = Store::open(&machine.db(), OpenOptions::default()).expect("a store");
    // In the middle of a change until it is dropped.
    writer.apply(change()).expect("it is written");
    let began = std::time::Instant::now();
    let ran = fed(&machine, &format!("limits record --print {NOW}"), status_line(1.0).as_bytes());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("5h 1%") && began.elapsed().as_secs() < 5, "{ran:?}");
    drop(writer);
    assert!(machine.json(&format!("limits {NOW}"))["rows"].as_array().expect("limits").is_empty());
}

/// A batch that tells nothing but of a source.
fn change() -> Batch {
    Batch {
        source: Identity::builder("source").text("a").finish().into(),
        provider: "claude-code",
        path: Label::new("/a").expect("a name"),
        events: Vec::new(),
        issues: Vec::new(),
        checkpoint: None,
        restarted: false,
    }
}

const BUDGETS: &str = "[[budgets]]\nperiod = 'daily'\nusd = 2\n[[budgets]]\nperiod = 'weekly'\nusd = '7.5'\n\
    [[budgets]]\nperiod = 'monthly'\nusd = 100\nwarn_percent = 20\n[[budgets]]\nperiod = 'monthly'\nusd = 12.5\nproject = 'docs_site'\n";

#[test]
fn the_demo_by_budget() {
    let machine = Machine::empty();
    configured(&machine, BUDGETS);
    assert_data_eq!(
        machine.run_wide(120, &format!("budget --demo {NOW}")).out,
        str![[r#"
Budgets
Period              Budget    Spent   Used   Likely   Pace  Runs out
────────────────────────────────────────────────────────────────────────
daily                $2.00    $2.91  145 %   ~$3.01  233 %  15:00
weekly               $7.50   ≥$7.08   94 %  ~$10.61  143 %  ~11-21 04:30
monthly            $100.00  ≥$30.34   30 %  ~$47.63   46 %  –
monthly docs_site   $12.50   ≥$7.88   63 %  ~$11.84   96 %  –
✕ the daily budget is exceeded since 15:00: $2.91 of $2.00
▲ the weekly budget is at 94 %: $7.08 of $7.50, likely $10.61 in the end, all of it by 11-21 04:30 at this pace
▲ the monthly budget is at 30 %: $30.34 of $100.00
≥ a lower bound; -v says why
~ estimated; -v says why
UTC; cost at API list prices of the day
13 agents (4 of level B, 9 of level C) log less than each call's exact tokens; see scopeon providers

"#]]
    );
}

#[test]
fn a_check_says_what_is_wrong_by_its_exit_code() {
    let machine = Machine::empty();
    let check = |budgets: &str| {
        configured(&machine, budgets);
        let ran = machine.run(&format!("budget --check --demo {NOW}"));
        (ran.code, ran.out.lines().count())
    };
    let budget = |usd: &str, percent: u32| {
        format!("[[budgets]]\nperiod = 'daily'\nusd = '{usd}'\nwarn_percent = {percent}\n")
    };
    assert_eq!(check(&budget("1000", 80)), (Some(0), 0));
    assert_eq!(check(&budget("1000", 1)), (Some(0), 0), "0.2 % are used");
    assert_eq!(check(&budget("100", 1)), (Some(1), 1));
    assert_eq!(check(&budget("0.01", 80)), (Some(5), 1));
    assert_eq!(check(&(budget("1000", 80) + &budget("100", 1) + &budget("0.01", 80))), (Some(5), 2));
    // JSON says the same, and the exit code stays.
    let ran = machine.run(&format!("budget --check --json --demo {NOW}"));
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &report["state"]), (Some(5), &"over".into()));
    assert_eq!(machine.run(&format!("budget --demo {NOW}")).code, Some(0), "only a check has a verdict");
}

#[test]
fn a_budget_that_makes_no_sense_is_told() {
    let machine = Machine::empty();
    configured(&machine, "[[budgets]]\nperiod = 'yearly'\nusd = 1\n");
    let ran = machine.run("budget");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(":2: budgets.period"), "{}", ran.err);
}

#[test]
fn nothing_found_is_said_and_not_shown_as_a_table_of_dashes() {
    let machine = Machine::empty();
    for columns in [60, 120] {
        let ran = machine.run_wide(columns, "");
        assert_eq!(ran.code, Some(0), "{ran:?}");
        for says in ["No coding agent's log was found", "Looked in", ".claude/projects", "report --demo"] {
            assert!(ran.out.contains(says), "{says}: {}", ran.out);
        }
        assert!(!ran.out.contains('–'), "{}", ran.out);
    }
}

#[test]
fn what_agents_did_days_ago_is_said_with_when_and_where() {
    let machine = Machine::with_claude();
    let ran = machine.run_wide(100, "status --now 2026-09-26T11:05:00Z");
    let line = "Last used 12 days ago, 2026-09-14 11:00: claude-code in /home/dev/acme.shop";
    assert!(ran.out.contains("Nothing today") && ran.out.contains(line), "{}", ran.out);
}

#[test]
fn no_forecast_is_below_what_the_running_block_leads_to() {
    let machine = Machine::empty();
    let usd = |value: &serde_json::Value| value.as_str().and_then(|usd| usd.parse::<f64>().ok());
    for now in
        ["2026-11-20T15:00:00Z", "2026-11-20T15:40:00Z", "2026-11-30T23:00:00Z", "2026-12-01T00:10:00Z"]
    {
        let ask = |line: &str| machine.json(&format!("{line} --demo --now {now}"));
        let (costs, blocks, status) = (ask("costs"), ask("blocks"), ask("status"));
        let active = &blocks["active"];
        let block = usd(&active["outlook"]["cost_usd"]).zip(usd(&active["cost_usd"]));
        let more = block.map_or(0.0, |(likely, so_far)| likely - so_far);
        let [day, week, month] = ["day", "week", "month"].map(|period| &costs[period]);
        for period in [day, week, month] {
            let (spent, likely) = (usd(&period["spent_usd"]).expect("known"), usd(&period["likely_usd"]));
            let ends = period["until"].as_str() >= active["end"].as_str();
            assert!(likely.is_none_or(|likely| likely >= spent), "{now}: {period}");
            assert!(
                !ends || likely.is_none_or(|likely| likely + 1e-6 >= spent + more),
                "{now}: {period} {active}"
            );
        }
        assert_eq!(status["outlook"]["month"]["likely_usd"], month["likely_usd"], "{now}: one definition");
        assert!(usd(&day["likely_usd"]) <= usd(&month["likely_usd"]), "{now}");
    }
}

/// A line in the model's place: a request that was given up.
fn given_up(status: Option<u16>, text: &str) -> String {
    let mut line = json!({
        "type": "assistant", "isApiErrorMessage": true, "uuid": "8f7b3c52-0000-4000-8000-000000000001",
        "sessionId": "8f7b3c52-0000-4000-8000-000000000000", "cwd": "/work", "timestamp": "2026-09-14T11:05:00.000Z",
        "version": "2.1.0", "message": { "id": "given-up", "role": "assistant", "model": "<synthetic>",
        "usage": {}, "content": [{ "type": "text", "text": text }] },
    });
    if let Some(status) = status {
        line["apiErrorStatus"] = status.into();
        line["error"] = if status == 429 { "rate_limit" } else { "invalid_request" }.into();
    }
    format!("{line}\n")
}

/// While somebody is locked out nothing may say that there is room.
#[test]
fn a_limit_that_was_hit_is_used_up_until_it_resets() {
    const HIT: &str = "You've hit your session limit \u{b7} resets 3:30pm (UTC)";
    const OLD: &str = "Claude AI usage limit reached|1789399800";
    let cases = [
        (given_up(Some(429), HIT), true),
        (given_up(None, OLD), true),
        (given_up(Some(429), "Overloaded"), false),
        // What a prompt quotes is no limit.
        (given_up(Some(400), HIT), false),
    ];
    for (line, is_hit) in cases {
        let machine = Machine::with_claude();
        let text = std::fs::read_to_string(machine.transcript()).expect("a log");
        std::fs::write(machine.transcript(), text + &line).expect("a log");
        let at = |now: &str| machine.json(&format!("limits --now 2026-09-14T{now}Z"))["rows"].clone();
        let row = &at("12:00:00")[0];
        assert_eq!(row["used_ratio"].as_f64() == Some(1.0), is_hit, "{line}: {row}");
        let check = machine.run("limits --check --now 2026-09-14T12:00:00Z");
        assert_eq!(check.code, Some(if is_hit { 5 } else { 0 }), "{line}: {check:?}");
        let status = machine.run("status --now 2026-09-14T12:00:00Z").out;
        assert_eq!(status.contains("used up, resets 15:30"), is_hit, "{status}");
        assert!(at("15:31:00").as_array().is_some_and(Vec::is_empty), "it is over");
    }
}
