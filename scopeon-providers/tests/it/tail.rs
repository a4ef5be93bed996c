//! A growing file against a model: whatever happens to files between two looks, what is known afterwards is
//! exactly what a reader without memory would have seen at those looks.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use scopeon_core::event::{Call, Event};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_providers::Settings;
use scopeon_providers::testkit::MemoryStore;

use crate::toy::{Toy, call, nobody, run_with};

/// What may happen to one of a few files; sizes are in lines or bytes.
#[derive(Clone, Debug)]
enum Step {
    Write {
        file: usize,
        lines: usize,
    },
    Torn {
        file: usize,
        bytes: usize,
    },
    Cut {
        file: usize,
        share: u8,
    },
    Refill {
        file: usize,
        lines: usize,
    },
    Replace {
        file: usize,
        lines: usize,
    },
    CopyTruncate {
        file: usize,
        to: usize,
    },
    Rename {
        file: usize,
        to: usize,
    },
    Link {
        file: usize,
        to: usize,
    },
    Delete {
        file: usize,
    },
    /// Deletes and makes it again at once, which gives the old inode number to the new file.
    Reuse {
        file: usize,
        lines: usize,
    },
    Look {
        threads: usize,
    },
}

const FILES: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    let file = || 0..FILES;
    let lines = || 1..40_usize;
    prop_oneof![
        5 => (file(), lines()).prop_map(|(file, lines)| Step::Write { file, lines }),
        3 => (file(), 1..30_usize).prop_map(|(file, bytes)| Step::Torn { file, bytes }),
        1 => (file(), any::<u8>()).prop_map(|(file, share)| Step::Cut { file, share }),
        1 => (file(), lines()).prop_map(|(file, lines)| Step::Refill { file, lines }),
        1 => (file(), lines()).prop_map(|(file, lines)| Step::Replace { file, lines }),
        1 => (file(), file()).prop_map(|(file, to)| Step::CopyTruncate { file, to }),
        1 => (file(), file()).prop_map(|(file, to)| Step::Rename { file, to }),
        1 => (file(), file()).prop_map(|(file, to)| Step::Link { file, to }),
        1 => file().prop_map(|file| Step::Delete { file }),
        1 => (file(), lines()).prop_map(|(file, lines)| Step::Reuse { file, lines }),
        6 => (1..3_usize).prop_map(|threads| Step::Look { threads }),
    ]
}

/// The files, what is written to them next, and what a reader without memory saw.
struct World {
    home: tempfile::TempDir,
    next: u64,
    clock: SystemTime,
    seen: BTreeMap<CallId, Call>,
    ledger: MemoryStore,
}

impl World {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            next: 0,
            clock: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
            seen: BTreeMap::new(),
            ledger: MemoryStore::default(),
        }
    }

    fn path(&self, file: usize) -> PathBuf {
        self.home.path().join(format!("{file}.log"))
    }

    fn do_step(&mut self, step: &Step) {
        match *step {
            Step::Write { file, lines } => {
                let text = self.lines(lines);
                self.append(file, text.as_bytes());
            }
            Step::Torn { file, bytes } => {
                let text = self.lines(4);
                self.append(file, &text.as_bytes()[..bytes.min(text.len() - 1)]);
            }
            Step::Cut { file, share } => self.cut(file, share),
            Step::Refill { file, lines } => {
                self.cut(file, 0);
                let text = self.lines(lines);
                self.append(file, text.as_bytes());
            }
            Step::Replace { file, lines } => {
                let other = self.home.path().join("new.tmp");
                fs::write(&other, self.lines(lines)).unwrap();
                self.touch(&other);
                fs::rename(other, self.path(file)).unwrap();
            }
            Step::CopyTruncate { file, to } if file != to && self.path(file).exists() => {
                let _ = fs::remove_file(self.path(to));
                fs::copy(self.path(file), self.path(to)).unwrap();
                let copy = self.path(to);
                self.touch(&copy);
                self.cut(file, 0);
            }
            Step::Rename { file, to } => drop(fs::rename(self.path(file), self.path(to))),
            Step::Link { file, to } => drop(fs::hard_link(self.path(file), self.path(to))),
            Step::Delete { file } => drop(fs::remove_file(self.path(file))),
            Step::Reuse { file, lines } => {
                let _ = fs::remove_file(self.path(file));
                let text = self.lines(lines);
                self.append(file, text.as_bytes());
            }
            Step::Look { threads } => self.look(threads),
            Step::CopyTruncate { .. } => {}
        }
    }

    /// Makes whole lines that were never written before: calls, sessions, an empty line now and then.
    fn lines(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            self.next += 1;
            let n = self.next;
            let line = match n % 11 {
                3 => format!("s {n}\n"),
                7 => "\n".to_owned(),
                8 => format!("c {n} {n}\r\n"),
                _ => format!("c {n} {n} {}\n", "x".repeat(usize::try_from(n % 23).unwrap())),
            };
            text.push_str(&line);
        }
        text
    }

    fn append(&mut self, file: usize, bytes: &[u8]) {
        let path = self.path(file);
        OpenOptions::new().append(true).create(true).open(&path).unwrap().write_all(bytes).unwrap();
        self.touch(&path);
    }

    fn cut(&mut self, file: usize, share: u8) {
        let path = self.path(file);
        let Ok(open) = OpenOptions::new().write(true).open(&path) else { return };
        let size = open.metadata().unwrap().len();
        open.set_len(size * u64::from(share) / 256).unwrap();
        self.touch(&path);
    }

    /// Gives each change a time of its own: two within one tick of the system's clock that leave the size as
    /// it was cannot be told apart by asking for size and time.
    fn touch(&mut self, path: &Path) {
        self.clock += Duration::from_millis(7);
        File::options().write(true).open(path).unwrap().set_modified(self.clock).unwrap();
    }

    fn look(&mut self, threads: usize) {
        for file in 0..FILES {
            let Ok(bytes) = fs::read(self.path(file)) else { continue };
            for call in whole_calls(&bytes) {
                match self.seen.get_mut(&call.id) {
                    Some(known) => known.join(call),
                    None => drop(self.seen.insert(call.id, call)),
                }
            }
        }
        let mut settings = Settings::default().threads(threads);
        settings.batch_events = 3;
        run_with(&Toy::new(), self.home.path(), &settings, &mut self.ledger);
    }
}

/// Reads a file's whole lines from its start, as simply as it can be done.
fn whole_calls(bytes: &[u8]) -> Vec<Call> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let text = String::from_utf8_lossy(&bytes[..whole]);
    let mut session = nobody();
    let mut calls = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("s ") {
            session = SessionId(Identity::builder("session").text(name).finish());
        } else if let Some(Event::Call(seen)) = call(line, session) {
            calls.push(*seen);
        }
    }
    calls
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_known_is_what_was_there(steps in proptest::collection::vec(step(), 1..24)) {
        let mut world = World::new();
        for step in &steps {
            world.do_step(step);
        }
        world.look(1);
        let known: Vec<_> = world.ledger.calls().cloned().collect();
        let seen: Vec<_> = world.seen.values().cloned().collect();
        prop_assert_eq!(known, seen);
    }
}
