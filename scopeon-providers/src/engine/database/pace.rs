//! How often databases are copied. All processes of one user share what is known of it: numbers in a small file.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scopeon_core::id::SourceId;

/// Where it is kept, beside the copies.
const NAME: &str = "paces";
/// One source: its identity, and two instants in milliseconds since 1970.
const RECORD: usize = 32;
/// More sources than that are not copied within minutes.
const MOST: u64 = 10_000 * RECORD as u64;

/// So long after a byte was read or written the next one may be: 35 MB a minute.
const NANOS_PER_BYTE: u64 = 60_000_000_000 / 35_000_000;
/// What one part of the time may be spent on.
const SHARE: u32 = 100;
/// So far ahead of its time may a source be: a small one is copied as soon as it changes. With it, a minute sees less than
/// 50 MB unless one copy alone is larger.
const AHEAD_MS: i64 = 15_000;
/// Less than that is not worth a file.
const WORTH_MS: i64 = 200;

/// What a source was copied last, and when the time that it took is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    last_ms: i64,
    over_ms: i64,
}

/// A source whose time has not come: an answer is as of its last copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Early {
    /// When it was copied last, in milliseconds since 1970.
    pub(crate) last: i64,
    /// When it may be copied again, and what time it is.
    pub(crate) due: i64,
    pub(crate) now: i64,
}

/// How a copy comes about. Each has time of its own: what a whole copy took does not keep a log from being followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// All of it is copied.
    Whole,
    /// Only what its log holds beyond a copy that was kept.
    Followed,
}

fn key(source: SourceId, way: Way) -> [u8; 16] {
    let mut key = source.0.to_bytes();
    key[15] ^= u8::from(way == Way::Followed);
    key
}

/// What a copy takes of the time that is given to copying.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Bytes that are read, and those that are written.
    pub(crate) bytes: u64,
    /// How long a core is busy with it.
    pub(crate) busy: Duration,
}

impl Cost {
    fn millis(self) -> i64 {
        let bytes = Duration::from_nanos(self.bytes.saturating_mul(NANOS_PER_BYTE));
        let whole = bytes.max(self.busy.saturating_mul(SHARE));
        i64::try_from(whole.as_millis()).unwrap_or(i64::MAX / 4)
    }
}

/// When each source was copied.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    path: Option<PathBuf>,
    turns: Mutex<HashMap<[u8; 16], Turn>>,
    early: Mutex<HashMap<[u8; 16], Early>>,
}

impl Pace {
    /// Takes what is known in a directory for copies; without one nothing is copied.
    pub(crate) fn load(scratch: Option<&Path>) -> Self {
        let path = scratch.map(|scratch| scratch.join(NAME));
        // What cannot be read is not known: a copy too many does no harm.
        let turns = path.as_deref().and_then(|path| read(path).ok()).unwrap_or_default();
        Self { path, turns: Mutex::new(turns), early: Mutex::default() }
    }

    /// Takes what other processes did meanwhile, and forgets what was early.
    pub(crate) fn renew(&self) {
        let others = self.path.as_deref().and_then(|path| read(path).ok()).unwrap_or_default();
        let mut turns = lock(&self.turns);
        for (source, other) in others {
            let own = turns.entry(source).or_insert(other);
            if other.over_ms > own.over_ms {
                *own = other;
            }
        }
        lock(&self.early).clear();
    }

    /// Returns `true` if a source may be copied now; a clock that was set back makes nothing wait.
    pub(crate) fn ask(&self, (source, way): (SourceId, Way), now_ms: i64) -> Result<(), Early> {
        let Some(turn) = lock(&self.turns).get(&key(source, way)).copied() else { return Ok(()) };
        if turn.last_ms > now_ms || turn.over_ms - now_ms <= AHEAD_MS {
            return Ok(());
        }
        let early = Early { last: turn.last_ms, due: turn.over_ms - AHEAD_MS, now: now_ms };
        lock(&self.early).insert(source.0.to_bytes(), early);
        Err(early)
    }

    /// Notes that a source is about to be copied; what it really took is said by [`Begun::end`].
    pub(crate) fn begin(&self, (source, way): (SourceId, Way), now_ms: i64, expected: Cost) -> Begun<'_> {
        let key = key(source, way);
        let before = lock(&self.turns).get(&key).map_or(now_ms, |turn| turn.over_ms);
        // A clock that was set back leaves no debt.
        let before = if before - now_ms > AHEAD_MS { now_ms } else { before.max(now_ms) };
        let begun = Begun { pace: self, key, now_ms, before };
        begun.note(expected);
        begun
    }

    /// Returns the sources whose time has not come.
    pub(crate) fn early(&self) -> Vec<Early> {
        lock(&self.early).values().copied().collect()
    }

    /// Returns how long it was before a source's time when it was last asked for; none where it had come.
    pub(crate) fn early_by(&self, source: SourceId) -> Option<Duration> {
        let early = lock(&self.early).get(&source.0.to_bytes()).copied()?;
        Some(Duration::from_millis(u64::try_from(early.due - early.now).unwrap_or(0)))
    }

    fn note(&self, key: [u8; 16], turn: Turn) {
        let mut turns = lock(&self.turns);
        turns.insert(key, turn);
        turns.retain(|_, other| other.over_ms > turn.last_ms);
        if let Some(path) = self.path.as_deref().filter(|_| turn.over_ms - turn.last_ms > WORTH_MS) {
            // A full disk learns of by whoever needs it.
            let _ = write(path, &turns);
        }
    }
}

