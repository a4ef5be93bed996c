//! Copying and compacting, killed at random moments: there is the old file or the new one, and never half of one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::world::{Dice, World, all_points};

/// Kills a command at a random moment; tells whether it was still running.
fn shoot(world: &World, command: &[&str], within: Duration, dice: &mut Dice) -> bool {
    let micros = dice.below(u64::try_from(within.as_micros()).unwrap());
    let mut child = world.scopeon(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// Asserts that a copy is whole.
fn verify(world: &World, copy: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scopeon"));
    world.settle(&mut command);
    let output = command.args(["--db", copy, "db", "verify"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn kills() -> u32 {
    if all_points() { 200 } else { 40 }
}

fn parts(directory: &Path) -> usize {
    let is_part = |path: &&std::path::PathBuf| path.to_string_lossy().contains(".part");
    World::files(directory).iter().filter(is_part).count()
}

#[test]
fn a_copy_that_was_killed_is_whole_or_not_there() {
    let (world, _) = World::with_sample(8);
    world.success(&["ingest"]);
    let whole = world.totals();
    let place = world.path().join("copies of mine");
    fs::create_dir(&place).unwrap();
    let to = place.join("copy.db").display().to_string();
    let (mut dice, mut bound, mut killed) = (Dice(7), Duration::from_millis(60), 0);
    for _ in 0..kills() {
        let hit = shoot(&world, &["db", "backup", &to], bound, &mut dice);
        bound = if hit { bound * 11 / 10 } else { bound * 9 / 10 };
        killed += u32::from(hit);
        if fs::exists(&to).unwrap() {
            verify(&world, &to);
            fs::remove_file(&to).unwrap();
        }
    }
    assert!(killed * 3 > kills(), "only {killed} were still running when killed");
    world.success(&["db", "backup", &to]);
    assert_eq!(parts(&place), 0, "what killed ones left is gone");
    assert_eq!(world.totals(), whole);
}

#[test]
fn a_clean_up_that_was_killed_leaves_a_whole_database() {
    let (world, _) = World::with_sample(8);
    world.success(&["ingest"]);
    let whole = world.totals();
    let (mut dice, mut bound, mut killed) = (Dice(11), Duration::from_millis(120), 0);
    for _ in 0..kills() {
        // A tag leaves no gap worth a rewriting, what is forgotten does; nothing is as old as this.
        let forgetting = ["db", "compact", "--delete-before", "2020-01-02", "--yes", "--no-backup"];
        let hit = shoot(&world, &forgetting, bound, &mut dice);
        bound = if hit { bound * 11 / 10 } else { bound * 9 / 10 };
        killed += u32::from(hit);
        world.verify();
        assert_eq!(world.totals(), whole);
    }
    assert!(killed * 3 > kills(), "only {killed} were still running when killed");
    world.success(&["status"]);
    assert_eq!(parts(&world.data()), 0, "what killed ones left is gone");
}

#[test]
fn a_forgetting_that_was_killed_forgot_all_or_nothing() {
    let (mut dice, mut bound) = (Dice(13), Duration::from_millis(150));
    let (source, _) = World::with_sample(8);
    source.success(&["ingest"]);
    let before = source.totals();
    let days = before[0]["rows"].as_array().unwrap();
    let day = days[days.len() / 2]["key"].as_str().unwrap().to_owned();
    let forgetting = ["db", "compact", "--delete-before", &day, "--yes", "--no-backup"];
    let fresh = || {
        let world = World::reading(&source);
        fs::create_dir_all(world.data()).unwrap();
        fs::copy(source.db(), world.db()).unwrap();
        world
    };
    let done = fresh();
    done.success(&forgetting);
    let after = done.totals();
    assert_ne!(after, before);
    let mut killed = 0;
    for _ in 0..kills() / 2 {
        let world = fresh();
        let hit = shoot(&world, &forgetting, bound, &mut dice);
        bound = if hit { bound * 11 / 10 } else { bound * 9 / 10 };
        killed += u32::from(hit);
        world.verify();
        let totals = world.totals();
        assert!(totals == before || totals == after);
    }
    assert!(killed * 3 > kills() / 2, "only {killed} were still running when killed");
}
