//! The tour of cases: a home of five sessions that holds every trap, read exactly.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use scopeon_core::event::{Call, Finish, Trigger};
use scopeon_core::id::Identity;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::IssueKind;
use serde_json::Value;

use super::kept::Kept;

const SENTINEL: &str = "PRIVATE_SENTINEL";
const FIRST: &str = "11111111-1111-4111-8111-111111111111";

pub(super) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/claude-code/tour")
}

/// The logs of the tour, by their paths below `projects`.
pub(super) fn logs() -> Vec<(String, Vec<u8>)> {
    let projects = directory().join("root/projects");
    let roots = super::discovery::found(&directory().join("root"));
    let read = |path: String| {
        let bytes = std::fs::read(projects.join(&path)).expect("a found file can be read");
        (path, bytes)
    };
    roots.into_iter().map(read).collect()
}

pub(super) fn read(logs: &[(String, Vec<u8>)]) -> Kept {
    let mut kept = Kept::default();
    for (path, bytes) in logs {
        if path.ends_with(".meta.json") {
            kept.document(path, bytes);
        } else {
            kept.log(path, bytes);
        }
    }
    kept
}

fn expected() -> Value {
    let text = std::fs::read(directory().join("expected.json")).expect("the expectation is there");
    serde_json::from_slice(&text).expect("the expectation is JSON")
}

#[test]
fn every_call_is_read_exactly() {
    let kept = read(&logs());
    let expected = expected();
    let calls = expected["calls"].as_array().expect("calls");
    assert_eq!(kept.calls.len(), calls.len());
    for wanted in calls {
        check(&kept, find(&kept, wanted), wanted);
    }
}

/// The one call of a session that begins when it is expected to and took what it is expected to.
fn find<'k>(kept: &'k Kept, wanted: &Value) -> &'k Call {
    let is_it = |call: &&Call| {
        let usage = call.sample.usage;
        let counts = [("input", usage.input), ("output", usage.output), ("cache_read", usage.cache_read)];
        kept.session_of(call) == wanted["session"]
            && call.sample.model.as_str() == wanted["model"]
            && counts.iter().all(|(name, count)| *count == wanted[*name].as_u64().unwrap_or(0))
    };
    let mut found = kept.calls.values().filter(is_it);
    let call = found.next().unwrap_or_else(|| panic!("{} is there", wanted["id"]));
    assert!(found.next().is_none(), "{} is there once", wanted["id"]);
    call
}

fn check(kept: &Kept, call: &Call, wanted: &Value) {
    let id = &wanted["id"];
    let usage = call.sample.usage;
    let count = |name: &str| wanted[name].as_u64().unwrap_or(0);
    let got = [
        ("input", usage.input),
        ("output", usage.output),
        ("reasoning", usage.reasoning),
        ("cache_read", usage.cache_read),
        ("cache_write_5m", usage.cache_write_5m),
        ("cache_write_1h", usage.cache_write_1h),
        ("cache_write", usage.cache_write_5m + usage.cache_write_1h),
        ("web_search", usage.web_searches + side_searches(kept, call)),
    ];
    for (name, got) in got {
        assert_eq!(got, count(name), "{name} of {id}");
    }
    let text = |name: &str| wanted[name].as_str();
    assert_eq!(call.sample.model.as_str(), wanted["model"], "model of {id}");
    assert_eq!(kept.session_of(call), wanted["session"], "session of {id}");
    assert_eq!(call.sample.tier == Tier::Fast, text("speed") == Some("fast"), "speed of {id}");
    let unfinished = wanted["output_incomplete"].as_bool().unwrap_or(false);
    assert_eq!(call.sample.finish == Finish::Unfinished, unfinished, "finish of {id}");
    if let Some(at) = text("first_ts") {
        assert_eq!(call.at.to_string(), at, "time of {id}");
    }
    if let Some(context) = wanted["context_tokens"].as_u64() {
        assert_eq!(call.sample.context, context, "context of {id}");
    }
    check_run(kept, call, wanted);
    check_tools(kept, call, wanted);
}

fn side_searches(kept: &Kept, call: &Call) -> u64 {
    kept.tools.values().filter(|tool| tool.call == Some(call.id)).filter_map(|tool| tool.searches).sum()
}

