//! A1: SIGKILL at random moments, while the logs grow in torn pieces, rotate and are rewritten.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use super::world::{Dice, World, all_points};

#[test]
fn killed_at_random_moments_nothing_is_lost_and_nothing_counts_twice() {
    let kills = if all_points() { 1_000 } else { 200 };
    let (whole, _) = World::with_sample(8);
    whole.success(&["ingest"]);

    let growing = World::new();
    let mut growth = Growth::new(&whole.home(), &growing.home());
    let mut dice = Dice(42);
    let mut aim = Aim { bound: Duration::from_millis(50), killed: 0 };
    for round in 0..kills {
        growth.step(&mut dice, kills - round);
        aim.shoot(&growing, &mut dice);
    }
    growth.finish();
    assert!(
        u64::from(aim.killed) * 3 > kills,
        "only {} of {kills} runs were still running when killed",
        aim.killed
    );
    // The comparison has power: what the last piece added is still missing.
    assert_ne!(growing.totals(), whole.totals());

    growing.success(&["ingest"]);
    growing.verify();
    assert_eq!(growing.totals(), whole.totals());
}

/// Aims kills at the whole length of a run, however long runs are at the moment.
struct Aim {
    bound: Duration,
    killed: u32,
}

impl Aim {
    /// Starts a run and kills it at a random moment; what was hit or missed corrects the aim.
    fn shoot(&mut self, world: &World, dice: &mut Dice) {
        let micros = dice.below(u64::try_from(self.bound.as_micros()).unwrap());
        let mut child =
            world.scopeon(&["ingest"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(micros));
        child.kill().unwrap();
        // One that ended by itself may have found half of a file that is being written, and says so.
        let hit = child.wait().unwrap().code().is_none();
        self.killed += u32::from(hit);
        self.bound = if hit { self.bound * 11 / 10 } else { self.bound * 9 / 10 };
    }
}

/// Copies a home piece by piece, as agents write: torn lines, rotation, and rewriting in place.
struct Growth {
    files: Vec<(PathBuf, PathBuf, u64)>,
}

impl Growth {
    fn new(from: &Path, to: &Path) -> Self {
        let target = |path: &Path| to.join(path.strip_prefix(from).unwrap());
        let files: Vec<_> =
            World::files(from).into_iter().map(|path| (path.clone(), target(&path), 0)).collect();
        // Of two copies the older file owns a call: create the files in the order of the original's.
        let mut by_birth: Vec<_> = files.iter().map(|(from, to, _)| (born(from), to)).collect();
        by_birth.sort();
        for (_, path) in by_birth {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            File::create(path).unwrap();
            std::thread::sleep(Duration::from_millis(5)); // longer than the file system's clock tick
        }
        Self { files }
    }

    /// Grows every file by a random piece; now and then one is replaced or rewritten.
    fn step(&mut self, dice: &mut Dice, rounds_left: u64) {
        for (from, to, done) in &mut self.files {
            let left = fs::metadata(&from).unwrap().len() - *done;
            let piece = dice.below(2 * left / rounds_left.max(1) + 2).min(left);
            append(from, to, *done, piece);
            *done += piece;
        }
        let chosen = usize::try_from(dice.below(self.files.len() as u64)).unwrap();
        let (_, to, _) = &self.files[chosen];
        match dice.below(4) {
            0 => replace(to),
            1 => rewrite(to),
            _ => {}
        }
    }

    fn finish(&mut self) {
        for (from, to, done) in &mut self.files {
            append(from, to, *done, u64::MAX);
        }
    }
}

fn born(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().created().unwrap()
}

fn append(from: &Path, to: &Path, at: u64, length: u64) {
    let mut source = File::open(from).unwrap();
    source.seek(SeekFrom::Start(at)).unwrap();
    let mut piece = Vec::new();
    source.take(length).read_to_end(&mut piece).unwrap();
    OpenOptions::new().append(true).open(to).unwrap().write_all(&piece).unwrap();
}

/// Rotation with a copy: another file takes the place, with the same content so far.
fn replace(path: &Path) {
    let beside = path.with_extension("new");
    fs::copy(path, &beside).unwrap();
    fs::rename(&beside, path).unwrap();
}

/// Copy and truncate: the same file becomes empty and is filled again.
fn rewrite(path: &Path) {
    let content = fs::read(path).unwrap();
    let mut file = OpenOptions::new().write(true).truncate(true).open(path).unwrap();
    file.write_all(&content).unwrap();
}
