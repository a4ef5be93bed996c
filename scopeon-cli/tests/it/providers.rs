//! `scopeon providers`, agents that are disabled, and levels beside figures.

use std::fs;

use serde_json::{Value, json};

use crate::machine::{Machine, Ran};

fn agent<'a>(report: &'a Value, id: &str) -> &'a Value {
    let rows = report["rows"].as_array().expect("agents");
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id} is not listed"))
}

fn configured(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

#[test]
fn every_agent_says_whether_it_was_found_and_what_it_can_tell() {
    let machine = Machine::with_claude();
    fs::create_dir_all(machine.home().join(".zcode")).expect("a directory");
    let report = machine.json("providers");
    let claude = agent(&report, "claude-code");
    assert_eq!(
        (&claude["state"], &claude["level"], &claude["calls"]),
        (&json!("found"), &json!("A"), &json!(14))
    );
    assert_eq!(claude["level_meaning"], "exact tokens for each call");
    assert!(claude["sources"].as_u64() > Some(1) && claude["bytes"].as_u64() > Some(1000), "{claude}");
    assert!(claude["last_seen"].is_string() && claude["roots"][0]["exists"] == json!(true), "{claude}");
    let issues = claude["issues"].as_array().expect("issues");
    assert!(issues.contains(&json!({"kind": "malformed", "count": 1})), "{claude}");
    let of = |agent: &Value, fact: &str| {
        let checks = agent["capabilities"].as_array().expect("facts");
        checks.iter().find(|check| check["fact"] == fact).expect("the fact")["capability"].clone()
    };
    assert_eq!((of(claude, "input"), of(claude, "rate_limits")), (json!("exact"), json!("unsupported")));
    let codex = agent(&report, "codex");
    assert_eq!(
        (&codex["state"], &codex["sources"], &codex["last_seen"]),
        (&json!("not_found"), &json!(0), &json!(null))
    );
    let zcode = agent(&report, "zcode");
    assert_eq!(
        (&zcode["state"], &zcode["level"], &zcode["sources"]),
        (&json!("found"), &json!("D"), &json!(0))
    );
    assert_eq!(of(zcode, "input"), "unsupported");
    assert_eq!(agent(&report, "windsurf")["state"], "not_found");
}

#[test]
fn the_list_fits_a_terminal_of_80_columns() {
    let machine = Machine::with_claude();
    fs::create_dir_all(machine.home().join(".zcode")).expect("a directory");
    configured(&machine, "[providers]\ndisabled = ['codex', 'windsurf']\n");
    for line in ["providers", "report provider"] {
        let ran = machine.run_wide(80, line);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
        assert!(ran.out.contains("exact tokens for each call"), "{}", ran.out);
    }
    let list = machine.run_wide(80, "providers").out;
    for part in [
        "claude-code  A ",
        "zcode        D ",
        "Not found",
        "aider (C)",
        "Disabled by the configuration\n  codex (A), windsurf (D)",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(machine.run("providers -v").out.contains("Not logged"));
    let checked = machine.run("doctor").out;
    assert!(checked.contains("level D)\n  ZCode\n"), "{checked}");
    assert!(checked.contains("Disabled by the configuration\n  codex, windsurf\n"), "{checked}");
}

#[test]
fn without_a_database_it_still_says_what_is_there() {
    let machine = Machine::with_claude();
    let report = machine.json("providers --no-ingest");
    assert_eq!(agent(&report, "claude-code")["state"], "found");
    assert_eq!(agent(&report, "claude-code")["calls"], 0);
    assert!(!machine.db().exists());
}

#[test]
fn what_is_disabled_keeps_its_history_and_is_not_read_on() {
    let machine = Machine::with_claude();
    assert_eq!(machine.json("report")["total"]["calls"], 14);
    configured(&machine, "[providers]\ndisabled = ['claude-code']\n");
    let more = fs::read_to_string(machine.transcript()).expect("a file").replace("msg_", "msg_more_");
    fs::write(machine.transcript().with_file_name("more.jsonl"), more).expect("a file");
    assert_eq!(machine.json("report --provider claude-code")["total"]["calls"], 14);
    let report = machine.json("providers");
    let claude = agent(&report, "claude-code");
    assert_eq!(
        (&claude["state"], &claude["calls"], &claude["roots"]),
        (&json!("disabled"), &json!(14), &json!([]))
    );
    let root = machine.home().join(".claude");
    let ran = machine.run(&format!("report --root claude-code={}", root.display()));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("that the configuration disables: claude-code"), "{}", ran.err);
    configured(&machine, "[providers]\nenabled = ['claude-code']\n");
    assert!(machine.json("report")["total"]["calls"].as_u64() > Some(14), "the log that is new counts now");
    assert_eq!(agent(&machine.json("providers"), "codex")["state"], "disabled");
}

#[test]
fn an_unknown_agent_in_the_configuration_is_told_with_its_line() {
    let machine = Machine::empty();
    configured(&machine, "[providers]\n\ndisabled = ['codecs']\n");
    let ran = machine.run("report");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("config.toml:3: providers.disabled: no such agent; known are "), "{}", ran.err);
}

