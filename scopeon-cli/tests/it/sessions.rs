//! Sessions: the list, one in full, and where things stand.

use serde_json::json;

use crate::machine::{Machine, Ran};

fn ids(machine: &Machine, line: &str) -> Vec<String> {
    let report = machine.json(line);
    assert_eq!((&report["schema"], &report["currency"]), (&json!(2), &json!("USD")));
    report["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["id"].as_str().unwrap_or("")[..1].to_owned())
        .collect()
}

#[test]
fn the_last_active_comes_first() {
    let machine = Machine::with_claude();
    let all = ids(&machine, "sessions");
    assert_eq!(all.len(), 5);
    assert_eq!(all[0], "2");
    let mut reversed = all.clone();
    reversed.reverse();
    assert_eq!(ids(&machine, "sessions --reverse"), reversed);
    assert_eq!(ids(&machine, "sessions --limit 2"), all[..2]);
    assert_eq!(ids(&machine, "sessions --reverse --limit 2"), reversed[..2]);
}

#[test]
fn sessions_are_sorted_by_amounts() {
    let machine = Machine::with_claude();
    assert_eq!(ids(&machine, "sessions --sort cost")[0], "1");
    assert_eq!(ids(&machine, "sessions --sort tokens")[0], "4");
    assert_eq!(ids(&machine, "sessions --sort calls --reverse").last().map(String::as_str), Some("1"));
    assert_eq!(
        ids(&machine, "sessions --project proj").len()
            + ids(&machine, "sessions --project /home/dev/acme.shop").len(),
        5
    );
}

/// Sums of a session's tools are sums of its single uses.
#[test]
fn interactions_are_what_a_session_counts() {
    let machine = Machine::with_claude();
    for id in ["1111", "2", "latest"] {
        let detail = machine.json(&format!("session {id}"));
        let all = machine.json(&format!("interactions {id}"));
        let rows = all["rows"].as_array().expect("rows");
        assert_eq!(all["interactions"], rows.len());
        let of = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).cloned().collect::<Vec<_>>();
        for (kind, name) in [("tool", "tools"), ("mcp", "mcp"), ("skill", "skills"), ("hook", "hooks")] {
            let sums = detail[name].as_array().expect("a list");
            let sum = |field: &str| sums.iter().filter_map(|row| row[field].as_u64()).sum::<u64>();
            let single = |field: &str| of(kind).iter().filter_map(|row| row[field].as_u64()).sum::<u64>();
            assert_eq!(of(kind).len() as u64, sum("uses"), "{id} {name}");
            assert_eq!(
                of(kind).iter().filter(|row| row["ok"] == false).count() as u64,
                sum("failures"),
                "{id} {name}"
            );
            for field in ["input_bytes", "output_bytes", "duration_ms"] {
                assert_eq!(single(field), sum(field), "{id} {name} {field}");
            }
        }
        assert_eq!(of("compaction").len(), detail["compactions"].as_array().expect("a list").len(), "{id}");
        let failed = detail["api_retries"].as_u64().zip(detail["api_errors"].as_u64());
        assert_eq!(of("api_error").len() as u64, failed.map_or(0, |(retries, errors)| retries + errors));
        let times: Vec<&str> = rows.iter().filter_map(|row| row["at"].as_str()).collect();
        assert!(times.is_sorted(), "{times:?}");
    }
    let none = machine.answer("interactions 2 --kind hook --quiet");
    assert!(none.contains("Its log tells of nothing of that kind."), "{none}");
    let tools = machine.json("interactions 1111 --kind tool");
    assert!(tools["rows"].as_array().expect("rows").iter().all(|row| row["kind"] == "tool"));
}

#[test]
fn sessions_are_filtered_in_one_text() {
    let machine = Machine::with_claude();
    let filtered = |text: &str, others: &str| {
        let options = others.split_whitespace();
        let ran =
            Ran::of(machine.command(["sessions", "--json", "--filter", text].into_iter().chain(options)));
        (ran.code, ran.out, ran.err)
    };
    let found = |text: &str| crate::machine::figures(&filtered(text, "").1);
    assert_eq!(
        found("agent:claude-code project:proj"),
        machine.json("sessions --agent claude-code --project proj")
    );
    let all = machine.json("sessions");
    let dear = found("cost>0.1");
    let rows = |answer: &serde_json::Value| answer["rows"].as_array().expect("rows").clone();
    let cost = |row: &serde_json::Value| row["cost_usd"].as_str().and_then(|cost| cost.parse::<f64>().ok());
    let expected: Vec<_> =
        rows(&all).into_iter().filter(|row| cost(row).is_some_and(|cost| cost > 0.1)).collect();
    assert!(!expected.is_empty() && expected.len() < rows(&all).len());
    assert_eq!(rows(&dear), expected);
    assert_eq!(dear["total"]["sessions"], expected.len());
    assert_eq!(found("calls>=0")["total"], all["total"], "all of them are what there is");
    assert!(rows(&found("\"no such words\"")).is_empty());
    let (code, _, err) = filtered("agnet:x", "");
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("there is no agnet: to filter by") && err.contains("did you mean agent?"), "{err}");
    assert_eq!(filtered("since:7d", "--since 3d").0, Some(2));
}

