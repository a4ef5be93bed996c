//! Names that nothing has: what was meant is said, whatever the question was.

use crate::machine::Machine;

#[test]
fn names_of_a_filter_that_nothing_has_are_told_with_those_that_are_near() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    for command in
        ["report", "report session", "weekly", "sessions", "cache --all", "costs --all", "explore --all"]
    {
        for (option, kind, name, near) in [
            ("--model", "model", "opus-4-5", "; did you mean claude-opus-4-5-20251101?"),
            ("--branch", "branch", "feature/crat", "; did you mean feature/cart?"),
            ("--project", "project", "acme.shpo", "; did you mean /home/dev/acme.shop?"),
            ("--project", "project", "nowhere-near", ""),
        ] {
            let ran = machine.run(&format!("{command} {option} {name}"));
            let expected = format!("note: no {kind} is called {name}{near}\n");
            assert!(ran.code == Some(0) && ran.out.contains(&expected), "{command} {option}: {}", ran.out);
            let json = machine.run(&format!("{command} {option} {name} --json"));
            assert!(json.err.contains(&expected), "{command} {option}: {}", json.err);
        }
    }
}

#[test]
fn known_names_and_empty_histories_are_no_reason_to_speak() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    for line in [
        "report --model claude-opus-4-5-20251101",
        "report --branch feature/cart --project acme.shop",
        "report --since 1d --branch feature/cart",
    ] {
        machine.answer(line);
    }
    assert!(!Machine::empty().run("report --branch feature/cart").err.contains("branch"));
}

#[test]
fn a_span_of_nothing_is_told_apart_from_no_date() {
    let machine = Machine::empty();
    for (text, expected) in
        [("0d", "1d is today"), ("0h", "1d is today"), ("200000w", "1d is today"), ("soon", "YYYY-MM-DD")]
    {
        let ran = machine.run(&format!("report --since {text}"));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(expected), "{text}: {}", ran.err);
    }
}

#[test]
fn agents_go_by_their_ids_their_beginnings_and_their_names() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let whole = machine.answer("report --agent claude-code");
    for name in ["claude", "Claude Code", "CLAUDE_CODE", " claude-code "] {
        let command = machine.command(["report", "--agent", name]);
        assert_eq!(crate::machine::Ran::of(command).out, whole, "{name}");
        let command = machine.command(["explore", name, "--all"]);
        assert!(crate::machine::Ran::of(command).out.contains("claude-code"), "{name}");
    }
    let logs = machine.home().join(".claude").display().to_string();
    machine.answer(&format!("report --root claude={logs}"));
    for (name, hint) in
        [("claude-cod", "did you mean claude-code?"), ("xyzzy", "scopeon providers lists every agent")]
    {
        let ran = machine.run(&format!("report --agent {name}"));
        assert!(ran.code == Some(2) && ran.err.contains(hint), "{name}: {}", ran.err);
    }
    // Every Copilot.
    assert_eq!(machine.run("report --agent copilot").code, Some(0));
}

#[test]
fn the_next_level_keeps_what_was_asked_for() {
    let machine = Machine::with_claude();
    let ran = machine
        .run_wide(200, "explore claude --all --by tokens --limit 3 --model claude-opus-5 --zone UTC+2");
    let hint = "--by tokens --model claude-opus-5 --all --limit 3 --zone UTC+02:00\n";
    assert!(
        ran.out.contains("its branches: scopeon explore claude ")
            || ran.out.contains("its projects: scopeon explore claude"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(hint), "{}", ran.out);
}
