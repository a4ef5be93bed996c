//! Records that a clock ahead dated later than now: what is asked for now is not about them.

use std::fs;

use serde_json::{Value, json};

use crate::machine::Machine;

const NOW: &str = "2026-11-29T06:50:00Z";
const SESSION: &str = "11111111-1111-4111-8111-111111111111";

/// A Claude Code home with calls at these times, each of a thousand tokens in and a hundred out.
fn with_calls(times: &[&str]) -> Machine {
    let machine = Machine::empty();
    add(&machine, SESSION, times);
    machine
}

fn add(machine: &Machine, session: &str, times: &[&str]) {
    let call = |(number, at): (usize, &&str)| {
        let usage = json!({"input_tokens": 1000, "output_tokens": 100});
        let name = format!("msg_{session}_{number}");
        let message = json!({"id": name, "role": "assistant", "model": "claude-sonnet-4-5-20250929",
            "stop_reason": "end_turn", "content": [{"type": "text", "text": "ok"}], "usage": usage});
        format!(
            "{}\n",
            json!({"type": "assistant", "uuid": name, "requestId": format!("req_{name}"), "timestamp": at,
            "sessionId": session, "cwd": "/w/p", "version": "2.1.240", "message": message})
        )
    };
    let directory = machine.home().join(".claude/projects/-w-p");
    fs::create_dir_all(&directory).expect("a directory");
    let text: String = times.iter().enumerate().map(call).collect();
    fs::write(directory.join(format!("{session}.jsonl")), text).expect("a file");
}

fn ask(machine: &Machine, line: &str) -> Value {
    machine.json(&format!("{line} --now {NOW}"))
}

/// What is said of now: of today by `report`, `status` and `costs`, of the running block, of the live session and its
/// context.
fn now(machine: &Machine) -> Value {
    let report = ask(machine, "report daily --since today");
    let today =
        report["rows"].as_array().expect("rows").iter().find(|row| row["key"] == "2026-11-29").cloned();
    let today = today.unwrap_or_default();
    let (status, blocks, costs) =
        (ask(machine, "status"), ask(machine, "blocks"), ask(machine, "costs --since today"));
    let context = ask(machine, "context");
    json!({
        "report": [today["calls"], today["cost_usd"]],
        "status": [status["today"]["calls"], status["today"]["cost_usd"]],
        "live": [status["live"]["session"]["id"], status["live"]["session"]["last_at"], status["live"]["context"]],
        "running": [blocks["active"]["start"], blocks["active"]["end"], blocks["active"]["calls"], blocks["active"]["cost_usd"]],
        "left": blocks["active"]["outlook"],
        "burn": costs["burn"]["value"],
        "day": costs["day"],
        "context": [context["session"], context["outlook"], context["steps"].as_array().map(Vec::len)],
        "latest": ask(machine, "health latest")["session"],
        "shown": ask(machine, "session latest")["session"]["id"],
    })
}

#[test]
fn a_call_dated_ahead_changes_nothing_of_now() {
    let right = ["2026-11-29T06:00:10.000Z", "2026-11-29T06:43:00.000Z"];
    let wanted = now(&with_calls(&right));
    assert_eq!(wanted["report"], wanted["status"]);
    assert_eq!(wanted["report"][0], 2);
    assert_eq!(wanted["running"][2], 2);
    assert_eq!(wanted["live"][0], SESSION);
    for ahead in ["2026-12-02T06:00:00.000Z", "2026-11-30T00:30:00.000Z", "2027-06-01T00:00:00.000Z"] {
        let [first, last] = right;
        for times in [[first, ahead, last], [ahead, first, last], [first, last, ahead]] {
            assert_eq!(now(&with_calls(&times)), wanted, "{times:?}");
        }
        // In a session of its own, which is not the one that is used.
        let machine = with_calls(&right);
        add(&machine, "22222222-2222-4222-8222-222222222222", &[ahead]);
        assert_eq!(now(&machine), wanted, "{ahead} elsewhere");
    }
}