/// A copy that was begun.
pub(crate) struct Begun<'a> {
    pace: &'a Pace,
    key: [u8; 16],
    now_ms: i64,
    before: i64,
}

impl Begun<'_> {
    /// Notes what it took.
    pub(crate) fn end(&self, cost: Cost) {
        self.note(cost);
    }

    fn note(&self, cost: Cost) {
        let over_ms = self.before.saturating_add(cost.millis());
        self.pace.note(self.key, Turn { last_ms: self.now_ms, over_ms });
    }
}

/// What is known is whole after every step, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(path: &Path) -> io::Result<HashMap<[u8; 16], Turn>> {
    let mut bytes = Vec::new();
    // Only what is ours and a file: nothing is waited for.
    if std::fs::symlink_metadata(path)?.is_file() {
        std::fs::File::open(path)?.take(MOST).read_to_end(&mut bytes)?;
    }
    let (records, _) = bytes.as_chunks::<RECORD>();
    Ok(records.iter().filter_map(decode).collect())
}

fn decode(record: &[u8; RECORD]) -> Option<([u8; 16], Turn)> {
    let (source, instants) = record.split_first_chunk::<16>()?;
    let (last, over) = instants.split_first_chunk::<8>()?;
    let over = i64::from_le_bytes(*over.first_chunk()?);
    Some((*source, Turn { last_ms: i64::from_le_bytes(*last), over_ms: over }))
}

fn write(path: &Path, turns: &HashMap<[u8; 16], Turn>) -> io::Result<()> {
    let mut file = super::scratch::blank(path.parent().unwrap_or(path))?;
    let mut bytes = Vec::with_capacity(turns.len() * RECORD);
    for (source, turn) in turns.iter().take(10_000) {
        bytes.extend(source);
        bytes.extend(turn.last_ms.to_le_bytes());
        bytes.extend(turn.over_ms.to_le_bytes());
    }
    file.file.write_all(&bytes)?;
    file.persist(path)
}

#[cfg(test)]
mod tests {
    use scopeon_core::id::Identity;

    use super::*;

    fn source(name: &str) -> (SourceId, Way) {
        (SourceId(Identity::builder("source").text(name).finish()), Way::Whole)
    }

    fn megabytes(count: u64) -> Cost {
        Cost { bytes: count * 1_000_000, busy: Duration::ZERO }
    }

    /// Copies whenever it may for ten minutes; returns when.
    fn copies(pace: &Pace, cost: Cost, every_ms: usize) -> Vec<i64> {
        let may = |now: &i64| {
            let may = pace.ask(source("a"), *now).is_ok();
            may.then(|| pace.begin(source("a"), *now, cost).end(cost));
            may
        };
        (1_000..601_000).step_by(every_ms).filter(may).collect()
    }

    #[test]
    fn a_minute_sees_less_than_50_mb() {
        for size in [1, 2, 5, 10] {
            let times = copies(&Pace::default(), megabytes(size), 300);
            let most = times
                .iter()
                .map(|from| times.iter().filter(|at| (*from..from + 60_000).contains(at)).count());
            let most = most.max().unwrap_or(0) as u64 * size;
            assert!(most < 50 + size, "{size}: {most}");
            assert!(times.len() as u64 * size > 300, "{size}: it is not left behind");
        }
        assert_eq!(copies(&Pace::default(), megabytes(390), 300).len(), 1, "195 MB, read and written");
    }

    #[test]
    fn what_keeps_a_core_busy_waits_longer() {
        let cost = Cost { bytes: 0, busy: Duration::from_millis(300) };
        let busy = copies(&Pace::default(), cost, 300).len();
        assert!((18..25).contains(&busy), "{busy} times 0.3 s in ten minutes");
    }

    #[test]
    fn processes_share_it_and_a_clock_that_is_set_back_makes_nothing_wait() {
        let scratch = tempfile::tempdir().unwrap();
        let (one, other) = (Pace::load(Some(scratch.path())), Pace::load(Some(scratch.path())));
        one.begin(source("a"), 1_000_000, megabytes(390));
        assert_eq!(other.ask(source("a"), 1_000_300), Ok(()));
        other.renew();
        let early = other.ask(source("a"), 1_000_300).unwrap_err();
        assert_eq!(early.last, 1_000_000);
        assert!(
            other.early_by(source("a").0) > Some(Duration::from_mins(1))
                && other.early_by(source("b").0).is_none()
        );
        assert_eq!(other.ask(source("a"), early.due), Ok(()));
        assert_eq!(other.ask((source("a").0, Way::Followed), 1_000_300), Ok(()));
        assert_eq!(other.ask(source("b"), 1_000_300), Ok(()));
        assert_eq!(other.ask(source("a"), 999_999), Ok(()));
        assert!(Pace::load(Some(scratch.path())).ask(source("a"), 1_000_300).is_err());
    }
}
