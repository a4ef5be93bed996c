//! A7: SIGKILL while another program's database is copied and read, for every agent that keeps one: nothing that holds
//! text is left, and what is left is swept by the next run.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use scopeon_providers::sample::{MARKER, stores, write_store};

use super::world::{Dice, World};

/// How large each database is, in bytes: enough to be caught in the middle of.
const SIZE: u64 = 16 << 20;

/// How often a run is killed for each agent.
fn kills() -> u32 {
    std::env::var("SCOPEON_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(5)
}

#[test]
fn a_killed_run_leaves_nothing_of_a_database() {
    let (mut dice, mut hits) = (Dice(7), 0);
    eprintln!("{:<16} {:>6} {:>6} {:>8} {:>12}", "agent", "kills", "hits", "copies", "bytes left");
    for agent in stores() {
        let agents = World::new();
        write_store(&agents.home(), agent, SIZE).unwrap();
        let began = Instant::now();
        let whole = World::reading(&agents);
        assert_eq!(whole.run(&["ingest"]).status.code(), Some(0), "{agent}");
        let length = began.elapsed();
        let mut left = Left::default();
        for _ in 0..kills() {
            left.add(&killed(&agents, &mut dice, length));
        }
        eprintln!("{agent:<16} {:>6} {:>6} {:>8} {:>12}", kills(), left.hits, left.files, left.bytes);
        assert_eq!(left.bytes, 0, "{agent}: copies are left");
        hits += left.hits;
    }
    assert!(hits * 3 > kills(), "only {hits} runs were still running when killed");
}

/// What killed runs left.
#[derive(Default)]
struct Left {
    hits: u32,
    files: usize,
    bytes: u64,
}

impl Left {
    fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

/// Starts a first run and kills it some time before its usual end.
fn killed(agents: &World, dice: &mut Dice, length: Duration) -> Left {
    let world = World::reading(agents);
    let mut child = world.scopeon(&["ingest"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(dice.below(u64::try_from(length.as_micros()).unwrap())));
    child.kill().unwrap();
    let hits = u32::from(!child.wait().unwrap().success());
    for path in left(&world.data()) {
        let content = fs::read(&path).unwrap();
        let is_marked = content.windows(MARKER.len()).any(|window| window == MARKER.as_bytes());
        assert!(!is_marked, "{} holds text", path.display());
    }
    let mut copies = left(&world.data().join("copies"));
    // When what was copied: numbers, without a path.
    copies.retain(|path| !path.ends_with("paces"));
    let bytes = copies.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    Left { hits, files: copies.len(), bytes }
}

fn left(directory: &std::path::Path) -> Vec<PathBuf> {
    if directory.exists() { World::files(directory) } else { Vec::new() }
}

/// Copies of earlier releases had names, and a kill left them: they go with the next run, however young they are.
#[test]
fn what_a_killed_run_left_is_swept_by_the_next() {
    let world = World::new();
    let copies = world.data().join("copies");
    fs::create_dir_all(copies.join("copy-aBc123")).unwrap();
    fs::write(copies.join("copy-aBc123/copy.db"), MARKER).unwrap();
    fs::write(copies.join("copy-dEf456"), "").unwrap();
    fs::write(copies.join("notes"), "not ours").unwrap();
    fs::create_dir_all(world.home()).unwrap();
    // There is nothing to read, and so nothing to copy.
    world.success(&["ingest"]);
    assert_eq!(left(&copies), [copies.join("notes")]);
}