/// A clock that is some minutes ahead, as that of another machine may be, dates what is used now.
#[test]
fn a_clock_some_minutes_ahead_dates_what_is_used_now() {
    for ahead in ["2026-11-29T06:52:00.000Z", "2026-11-29T06:59:59.000Z"] {
        let machine = with_calls(&["2026-11-29T06:00:10.000Z", "2026-11-29T06:43:00.000Z", ahead]);
        let said = now(&machine);
        assert_eq!(said["report"][0], 3, "{ahead}");
        assert_eq!(said["status"], said["report"], "{ahead}");
        assert_eq!(said["running"][2], 3, "{ahead}");
        assert_eq!(said["day"]["spent_usd"], said["report"][1], "{ahead}");
    }
}

/// What is dated later in a running period is spent in it, whoever is asked.
#[test]
fn periods_hold_the_same_wherever_they_are_asked_for() {
    let times = ["2026-11-29T06:43:00.000Z", "2026-11-29T20:00:00.000Z", "2026-11-30T08:00:00.000Z"];
    let machine = with_calls(&times);
    let (status, costs) = (ask(&machine, "status"), ask(&machine, "costs"));
    for (period, sum, calls) in [("day", "today", 2), ("week", "this_week", 2), ("month", "this_month", 3)] {
        assert_eq!(status[sum]["calls"], calls, "{period}");
        assert_eq!(costs[period]["spent_usd"], status[sum]["cost_usd"], "{period}");
    }
    assert_eq!(ask(&machine, "blocks")["active"]["calls"], 1);
}

#[test]
fn the_last_hour_is_an_hour() {
    // At 05:49:59 an hour and a second ago, in the quarter that the hour begins in; the last one is to come.
    let times = [
        "2026-11-29T05:49:59.000Z",
        "2026-11-29T05:50:01.000Z",
        "2026-11-29T06:46:00.000Z",
        "2026-11-29T06:51:00.000Z",
    ];
    let burn = ask(&with_calls(&times), "costs")["burn"]["value"].clone();
    // Two calls of 1,100 tokens in 60 minutes; 2 × (1,000 × $3 + 100 × $15) ÷ 1,000,000 an hour.
    assert_eq!(burn["tokens_per_minute"], 37);
    assert_eq!(burn["usd_per_hour"], "0.009");
}

/// A history of a month, and in a session of its own what clocks dated that were wrong by years.
fn with_wrong_clocks() -> (Machine, Machine) {
    let days = [20, 22, 24, 25, 26, 27, 28].map(|day| format!("2026-11-{day}T06:00:10.000Z"));
    let mut right: Vec<&str> = days.iter().map(String::as_str).collect();
    right.extend(["2026-11-29T06:00:10.000Z", "2026-11-29T06:43:00.000Z"]);
    let machine = with_calls(&right);
    let spoilt = with_calls(&right);
    let wrong = ["1970-01-02T00:00:00.000Z", "2015-01-02T00:00:00.000Z", "2099-01-01T00:00:00.000Z"];
    add(&spoilt, "22222222-2222-4222-8222-222222222222", &wrong);
    (machine, spoilt)
}

#[test]
fn a_clock_that_was_wrong_by_years_spoils_nothing() {
    let (machine, spoilt) = with_wrong_clocks();
    for line in [
        "status",
        "blocks",
        "context",
        "session latest",
        "costs",
        "costs --since 7d",
        "cache",
        "health",
        "suggest",
        "tools",
        "explore",
        "subagents",
        "tasks",
        "limits",
        "whatif --model claude-opus-5",
    ] {
        assert_eq!(ask(&spoilt, line), ask(&machine, line), "{line}");
    }
    let mut report = ask(&spoilt, "report --since 7d");
    assert_eq!(report.as_object_mut().expect("an object").remove("ahead_calls"), Some(json!(1)));
    assert_eq!(report, ask(&machine, "report --since 7d"));
    let sessions = ask(&spoilt, "sessions");
    assert_eq!(sessions["rows"][0], ask(&machine, "sessions")["rows"][0], "the last active one is first");
}

