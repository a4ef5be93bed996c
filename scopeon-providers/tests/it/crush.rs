//! The reader of Crush's databases: the fixture, the registry, the traps and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use scopeon_core::usage::Usage;
use std::path::Path;

use scopeon_core::event::{Event, SessionKind};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_providers::Crush;
use scopeon_providers::testkit::{MemoryStore, Truth};
use serde_json::json;
use tempfile::TempDir;

use crate::expect::{expected, session, tools};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Crush, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

/// A home whose registry names one project.
fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join("shop/.crush/crush.db"), "crush/crush.sql");
    register(home.path(), &json!([{"path": home.path().join("shop"), "data_dir": ".crush"}]));
    home
}

fn register(home: &Path, registry: &serde_json::Value) {
    let directory = home.join(".local/share/crush");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("projects.json"), registry.to_string()).unwrap();
}

/// The expectation has no calls, as no call's tokens are known. What a session cost is read as one call without
/// tokens, since a cost is somebody's: it has a time, a model and a project.
#[test]
fn the_fixture_is_read_exactly() {
    let home = tour();
    let ledger = read(home.path());
    let expected = expected("crush");
    let calls: Vec<_> = ledger.calls().collect();
    assert_eq!(calls.len(), 1, "the sub-agent's cost is in its parent's");
    assert!(calls[0].sample.usage.is_empty());
    assert_eq!(calls[0].reported.unwrap().to_string(), expected["cost_total"].to_string());
    assert_eq!(calls[0].sample.context, expected["context_snapshot"]["c1"].as_u64().unwrap());
    assert_eq!(calls[0].sample.model.as_str(), "claude-sonnet-5");
    assert_eq!(
        calls[0].attribution.project.as_ref().unwrap().as_str(),
        home.path().join("shop").to_str().unwrap()
    );
    let (main, child) = (session(&ledger, "c1"), session(&ledger, "c2"));
    assert_eq!((child.kind, child.parent), (SessionKind::SubAgent, Some(main.id)));
    let bash = tools(&ledger)[0];
    assert_eq!(bash.name.as_ref().unwrap().as_str(), "bash");
    assert_eq!(bash.input_fingerprint, Some(InputFingerprint::of(main.id, b"PRIVATE_SENTINEL_do_not_store")));
}

#[test]
fn a_cost_grows_in_place_and_tools_have_results() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join("shop/.crush/crush.db"), "crush/crush.sql");
    register(home.path(), &json!({"projects": [{"path": home.path().join("shop")}]}));
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    agent
        .execute_batch(
            r#"UPDATE sessions SET cost = 0.5, prompt_tokens = 0 WHERE id = 'c1';
            INSERT INTO messages(id, session_id, role, parts, created_at, updated_at, is_summary_message) VALUES
             ('m2', 'c1', 'tool', '[{"type":"tool_result","data":{"tool_call_id":"t","name":"bash","is_error":true,"content":"PRIVATE_SENTINEL"}}]', 1790000005, 0, 0),
             ('m3', 'c1', 'assistant', '[{"type":"text","data":{"text":"PRIVATE_SENTINEL"}},{"type":"tool_call","data":{"id":"u","name":"mcp_github_create_issue"}}]', 1790000006, 0, 0),
             ('m4', 'c1', 'assistant', '[]', 1790000007, 0, 1)"#,
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    let cost: Vec<_> = ledger.calls().map(|call| call.reported.unwrap().to_string()).collect();
    assert_eq!(cost, ["0.50"]);
    let bash = tools(&ledger).into_iter().find(|tool| tool.mcp.is_none()).unwrap();
    assert_eq!((bash.ok, bash.ended.unwrap().millis() - bash.started.unwrap().millis()), (Some(false), 4000));
    let mcp = tools(&ledger).into_iter().find_map(|tool| tool.mcp.clone()).unwrap();
    assert_eq!((mcp.server.as_str(), mcp.tool.as_str()), ("github", "create_issue"));
    assert_eq!(ledger.facts().filter(|fact| matches!(fact, Event::Compaction(_))).count(), 1);
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

#[test]
fn registries_have_three_forms_and_may_be_anything() {
    let home = tour();
    let elsewhere = home.path().join("data");
    sqlite::settle(&elsewhere.join("crush.db"), "crush/crush.sql");
    let shop = home.path().join("shop");
    let cases = [
        (json!([{"path": shop}]), 1),
        (json!({"projects": [{"path": shop}]}), 1),
        (json!({"one": {"path": shop}}), 1),
        (json!([{"path": "/none", "data_dir": elsewhere}]), 1),
        (json!([{"path": "relative"}, 7, null, {"path": 3}]), 0),
        (json!("text"), 0),
    ];
    for (registry, calls) in cases {
        register(home.path(), &registry);
        assert_eq!(read(home.path()).calls().count(), calls, "{registry}");
    }
    let registry = home.path().join(".local/share/crush/projects.json");
    std::fs::remove_file(&registry).unwrap();
    std::os::unix::fs::symlink(shop.join("projects.json"), &registry).unwrap();
    std::fs::write(shop.join("projects.json"), json!([{"path": shop}]).to_string()).unwrap();
    assert_eq!(read(home.path()).calls().count(), 0, "no link is followed");
}

pub(crate) fn lawful() -> Lawful {
    registered().root("shop")
}

/// A home whose databases are found by their registry alone.
pub(crate) fn registered() -> Lawful {
    Lawful::made(|| Box::new(Crush), tour(), Truth::new(1, Usage::default()).day("2026-09-21", 1, 0))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
