//! Prices listed, shown and imported.

use std::fs;

use crate::machine::Machine;

#[test]
fn a_name_as_logged_finds_its_price() {
    let machine = Machine::empty();
    let shown = machine.json("prices show us.anthropic.claude-opus-4-1-20250805-v1:0");
    assert_eq!((&shown["schema"], &shown["currency"]), (&2.into(), &"USD".into()));
    assert_eq!(shown["rows"][0]["input"], "15");
    assert!(machine.answer("prices show claude-opus-5").contains("25.00"));
}

#[test]
fn a_factor_that_changed_stands_in_its_period() {
    let shown = Machine::empty().answer("prices show claude-opus-4-6 --now 2026-11-20T15:00:00Z");
    let lines: Vec<&str> = shown.lines().collect();
    let place = |start: &str| lines.iter().position(|line| line.starts_with(start)).expect(start);
    let fast: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("fast mode")).collect();
    assert_eq!(fast.len(), 2, "{shown}");
    assert!(fast.iter().all(|at| lines[*at].matches("× 6").count() == 5), "{shown}");
    assert!(
        place("ever") < fast[0] && place("2026-03-13") < fast[1] && fast[1] < place("2026-08-06"),
        "{shown}"
    );
    assert!(shown.contains("In the US   × 1.1"), "what never changed is said once: {shown}");
}

#[test]
fn every_table_fits() {
    let machine = Machine::empty();
    let shown = ["claude-sonnet-4-5", "claude-opus-4-6", "gemini-2.5-pro", "gpt-5.4"]
        .map(|model| format!("show {model}"));
    for what in shown.iter().map(String::as_str).chain(["list", "list --all", "list opus"]) {
        machine.fits(&format!("prices {what} --now 2026-11-20T15:00:00Z"), &[60, 80, 100, 200]);
    }
}

#[test]
fn a_narrow_table_keeps_every_period_and_says_what_it_leaves_out() {
    let machine = Machine::empty();
    let shown = machine.run_wide(60, "prices show claude-opus-4-6 --now 2026-11-20T15:00:00Z").out;
    for line in ["ever to 2026-03-13 ", "  fast mode ", "2026-08-06 to now "] {
        assert!(shown.contains(&format!("\n{line}")), "{line}: {shown}");
    }
    let [narrow, wide] = [60, 120].map(|columns| machine.run_wide(columns, "prices list").out);
    assert!(!narrow.contains("5 min") && narrow.contains("of writes"), "{narrow}");
    assert!(wide.contains("Write 5m") && !wide.contains("of writes"), "{wide}");
}

#[test]
fn an_unknown_model_is_2_and_names_the_near_ones() {
    let machine = Machine::empty();
    let ran = machine.run("prices show opus-5");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("claude-opus-5"), "{}", ran.err);
}

#[test]
fn models_in_use_are_near_before_plain_names_and_those_before_routed_ones() {
    let (used, unused) = (Machine::with_claude(), Machine::empty());
    used.run("ingest");
    for line in ["prices show", "whatif --model"] {
        for (machine, model, hint) in [
            (&unused, "sonnet", "claude-3-sonnet or claude-sonnet-4 or claude-sonnet-5"),
            (&used, "opus", "claude-opus-5 or claude-opus-4-8 or claude-opus-4-5-20251101"),
            (&unused, "au.anthropic.sonnet-5", "au.anthropic.claude-sonnet-5"),
            (&unused, "claude-opus-55", "claude-opus-5"),
        ] {
            let ran = machine.run(&format!("{line} {model}"));
            assert_eq!(ran.code, Some(2), "{line} {model}");
            assert!(ran.err.contains(&format!("hint: did you mean {hint}")), "{line} {model}: {}", ran.err);
        }
    }
}

#[test]
fn a_list_can_be_narrowed() {
    let machine = Machine::empty();
    let all = machine.json("prices list --all")["rows"].as_array().expect("rows").len();
    let some = machine.json("prices")["rows"].as_array().expect("rows").len();
    let named = machine.json("prices list sonnet-4-5")["rows"].as_array().expect("rows").len();
    assert!(all > some && some > named && named > 0, "{all} {some} {named}");
}

#[test]
fn an_imported_list_counts_from_its_day_on() {
    let machine = Machine::empty();
    let list = machine.home().join("list.json");
    let entry = |input: &str| {
        format!(
            r#"{{"mode":"chat","litellm_provider":"acme","input_cost_per_token":{input},"output_cost_per_token":1e-06}}"#
        )
    };
    fs::write(&list, format!(r#"{{"acme-coder":{},"claude-opus-5":{}}}"#, entry("2e-07"), entry("9e-06")))
        .expect("a file");
    let line = format!("prices import {} --now 2026-11-20T15:00:00Z", list.display());
    let report = machine.json(&line);
    let counts = |report: &serde_json::Value| {
        ["models", "changed", "skipped"].map(|name| report[name].as_u64().expect("a count"))
    };
    assert_eq!(counts(&report), [2, 2, 0]);
    assert_eq!(machine.json("prices show acme-coder")["rows"][0]["input"], "0.2");
    let dated = machine.json("prices show claude-opus-5");
    let newest = dated["rows"].as_array().and_then(|rows| rows.last()).expect("a row");
    assert_eq!((&newest["from"], &newest["input"]), (&"2026-11-20".into(), &"9".into()));
    assert_eq!(dated["rows"][0]["input"], "5", "the past keeps its price");
    let again = machine.json(&line);
    assert_eq!(counts(&again), [2, 0, 0], "twice is once");
    assert_eq!(machine.json("prices show claude-opus-5"), dated);
}

#[test]
fn what_a_list_leaves_out_stays_and_what_is_lost_is_told() {
    let machine = Machine::empty();
    let list = machine.home().join("list.json");
    let import = |line: &str, cost: &str| {
        let text = format!(r#"{{"openai": {{"models": {{"gpt-5.5": {{"cost": {{{cost}}}}}}}}}}}"#);
        fs::write(&list, text).expect("a file");
        machine.answer(&format!("prices import {} --now {line}T15:00:00Z", list.display()))
    };
    let told = import("2026-11-19", r#""input": 5, "output": 30, "cache_read": 0.5"#);
    assert!(told.starts_with("Of 1 listed price 0 changed; 0 passed over; kept in "), "{told}");
    let told = import("2026-11-20", r#""input": 4, "output": 30, "cache_read": 0.5"#);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("gpt-5.5 standard over 272K, gpt-5.5 batch over 272K,"), "{told}");
    let shown = machine.answer("prices show gpt-5.5 --now 2026-11-20T15:00:00Z");
    assert!(shown.contains("models.dev, completed from 1.109.1") && shown.contains("In the US"), "{shown}");
}

#[test]
fn what_is_no_price_list_changes_nothing() {
    let machine = Machine::empty();
    let list = machine.home().join("list.json");
    fs::write(&list, "{\"a\": [1, 2]}").expect("a file");
    let ran = machine.run(&format!("prices import {}", list.display()));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("list.json") && ran.err.contains("LiteLLM"), "{}", ran.err);
    assert!(!machine.own().join("prices.tsv").exists());
}