#[test]
fn each_agents_own_variables_move_its_files() {
    let machine = Machine::empty();
    for (id, variable) in
        [("codex", "CODEX_HOME"), ("gemini-cli", "GEMINI_CLI_HOME"), ("mistral-vibe", "VIBE_HOME")]
    {
        let place = machine.home().join("moved").join(id);
        fs::create_dir_all(&place).expect("a directory");
        let mut command = machine.command(["providers", "--json"]);
        command.env(variable, &place);
        let report: Value = serde_json::from_str(&Ran::of(command).out).expect("JSON");
        let roots = agent(&report, id)["roots"].as_array().expect("roots").clone();
        let at = place.display().to_string();
        let moved = |root: &Value| root["path"].as_str().is_some_and(|path| path.starts_with(&at));
        assert!(!roots.is_empty() && roots.iter().all(moved), "{id}: {roots:?}");
        assert_eq!(roots[0]["chosen_by"], "variable", "{id}");
    }
}

#[test]
fn logs_of_no_agent_are_read_where_the_configuration_says() {
    let machine = Machine::empty();
    let line = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"gpt-5","usage":{"prompt_tokens":30,"completion_tokens":12}}"#;
    fs::write(machine.home().join("proxy.jsonl"), format!("{line}\n")).expect("a file");
    configured(&machine, "[providers.generic]\nroots = ['~/proxy.jsonl']\n");
    let report = machine.json("report provider");
    assert_eq!(
        (&report["rows"][0]["key"], &report["total"]["usage"]["output"]),
        (&json!("generic"), &json!(12))
    );
    assert_eq!(report["levels"], json!({"generic": "A"}));
}

#[test]
fn a_session_says_how_exact_it_is() {
    let shown = Machine::with_claude().run("session latest").out;
    assert!(shown.contains("Level       A: exact tokens for each call"), "{shown}");
}

#[test]
fn the_demo_shows_many_agents_and_tells_the_truth_about_each() {
    let machine = Machine::empty();
    // What the user disabled is no matter of the demo.
    configured(&machine, "[providers]\nenabled = []\n");
    let line = "report provider --demo --now 2026-11-20T15:07:00Z";
    let report = machine.json(line);
    let home = tempfile::tempdir().expect("a directory");
    let end = scopeon_core::time::Timestamp::parse("2026-11-20T15:00:00Z").expect("an instant");
    let truths = scopeon_providers::sample::write_mixed_home(home.path(), end).expect("a home");
    let rows = report["rows"].as_array().expect("rows");
    let used = truths.values().filter(|truth| truth.calls > 0).count();
    assert!(used >= 28 && rows.len() == used, "{report}");
    for row in rows {
        let id = row["key"].as_str().expect("an id");
        let usage = serde_json::to_value(truths[id].usage).expect("JSON");
        assert_eq!((&row["calls"], &row["usage"]), (&json!(truths[id].calls), &usage), "{id}");
        assert_eq!(row["turns"], truths[id].turns, "{id}");
        assert!(report["levels"][id].is_string(), "{id}");
    }
    let list = machine.json("providers --demo --now 2026-11-20T15:07:00Z");
    let listed = list["rows"].as_array().expect("agents");
    for row in listed {
        // The one reader that is not shown looks nowhere unless the user says where.
        let shown = row["level"] != "D" && row["id"] != "generic";
        assert_eq!((row["state"] == "found", &row["issues"]), (shown, &json!([])), "{row}");
    }
    let seen = listed.iter().filter_map(|row| row["last_seen"].as_str());
    assert!(seen.max() < Some("2026-11-20T15:07"), "no file is younger than the demo's now: {list}");
    let shown = machine.run_wide(80, line).out;
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}
