//! The provider on a home as cocapn leaves it: its figures, and the laws every provider keeps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use scopeon_cocapn::Cocapn;
use scopeon_core::event::Event;
use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::{Case, Truth, Violation};
use scopeon_providers::{NoopObserver, SearchPaths, Settings, scan};

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/home")
}

#[test]
fn the_laws_hold() -> Result<(), Violation> {
    // It states no calls: five uses of the first tile, one of the second, in two domains.
    let truth = Truth::new(0, Usage::default()).sessions(2).tools(6);
    Case::home(|| Box::new(Cocapn), home()).truth(truth).canary("PRIVATE_SENTINEL").check()
}

/// Keeps everything as it comes.
#[derive(Default)]
struct Kept {
    batches: Vec<Batch>,
}

impl EventStore for Kept {
    fn checkpoints(
        &mut self,
        _: &str,
    ) -> Result<std::collections::HashMap<SourceId, Checkpoint>, EventStoreError> {
        Ok(std::collections::HashMap::new())
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.batches.push(batch);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }
}

fn read() -> Kept {
    let mut kept = Kept::default();
    let (places, stop) = (SearchPaths::below(home()), AtomicBool::new(false));
    scan(&[&Cocapn], &places, &Settings::default(), &mut kept, &NoopObserver, &stop)
        .expect("a ledger in memory");
    kept
}

#[test]
fn each_use_counts_once_and_has_its_outcome() {
    let mut uses = BTreeMap::new();
    for event in read().batches.into_iter().flat_map(|batch| batch.events) {
        if let Event::Tool(tool) = event {
            uses.insert(tool.id, (tool.name.unwrap().to_string(), tool.ok.unwrap()));
        }
    }
    let count = |name: &str, ok: bool| uses.values().filter(|(n, o)| n == name && *o == ok).count();
    let counts = [("navigation", true), ("navigation", false), ("weather", true), ("weather", false)]
        .map(|(name, ok)| count(name, ok));
    assert_eq!(counts, [3, 2, 0, 1], "the second line of t1 adds one success and one failure");
}

#[test]
fn a_room_tells_when_its_domain_began() {
    let mut spans = BTreeMap::<String, Timestamp>::new();
    for event in read().batches.into_iter().flat_map(|batch| batch.events) {
        if let Event::Session(facts) = event {
            let first = facts.span.0.unwrap();
            let known = spans.entry(facts.key.to_string()).or_insert(first);
            *known = first.min(*known);
        }
    }
    assert_eq!(spans["navigation"], Timestamp::parse("2026-09-21T11:26:40Z").unwrap());
    assert_eq!(spans["weather"], Timestamp::parse("2026-09-22T10:00:00Z").unwrap());
}

#[test]
fn what_cannot_be_counted_is_told_with_its_line() {
    let batches = read().batches;
    let issues = batches.iter().flat_map(|batch| &batch.issues);
    let mut told: Vec<(u64, &str)> = issues.map(|issue| (issue.position.line, issue.kind.as_str())).collect();
    told.sort_unstable();
    assert_eq!(told, [(6, "missing_field"), (7, "malformed"), (8, "malformed")]);
}

/// The program is Scopeon with one more agent.
#[cfg(feature = "program")]
#[test]
fn the_program_knows_it() {
    let own = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_scopeon-cocapn"));
    command.args(["session", "navigation", "--zone", "UTC", "--home"]).arg(home());
    command.env_clear().env("HOME", own.path()).env("SCOPEON_HOME", own.path().join("own"));
    let ran = command.output().unwrap();
    let shown = String::from_utf8(ran.stdout).unwrap();
    assert!(shown.contains("C: cost or partial numbers"), "{shown}{}", String::from_utf8_lossy(&ran.stderr));
    let tools = shown.lines().skip_while(|line| !line.starts_with("Tools"));
    let row = tools.into_iter().find(|line| line.trim_start().starts_with("navigation")).unwrap();
    let numbers: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(numbers[..3], ["navigation", "5", "2"], "five uses, two of them failed");
    let kept = std::fs::read(own.path().join("own/scopeon.db")).unwrap();
    assert!(!kept.windows(16).any(|window| window == b"PRIVATE_SENTINEL"));
}
