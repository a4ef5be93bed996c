//! The reader of GitHub Copilot CLI's logs: the fixture by each of its three sources, the traps and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

mod order;
mod stated;
mod traps;

use std::path::{Path, PathBuf};

use scopeon_core::event::{Event, Origin, SessionKind, Trigger};
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;
use scopeon_providers::CopilotCli;
use scopeon_providers::testkit::MemoryStore;
use serde_json::Value;
use tempfile::TempDir;

use crate::expect::{calls_of, expected, fixture, session, sessions, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const MAIN: &str = "0f0e0d0c-1111-4222-8333-444455556666";
const CRASHED: &str = "aaaa0000-1111-4222-8333-444455556666";

/// What stands beside the event logs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Store,
    Otel,
    Both,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn tour(beside: Beside) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    copy(&fixture("copilot-cli/home"), home.path());
    if matches!(beside, Beside::Store | Beside::Both) {
        sqlite::settle(&store(home.path()), "copilot-cli/session-store.sql");
    }
    if matches!(beside, Beside::Otel | Beside::Both) {
        copy(&fixture("copilot-cli/otel"), &home.path().join(".copilot/otel"));
    }
    home
}

fn store(home: &Path) -> PathBuf {
    home.join(".copilot/session-store.db")
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&CopilotCli, home).read(home, 1, &mut ledger);
    ledger
}

/// `[input, cache_read, cache_write, output, reasoning]`.
fn counts(usage: Usage) -> [u64; 5] {
    [usage.input, usage.cache_read, usage.cache_write_5m, usage.output, usage.reasoning]
}

fn wanted(call: &Value) -> [u64; 5] {
    ["input", "cache_read", "cache_write", "output", "reasoning"].map(|name| call[name].as_u64().unwrap_or(0))
}

fn sum(ledger: &MemoryStore, key: &str, from: &str, to: &str) -> [u64; 5] {
    let owner = session(ledger, key).id;
    let runs: Vec<_> = sessions(ledger)
        .into_iter()
        .filter(|run| run.id == owner || run.parent == Some(owner))
        .map(|run| run.id)
        .collect();
    let calls = ledger.calls().filter(|call| runs.contains(&call.attribution.session));
    let calls = calls.filter(|call| (from..to).contains(&call.at.to_string().as_str()));
    counts(calls.map(|call| call.sample.usage).sum())
}

/// The expectation gives each leg as one call. Its responses' outputs are read as calls of their own, at
/// their own time and for their own prompt, and the roll-up gives the rest, so legs are compared by sum.
#[test]
fn without_a_store_each_leg_is_what_its_roll_up_says() {
    let ledger = read(tour(Beside::Nothing).path());
    let expected = expected("copilot-cli");
    let calls = &expected["calls"];
    assert_eq!(sum(&ledger, MAIN, "2026-09-21T09", "2026-09-21T09:59"), wanted(&calls[0]), "leg 1");
    assert_eq!(sum(&ledger, MAIN, "2026-09-21T10", "2026-09-21T11"), wanted(&calls[1]), "leg 2");
    assert_eq!(sum(&ledger, CRASHED, "2026", "2027"), wanted(&calls[2]), "the one that crashed");
    let total: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!(counts(total), wanted(&expected["totals"]));
    let nano: u64 = calls.as_array().unwrap().iter().filter_map(|call| call["nano_aiu"].as_u64()).sum();
    let cost: i128 = ledger.calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum();
    assert_eq!(cost, i128::from(nano) * 10, "a credit is a cent");
}

#[test]
fn with_a_store_its_rows_replace_the_roll_ups() {
    for beside in [Beside::Store, Beside::Both] {
        let ledger = read(tour(beside).path());
        let main = session(&ledger, MAIN).id;
        let mut got: Vec<_> = calls_of(&ledger, main).iter().map(|call| counts(call.sample.usage)).collect();
        let mut rows: Vec<_> =
            expected("copilot-cli")["store_rows"].as_array().unwrap().iter().map(wanted).collect();
        for list in [&mut got, &mut rows] {
            for counts in list.iter_mut() {
                counts[4] = 0;
            }
            list.sort_unstable();
        }
        assert_eq!(got, rows, "the expectation leaves the reasoning out");
        let cost: i128 = ledger.calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum();
        assert_eq!(cost, 26_000_000_000, "2.6 credits");
        let crashed = sum(&ledger, CRASHED, "2026", "2027");
        assert_eq!(crashed, wanted(&expected("copilot-cli")["calls"][2]), "no row tells of it");
        assert_eq!(tools(&ledger).len(), 3, "what the logs say of tools counts in any case");
        assert!(tools(&ledger).iter().all(|tool| tool.name.is_some()), "and none is made up");
        let call = calls_of(&ledger, main)[0];
        assert_eq!(call.attribution.project.as_ref().unwrap().as_str(), "/home/dev/acme.shop");
    }
}

