//! C11: marked content of every log, looked for in everything the program leaves behind or prints.

use std::fs;
use std::path::Path;

use super::kept::{every_agent_is_read, home_of_every_agent};
use super::world::World;

/// Stands in every content field of the generated logs and of the fixtures.
const MARKERS: [&str; 2] = ["CANARY_content", "PRIVATE_SENTINEL"];

const COMMANDS: &[&[&str]] = &[
    &["ingest"],
    &["-vv", "ingest"],
    &["report", "hourly"],
    &["report", "project", "--breakdown", "model"],
    &["report", "session", "--json"],
    &["report", "branch"],
    &["sessions"],
    &["sessions", "--json"],
    &["session", "latest"],
    &["session", "latest", "--json"],
    &["session", "no-such-session"],
    &["interactions", "--limit", "all"],
    &["interactions", "--json"],
    &["status"],
    &["doctor"],
    &["doctor", "--json"],
    &["db", "verify"],
    &["context", "--json"],
    &["costs", "--all", "--json"],
    &["cache", "--all"],
    &["tools", "--all", "--json"],
    &["mcp-usage", "--all"],
    &["health", "--all", "--json"],
    &["suggest", "--all"],
    &["agents", "--all", "--json"],
    &["tasks", "--all", "--json"],
    &["explore", "--all", "--json"],
    &["blocks", "--all"],
    &["limits", "--json"],
    &["providers", "-v"],
    &["privacy", "--json"],
    &["privacy", "check"],
];

#[test]
fn no_content_of_a_generated_home_is_kept_or_shown() {
    let (world, truth) = World::with_sample(6);
    assert!(truth.calls > 100);
    marked_everywhere(&world.home());
    check(&world);
}

#[test]
fn no_content_of_the_fixtures_is_kept_or_shown() {
    let world = World::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../scopeon-providers/tests/fixtures/claude-code/tour/root");
    copy(&fixtures, &world.home().join(".claude"));
    marked_everywhere(&world.home());
    check(&world);
}

/// The promise is of every agent: its demo, and the fixtures of those whose logs are text.
#[test]
fn no_content_of_any_agent_is_kept_or_shown() {
    let world = home_of_every_agent();
    marked_everywhere(&world.home());
    check(&world);
    every_agent_is_read(&world);
}

/// The test's own power: the marker is in the logs, so a leak would be seen.
fn marked_everywhere(home: &Path) {
    let marked = World::files(home).iter().filter(|path| is_marked(&fs::read(path).unwrap())).count();
    assert!(marked > 3, "only {marked} files hold a marker");
}

fn check(world: &World) {
    for args in COMMANDS {
        let output = world.run(args);
        for stream in [&output.stdout, &output.stderr] {
            assert!(!is_marked(stream), "scopeon {args:?} prints content");
        }
    }
    let left: Vec<_> = World::files(&world.data());
    assert!(!left.is_empty());
    for path in left {
        assert!(!is_marked(&fs::read(&path).unwrap()), "{} holds content", path.display());
    }
    killed_halfway_leaves_none(world);
}

/// What a run that was killed leaves beside the database is looked at too.
fn killed_halfway_leaves_none(world: &World) {
    let other = World::reading(world);
    let mut child = other.scopeon(&["ingest"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(30));
    child.kill().unwrap();
    child.wait().unwrap();
    if other.data().exists() {
        for path in World::files(&other.data()) {
            assert!(!is_marked(&fs::read(&path).unwrap()), "{} holds content", path.display());
        }
    }
}

fn is_marked(bytes: &[u8]) -> bool {
    MARKERS.iter().any(|marker| bytes.windows(marker.len()).any(|window| window == marker.as_bytes()))
}

fn copy(from: &Path, to: &Path) {
    for path in World::files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    }
}