/// What a filter finds by is what the other commands say of each session.
#[test]
fn a_filter_knows_of_sessions_what_other_commands_say() {
    let machine = Machine::with_claude();
    let found = |text: &str| {
        let ran = Ran::of(machine.command(["sessions", "--json", "--filter", text]));
        assert_eq!(ran.code, Some(0), "{text}: {}", ran.err);
        let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let rows = answer["rows"].as_array().expect("rows").clone();
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let all = found("");
    let ratio = |value: &serde_json::Value| value.as_f64().map(|ratio| (ratio * 10_000.0).round() / 100.0);
    let mut seen = (0, 0, 0);
    for id in &all {
        let holds = |text: &str| found(text).contains(id);
        let detail = machine.json(&format!("session {id}"));
        let own = &detail["session"];
        if let Some(score) = machine.json(&format!("health {id}"))["score"]["value"].as_u64() {
            assert!(holds(&format!("health={score}")) && !holds(&format!("health>{score}")), "{id} {score}");
            seen.0 += 1;
        }
        if let Some(fill) = ratio(&machine.json(&format!("context {id}"))["fill"]["value"]) {
            assert!(holds(&format!("context={fill}%")) && !holds(&format!("context>{fill}")), "{id} {fill}");
            seen.1 += 1;
        }
        for tool in detail["tools"].as_array().expect("tools") {
            let name = tool["name"].as_str().expect("a name");
            assert!(
                holds(&format!("tool=\"{name}\"")) && holds(&format!("x or tool:\"{name}\"")),
                "{id} {name}"
            );
        }
        let compactions = detail["compactions"].as_array().expect("a list");
        assert_eq!(holds("is:compacted"), compactions.iter().any(|one| one["trigger"] != "micro"), "{id}");
        assert_eq!(holds("is:subagent"), own["sub_agents"].as_u64() > Some(0), "{id}");
        assert_eq!(holds("is:unpriced"), own["unpriced_calls"].as_u64() > Some(0), "{id}");
        for model in own["models"].as_array().expect("models") {
            let model = model.as_str().expect("a name");
            assert!(
                holds(&format!("model={model}")) && !holds(&format!("not model={model}")),
                "{id} {model}"
            );
        }
        if let Some(branch) = own["branch"].as_str() {
            assert!(
                holds(&format!("not not branch:\"{branch}\"")) && holds(&format!("branch=*{branch} or x")),
                "{id}"
            );
            seen.2 += 1;
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0 && seen.2 > 0, "{seen:?}");
    // A branch with its repository before it, as reports write it, is of no other repository.
    for (text, is_any) in [("branch=nosuch:main or cost=99999", false), ("branch=*:main or x", false)] {
        assert_eq!(!found(text).is_empty(), is_any, "{text}");
    }
    let session = all.first().expect("a session");
    machine.answer(&format!("tag set {session} review fix"));
    assert_eq!(found("tag:rev tag=fix"), std::slice::from_ref(session));
    assert_eq!(found("tag:rev not tag=fix"), Vec::<String>::new());
    assert_eq!(found("not tag=review").len(), all.len() - 1);
    for (one, same) in [
        ("not (cost>0.1 or turns>1)", "not cost>0.1 not turns>1"),
        ("not (cost>0.1 tool:Bash)", "not cost>0.1 or not tool:Bash"),
        ("today", "since:today"),
        ("cost=..0.1 or cost>0.1", "cost>=0"),
        ("not agent:claude", "agent=codex or agent=gemini"),
        ("since:2020 or is:live", "since:2020"),
        ("duration>=0 duration<100w", "not duration>=100w"),
    ] {
        assert_eq!(found(one), found(same), "{one} = {same}");
    }
    assert_eq!(found("until:2020 or since:2098"), Vec::<String>::new());
    let ran = Ran::of(machine.command(["sessions", "--filter", "not agent:nothing"]));
    assert!(ran.code == Some(2) && ran.err.contains("an agent that is not known: nothing"), "{}", ran.err);
}

#[test]
fn one_session_is_all_its_parts() {
    let machine = Machine::with_claude();
    let detail = machine.json("session 1111");
    let calls = detail["calls"].as_array().expect("calls");
    assert_eq!(detail["session"]["calls"].as_u64(), Some(calls.len() as u64));
    let output: u64 = calls.iter().filter_map(|call| call["usage"]["output"].as_u64()).sum();
    assert_eq!(detail["session"]["usage"]["output"].as_u64(), Some(output));
    let times: Vec<&str> = calls.iter().filter_map(|call| call["at"].as_str()).collect();
    assert!(times.is_sorted(), "{times:?}");
    for part in ["tools", "mcp", "skills", "sub_agents"] {
        assert!(!detail[part].as_array().expect("a list").is_empty(), "{part}");
    }
    assert_eq!(machine.json("session latest"), machine.json("session"));
    assert_eq!(machine.json("session")["session"]["id"].as_str().map(|id| &id[..1]), Some("2"));
}

#[test]
fn a_session_that_is_not_there_is_2() {
    let machine = Machine::with_claude();
    let ran = machine.run("session 9999");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("error: no session starts with 9999\nhint: "), "{}", ran.err);
    let ran = machine.run("session 11111112");
    assert!(ran.code == Some(2) && ran.err.contains("did you mean 11111111"), "{}", ran.err);
}

#[test]
fn a_history_without_sessions_says_so() {
    let machine = Machine::empty();
    let ran = machine.run("session latest");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("error: there are no sessions yet\nhint: "), "{}", ran.err);
}