#[test]
fn what_rows_do_not_tell_is_the_rest_of_the_roll_ups() {
    let wanted_all = wanted(&expected("copilot-cli")["totals"]);
    let all = |ledger: &MemoryStore| counts(ledger.calls().map(|call| call.sample.usage).sum());
    // The store is as old as the second leg, misses a row, or calls its models by other names.
    let changes = [
        ("DELETE FROM assistant_usage_events WHERE created_at < '2026-09-21 10'", wanted_all),
        ("DELETE FROM assistant_usage_events WHERE id = 2", wanted_all),
        ("DELETE FROM assistant_usage_events", wanted_all),
        ("UPDATE assistant_usage_events SET model = model || '-20260901'", wanted_all),
        // More than the roll-ups say is what was billed.
        ("UPDATE assistant_usage_events SET output_tokens = 1300 WHERE id = 1", {
            let [input, read, write, output, reasoning] = wanted_all;
            [input, read, write, output + 1000, reasoning]
        }),
    ];
    for (change, wanted) in changes {
        let home = tour(Beside::Nothing);
        let mut ledger = MemoryStore::default();
        let law = Reader::new(&CopilotCli, home.path());
        law.read(home.path(), 1, &mut ledger);
        assert_eq!(all(&ledger), wanted_all);
        let agent = sqlite::make(&store(home.path()), "copilot-cli/session-store.sql");
        agent.execute(change, []).unwrap();
        law.read(home.path(), 1, &mut ledger);
        assert_eq!(all(&ledger), wanted, "{change}");
        let mut at_once = MemoryStore::default();
        law.read(home.path(), 1, &mut at_once);
        assert_eq!(at_once.totals(), ledger.totals(), "{change}");
        let costs = |ledger: &MemoryStore| -> i128 {
            ledger.calls().filter_map(|call| call.reported).map(PicoUsd::pico).sum()
        };
        assert_eq!((costs(&ledger), costs(&at_once)), (26_000_000_000, 26_000_000_000), "{change}");
    }
}

#[test]
fn with_an_otel_file_its_spans_count_and_their_sums_do_not() {
    let ledger = read(tour(Beside::Otel).path());
    let call = ledger.calls().find(|call| call.sample.origin == Origin::Export).unwrap();
    assert_eq!(counts(call.sample.usage), [500, 0, 9000, 300, 60]);
    let total: Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!(counts(total), wanted(&expected("copilot-cli")["totals"]), "the event logs tell the rest");
    assert_eq!(call.attribution.session, session(&ledger, MAIN).id);
    assert_eq!(call.at.to_string(), "2026-09-21T14:13:23.500Z");
}

#[test]
fn what_happens_around_requests_is_read() {
    let ledger = read(tour(Beside::Nothing).path());
    let expected = expected("copilot-cli");
    let mut got: Vec<Value> = tools(&ledger)
        .iter()
        .filter_map(|tool| {
            let took = tool.ended?.millis() - tool.started?.millis();
            let name = tool.mcp.as_ref().map_or_else(
                || tool.name.as_ref().unwrap().to_string(),
                |mcp| format!("mcp {}/{}", mcp.server, mcp.tool),
            );
            Some(serde_json::json!([name, tool.ok, took]))
        })
        .collect();
    got.sort_by_key(Value::to_string);
    assert_eq!(Value::Array(got), expected["tools"]);
    let mut seen = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for fact in ledger.facts() {
        match fact {
            Event::Compaction(one) => seen.0.push((one.trigger, one.before, one.after)),
            Event::ApiError(one) => seen.1.push((one.kind.as_ref().unwrap().to_string(), one.status)),
            Event::Skill(one) => seen.2.push(one.name.to_string()),
            Event::Hook(one) => {
                seen.3.push((one.event.as_ref().unwrap().to_string(), one.ok, one.duration_ms));
            }
            _ => {}
        }
    }
    seen.0.sort();
    assert_eq!(
        seen.0,
        [(Trigger::Automatic, Some(180_000), Some(30_000)), (Trigger::Micro, Some(190_000), Some(120_000)),]
    );
    assert_eq!(seen.1, [("rate_limit/user_weekly_rate_limited".to_owned(), Some(429))]);
    assert_eq!(seen.2, ["release-notes"]);
    assert_eq!(seen.3, [("postToolUse".to_owned(), Some(true), Some(30))]);
    assert_eq!(ledger.issues("malformed"), 1, "the broken line");
}

#[test]
fn sessions_have_their_places_versions_and_sub_agents() {
    let ledger = read(tour(Beside::Nothing).path());
    let main = session(&ledger, MAIN);
    assert_eq!(main.branch.as_ref().unwrap().1.as_str(), "feature/cart", "the latest");
    assert_eq!(main.version.as_ref().unwrap().1.as_str(), "1.0.85");
    assert_eq!(main.window, Some(200_000));
    let reported = main.reported.unwrap();
    assert_eq!((reported.cost.pico(), reported.lines_added), (26_000_000_000, 10));
    let run = session(&ledger, "sub-1");
    assert_eq!((run.kind, run.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!(run.agent_type.as_ref().unwrap().as_str(), "explore");
    let calls = calls_of(&ledger, run.id);
    assert_eq!(calls.iter().map(|call| call.sample.usage.output).collect::<Vec<_>>(), [200]);
    assert!(calls[0].attribution.turn.is_some(), "it works for the prompt");
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(CopilotCli), tour(Beside::Nothing), truth(&expected("copilot-cli")))
}

#[test]
fn the_laws_hold() {
    lawful().check();
    // What stands beside tells of the same calls: the store has a row for each of three.
    for (beside, calls) in [(Beside::Otel, 3), (Beside::Store, 3)] {
        let mut wanted = expected("copilot-cli");
        wanted["n_counted"] = (calls + 2).into();
        wanted["days"]["2026-09-21"][0] = calls.into();
        Lawful::made(|| Box::new(CopilotCli), tour(beside), truth(&wanted))
            .appended(&["assistant_usage_events"])
            .check_laws(3);
    }
    Reader::new(&CopilotCli, tour(Beside::Otel).path()).shared_lines_are_read();
}
