//! Lines as other programs leave them: endings, marks, bytes that are no text, and lines without end.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use scopeon_core::provider::{
    Coverage, Input, Position, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
    SourceKind,
};
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{NoopObserver, SearchPaths, Settings, Summary, scan};

/// Notes each line it is shown: its bytes, or for a long one its length, and where it starts.
struct Scribe {
    about: ProviderInfo,
    seen: Mutex<Vec<(String, Position)>>,
}

impl Scribe {
    fn new() -> Self {
        Self { about: ProviderInfo::new("scribe", "Scribe", Coverage::DetectedOnly), seen: Mutex::default() }
    }

    fn texts(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(text, _)| text.clone()).collect()
    }
}

impl Provider for Scribe {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for root in roots.explicit {
            found(Source::new(SourceKind::Lines, root, "one.log"));
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        while let Some(line) = lines.next()? {
            let text = match line.bytes.len() {
                0..100 => String::from_utf8_lossy(line.bytes).into_owned(),
                long => long.to_string(),
            };
            self.seen.lock().unwrap().push((text, line.place));
            out.checkpoint(line.end, carry)?;
        }
        Ok(())
    }
}

fn look(scribe: &Scribe, home: &Path, settings: &Settings, ledger: &mut MemoryStore) -> Summary {
    let places = SearchPaths::default().root("scribe", home);
    scan(&[scribe], &places, settings, ledger, &NoopObserver, &AtomicBool::new(false)).unwrap()
}

fn append(home: &Path, bytes: &[u8]) {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(home.join("one.log"))
        .unwrap()
        .write_all(bytes)
        .unwrap();
}

#[test]
fn lines_are_shown_as_they_are() {
    let long = "x".repeat(300_000);
    let cases: &[(&[u8], &[&str])] = &[
        (b"", &[]),
        (b"\n\n\n", &[]),
        (b"one", &[]),
        (b"one\ntwo\n", &["one", "two"]),
        (b"one\r\ntwo\r\n\r\nthree\rx\r\n", &["one", "two", "three\rx"]),
        (b"\xef\xbb\xbfone\n\xef\xbb\xbftwo\n", &["one", "\u{feff}two"]),
        (b"\xef\xbb\xbf\r\none\n", &["one"]),
        (b"a\0b\n\xff\xfe\n", &["a\0b", "\u{fffd}\u{fffd}"]),
        (&[long.as_bytes(), b"\nend\n"].concat(), &["300000", "end"]),
        (
            &[b"first\n", long.as_bytes(), b"\r\n", long.as_bytes(), b"y\nend\n"].concat(),
            &["first", "300000", "300001", "end"],
        ),
    ];
    for (bytes, expected) in cases {
        let (home, scribe) = (tempfile::tempdir().unwrap(), Scribe::new());
        append(home.path(), bytes);
        look(&scribe, home.path(), &Settings::default(), &mut MemoryStore::default());
        assert_eq!(scribe.texts(), *expected);
    }
}

#[test]
fn places_are_counted_in_bytes_and_lines() {
    let (home, scribe) = (tempfile::tempdir().unwrap(), Scribe::new());
    let mut ledger = MemoryStore::default();
    append(home.path(), b"one\r\n\n\ntwo\nthr");
    look(&scribe, home.path(), &Settings::default(), &mut ledger);
    append(home.path(), b"ee\n\n");
    look(&scribe, home.path(), &Settings::default(), &mut ledger);
    append(home.path(), b"four\n");
    look(&scribe, home.path(), &Settings::default(), &mut ledger);
    let places: Vec<_> = scribe.seen.lock().unwrap().iter().map(|(_, at)| (at.offset, at.line)).collect();
    assert_eq!(places, [(0, 1), (7, 4), (11, 5), (18, 7)]);
}

/// Any split of the bytes over several looks shows the same lines at the same places.
#[test]
fn any_split_shows_the_same_lines() {
    let text = b"\xef\xbb\xbfone\r\n\ntwo\n-this line is too long for the limit-\nthree\n\n";
    let mut settings = Settings::default();
    settings.max_line = 10;
    let whole = {
        let (home, scribe) = (tempfile::tempdir().unwrap(), Scribe::new());
        append(home.path(), text);
        look(&scribe, home.path(), &settings, &mut MemoryStore::default());
        scribe.seen.into_inner().unwrap()
    };
    assert_eq!(whole.len(), 3);
    for first in 0..=text.len() {
        for second in (first..=text.len()).step_by(5) {
            let (home, scribe, mut ledger) =
                (tempfile::tempdir().unwrap(), Scribe::new(), MemoryStore::default());
            for part in [&text[..first], &text[first..second], &text[second..]] {
                append(home.path(), part);
                look(&scribe, home.path(), &settings, &mut ledger);
            }
            assert_eq!(*scribe.seen.lock().unwrap(), whole, "split at {first} and {second}");
            assert_eq!(ledger.issues("overlong_line"), 1, "split at {first} and {second}");
        }
    }
}