fn check_run(kept: &Kept, call: &Call, wanted: &Value) {
    let Some(agent) = wanted["agent"].as_str() else { return };
    let run = &kept.sessions[&call.attribution.session];
    assert_eq!(run.key.as_str(), agent);
    assert_eq!(run.agent_type.as_ref().map(AsRef::as_ref), wanted["agent_type"].as_str());
    let tool =
        wanted["parent_tool_use"].as_str().map(|id| Identity::builder("tool").text("claude-code").text(id));
    assert_eq!(run.spawned_by.map(|tool| tool.0), tool.map(scopeon_core::id::IdentityBuilder::finish));
    if let Some(tool) = run.spawned_by {
        assert!(kept.tools.contains_key(&tool), "the tool use that started {agent} is known");
    }
}

/// Where the expectation lists tools it lists the client's; a server's own are kept beside them.
fn check_tools(kept: &Kept, call: &Call, wanted: &Value) {
    let tools = kept.tools.values().filter(|tool| tool.call == Some(call.id));
    let names: BTreeSet<_> = tools.clone().map(|tool| tool.name.as_ref().map_or("", AsRef::as_ref)).collect();
    if let Some(list) = wanted["tools"].as_array() {
        assert_eq!(names, list.iter().filter_map(Value::as_str).collect(), "tools of {}", wanted["id"]);
    }
    let servers: BTreeSet<_> =
        tools.filter_map(|tool| tool.mcp.as_ref()).map(|mcp| mcp.server.as_str()).collect();
    assert_eq!(servers, wanted["mcp_server"].as_str().into_iter().collect(), "servers of {}", wanted["id"]);
    let skills: BTreeSet<_> = kept
        .skills
        .values()
        .filter(|skill| skill.call == Some(call.id))
        .map(|skill| skill.name.as_str())
        .collect();
    assert_eq!(skills, wanted["skill"].as_str().into_iter().collect(), "skills of {}", wanted["id"]);
    assert_eq!(call.skill.as_ref().map(AsRef::as_ref), wanted["skill"].as_str(), "skill of {}", wanted["id"]);
}

#[test]
fn totals_are_exact() {
    let kept = read(&logs());
    let (usage, wanted) = (kept.usage(), &expected()["totals"]);
    let side: u64 = kept.calls.values().map(|call| side_searches(&kept, call)).sum();
    assert_eq!(usage.input, wanted["input"]);
    assert_eq!(usage.output, wanted["output"]);
    assert_eq!(usage.reasoning, wanted["reasoning"]);
    assert_eq!(usage.cache_read, wanted["cache_read"]);
    assert_eq!(usage.cache_write_5m, wanted["cache_write_5m"]);
    assert_eq!(usage.cache_write_1h, wanted["cache_write_1h"]);
    assert_eq!(usage.web_searches + side, wanted["web_search"]);
}

#[test]
fn sessions_turns_and_interactions_are_exact() {
    let kept = read(&logs());
    let wanted = expected();
    assert_eq!(kept.main_sessions().count() as u64, wanted["sessions"]);
    assert_eq!(kept.turns.len() as u64, wanted["turns_S1"]);
    let turn = kept.turns.values().next().expect("one turn");
    assert_eq!(turn.attribution.session, kept.session(FIRST).id);
    assert_eq!(turn.duration_ms, Some(200_100));
    assert_eq!(turn.source.as_ref().map(AsRef::as_ref), Some("typed"));
    assert_eq!(
        kept.tools.values().filter(|tool| tool.ok == Some(false)).count() as u64,
        wanted["tool_errors"]
    );
    let compaction = kept.compactions.values().next().expect("one compaction");
    assert_eq!(kept.compactions.len(), wanted["compactions"].as_array().map_or(0, Vec::len));
    assert_eq!(compaction.trigger, Trigger::Automatic);
    assert_eq!(compaction.before, wanted["compactions"][0]["pre"].as_u64());
    assert_eq!(compaction.after, wanted["compactions"][0]["post"].as_u64());
    let (retries, finals): (Vec<_>, Vec<_>) = kept.errors.values().partition(|error| error.retry.is_some());
    assert_eq!(retries.len() as u64, wanted["api_retries"]);
    assert_eq!(retries[0].status, Some(529));
    assert_eq!(finals.len(), wanted["final_errors"].as_array().map_or(0, Vec::len));
    assert_eq!(finals[0].kind.as_ref().map(AsRef::as_ref), wanted["final_errors"][0]["error"].as_str());
    assert_eq!(finals[0].status.map(u64::from), wanted["final_errors"][0]["status"].as_u64());
    let hook = kept.hooks.values().next().expect("one hook");
    assert_eq!((kept.hooks.len(), hook.duration_ms, hook.ok), (1, Some(161), Some(true)));
}

