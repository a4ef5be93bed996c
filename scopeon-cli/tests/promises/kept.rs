//! What `[privacy] paths` says is so for every agent: nothing else of a path is in any byte that is left behind, whoever
//! wrote it and however often it was read on, and no figure depends on it.

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use scopeon_core::id::Identity;
use scopeon_core::time::Timestamp;
use scopeon_providers::builtin;
use scopeon_providers::sample::write_mixed_home;
use serde_json::Value;

use super::world::World;

/// Where the projects of all logs lie, and what that is made: as long, so that it can be put into databases, too.
const DIRECTORY: &str = "/home/dev/";
const MARKED: &str = "/MARKEDDI/";
/// The projects of the demo.
const PROJECTS: [&str; 3] = ["acme.shop", "billing-api", "docs_site"];
/// What stands in content.
const CONTENT: [&str; 2] = ["CANARY_content", "PRIVATE_SENTINEL"];

#[test]
fn no_agents_path_is_kept_but_as_the_configuration_says() {
    let figures: Vec<Value> = ["full", "basename", "hash"].map(figures_of).into();
    assert!(figures[0]["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    assert_eq!(figures[0], figures[1], "what is kept of paths changes no figure");
    assert_eq!(figures[0], figures[2], "what is kept of paths changes no figure");
}

/// Reads every agent's logs under a mode, and on when each has grown.
fn figures_of(mode: &str) -> Value {
    let world = home_of_every_agent();
    fs::create_dir_all(world.data()).unwrap();
    fs::write(world.data().join("config.toml"), format!("[privacy]\npaths = \"{mode}\"\n")).unwrap();
    world.success(&["ingest"]);
    every_agent_is_read(&world);
    nothing_else_is_kept(&world, mode);
    for log in
        World::files(&world.home()).iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
    {
        grow(log);
    }
    world.success(&["-vv", "ingest"]);
    nothing_else_is_kept(&world, mode);
    let checked = world.json(&["privacy", "check"]);
    assert_eq!(checked["findings"], Value::Array(Vec::new()), "{mode}");
    world.verify();
    world.json(&["--no-ingest", "report", "daily", "--breakdown", "model"])
}

/// The demo's home of every agent, and the fixtures of those whose logs are files of text beside it.
pub(crate) fn home_of_every_agent() -> World {
    let world = World::new();
    write_mixed_home(&world.home(), Timestamp::parse("2026-11-20T15:00:00Z").unwrap()).unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scopeon-providers/tests/fixtures");
    copy(&fixtures.join("claude-code/tour/root"), &world.home().join(".claude"));
    for agent in fs::read_dir(fixtures).unwrap().map(|entry| entry.unwrap().path()) {
        for home in [agent.join("home"), agent.join("tour/home")] {
            if home.is_dir() {
                copy(&home, &world.home());
            }
        }
    }
    for file in World::files(&world.home()) {
        let marked = replaced(&fs::read(&file).unwrap());
        fs::write(&file, marked).unwrap();
    }
    world
}

pub(crate) fn every_agent_is_read(world: &World) {
    let report = world.json(&["--no-ingest", "report", "provider"]);
    let rows = report["rows"].as_array().unwrap();
    let is_read = |id: &str| rows.iter().any(|row| row["key"] == id);
    let agents = builtin();
    let unread: Vec<_> = agents.iter().map(|agent| agent.info().id).filter(|id| !is_read(id)).collect();
    // A root has to be named for logs that lie anywhere.
    assert!(unread.iter().all(|id| ["generic", "ollama"].contains(id)), "not read: {unread:?}");
}

fn nothing_else_is_kept(world: &World, mode: &str) {
    let all: Vec<(PathBuf, Vec<u8>)> =
        World::files(&world.data()).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let holds = |text: &str| {
        let bytes = text.as_bytes();
        all.iter()
            .find(|(_, file)| file.windows(bytes.len()).any(|window| window == bytes))
            .map(|(path, _)| path)
    };
    for text in CONTENT {
        assert_eq!(holds(text), None, "{mode}: {text}");
    }
    assert_eq!(guesses_confirm(world, &all), mode == "full", "{mode}: the test's own power, or a guess");
    let marked = MARKED.trim_matches('/');
    assert_eq!(holds(marked).is_some(), mode == "full", "{mode}: the test's own power, or a leak");
    for project in PROJECTS {
        assert_eq!(holds(project).is_some(), mode != "hash", "{mode}: {project}");
    }
}

/// Whether a guess of a log's whole path can be confirmed: its identity is known to who knows the path and no key.
fn guesses_confirm(world: &World, all: &[(PathBuf, Vec<u8>)]) -> bool {
    let files = World::files(&world.home());
    let guess = |agent: &str, path: &Path| {
        let id = Identity::builder("source").text(agent);
        id.bytes(path.as_os_str().as_encoded_bytes()).finish()
    };
    let agents = builtin();
    let guesses: HashSet<Vec<u8>> = agents
        .iter()
        .flat_map(|agent| files.iter().map(move |path| guess(agent.info().id, path)))
        .flat_map(|id| [id.to_bytes().to_vec(), id.to_string().into_bytes()])
        .collect();
    let holds = |length: usize, file: &[u8]| file.windows(length).any(|window| guesses.contains(window));
    all.iter().any(|(_, file)| holds(16, file) || holds(32, file))
}

/// Appends a log's last line once more.
fn grow(log: &Path) {
    let bytes = fs::read(log).unwrap();
    let last = bytes.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = [if bytes.ends_with(b"\n") { &b""[..] } else { b"\n" }, last, b"\n"].concat();
    fs::OpenOptions::new().append(true).open(log).unwrap().write_all(&line).unwrap();
}

fn replaced(bytes: &[u8]) -> Vec<u8> {
    let (from, to) = (DIRECTORY.as_bytes(), MARKED.as_bytes());
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at + from.len() <= out.len() {
        if out[at..].starts_with(from) {
            out[at..at + to.len()].copy_from_slice(to);
            at += to.len();
        } else {
            at += 1;
        }
    }
    out
}

fn copy(from: &Path, to: &Path) {
    for path in World::files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    }
}