#[test]
fn what_is_dated_after_tomorrow_is_kept_and_told_of() {
    let (_, spoilt) = with_wrong_clocks();
    // Nothing is lost: all of history is all of it, and what is to come is shown to whoever asks for it.
    assert_eq!(ask(&spoilt, "report")["total"]["calls"], 12);
    assert_eq!(ask(&spoilt, "report --since 2030-01-01")["total"]["calls"], 1);
    assert_eq!(ask(&spoilt, "report --since 7d --until 2100-01-01")["total"]["calls"], 8);
    let foot = spoilt.answer(&format!("report --now {NOW}"));
    assert!(foot.contains("1 call is dated after tomorrow, which a clock that was wrong did"), "{foot}");
    let doctor = spoilt.run(&format!("doctor --now {NOW}"));
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.out.contains("1 call is dated after tomorrow: a clock was wrong"), "{}", doctor.out);
}

/// The same session holds what is right and what is not.
#[test]
fn a_session_lasts_as_long_as_clocks_were_right() {
    let times = [
        "2015-01-02T00:00:00.000Z",
        "2026-11-29T06:00:10.000Z",
        "2026-11-29T06:43:00.000Z",
        "2099-03-01T00:00:00.000Z",
    ];
    let machine = with_calls(&times);
    for line in ["session latest", "sessions"] {
        let answer = ask(&machine, line);
        let session = answer.get("session").unwrap_or(&answer["rows"][0]);
        assert_eq!(session["first_at"], "2026-11-29T06:00:10.000Z", "{line}");
        assert_eq!(session["last_at"], "2026-11-29T06:43:00.000Z", "{line}");
        assert_eq!(session["calls"], 4, "{line}");
    }
}

/// The clock that is wrong is this machine's: nothing disappears from a total, and it is said.
#[test]
fn a_clock_of_this_machine_that_stands_in_the_past_loses_nothing() {
    let (machine, _) = with_wrong_clocks();
    for now in ["1970-01-01T00:05:00Z", "2015-06-01T00:00:00Z"] {
        let report = machine.json(&format!("report --now {now}"));
        assert_eq!((&report["total"]["calls"], &report["ahead_calls"]), (&json!(9), &json!(9)), "{now}");
        let shown = machine.json(&format!("session latest --now {now}"));
        assert_eq!(shown["session"]["calls"], 9, "{now}");
        assert_eq!(machine.json(&format!("sessions --now {now}"))["rows"][0]["calls"], 9);
        let doctor = machine.run(&format!("doctor --now {now}"));
        assert_eq!(doctor.code, Some(1));
        assert!(doctor.out.contains("is the clock of this machine right?"), "{}", doctor.out);
    }
}

/// A wrong clock's week is the same one at every door, and it uses up no budget.
#[test]
fn what_is_dated_after_tomorrow_is_in_no_running_period() {
    let now = "2026-11-18T12:00:00Z";
    let machine = with_calls(&["2026-11-18T09:00:00.000Z", "2026-11-21T09:00:00.000Z"]);
    let config =
        "[[budgets]]\nperiod = \"weekly\"\nusd = 0.008\n\n[[budgets]]\nperiod = \"monthly\"\nusd = 0.008\n";
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), config).expect("a file");
    let ask = |line: &str| machine.json(&format!("{line} --now {now}"));
    let (status, costs, budgets) = (ask("status"), ask("costs"), ask("budget"));
    for (place, (period, sum)) in [("week", "this_week"), ("month", "this_month")].into_iter().enumerate() {
        let report = ask(&format!("report --since this-{period}"));
        assert_eq!(report["total"]["calls"], 1, "{period}");
        assert_eq!(status[sum], report["total"], "{period}");
        assert_eq!(costs[period]["spent_usd"], report["total"]["cost_usd"], "{period}");
        let budget = &budgets["rows"][place];
        assert_eq!(budget["spent_usd"], report["total"]["cost_usd"], "{period}");
        assert_ne!(budget["state"], "over", "{period}");
    }
}

/// Where there is nothing else, what is dated ahead is not nothing.
#[test]
fn calls_that_are_all_dated_ahead_were_found() {
    let status = ask(&with_calls(&["2026-12-09T06:00:00.000Z"]), "status");
    assert_eq!(status["last"]["at"], "2026-12-09T06:00:00.000Z");
    assert_eq!((&status["looked_in"], &status["today"]["calls"]), (&json!([]), &json!(0)));
    assert_ne!(status["next"]["reason"], "nothing_found");
}

