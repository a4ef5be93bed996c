//! What is promised of a provider holds for every one there is.

use std::collections::BTreeSet;
use std::path::Path;

use scopeon_core::provider::{Coverage, FactKind, Fidelity};
use scopeon_providers::sample::{stores, write_store};
use scopeon_providers::{SearchPaths, Settings, builtin, survey};

use crate::lawful::Lawful;

/// A home of each agent's logs, with what a person counted in it.
pub(crate) fn homes() -> Vec<Lawful> {
    [
        vec![crate::claude_code::home::lawful()],
        vec![crate::aider::lawful()],
        vec![crate::amp::lawful()],
        vec![crate::antigravity::lawful()],
        crate::cline::lawful(),
        crate::codebuddy::lawful(),
        vec![crate::codebuff::lawful()],
        vec![crate::codex::lawful()],
        crate::codex::relatives(),
        vec![crate::continue_dev::lawful()],
        vec![crate::copilot_cli::lawful()],
        vec![crate::copilot_vscode::lawful()],
        vec![crate::crush::lawful()],
        vec![crate::cursor::lawful()],
        vec![crate::droid::lawful()],
        vec![crate::gemini_cli::lawful()],
        vec![crate::generic::lawful()],
        vec![crate::goose::lawful()],
        vec![crate::grok::lawful()],
        vec![crate::hermes::lawful()],
        vec![crate::kimi::lawful()],
        vec![crate::kiro::lawful()],
        vec![crate::llm::lawful()],
        vec![crate::ollama::lawful()],
        vec![crate::openclaw::lawful()],
        crate::opencode::lawful(),
        vec![crate::openhands::lawful()],
        crate::pi::lawful(),
        vec![crate::qwen_code::lawful()],
        vec![crate::zed::lawful()],
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Each agent's own tests try them more often.
#[test]
fn every_provider_has_a_lawful_home() {
    let homes = homes();
    let lawful: BTreeSet<&str> = homes.iter().map(|home| (home.make)().info().id).collect();
    let all: BTreeSet<&str> = builtin().iter().map(|provider| provider.info().id).collect();
    assert_eq!(lawful, all, "a provider without a home proves nothing");
    for home in &homes {
        home.check_laws(2);
    }
}

/// What is copied is what a kill could leave: each agent that keeps a database has one in the tests of kills.
#[test]
fn every_agent_with_a_database_has_a_store() {
    let kept: BTreeSet<&str> = stores().collect();
    for home in homes() {
        let id = (home.make)().info().id;
        let has_one = has_database(home.home());
        assert!(!has_one || kept.contains(id), "{id}");
    }
    for agent in stores() {
        let home = tempfile::tempdir().expect("a directory");
        write_store(home.path(), agent, 10_000).expect("a database");
        let provider = builtin().into_iter().find(|provider| provider.info().id == agent).expect(agent);
        let surveys = survey(&[provider.as_ref()], &SearchPaths::below(home.path()), &Settings::default());
        assert_eq!(surveys[0].sources, 1, "{agent}");
    }
}

fn has_database(directory: &Path) -> bool {
    std::fs::read_dir(directory).expect("a directory").flatten().any(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => has_database(&entry.path()),
        _ => std::fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3")),
    })
}

/// Level A is a promise: exact tokens for each call.
#[test]
fn agents_of_level_a_state_exact_tokens() {
    for provider in builtin() {
        let about = provider.info();
        for fact in [FactKind::Input, FactKind::Output] {
            let is_exact = about.fidelity(fact) == Fidelity::Exact;
            assert!(about.coverage != Coverage::PerCall || is_exact, "{}: {fact:?} is not exact", about.id);
        }
    }
}
