//! A generated home of many sessions, read against the truth its writer kept.

use std::path::Path;

use scopeon_core::provider::IssueKind;
use scopeon_providers::sample::{Settings, Truth, write_claude_home};

use super::kept::Kept;

fn home() -> (tempfile::TempDir, Truth) {
    let home = tempfile::tempdir().expect("a directory");
    let truth = write_claude_home(home.path(), &Settings::bench().scaled(20)).expect("a home");
    (home, truth)
}

fn read(home: &Path) -> Kept {
    let root =
        [home.join(".claude"), home.to_owned()].into_iter().find(|root| root.join("projects").is_dir());
    let root = root.expect("a configuration directory");
    let mut kept = Kept::default();
    for path in super::discovery::found(&root) {
        let bytes = std::fs::read(root.join("projects").join(&path)).expect("a log");
        if path.ends_with(".meta.json") {
            kept.document(&path, &bytes);
        } else {
            kept.log(&path, &bytes);
        }
    }
    kept
}

/// Searches in side calls, told by the tools' results; a call that counts its own has told them already.
fn side_searches(kept: &Kept) -> u64 {
    let told = |call| kept.calls.get(&call).is_some_and(|call| call.sample.usage.web_searches > 0);
    kept.tools.values().filter(|tool| !tool.call.is_some_and(told)).filter_map(|tool| tool.searches).sum()
}

#[test]
fn a_generated_home_is_read_exactly() {
    let (home, truth) = home();
    let kept = read(home.path());
    let mut usage = kept.usage();
    usage.web_searches += side_searches(&kept);
    assert_eq!(usage, truth.usage);
    let tools = |wanted: fn(&scopeon_core::event::ToolCall) -> bool| {
        kept.tools.values().filter(|tool| wanted(tool)).count() as u64
    };
    let server = tools(|tool| {
        tool.name.as_ref().is_some_and(|name| matches!(name.as_str(), "web_search" | "web_fetch" | "advisor"))
    });
    let figures = [
        ("calls", kept.calls.len() as u64, truth.calls),
        ("turns", kept.turns.len() as u64, truth.turns),
        ("sessions", kept.main_sessions().count() as u64, truth.by_session.len() as u64),
        ("tools", tools(|_| true) - server, truth.tool_calls),
        ("server tools", server, truth.server_tool_calls),
        ("failed tools", tools(|tool| tool.ok == Some(false)), truth.tool_errors),
        ("MCP tools", tools(|tool| tool.mcp.is_some()), truth.mcp_calls),
        ("skills", kept.skills.len() as u64, truth.skill_calls),
        ("compactions", kept.compactions.len() as u64, truth.compactions),
    ];
    for (name, got, wanted) in figures {
        assert_eq!(got, wanted, "{name}");
    }
    let malformed = kept.issues.iter().filter(|(kind, _, _)| *kind == IssueKind::Malformed).count() as u64;
    assert_eq!(malformed, truth.malformed);
    for (key, sums) in &truth.by_session {
        let own = kept.calls.values().filter(|call| kept.session_of(call) == key);
        assert_eq!(own.count() as u64, sums.calls, "calls of {key}");
    }
    assert!(!format!("{kept:?}").contains("CANARY"), "no content is kept");
}
