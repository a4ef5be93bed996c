//! What one look at everything gives, and what the next one does not read again.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError};
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{NoopObserver, ScanError, SearchPaths, Settings, scan};

use crate::toy::{Toy, run, run_with, sums};

fn write(home: &Path, path: &str, text: &str) {
    let full = home.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

fn append(home: &Path, path: &str, text: &str) {
    use std::io::Write;
    let mut file = fs::OpenOptions::new().append(true).create(true).open(home.join(path)).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn calls(count: usize) -> String {
    (0..count).map(|n| ["c ", &n.to_string(), " 1\n"].concat()).collect()
}

#[test]
fn reads_what_is_there_and_nothing_twice() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "a/one.log", "s A\nc 1 10\nc 2 20\n");
    write(home.path(), "a/b/two.log", "c 3 30\nc 1 10\n");
    write(home.path(), "three.doc", "c 4 40\n");
    let mut ledger = MemoryStore::default();
    let first = run(home.path(), &mut ledger);
    assert_eq!((first.sources, first.read, first.calls, first.bytes), (3, 3, 5, 39));
    assert_eq!(sums(&ledger), (4, 100));
    let work = ledger.work();
    let second = run(home.path(), &mut ledger);
    assert_eq!((second.sources, second.read, second.bytes), (3, 0, 0));
    assert_eq!(ledger.work(), work, "an unchanged tree costs the ledger nothing");
}

#[test]
fn goes_on_where_it_was_with_what_it_remembers() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one.log", "s A\nc 1 10\nc 2 2");
    let mut ledger = MemoryStore::default();
    assert_eq!(run(home.path(), &mut ledger).calls, 1, "a half-written line is not shown");
    let again = run(home.path(), &mut ledger);
    assert_eq!((again.read, again.bytes), (0, 0), "nor is it read again while nothing changes");
    append(home.path(), "one.log", "0\nc 3 30\n");
    let grown = run(home.path(), &mut ledger);
    assert_eq!((grown.calls, grown.bytes), (2, 14));
    assert_eq!(sums(&ledger), (3, 60));
    let sessions: std::collections::BTreeSet<_> =
        ledger.calls().map(|call| call.attribution.session).collect();
    assert_eq!(sessions.len(), 1, "the session was remembered");
}

#[test]
fn more_logs_than_are_held_at_once_are_each_gone_on_with() {
    const MANY: usize = 4_500;
    let home = tempfile::tempdir().unwrap();
    let path = |log: usize| format!("{}/{log}.log", log / 100);
    for log in 0..MANY {
        write(home.path(), &path(log), &format!("s {log}\nc {log} 1\n"));
    }
    // The first file under a second name, which is found long after it.
    fs::hard_link(home.path().join(path(0)), home.path().join("44/z.log")).unwrap();
    let (mut ledger, settings) = (MemoryStore::default(), Settings::default().threads(2));
    let first = run_with(&Toy::new(), home.path(), &settings, &mut ledger);
    assert_eq!((first.sources, first.read, sums(&ledger).0), (4_500, 4_500, MANY));
    for log in 0..MANY {
        append(home.path(), &path(log), &format!("c again{log} 1\n"));
    }
    let bytes: usize = (0..MANY).map(|log| format!("c again{log} 1\n").len()).sum();
    let grown = run_with(&Toy::new(), home.path(), &settings, &mut ledger);
    assert_eq!((grown.read, grown.bytes), (4_500, bytes as u64), "none is read from its start");
    assert_eq!((sums(&ledger).0, ledger.issues("replaced")), (2 * MANY, 0));
    let sessions: std::collections::BTreeSet<_> =
        ledger.calls().map(|call| call.attribution.session).collect();
    assert_eq!(sessions.len(), MANY, "each is remembered");
    assert_eq!(run_with(&Toy::new(), home.path(), &settings, &mut ledger).read, 0);
}

#[test]
fn another_revision_reads_everything_again() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one.log", "c 1 10\nwhat\n");
    let mut ledger = MemoryStore::default();
    run(home.path(), &mut ledger);
    let again = run_with(&Toy::at_revision(2), home.path(), &Settings::default(), &mut ledger);
    assert_eq!((again.read, again.calls), (1, 1));
    assert_eq!((sums(&ledger), ledger.issues("malformed")), ((1, 10), 1));
}

#[test]
fn a_file_with_two_names_is_read_once() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "a/one.log", "c 1 10\n");
    fs::hard_link(home.path().join("a/one.log"), home.path().join("a/two.log")).unwrap();
    let (toy, stop) = (Toy::new(), AtomicBool::new(false));
    symlink(home.path().join("a"), home.path().join("b")).unwrap();
    let places = SearchPaths::default().root("toy", home.path().join("a")).root("toy", home.path().join("b"));
    let mut ledger = MemoryStore::default();
    let summary = scan(&[&toy], &places, &Settings::default(), &mut ledger, &NoopObserver, &stop).unwrap();
    assert_eq!((summary.sources, summary.read, summary.calls), (1, 1, 1));
}

#[test]
fn a_deleted_source_is_counted_and_its_facts_stay() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one.log", "c 1 10\n");
    let mut ledger = MemoryStore::default();
    run(home.path(), &mut ledger);
    fs::remove_file(home.path().join("one.log")).unwrap();
    let after = run(home.path(), &mut ledger);
    assert_eq!((after.sources, after.vanished), (0, 1));
    assert_eq!(sums(&ledger), (1, 10));
}

