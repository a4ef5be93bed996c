//! Records that share a line: whatever is written whole is read, whatever stands before it on its line.

use std::path::Path;

use scopeon_providers::testkit::MemoryStore;
use serde_json::Value;

use super::{Reader, put};

/// So many places of each record are tried as where it was cut.
const CUTS: usize = 4;
/// So many pairs of neighbours are tried of a log.
const PAIRS: usize = 8;

impl Reader<'_> {
    /// Logs of lines, each alone, with records that share a line, compared with the log in which what was cut is blank:
    /// the records that are whole stand at the same places in both.
    pub(crate) fn shared_lines_are_read(&self) {
        let home = tempfile::tempdir().expect("a directory");
        for (path, bytes) in self.files.iter().filter(|(path, _)| is_lines(path)) {
            let log = Log { law: self, home: home.path(), path, bytes };
            let pairs = pairs(bytes);
            for (start, end) in pairs.iter().step_by(pairs.len().div_ceil(PAIRS).max(1)) {
                log.glued_is_read(*end);
                log.cut_is_noted(*start, *end);
            }
            std::fs::remove_file(home.path().join(path)).ok();
        }
    }
}

fn is_lines(path: &Path) -> bool {
    const OTHERS: [&str; 4] = ["json", "zst", "db", "vscdb"];
    path.extension().is_none_or(|extension| OTHERS.iter().all(|other| extension != *other))
}

/// Where records start and end that another follows.
fn pairs(bytes: &[u8]) -> Vec<(usize, usize)> {
    let is_record = |line: &[u8]| serde_json::from_slice::<Value>(line).is_ok_and(|value| value.is_object());
    let mut start = 0;
    let mut pairs = Vec::new();
    for end in memchr::memchr_iter(b'\n', bytes) {
        let next = bytes[end + 1..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        if is_record(&bytes[start..end]) && is_record(next) {
            pairs.push((start, end));
        }
        start = end + 1;
    }
    pairs
}

/// One log of an agent.
struct Log<'a> {
    law: &'a Reader<'a>,
    home: &'a Path,
    path: &'a Path,
    bytes: &'a [u8],
}

impl Log<'_> {
    fn told(&self, bytes: &[u8]) -> (MemoryStore, String) {
        put(self.home, self.path, bytes);
        let mut ledger = MemoryStore::default();
        self.law.read(self.home, 1, &mut ledger);
        let facts = ledger.dump();
        (ledger, facts)
    }

    /// Two records on one line.
    fn glued_is_read(&self, end: usize) {
        let (ledger, facts) = self.told(self.bytes);
        for between in [" ", "\t"] {
            let mut glued = self.bytes.to_vec();
            glued.splice(end..=end, between.bytes());
            let (seen, told) = self.told(&glued);
            assert_eq!(told, facts, "{} glued at {end}", self.path.display());
            assert_eq!(
                seen.issues("malformed"),
                ledger.issues("malformed"),
                "{} at {end}",
                self.path.display()
            );
        }
        let (seen, _) = self.told(&[&self.bytes[..end], &self.bytes[end + 1..]].concat());
        assert_eq!(seen.totals(), ledger.totals(), "{} glued at {end}", self.path.display());
        assert_eq!(seen.facts().count(), ledger.facts().count(), "{} glued at {end}", self.path.display());
    }

    /// A record that is cut, and the next one right behind it.
    fn cut_is_noted(&self, start: usize, end: usize) {
        let length = end - start;
        let values = memchr::memchr_iter(b':', &self.bytes[start..end])
            .map(|colon| colon + 1)
            .filter(|cut| *cut < length);
        let places: Vec<usize> =
            (1..length).step_by((length / CUTS).max(1)).chain(values.take(CUTS)).collect();
        for cut in places {
            let (front, behind) = (&self.bytes[..start + cut], &self.bytes[end + 1..]);
            let mut blank = front.to_vec();
            blank[start..].fill(b' ');
            blank[start + cut - 1] = b'\n';
            let (ledger, facts) = self.told(&[&blank, behind].concat());
            let (seen, told) = self.told(&[front, behind].concat());
            let what = format!("{} from {start} cut after {cut}", self.path.display());
            assert_eq!(told, facts, "{what}");
            assert_eq!(seen.issues("malformed"), ledger.issues("malformed") + 1, "{what}");
        }
    }
}
