//! Where logs are looked for: `--root`, then the configuration, then the agent's variables, then the home.

use std::fs;
use std::path::{Path, PathBuf};

use crate::machine::{Machine, Ran};

/// A transcript with one call of so many output tokens.
fn log(root: &Path, output: u32) -> PathBuf {
    let project = root.join("projects/-p");
    fs::create_dir_all(&project).expect("a directory");
    let line = format!(
        r#"{{"type":"assistant","uuid":"u{output}","sessionId":"s{output}","timestamp":"2026-09-01T10:00:00.000Z","cwd":"/p","version":"2.1.263","requestId":"r{output}","message":{{"id":"msg_{output}","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":"end_turn","usage":{{"input_tokens":1,"output_tokens":{output}}}}}}}"#
    );
    let file = project.join(format!("s{output}.jsonl"));
    fs::write(&file, format!("{line}\n")).expect("a file");
    file
}

fn output(ran: &Ran) -> u64 {
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    report["total"]["usage"]["output"].as_u64().expect("a number")
}

struct Four {
    machine: Machine,
    root: PathBuf,
    configured: PathBuf,
    variable: PathBuf,
}

fn four() -> Four {
    let machine = Machine::empty();
    let place = |name: &str| machine.home().join(name);
    let (root, configured, variable) = (place("by-root"), place("by-config"), place("by-variable"));
    log(&root, 1);
    log(&configured, 20);
    log(&variable, 300);
    log(&place(".claude"), 4000);
    Four { machine, root, configured, variable }
}

#[test]
fn each_place_goes_before_the_next() {
    let Four { machine, root, configured, variable } = four();
    let config = machine.home().join("c.toml");
    fs::write(&config, format!("[providers.claude-code]\nroots = ['{}']\n", configured.display()))
        .expect("a file");
    let run = |name: &str, with_root: bool, with_config: bool, with_variable: bool| {
        let mut command = machine.command(["report", "--json", "--db", name]);
        if with_root {
            command.arg("--root").arg(format!("claude-code={}", root.display()));
        }
        if with_config {
            command.arg("--config").arg(&config);
        }
        if with_variable {
            command.env("CLAUDE_CONFIG_DIR", &variable);
        }
        output(&Ran::of(command))
    };
    assert_eq!(run("a.db", true, true, true), 1);
    assert_eq!(run("b.db", false, true, true), 20);
    assert_eq!(run("c.db", false, false, true), 300);
    assert_eq!(run("d.db", false, false, false), 4000);
}

#[test]
fn a_named_place_that_holds_nothing_says_what_is_expected() {
    let machine = Machine::empty();
    let home = machine.home();
    fs::create_dir_all(home.join("copy/.pi/agent/sessions")).expect("a directory");
    fs::create_dir_all(home.join("nothing")).expect("a directory");
    fs::write(home.join("nothing/sessions.db"), "").expect("a file");
    let told = |root: &str| {
        let (agent, place) = root.split_once('=').expect("a root");
        let ran = machine.run(&format!("status --root {agent}={}", home.join(place).display()));
        (ran.code, ran.err)
    };
    for (root, expected) in [
        ("pi=copy/.pi", "holds no logs of pi; "),
        ("codex=nothing", "holds no logs of OpenAI Codex; it has to be what ~/.codex is by default"),
        ("goose=nothing/sessions.db", "holds no logs of Goose; it has to be what ~/.local/share/goose or "),
    ] {
        let (code, err) = told(root);
        assert_eq!(code, Some(0), "{root}: {err}");
        assert!(err.contains(expected) && !err.contains("issue"), "{root}: {err}");
    }
    let nearer = home.join("copy/.pi/agent");
    assert!(told("pi=copy/.pi").1.contains(&format!("; {} may be meant", nearer.display())));
    let config = home.join("c.toml");
    fs::write(&config, "[providers.generic]\nroots = ['~/logs/*.jsonl']\n").expect("a file");
    let ran = machine.run(&format!("status --config {}", config.display()));
    assert!(ran.err.contains("*.jsonl is not there; it is taken as it is written"), "{}", ran.err);
}

