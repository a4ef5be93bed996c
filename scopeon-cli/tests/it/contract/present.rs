//! What is of now, and of one session: status, costs, budgets, comparisons, context, tools.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::sums::{Sums, total};
use super::{History, list};

const BUDGETS: &str = "[[budgets]]\nperiod = 'daily'\nusd = 2\n[[budgets]]\nperiod = 'weekly'\nusd = 2\n\
    [[budgets]]\nperiod = 'monthly'\nusd = 9\n[[budgets]]\nperiod = 'monthly'\nusd = 9\nproject = 'docs_site'\n";

pub(super) fn agree(history: &History) {
    fs::write(history.machine.own().join("config.toml"), BUDGETS).expect("a file");
    let (status, costs) = (history.ask("status"), history.ask("costs"));
    let budgets = history.ask("budget");
    let periods = [
        ("today", "day", "today"),
        ("this_week", "week", "this-week"),
        ("this_month", "month", "this-month"),
    ];
    for ((of_status, of_costs, since), budget) in periods.into_iter().zip(list(&budgets["rows"])) {
        let report = history.ask(&format!("report --since {since}"))["total"].clone();
        assert_eq!(status[of_status], report, "{since}");
        assert_eq!(costs[of_costs]["spent_usd"], report["cost_usd"], "{since}");
        assert_eq!(budget["spent_usd"], report["cost_usd"], "{since}");
    }
    let project = history.ask("report --since this-month --project docs_site");
    assert_eq!(budgets["rows"][3]["spent_usd"], project["total"]["cost_usd"]);
    sides(history);
    latest(history, &status);
    tools(history);
}

/// Each side of a comparison is its period.
fn sides(history: &History) {
    let compare = history.ask("compare last-week this-week");
    for (side, period) in [("a", "last-week"), ("b", "this-week")] {
        let report = history.ask(&format!("report --since {period} --until {period}"))["total"].clone();
        assert_eq!(Sums::of(&compare[side]), Sums::of(&report), "{period}");
        assert_eq!(compare[side]["units"], report["sessions"], "{period}");
    }
}

/// The last session is the same wherever it is shown.
fn latest(history: &History, status: &Value) {
    let (live, shown) = (&status["live"], history.ask("session latest"));
    let listed = history.ask("sessions --limit 1")["rows"][0].clone();
    assert_eq!((&live["session"], &shown["session"]), (&listed, &listed));
    assert_eq!(Sums::of(&listed), row_sums(list(&shown["calls"])), "a session is its calls");
    let context = history.ask("context");
    assert_eq!(context["session"], listed["id"]);
    assert_eq!(context["occupancy"]["value"], live["context"]);
    assert_eq!((&context["model"], &context["evidence"]), (&live["model"], &live["evidence"]));
    assert_eq!(context["capacity"]["value"], live["window"]);
    let own = list(&shown["calls"]).iter().filter(|call| call["sub_agent"].is_null());
    let own: Vec<_> = own.map(|call| call["context"].clone()).collect();
    let steps: Vec<_> = list(&context["steps"]).iter().map(|step| step["occupancy"].clone()).collect();
    assert_eq!(steps, own, "every call is a step");
    let sizes = |compactions: &Value, at: fn(&Value) -> &Value| -> Vec<Value> {
        list(compactions).iter().map(|one| at(one).clone()).collect()
    };
    let own = sizes(&shown["compactions"], |one| &one["before"]);
    assert_eq!(sizes(&context["history"]["compactions"], |one| &one["before"]["value"]), own);
    let cache = history.ask("cache latest");
    assert_eq!(cache["total"]["prompt"], Sums::of(&listed).prompt());
}

fn row_sums(calls: &[Value]) -> Sums {
    let counted = calls.iter().map(|call| {
        let mut call = call.clone();
        call["calls"] = 1.into();
        if call["cost_usd"].is_null() {
            call["cost_usd"] = "0".into();
        }
        call
    });
    total(&counted.collect::<Vec<_>>())
}

/// A tool's uses are those of all sessions.
fn tools(history: &History) {
    let mut of_sessions: BTreeMap<String, [u64; 4]> = BTreeMap::new();
    for session in list(&history.ask("sessions --limit all")["rows"]) {
        let shown = history.ask(&format!("session {}", session["id"].as_str().expect("an id")));
        for used in list(&shown["tools"]).iter().chain(list(&shown["mcp"])) {
            let sums = of_sessions.entry(used["name"].as_str().expect("a name").to_owned()).or_default();
            sums.iter_mut().zip(numbers(used)).for_each(|(sum, more)| *sum += more);
        }
    }
    let name = |used: &Value| match used["server"].as_str() {
        Some(server) => format!("{server}/{}", used["name"].as_str().unwrap_or("")),
        None => used["name"].as_str().expect("a name").to_owned(),
    };
    let answer = history.ask("tools --all");
    let is_tool = |used: &&Value| used["kind"] == "tool" || used["kind"] == "mcp";
    let all = list(&answer["rows"]).iter().filter(is_tool);
    let all: BTreeMap<_, _> = all.map(|used| (name(used), numbers(used))).collect();
    assert_eq!(all, of_sessions);
    let servers = history.ask("mcp-usage --all");
    let uses: u64 = list(&servers["servers"]).iter().filter_map(|server| server["uses"].as_u64()).sum();
    assert_eq!(uses, all.iter().filter(|(name, _)| name.contains('/')).map(|(_, sums)| sums[0]).sum::<u64>());
}

fn numbers(used: &Value) -> [u64; 4] {
    ["uses", "failures", "input_bytes", "output_bytes"].map(|key| used[key].as_u64().unwrap_or(0))
}
