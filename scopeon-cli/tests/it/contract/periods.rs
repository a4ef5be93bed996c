//! Commands about a period: each states the period's sums, or parts that add up to them.

use scopeon_core::metrics::Share;
use serde_json::Value;

use super::sums::{Sums, money, total};
use super::{History, list};

const GROUPS: [&str; 9] =
    ["hourly", "daily", "weekly", "monthly", "model", "provider", "project", "branch", "session"];

pub(super) fn agree(history: &History, question: &str) {
    let report = history.ask(&format!("report {question}"));
    let whole = Sums::of(&report["total"]);
    let ask = |command: &str| history.ask(&format!("{command} {question}"));
    let same = |answer: &Value, what: &str| assert_eq!(Sums::of(answer), whole, "{what} {question}");
    for by in GROUPS {
        let report = ask(&format!("report {by}"));
        same(&report["total"], by);
        assert_eq!(total(list(&report["rows"])), whole, "the rows by {by} {question}");
    }
    let sessions = ask("sessions --limit all");
    same(&sessions["total"], "sessions");
    assert_eq!(total(list(&sessions["rows"])), whole, "sessions {question}");
    same(&ask("sessions --limit 1")["total"], "the last session");
    let explore = ask("explore --limit 2");
    same(&explore["total"], "explore");
    let rest = explore["rest"].clone();
    let rows: Sums = [total(list(&explore["rows"])), Sums::of(&rest)].into_iter().sum();
    assert_eq!(rows, whole, "explore's rows {question}");
    tags(&ask("report tag"), &report, question);
    costs(&ask("costs"), &report, &whole, question);
    prices(history, question, &whole);
    blocks(history, question);
    agents(&ask("subagents --limit all"), &sessions, &whole, question);
    tasks(&ask("tasks --limit 100"), question);
}

/// Nobody has set a tag: all of it is without.
fn tags(tags: &Value, report: &Value, question: &str) {
    assert_eq!((&tags["total"], &tags["untagged"]), (&report["total"], &report["total"]), "tags {question}");
}

fn costs(costs: &Value, report: &Value, whole: &Sums, question: &str) {
    assert_eq!(costs["total"], report["total"], "costs {question}");
    let unpriced = costs["total"]["unpriced_calls"].as_u64().expect("a number");
    let output = &costs["units"]["per_call_usd"]["value"];
    if whole.calls > unpriced {
        let priced = i128::from(whole.calls - unpriced);
        assert_eq!(money(output), (2 * whole.cost + priced) / (2 * priced), "costs {question}");
    } else {
        assert!(output.is_null(), "costs {question}");
    }
}

/// What it would have cost, and what caches saved of that.
fn prices(history: &History, question: &str, whole: &Sums) {
    let own = question.replace("--agent", "--of-agent").replace("--model", "--of-model");
    let whatif = history.ask(&format!("whatif --no-cache {own}"));
    let calls =
        ["compared_calls", "left_out_calls"].map(|key| whatif["total"][key].as_u64().expect("a number"));
    assert_eq!(calls.iter().sum::<u64>(), whole.calls, "whatif {question}");
    assert_eq!(money(&whatif["total"]["actual_usd"]), whole.cost, "whatif {question}");
    let cache = history.ask(&format!("cache {question}"));
    assert_eq!(cache["total"]["prompt"], whole.prompt(), "cache {question}");
    if whole.calls == 0 {
        return;
    }
    assert_eq!(cache["total"]["tokens_saved"]["value"], whole.token("cache_read"), "cache {question}");
    let rate: Share = serde_json::from_value(cache["total"]["hit_rate"]["value"].clone()).expect("a rate");
    let (read, prompt) = (whole.token("cache_read"), whole.prompt().max(1));
    assert_eq!(u64::from(rate.bp()), (read * 20_000 + prompt) / (2 * prompt), "cache {question}");
    let without = money(&cache["total"]["without_cache_usd"]["value"]);
    assert_eq!(without, money(&whatif["total"]["alternative_usd"]), "cache and whatif {question}");
    assert_eq!(without - whole.cost, money(&cache["total"]["saved_usd"]["value"]), "cache {question}");
}

/// Blocks are whole, so they are those of a period only where none reaches over its edges: of all of history.
fn blocks(history: &History, question: &str) {
    let is_edge = |option: &&str| option.starts_with("since") || option.starts_with("until");
    let options = question.split(" --").map(|option| option.trim_start_matches("--"));
    let mut filter = String::new();
    for option in options.filter(|option| !is_edge(option)) {
        filter += " --";
        filter += option;
    }
    if !filter.contains("--agent") {
        filter.push_str(" --agent claude-code");
    }
    let blocks = history.ask(&format!("blocks --since 2020-01-01{filter}"));
    let spans = list(&blocks["rows"]).iter().filter(|span| span["kind"] == "block");
    let report = history.ask(&format!("report{filter}"));
    assert_eq!(spans.map(Sums::of).sum::<Sums>(), Sums::of(&report["total"]), "blocks {question}");
    assert_eq!(Sums::of(&report["total"]), total(list(&report["rows"])), "report {filter}");
}

/// A tree's total is its own and its branches', and it is its session's row in the list of sessions.
fn agents(agents: &Value, sessions: &Value, whole: &Sums, question: &str) {
    assert_eq!(Sums::of(&agents["total"]), *whole, "agents {question}");
    let rows = list(&agents["rows"]);
    for node in rows {
        let below = rows.iter().filter(|row| !node["id"].is_null() && row["parent"] == node["id"]);
        let parts: Sums = below.map(|row| Sums::of(&row["total"])).chain([Sums::of(&node["own"])]).sum();
        assert_eq!(parts, Sums::of(&node["total"]), "agents {question}: {}", node["id"]);
        if node["depth"] == 0 {
            let session = list(&sessions["rows"]).iter().find(|row| row["id"] == node["id"]);
            let session = session.unwrap_or_else(|| panic!("no session {} {question}", node["id"]));
            assert_eq!(Sums::of(session), Sums::of(&node["total"]), "agents {question}: {}", node["id"]);
        }
    }
    let runs: Sums = rows.iter().filter(|row| row["depth"] != 0).map(|row| Sums::of(&row["own"])).sum();
    assert_eq!(total(list(&agents["types"])), runs, "agents by type {question}");
}

/// What was delegated is the sum of its types.
fn tasks(tasks: &Value, question: &str) {
    assert_eq!(total(list(&tasks["types"])), Sums::of(&tasks["total"]), "tasks by type {question}");
    assert_eq!(total(list(&tasks["rows"])), Sums::of(&tasks["total"]), "tasks one by one {question}");
}