#[test]
fn the_home_is_whose_logs_are_read() {
    let Four { machine, .. } = four();
    let other = machine.home().join("other");
    log(&other.join(".claude"), 5);
    let ran = machine.run(&format!("report --json --home {}", other.display()));
    assert_eq!(output(&ran), 5);
    assert!(machine.db().exists(), "figures are still kept in the user's own place");
}

#[test]
fn a_demo_ignores_all_places() {
    let Four { machine, variable, .. } = four();
    let mut command = machine.command(["report", "--json", "--demo", "--now", "2026-11-20T15:00:00Z"]);
    command.env("CLAUDE_CONFIG_DIR", variable);
    let with = output(&Ran::of(command));
    assert_eq!(with, output(&Machine::empty().run("report --json --demo --now 2026-11-20T15:00:00Z")));
}

#[test]
fn two_roots_are_both_read() {
    let Four { machine, root, configured, .. } = four();
    let line = format!(
        "report --json --root claude-code={} --root claude-code={}",
        root.display(),
        configured.display()
    );
    assert_eq!(output(&machine.run(&line)), 21);
}

#[test]
fn a_root_that_cannot_be_is_named() {
    let machine = Machine::empty();
    let ran = machine.run("report --root clod=/tmp");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("error: --root names an agent that is not known: clod\nhint: "),
        "{}",
        ran.err
    );
    let ran = machine.run("report --root claude-code=/no/such/directory");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("/no/such/directory"), "{}", ran.err);
    let ran = machine.run("report --home /no/such/home");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("/no/such/home"), "{}", ran.err);
}

#[test]
fn no_ingest_answers_from_what_is_known() {
    let Four { machine, .. } = four();
    let ran = machine.run("report --json --no-ingest");
    assert_eq!(ran.code, Some(3), "there is nothing yet: {}", ran.err);
    assert_eq!(output(&machine.run("report --json")), 4000);
    log(&machine.home().join(".claude"), 7);
    assert_eq!(output(&machine.run("report --json --no-ingest")), 4000);
    assert_eq!(output(&machine.run("report --json")), 4007);
}

#[test]
fn the_database_is_where_it_is_said_to_be() {
    let Four { machine, .. } = four();
    let (by_option, by_variable) = (machine.home().join("o.db"), machine.home().join("v.db"));
    let mut command = machine.command(["ingest"]);
    command.env("SCOPEON_DB", &by_variable);
    assert_eq!(Ran::of(command).code, Some(0));
    assert!(by_variable.exists() && !machine.db().exists());
    let mut command = machine.command(["ingest", "--db"]);
    command.arg(&by_option).env("SCOPEON_DB", machine.home().join("unused.db"));
    assert_eq!(Ran::of(command).code, Some(0));
    assert!(by_option.exists() && !machine.home().join("unused.db").exists());
}

#[test]
fn a_variable_without_a_value_is_not_set() {
    let machine = Machine::with_claude();
    for variable in ["SCOPEON_DB", "SCOPEON_CONFIG"] {
        let mut command = machine.command(["ingest"]);
        command.env(variable, "");
        let ran = Ran::of(command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{variable}");
    }
    assert!(machine.db().exists());
    for option in ["--db", "--config"] {
        let ran = Ran::of(machine.command(["ingest", option, ""]));
        assert_eq!(ran.code, Some(2), "{option}: {}", ran.err);
        assert!(ran.err.contains(&format!("{option} names no file")), "{}", ran.err);
    }
}

#[test]
fn a_demo_asks_for_nothing_that_is_not_there() {
    let machine = Machine::empty();
    let ran = machine
        .run("report --demo --home /no/such/home --root clod=/nowhere --no-ingest --db /nowhere/x.db --json");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(output(&ran) > 0);
}