#[test]
fn a_panic_is_an_issue_and_the_rest_goes_on() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "a.log", "c 1 10\npanic\nc 2 20\n");
    write(home.path(), "b.log", "c 3 30\n");
    let mut ledger = MemoryStore::default();
    let first = run(home.path(), &mut ledger);
    assert_eq!((sums(&ledger), first.issues, ledger.issues("provider_failed")), ((2, 40), 1, 1));
    assert_eq!(run(home.path(), &mut ledger).read, 0, "it is not tried again until the file changes");
}

#[test]
fn a_document_is_read_again_when_it_changed() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one.doc", "c 1 10\n");
    let mut ledger = MemoryStore::default();
    run(home.path(), &mut ledger);
    write(home.path(), "one.doc", "c 1 10\nc 2 20\n");
    assert_eq!(run(home.path(), &mut ledger).calls, 2);
    assert_eq!(sums(&ledger), (2, 30));
    let mut small = Settings::default();
    small.max_document = 4;
    write(home.path(), "one.doc", "c 1 10\nc 2 20\nc 3 30\n");
    for expected in [1, 0] {
        assert_eq!(run_with(&Toy::new(), home.path(), &small, &mut ledger).issues, expected);
    }
    assert_eq!((sums(&ledger), ledger.issues("too_large")), ((2, 30), 1));
}

#[test]
fn a_stop_keeps_what_was_marked() {
    let home = tempfile::tempdir().unwrap();
    let text = calls(100_000);
    write(home.path(), "one.log", &text);
    let (toy, stop) = (Toy::new(), AtomicBool::new(false));
    let mut ledger = StopAfter { inner: MemoryStore::default(), left: 3, stop: &stop };
    let places = SearchPaths::below(home.path());
    let summary = scan(&[&toy], &places, &Settings::default(), &mut ledger, &NoopObserver, &stop).unwrap();
    assert!(summary.stopped);
    let kept = sums(&ledger.inner).0;
    assert!(kept > 3 * 2_000 && kept < 100_000, "{kept}");
    let rest = run(home.path(), &mut ledger.inner);
    assert_eq!(usize::try_from(rest.calls).unwrap() + kept, 100_000, "nothing marked is read again");
    assert_eq!(sums(&ledger.inner), (100_000, 100_000));
}

/// Sets the flag while it is given its batches.
struct StopAfter<'a> {
    inner: MemoryStore,
    left: u32,
    stop: &'a AtomicBool,
}

impl EventStore for StopAfter<'_> {
    fn checkpoints(
        &mut self,
        provider: &str,
    ) -> Result<std::collections::HashMap<scopeon_core::id::SourceId, Checkpoint>, EventStoreError> {
        self.inner.checkpoints(provider)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.left = self.left.saturating_sub(1);
        self.stop.store(self.left == 0, std::sync::atomic::Ordering::Relaxed);
        self.inner.apply(batch)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.inner.commit()
    }
}

/// Keeps nothing.
struct Full;

impl EventStore for Full {
    fn checkpoints(
        &mut self,
        _: &str,
    ) -> Result<std::collections::HashMap<scopeon_core::id::SourceId, Checkpoint>, EventStoreError> {
        Ok(std::collections::HashMap::new())
    }

    fn apply(&mut self, _: Batch) -> Result<(), EventStoreError> {
        Err(EventStoreError::new(std::io::Error::from(std::io::ErrorKind::StorageFull)))
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }
}

#[test]
fn a_full_ledger_ends_the_scan() {
    let home = tempfile::tempdir().unwrap();
    let text = calls(200_000);
    for name in ["a.log", "b.log", "c.log"] {
        write(home.path(), name, &text);
    }
    let (toy, stop) = (Toy::new(), AtomicBool::new(false));
    let settings = Settings::default().threads(2);
    let ended = scan(&[&toy], &SearchPaths::below(home.path()), &settings, &mut Full, &NoopObserver, &stop);
    assert!(matches!(ended, Err(ScanError::Keep(_))));
}

#[test]
fn an_unreadable_file_is_told_of_once_and_read_when_it_can_be() {
    if rustix::process::geteuid().is_root() {
        return; // Root reads everything.
    }
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "one.log", "c 1 10\n");
    let file = home.path().join("one.log");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o0)).unwrap();
    let mut ledger = MemoryStore::default();
    assert_eq!(run(home.path(), &mut ledger).issues, 1);
    assert_eq!(run(home.path(), &mut ledger).issues, 0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(run(home.path(), &mut ledger).calls, 1);
    assert_eq!(ledger.issues("unreadable"), 0);
}

#[test]
fn twenty_thousand_files() {
    let home = tempfile::tempdir().unwrap();
    for n in 0..20_000 {
        if n % 100 == 0 {
            fs::create_dir(home.path().join(format!("{}", n / 100))).unwrap();
        }
        fs::write(home.path().join(format!("{}/{n}.log", n / 100)), format!("c {n} 1\n")).unwrap();
    }
    let mut ledger = MemoryStore::default();
    assert_eq!(run(home.path(), &mut ledger).read, 20_000);
    assert_eq!(sums(&ledger), (20_000, 20_000));
    let began = Instant::now();
    assert_eq!(run(home.path(), &mut ledger).read, 0);
    println!("20,000 unchanged sources: {:?}", began.elapsed());
    assert!(began.elapsed().as_secs() < 5);
}