/// The clock went back at 03:00, which was 02:00 again.
#[test]
fn an_hour_that_comes_twice_is_in_order() {
    let times = ["2026-10-24T23:30:00.000Z", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"];
    let machine = with_calls(&times);
    let keys = |line: &str| -> Vec<String> {
        let report = ask(&machine, &format!("report hourly --zone Europe/Berlin {line}"));
        let rows = report["rows"].as_array().expect("rows");
        rows.iter().filter_map(|row| Some(row["key"].as_str()?.to_owned())).collect()
    };
    let mut wanted = ["2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"];
    assert_eq!(keys(""), wanted);
    assert_eq!(keys("--sort tokens"), wanted);
    wanted.reverse();
    assert_eq!(keys("--reverse"), wanted);
}

/// What a day usually costs is one number.
#[test]
fn a_usual_day_is_the_same_at_every_door() {
    let (now, mut times) = ("2026-11-29T20:00:00Z", Vec::new());
    // Two dear days that are too long ago, three of a month and today.
    for (day, calls) in [("10-30", 9), ("10-31", 9), ("11-01", 4), ("11-10", 2), ("11-20", 3), ("11-29", 6)] {
        times.extend((0..calls).map(|call| format!("2026-{day}T10:{call:02}:00.000Z")));
    }
    let machine = with_calls(&times.iter().map(String::as_str).collect::<Vec<_>>());
    let status = machine.json(&format!("status --now {now}"));
    let why = machine.json(&format!("why today --now {now}"));
    let text = why["facts"][0]["text"].as_str().expect("a text");
    assert_eq!(status["usual"]["today_ratio"], 2.0, "{status}");
    assert!(text.contains("2.0 times a usual day ($0.0135, the median of 3 days"), "{text}");
}

/// On its first day a week is a week, and it is held against weeks.
#[test]
fn a_week_is_a_week_on_its_first_day() {
    let times: Vec<String> = ["10-20", "10-27", "11-03", "11-12", "11-20", "11-30"]
        .iter()
        .map(|day| format!("2026-{day}T09:00:00.000Z"))
        .collect();
    let machine = with_calls(&times.iter().map(String::as_str).collect::<Vec<_>>());
    let why = |line: &str, now: &str| {
        let report = machine.json(&format!("why {line} --now {now}"));
        (report["of"].clone(), report["facts"][0]["text"].as_str().unwrap_or_default().to_owned())
    };
    for line in ["week", "this-week", "--since week", "--since this-week"] {
        let (of, text) = why(line, "2026-11-30T12:00:00Z");
        assert_eq!(of, "week", "{line}");
        assert!(
            text.starts_with("This week cost $0.0045 so far in 1 call: as much as a usual week"),
            "{text}"
        );
        assert!(text.contains("the median of 4 weeks"), "{line}: {text}");
    }
    for (line, of) in [("month", "month"), ("2026-11", "month"), ("last-month", "month"), ("today", "today")]
    {
        assert_eq!(why(line, "2026-12-01T12:00:00Z").0, of, "{line}");
    }
}

/// What was counted is what is said: calls are kept by quarters of an hour.
#[test]
fn a_part_of_a_quarter_is_counted_whole_and_said() {
    let machine = with_calls(&["2026-11-29T06:31:00.000Z", "2026-11-29T06:49:00.000Z"]);
    let report = ask(&machine, "report --since 10m");
    assert_eq!(
        (&report["since"], &report["total"]["calls"]),
        (&json!("2026-11-29T06:30:00.000Z"), &json!(2))
    );
    let page = machine.run(&format!("report --since 10m --until now --now {NOW}"));
    let said = "what is counted is from 2026-11-29 06:30 until 2026-11-29 07:00";
    assert!(page.out.contains(said) || page.err.contains(said), "{}{}", page.out, page.err);
    let whole = machine.run(&format!("report --since 2026-11-29T06:45 --now {NOW} --json"));
    assert_eq!(whole.err, "");
    let day = machine.run(&format!("report --since 24h --now {NOW} --json"));
    assert_eq!(day.err, "", "of a day some minutes are no matter");
}
