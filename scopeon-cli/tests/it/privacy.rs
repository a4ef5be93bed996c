//! `scopeon privacy`, and names that are none.

use std::fs;

use scopeon_store::HOLDINGS;

use crate::machine::Machine;
use crate::process::line;

#[test]
fn it_says_what_is_kept_and_what_is_opened() {
    let machine = Machine::empty();
    let report = machine.json("privacy");
    assert_eq!(report["columns"].as_array().map(Vec::len), Some(HOLDINGS.len()));
    let agents = report["agents"].as_array().expect("agents");
    let opened = agents.iter().filter(|agent| agent["opened"] == true);
    assert_eq!(opened.count(), scopeon_providers::builtin().len());
    assert!(
        agents.iter().any(|agent| agent["id"] == "claude-code" && agent["places"][0] == ".claude/projects"),
        "{report}"
    );
    assert!(!machine.home().join(".scopeon").exists(), "a question makes nothing");
    let shown = machine.answer("privacy");
    for text in
        ["Nothing leaves this machine", "session.key", "source.carry", "Claude Code", "CLAUDE_CONFIG_DIR"]
    {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}

/// A home whose one response is of a model that is called by a sentence.
fn odd() -> Machine {
    let machine = Machine::empty();
    let project = machine.home().join(".claude/projects/-p");
    fs::create_dir_all(&project).expect("a directory");
    let log = line(1).replace("claude-opus-5", "fix the login of Alice");
    fs::write(project.join("long.jsonl"), log).expect("a file");
    machine
}

fn configure(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

#[test]
fn a_sentence_in_place_of_a_name_is_a_mark_that_doctor_counts() {
    let machine = odd();
    let report = machine.json("report model");
    let model = report["rows"][0]["key"].as_str().expect("a model");
    assert!(scopeon_core::shape::is_mark(model) && model.ends_with("-22"), "{model}");
    let doctor = machine.json("doctor");
    let issues = doctor["issues"].as_array().expect("issues");
    let withheld = issues.iter().find(|group| group["kind"] == "withheld_name").expect("it is told of");
    assert_eq!((&withheld["count"], &withheld["attention"]), (&1.into(), &false.into()), "{withheld}");
    assert_eq!(withheld["places"][0]["name"], "model");
    assert_eq!(doctor["unpriced"][0]["model"], model, "it has no price, and that is said");
    let shown = machine.run("doctor");
    assert!(shown.out.contains("withheld name") && !shown.out.contains("Alice"), "{shown:?}");
    assert_eq!(machine.run("privacy check").code, Some(0));
}

#[test]
fn a_name_that_the_configuration_prices_is_kept_and_priced() {
    for names in [
        "[prices.alias]\n\"fix the login of alice\" = \"claude-opus-5\"\n",
        "[[prices]]\nmodel = \"fix the login of Alice\"\ninput = 1.0\noutput = 1.0\n",
    ] {
        let machine = odd();
        configure(&machine, names);
        let report = machine.json("report model");
        let row = &report["rows"][0];
        assert_eq!(row["key"], "fix the login of Alice");
        assert_eq!(row["unpriced_calls"], 0, "{row}");
        assert_eq!(machine.run("privacy check").code, Some(0));
    }
    // A mark that was kept before can be priced, too.
    let machine = odd();
    let mark = machine.json("report model")["rows"][0]["key"].as_str().expect("a mark").to_owned();
    configure(&machine, &format!("[prices.alias]\n\"{mark}\" = \"claude-opus-5\"\n"));
    assert_eq!(machine.json("report model")["rows"][0]["unpriced_calls"], 0);
}

#[test]
fn what_was_kept_before_is_found_and_not_shown() {
    let machine = Machine::with_claude();
    machine.answer("ingest -q");
    assert!(machine.answer("privacy check").contains("shaped as it should be"));
    configure(&machine, "[privacy]\npaths = \"hash\"\n");
    let ran = machine.run("privacy check");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.out.contains("session.project (project)  ×") && ran.out.contains("source.path (source)  ×"),
        "{ran:?}"
    );
    assert!(!ran.out.contains("acme") && !ran.err.contains("acme"), "{ran:?}");
    let report = machine.json("privacy check");
    assert_eq!(report["paths"], "hash");
    assert!(report["findings"].as_array().is_some_and(|findings| findings.len() >= 3), "{report}");
}