#[test]
fn the_agents_own_totals_stand_beside() {
    let kept = read(&logs());
    let facts = kept.session(FIRST);
    let reported = facts.reported.expect("a cost-state");
    let wanted = &expected()["session_total_reported"][FIRST];
    assert_eq!(reported.cost.to_string(), format!("{:.2}", wanted["usd"].as_f64().expect("an amount")));
    assert_eq!(reported.lines_added, wanted["lines_added"]);
    assert_eq!(reported.lines_removed, wanted["lines_removed"]);
    assert_eq!(facts.window, Some(1_000_000), "a model's name ends in [1m]");
}

#[test]
fn faults_are_told_with_their_place() {
    let kept = read(&logs());
    let wanted = expected();
    let of = |kind| kept.issues.iter().filter(move |issue| issue.0 == kind);
    assert_eq!(of(IssueKind::Malformed).count() as u64, wanted["malformed_lines"]);
    let unknown: Vec<_> = of(IssueKind::UnknownType).filter_map(|issue| issue.2.as_deref()).collect();
    assert_eq!(
        unknown,
        wanted["unknown_types"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
    );
    assert_eq!(kept.issues.len(), 2, "nothing else is amiss: {:?}", kept.issues);
    let log = std::fs::read(directory().join(format!("root/projects/-home-dev-acme-shop/{FIRST}.jsonl")))
        .expect("a log");
    for (_, place, _) in &kept.issues {
        let start = usize::try_from(place.offset).expect("small");
        let line = log[..start].split(|byte| *byte == b'\n').count() as u64;
        assert_eq!(place.line, line);
        assert!(
            log[start..].starts_with(b"this is not json")
                || log[start..].starts_with(b"{\"type\":\"brand-new")
        );
    }
}

#[test]
fn sessions_know_where_they_ran() {
    let kept = read(&logs());
    let facts = kept.session(FIRST);
    assert_eq!(facts.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(facts.branch.as_ref().map(|(_, name)| name.as_str()), Some("feature/cart"));
    assert_eq!(facts.version.as_ref().map(|(_, name)| name.as_str()), Some("2.1.270"));
    assert_eq!(facts.entry_point.as_ref().map(AsRef::as_ref), Some("cli"));
    let fork = kept.session("22222222-2222-4222-8222-222222222222");
    assert_eq!(fork.forked_from, Some(facts.id));
    assert_eq!(
        fork.span.0.map(|at| at.to_string()).as_deref(),
        Some("2026-09-14T11:00:00.000Z"),
        "not its original's time"
    );
    let windows = kept.session("44444444-4444-4444-8444-444444444444");
    assert_eq!(windows.project.as_ref().map(|(_, name)| name.as_str()), Some(r"C:\Users\dev\proj"));
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut logs = logs();
    let whole = read(&logs);
    logs.reverse();
    let mut reversed = read(&logs);
    reversed.issues.clone_from(&whole.issues);
    assert_eq!(reversed, whole);
}

#[test]
fn nothing_that_was_said_is_kept() {
    let logs = logs();
    assert!(
        logs.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(SENTINEL)),
        "the canary is there"
    );
    assert!(!format!("{:?}", read(&logs)).contains(SENTINEL));
}

#[test]
fn each_log_alone_counts_what_it_shows() {
    let mut alone = BTreeMap::new();
    for (path, bytes) in logs() {
        alone.insert(path.clone(), read(&[(path, bytes)]).calls.len());
    }
    let of = |name: &str| alone.iter().find(|(path, _)| path.contains(name)).map(|(_, calls)| *calls);
    assert_eq!(of(&format!("{FIRST}.jsonl")), Some(7), "six responses and one advisor's");
    assert_eq!(of("22222222"), Some(3), "the fork's two copies count where their original is gone");
    assert_eq!(of("33333333"), Some(2), "so does a replay");
}