#[test]
fn an_empty_id_is_2() {
    let machine = Machine::with_claude();
    for id in ["", " "] {
        let ran = Ran::of(machine.command(["session", id]));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.contains("error: the session's id is empty\nhint: "), "{}", ran.err);
    }
}

#[test]
fn an_ambiguous_id_names_the_candidates() {
    let machine = Machine::with_claude();
    let twin = machine.transcript().with_file_name("22222229-2222-4222-8222-222222222222.jsonl");
    let text = std::fs::read_to_string(machine.transcript()).expect("a file");
    let text = text
        .replace("22222222-2222-4222-8222-222222222222", "22222229-2222-4222-8222-222222222222")
        .replace("msg_", "msg_twin_")
        .replace("req_", "req_twin_");
    std::fs::write(twin, text).expect("a file");
    let ran = machine.run("session 222222");
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("22222222-2222") && ran.err.contains("22222229-2222"), "{}", ran.err);
}

#[test]
fn the_status_sums_the_running_periods() {
    let machine = Machine::with_claude();
    let line = "status --now 2026-09-14T11:05:00Z";
    assert!(machine.run(&format!("{line} --json")).out.contains(r#""now":"2026-09-14T11:05:00.000Z""#));
    let status = machine.json(line);
    let calls = |period: &str| status[period]["calls"].as_u64().expect("a number");
    assert_eq!((calls("today"), calls("this_week"), calls("this_month")), (11, 11, 11));
    assert_eq!(status["live"]["session"]["id"].as_str().map(|id| &id[..1]), Some("2"));
    let later = machine.json("status --now 2026-12-24T11:05:00Z");
    assert_eq!((&later["this_month"]["calls"], &later["live"]), (&json!(0), &json!(null)));
}

#[test]
fn what_the_demos_agents_say_it_cost_is_about_what_it_cost() {
    let machine = Machine::empty();
    let demo = "--demo --now 2026-11-20T15:00:00Z";
    let dollars = |value: &serde_json::Value| value.as_str().and_then(|text| text.parse::<f64>().ok());
    let list = machine.json(&format!("sessions --agent claude-code --limit all {demo}"));
    let sessions = list["rows"].as_array().expect("sessions");
    let mut compared = 0;
    for session in sessions.iter().filter(|session| session["unpriced_calls"] == 0) {
        let id = session["id"].as_str().expect("an id");
        let detail = machine.json(&format!("session {id} {demo}"));
        let Some(said) = dollars(&detail["reported_total_usd"]) else { continue };
        let share = said / dollars(&session["cost_usd"]).expect("a cost");
        assert!((0.9..1.5).contains(&share), "{id}: it says {said}, {share} of what is computed");
        compared += 1;
    }
    assert!(compared > 5, "{compared} sessions of {}", sessions.len());
}

#[test]
fn levels_are_told_where_an_agent_is_below_the_best() {
    let machine = Machine::empty();
    let demo = "--demo --now 2026-11-20T15:00:00Z";
    let mixed = machine.run_wide(120, &format!("sessions --limit all {demo}")).out;
    assert!(
        mixed.starts_with("Session        Level  ")
            && mixed.ends_with("B: exact totals for a session; C: cost or partial numbers\n"),
        "{mixed}"
    );
    let droid = machine.run_wide(120, &format!("sessions --agent droid {demo}")).out;
    assert_eq!(
        droid.lines().filter(|line| line.split_whitespace().nth(1) == Some("B")).count(),
        4,
        "{droid}"
    );
    let exact = machine.run_wide(120, &format!("sessions --agent codex {demo}")).out;
    assert!(!exact.contains("Level") && !exact.contains("exact tokens"), "{exact}");
}

/// Every answer with figures of such an agent names it, and no other does.
#[test]
fn levels_stand_below_figures() {
    let machine = Machine::empty();
    let demo = "--demo --now 2026-11-20T15:00:00Z";
    for command in ["report", "report model", "costs", "cache", "tools", "tasks", "explore", "health"] {
        let of = |agent: &str| machine.run_wide(120, &format!("{command} --agent {agent} {demo}")).out;
        let (droid, codex) = (of("droid"), of("codex"));
        let said = "droid (level B) logs less than each call's exact tokens; see scopeon providers\n";
        assert!(droid.ends_with(said), "{command}: {droid}");
        assert!(!codex.contains("level "), "{command}: {codex}");
    }
    let costs = machine.run_wide(120, &format!("costs {demo}")).out;
    assert!(costs.contains("13 agents (4 of level B, 9 of level C) log less"), "{costs}");
    let all = machine.run_wide(200, &format!("costs -v {demo}")).out;
    let partial = "aider, antigravity, codebuddy, continue, copilot-vscode, crush, cursor, kiro, workbuddy";
    assert!(all.contains(&format!("level C, cost or partial numbers: {partial}\n")), "{all}");
}

#[test]
fn lines_without_a_cost_are_no_cost_of_nothing() {
    let machine = Machine::empty();
    let demo = "--demo --now 2026-11-20T15:00:00Z";
    let detail = |provider: &str| {
        let list = machine.json(&format!("sessions --agent {provider} --limit 1 {demo}"));
        machine.json(&format!("session {} {demo}", list["rows"][0]["id"].as_str().expect("an id")))
    };
    let cursor = detail("cursor");
    assert_eq!((&cursor["reported_total_usd"], &cursor["lines_added"]), (&json!(null), &json!(120)));
    assert!(detail("crush")["reported_total_usd"].is_string(), "Crush states what a session cost");
}

/// Without a store the log tells the output of each response and the input in sums: nothing of that is a call whose
/// context is nothing.
#[test]
fn what_is_told_in_sums_is_no_exact_call() {
    let machine = Machine::with_copilot();
    let detail = machine.json("session 0f0e");
    let calls = detail["calls"].as_array().expect("calls");
    assert_eq!(detail["partial_calls"], calls.len());
    assert!(calls.iter().all(|call| call["context"].is_null()), "{calls:?}");
    let names: Vec<_> = detail["tools"].as_array().expect("tools").iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["bash"]);
    let text = machine.run_wide(120, "session 0f0e").out;
    assert!(text.contains("B: exact totals for a session") && !text.contains("(unknown)"), "{text}");
    let context = machine.json("context 0f0e");
    assert_eq!((&context["occupancy"]["value"], &context["steps"]), (&json!(null), &json!([])));
    assert_eq!(context["advice"], json!({"advice": "go_on", "because": "occupancy_unknown"}));
}

/// A log whose last line has no end is read to it if the line is whole; when its end comes, nothing counts twice.
#[test]
fn a_last_record_counts_without_its_end_of_line() {
    let total = |machine: &Machine| machine.json("report model")["total"]["usage"]["output"].as_u64();
    let of = |text: &str| {
        let machine = Machine::with_claude();
        std::fs::write(machine.transcript(), text).expect("a file");
        (total(&machine), machine)
    };
    let text = std::fs::read_to_string(Machine::with_claude().transcript()).expect("a log");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| line.contains("\"type\":\"assistant\"")).expect("an answer");
    let (before, whole) = (lines[..last].join("\n") + "\n", lines[..=last].join("\n"));
    let (without, all) = (of(&before).0, of(&format!("{whole}\n")).0);
    assert_ne!(without, all);
    let (found, machine) = of(&whole);
    assert_eq!(found, all, "without its end");
    std::fs::write(machine.transcript(), format!("{whole}\n")).expect("a file");
    assert_eq!(total(&machine), all, "with its end");
    assert_eq!(of(&whole[..whole.len() - 1]).0, without, "what is half written waits");
    assert_eq!(of(&format!("{whole}\0\0\0")).0, all, "what follows never came to the disk");
}