#[test]
fn a_line_of_fifty_megabytes_is_shown() {
    let (home, scribe) = (tempfile::tempdir().unwrap(), Scribe::new());
    let block = vec![b'x'; 1 << 20];
    (0..50).for_each(|_| append(home.path(), &block));
    append(home.path(), b"\nend\n");
    look(&scribe, home.path(), &Settings::default(), &mut MemoryStore::default());
    assert_eq!(scribe.texts(), [(50 << 20).to_string(), "end".to_owned()]);
}

/// A line that never ends is passed over in little memory, and what was passed over is not read again.
#[test]
fn a_line_without_end_is_passed_over_once() {
    let (home, scribe, mut ledger) = (tempfile::tempdir().unwrap(), Scribe::new(), MemoryStore::default());
    let mut settings = Settings::default();
    settings.max_line = 1 << 20;
    append(home.path(), b"one\n");
    let block = vec![b'x'; 1 << 20];
    (0..300).for_each(|_| append(home.path(), &block));
    let before = resident_most();
    let first = look(&scribe, home.path(), &settings, &mut ledger);
    assert_eq!((first.bytes, first.issues), ((300 << 20) + 4, 1));
    println!("{}", memory(before));
    assert_eq!(look(&scribe, home.path(), &settings, &mut ledger).bytes, 0, "nothing is new");
    append(home.path(), &[b'x'; 1000]);
    let second = look(&scribe, home.path(), &settings, &mut ledger);
    assert_eq!((second.bytes, second.issues), (1000, 0), "only what is new is read");
    append(home.path(), b"\ntwo\n");
    look(&scribe, home.path(), &settings, &mut ledger);
    assert_eq!(scribe.texts(), ["one", "two"]);
    assert_eq!(ledger.issues("overlong_line"), 1);
}

/// Makes the file longer by a hole; false where the file system has none.
fn dig(home: &Path, bytes: u64) -> bool {
    let file = OpenOptions::new().append(true).create(true).open(home.join("one.log")).unwrap();
    let size = file.metadata().unwrap().len();
    file.set_len(size + bytes).is_ok()
}

/// A hole ends the line that leads into it, and what follows it is a line of its own.
#[test]
fn a_hole_is_leapt_over_wherever_it_is() {
    let settings = Settings::default();
    for (before, shown, overlong) in [
        ("", vec!["two", "three"], 0),
        ("one\n", vec!["one", "two", "three"], 0),
        ("half", vec!["two", "three"], 1),
    ] {
        let (home, scribe, mut ledger) =
            (tempfile::tempdir().unwrap(), Scribe::new(), MemoryStore::default());
        append(home.path(), before.as_bytes());
        if !dig(home.path(), 1 << 40) {
            return;
        }
        let resident = resident_most();
        let first = look(&scribe, home.path(), &settings, &mut ledger);
        assert!(first.bytes < 1 << 20, "{} bytes", first.bytes);
        append(home.path(), b"two\nthr");
        dig(home.path(), 0);
        assert!(look(&scribe, home.path(), &settings, &mut ledger).bytes < 1 << 20);
        append(home.path(), b"ee\n");
        look(&scribe, home.path(), &settings, &mut ledger);
        println!("{}", memory(resident));
        assert_eq!(
            (scribe.texts(), ledger.issues("replaced")),
            (shown.iter().map(|text| (*text).to_owned()).collect(), 0),
            "{before}"
        );
        assert_eq!((ledger.issues("overlong_line"), ledger.issues("malformed")), (overlong, 1), "{before}");
        let (anew, mut ledger) = (Scribe::new(), MemoryStore::default());
        look(&anew, home.path(), &settings, &mut ledger);
        assert_eq!(anew.texts(), scribe.texts(), "read at once");
    }
}

/// NULs that were written are passed over as those of a hole.
#[test]
fn what_follows_nuls_is_a_line() {
    let (home, scribe, mut ledger) = (tempfile::tempdir().unwrap(), Scribe::new(), MemoryStore::default());
    append(home.path(), &[b"one\n".as_slice(), &[0; 5000], b"two\n\0\0\nthree\n"].concat());
    look(&scribe, home.path(), &Settings::default(), &mut ledger);
    assert_eq!(
        (scribe.texts(), ledger.issues("malformed")),
        (vec!["one".to_owned(), "two".into(), "three".into()], 2)
    );
}

/// Says for the test that runs this one how much memory was held before and now.
fn memory(before: Option<u64>) -> String {
    // What is not known is not little.
    let resident = |kib: Option<u64>| kib.unwrap_or(u64::MAX);
    format!("most resident memory: {} KiB before, {} KiB after", resident(before), resident(resident_most()))
}

/// The most memory this process ever held, in KiB.
fn resident_most() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The most memory is this process's own, so a process of its own runs the one test that needs a bound.
#[cfg(target_os = "linux")]
#[test]
fn a_line_without_end_and_a_hole_take_little_memory() {
    for name in ["a_line_without_end_is_passed_over_once", "a_hole_is_leapt_over_wherever_it_is"] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &["lines::", name].concat(), "--nocapture", "--test-threads=1"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().filter_map(|line| line.split("before, ").nth(1)).next_back().expect(&text);
        let most: u64 = line.split(' ').next().unwrap().parse().unwrap();
        println!("{most} KiB");
        assert!(most < 40 << 10, "{most} KiB");
    }
}
