//! Logs and files that ask for more than they are worth: each is read in time that grows with it, or refused.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::extremes::resident;
use super::world::World;

/// A debug build on a busy machine is some ten times slower than this program is meant to be; what was quadratic took
/// minutes.
const MOST: Duration = Duration::from_secs(30);

/// Every kind of answer.
const COMMANDS: &[&str] = &[
    "ingest",
    "report",
    "report project",
    "report model",
    "report branch",
    "report session",
    "sessions --limit all",
    "session latest",
    "context",
    "costs",
    "health",
    "subagents --limit all",
    "subagents latest",
    "tasks --limit all",
    "suggest",
    "blocks",
    "explore",
    "doctor",
];

/// One call, with what a test makes of its session, directory, branch and model.
fn line(n: usize, names: [&str; 4]) -> String {
    asking(n, names, "")
}

/// One call, with what it asked for.
fn asking(n: usize, [session, cwd, branch, model]: [&str; 4], content: &str) -> String {
    format!(
        "{{\"type\":\"assistant\",\"uuid\":\"u{n}\",\"timestamp\":\"2026-09-14T10:00:03.000Z\",\"sessionId\":\"{session}\",\
         \"cwd\":\"{cwd}\",\"gitBranch\":\"{branch}\",\"message\":{{\"id\":\"msg_{n}\",\"role\":\"assistant\",\
         \"model\":\"{model}\",\"content\":[{content}],\"stop_reason\":\"end_turn\",\
         \"usage\":{{\"input_tokens\":1,\"output_tokens\":2}}}}}}\n"
    )
}

fn log(world: &World, lines: impl Iterator<Item = String>) {
    let project = world.home().join(".claude/projects/-p");
    fs::create_dir_all(&project).unwrap();
    let mut text = String::new();
    lines.for_each(|line| text.push_str(&line));
    fs::write(project.join("s.jsonl"), text).unwrap();
}

/// Runs every kind of answer; none takes long.
pub(super) fn answers_in_time(world: &World) {
    for command in COMMANDS {
        let began = Instant::now();
        let output = world.run(&command.split(' ').collect::<Vec<_>>());
        let code = output.status.code();
        assert!(code.is_some_and(|code| code < 2), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(began.elapsed() < MOST, "{command}: {:?}", began.elapsed());
    }
}

#[test]
fn a_directory_of_a_megabyte_takes_no_time() {
    let world = World::new();
    let cwd = "/a".repeat(500_000);
    log(&world, (0..5).map(|n| line(n, ["s", &cwd, "main", "claude-opus-5"])));
    answers_in_time(&world);
}

const MANY: usize = 16_000;
/// What a connection and its pages take, and some hundred bytes for each name.
const MOST_RESIDENT_KIB: u64 = 72 * 1024;

#[test]
fn thousands_of_models_branches_and_directories_are_counted_in_time() {
    for kind in 1..4 {
        let world = World::new();
        log(
            &world,
            (0..MANY).map(|n| {
                let own = format!("/w/x{n}");
                let mut names = ["s", "/w/p", "main", "claude-opus-5"];
                names[kind] = if kind == 1 { &own } else { &own[3..] };
                line(n, names)
            }),
        );
        answers_in_time(&world);
        for command in [&["health"][..], &["health", "latest"], &["suggest"], &["db", "verify"]] {
            let most = resident(&world, command);
            assert!(most < MOST_RESIDENT_KIB, "{kind} {command:?}: {most} KiB");
        }
    }
}

/// Where one block begins and ends is asked of the calls of a quarter of an hour.
#[test]
fn a_block_of_many_branches_is_found_in_time() {
    let world = World::new();
    log(&world, (0..5 * MANY).map(|n| line(n, ["s", "/w/p", &format!("x{n}"), "claude-opus-5"])));
    let began = Instant::now();
    world.success(&["blocks", "--since", "2026-09-01"]);
    assert!(began.elapsed() < MOST, "{:?}", began.elapsed());
}

#[test]
fn thousands_of_tools_are_counted_in_time() {
    let world = World::new();
    let tool = |n| format!("{{\"type\":\"tool_use\",\"id\":\"t{n}\",\"name\":\"x{n}\",\"input\":{{}}}}");
    log(&world, (0..3 * MANY).map(|n| asking(n, ["s", "/w/p", "main", "claude-opus-5"], &tool(n))));
    answers_in_time(&world);
}

#[test]
fn a_configuration_that_is_none_is_refused_and_not_waited_for() {
    let sparse = |path: &Path| fs::File::create(path).unwrap().set_len(20 << 30).unwrap();
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let device = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).unwrap();
    let makers: [&dyn Fn(&Path); 3] = [&sparse, &fifo, &device];
    for (says, make) in ["larger than 1 MiB", "no regular file", "no regular file"].into_iter().zip(makers) {
        let world = World::new();
        log(&world, std::iter::once(line(1, ["s", "/p", "main", "claude-opus-5"])));
        fs::create_dir_all(world.data()).unwrap();
        make(&world.data().join("config.toml"));
        let began = Instant::now();
        let output = world.run(&["report"]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains(says), "{errors}");
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_list_of_40_000_prices_is_imported_in_time() {
    let world = World::new();
    log(&world, std::iter::once(line(1, ["s", "/p", "main", "claude-opus-5"])));
    let mut list = "{".to_owned();
    for n in 0..40_000 {
        let comma = if n > 0 { "," } else { "" };
        write!(
            list,
            "{comma}\"model-{n}\":{{\"litellm_provider\":\"openai\",\"mode\":\"chat\",\"input_cost_per_token\":1e-6,\
             \"output_cost_per_token\":2e-6}}"
        )
        .unwrap();
    }
    list.push('}');
    let path = world.path().join("prices.json");
    fs::write(&path, list).unwrap();
    for args in
        [vec!["prices", "import", path.to_str().unwrap()], vec!["report"], vec!["prices", "show", "model-7"]]
    {
        let began = Instant::now();
        world.success(&args);
        assert!(began.elapsed() < MOST, "{args:?}: {:?}", began.elapsed());
    }
}
