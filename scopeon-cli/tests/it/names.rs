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
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), expected.as_str()), "{command} {option}");
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
