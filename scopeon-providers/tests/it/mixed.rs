//! The mixed home of the demo, read by every provider there is: each answers the truth and the others nothing.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::event::{Event, Finish};
use scopeon_core::provider::{FactKind, Fidelity, Provider, ProviderInfo};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::sample::{Settings as Sample, Truth, write_heavy_home, write_mixed_home};
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{NoopObserver, SearchPaths, Settings, Summary, builtin, scan};
use tempfile::TempDir;

use crate::sample::files;

/// Looks nowhere unless it is told where, and the demo tells nobody.
const TOLD_WHERE: &str = "generic";
/// Its server's log says that it is there; what was asked stands in the logs of whoever asked.
const WITHOUT_CALLS: &str = "ollama";
/// Its home is the editor's extension's, which tells less than the command line.
const WITHOUT_PROMPTS: &str = "continue";

fn end() -> Timestamp {
    Timestamp::parse("2026-11-20T16:00:00Z").unwrap()
}

fn home() -> (TempDir, BTreeMap<&'static str, Truth>) {
    let home = tempfile::tempdir().unwrap();
    let truths = write_mixed_home(home.path(), end()).unwrap();
    (home, truths)
}

/// An agent of the home, the truth about it and what is read of it.
struct Agent {
    about: ProviderInfo,
    truth: Truth,
    ledger: MemoryStore,
}

fn agents() -> Vec<Agent> {
    let (home, mut truths) = home();
    let agent = |provider: Box<dyn Provider>| {
        let about = provider.info().clone();
        let truth = truths.remove(about.id)?;
        Some(Agent { about, truth, ledger: read(provider.as_ref(), home.path()).0 })
    };
    builtin().into_iter().filter_map(agent).collect()
}

fn read(provider: &dyn Provider, home: &Path) -> (MemoryStore, Summary) {
    let copies = tempfile::tempdir().unwrap();
    let settings = Settings::default().scratch(copies.path());
    let (mut ledger, places, stop) =
        (MemoryStore::default(), SearchPaths::below(home), AtomicBool::new(false));
    let summary = scan(&[provider], &places, &settings, &mut ledger, &NoopObserver, &stop).unwrap();
    (ledger, summary)
}

#[test]
fn every_agent_with_a_reader_is_found_in_the_mixed_home() {
    let (home, truths) = home();
    for provider in builtin() {
        let id = provider.info().id;
        let (ledger, summary) = read(provider.as_ref(), home.path());
        let is_told = id == TOLD_WHERE;
        assert_eq!((truths.contains_key(id), summary.sources > 0), (!is_told, !is_told), "{id}: {summary:?}");
        assert_eq!(summary.issues, 0, "{id}: {}", ledger.dump_rest());
        assert_eq!(ledger.calls().count() > 0, !is_told && id != WITHOUT_CALLS, "{id}");
    }
    assert_eq!(truths.len() + 1, builtin().len(), "the home holds no other agent");
}

#[test]
fn each_agent_of_the_mixed_home_is_read_exactly() {
    for Agent { about, truth, ledger } in agents() {
        let id = about.id;
        let usage: Usage = ledger.calls().map(|call| call.sample.usage).sum();
        // Searches of side calls stand at tools' uses, and only the store adds them up.
        let without_searches = |usage: Usage| Usage { web_searches: 0, ..usage };
        let calls = ledger.calls().filter(|call| call.sample.finish != Finish::Residual).count() as u64;
        let seen = (calls, without_searches(usage));
        assert_eq!(seen, (truth.calls, without_searches(truth.usage)), "{id}");
        assert!(ledger.calls().all(|call| call.at <= end()), "{id}");
        let is_known = |model: &str| truth.by_model.contains_key(model);
        assert!(ledger.calls().all(|call| is_known(call.sample.model.as_str())), "{id}");
        assert!(!ledger.dump().contains("CANARY"), "{id}");
    }
}

#[test]
fn what_a_reader_can_tell_of_prompts_and_tools_the_mixed_home_shows() {
    for Agent { about, truth, ledger } in agents() {
        let id = about.id;
        let count = |wanted: fn(&Event) -> bool| ledger.facts().filter(|fact| wanted(fact)).count() as u64;
        let can_tell = |fact| about.fidelity(fact) != Fidelity::Unsupported;
        let turns = count(|fact| matches!(fact, Event::Turn(_)));
        let shows_turns = can_tell(FactKind::Turns) && id != WITHOUT_PROMPTS;
        assert_eq!((turns, turns > 0), (truth.turns, shows_turns), "{id}");
        // Claude Code's truth counts its server's tools by themselves, and a test of its own compares them.
        let tools = count(|fact| matches!(fact, Event::Tool(_)));
        let failed = count(|fact| matches!(fact, Event::Tool(tool) if tool.ok == Some(false)));
        if id != "claude-code" {
            assert_eq!((tools, failed), (truth.tool_calls, truth.tool_errors), "{id}");
        }
        assert_eq!(tools > 0, can_tell(FactKind::Tools), "{id}");
    }
}

#[test]
fn a_mixed_home_is_the_same_each_time() {
    let [(one, _), (other, _)] = [home(), home()];
    assert_eq!(files(one.path()).len(), files(other.path()).len());
    // The registry of Crush's projects says where they are, and nothing else does.
    for path in files(one.path()).into_iter().filter(|path| !path.ends_with("projects.json")) {
        let twin = other.path().join(path.strip_prefix(one.path()).unwrap());
        assert!(std::fs::read(&path).unwrap() == std::fs::read(twin).unwrap(), "{}", path.display());
    }
}

#[test]
fn each_agent_of_the_heavy_home_is_read_exactly() {
    let home = tempfile::tempdir().unwrap();
    let truths = write_heavy_home(home.path(), &Sample::bench().scaled(3)).unwrap();
    assert_eq!(truths.len(), 5);
    for provider in builtin() {
        let Some(truth) = truths.get(provider.info().id) else { continue };
        let (ledger, _) = read(provider.as_ref(), home.path());
        let usage: Usage = ledger.calls().map(|call| call.sample.usage).sum();
        // Searches of side calls stand at tools' uses, and only the store adds them up.
        let without_searches = |usage: Usage| Usage { web_searches: 0, ..usage };
        let calls = ledger.calls().filter(|call| call.sample.finish != Finish::Residual).count() as u64;
        let read = (calls, without_searches(usage));
        assert_eq!(read, (truth.calls, without_searches(truth.usage)), "{}", provider.info().id);
        assert!(!ledger.dump().contains("CANARY"), "{}", provider.info().id);
    }
}
