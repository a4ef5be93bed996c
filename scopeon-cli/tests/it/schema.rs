//! Every answer is what its schema says, and the schema says nothing that no answer is.

#[path = "../pages/json/answers.rs"]
mod answers;
mod check;

use std::collections::BTreeSet;
use std::fs;
use std::thread;

use clap::Command;
use scopeon_core::time::Timestamp;
use scopeon_providers::sample::write_mixed_home;
use serde_json::{Value, json};

use crate::machine::Machine;
use answers::ANSWERS;
use check::Check;

const NOW: &str = "2026-11-20T15:00:00Z";
/// A session's only call.
const CALL: Seen = Seen { at: "2026-11-20T14:00:00.000Z", model: "claude-opus-5", written: 5_000 };
/// A window of a limit that starts anew an hour after [`NOW`].
const LIMIT: &str = r#"{"timestamp":"2026-11-20T13:50:00.000Z","type":"event_msg","payload":{"type":"token_count","info":null,"rate_limits":{"limit_id":"codex","primary":{"used_percent":70.0,"window_minutes":300,"resets_at":1795190400}}}}"#;

/// Command lines, each with what has to be there for an answer.
const LINES: &[&str] = &[
    "status",
    "daily --breakdown model",
    "monthly",
    "report session",
    "report tag",
    "sessions",
    "report --by project,model --limit 1",
    "session latest",
    "session 2d03",
    "why",
    "why all",
    "why 2d03",
    "cache",
    "cache --by model",
    "cache latest",
    "tools",
    "mcp-usage",
    "health",
    "suggest",
    "interactions",
    "interactions latest --kind tool",
    "context",
    "context 2d03",
    "costs --since 30d",
    "whatif --no-cache",
    "whatif --model claude-sonnet-5",
    "subagents",
    "tasks",
    "explore",
    "explore claude-code",
    "blocks",
    "limits",
    "budget",
    "compare last-week this-week",
    "tag set latest review",
    "tag",
    "tag rules",
    "tag clear latest",
    "ingest",
    "doctor",
    "providers",
    "prices",
    "prices show claude-opus-5",
    "prices import prices.json",
    "privacy",
    "privacy check",
    "db path",
    "db verify",
    "db backup copy.db",
    "db compact --delete-before 2026-10-01 --yes",
    "db compact",
    // Behind what is counted above.
    "import old",
];
const CONFIG: &str =
    "[[budgets]]\nperiod = 'monthly'\nusd = 9\n[[tags]]\ntag = 'site'\nproject = 'docs_site'\n";
const PRICES: &str = r#"{"my-model": {"input_cost_per_token": 0.000001, "output_cost_per_token": 0.000002}}"#;

/// A call as Claude Code logs it.
#[derive(Clone, Copy)]
struct Seen {
    at: &'static str,
    model: &'static str,
    /// Tokens written to the cache; nothing is read of it.
    written: u64,
}

impl Seen {
    fn line(self, number: usize) -> String {
        let session = "22222222-2222-4222-8222-222222222222";
        let usage =
            json!({"input_tokens": 10, "output_tokens": 20, "cache_creation_input_tokens": self.written});
        let message =
            json!({"id": format!("msg_{number}"), "model": self.model, "role": "assistant", "usage": usage});
        let line = json!({"type": "assistant", "uuid": format!("a{number}"), "sessionId": session, "timestamp": self.at,
            "cwd": "/home/dev/shop", "requestId": format!("req_{number}"), "message": message});
        format!("{line}\n")
    }
}

/// A home where Claude Code made these calls.
fn with_calls(calls: &[Seen]) -> Machine {
    let machine = Machine::empty();
    let lines: String = calls.iter().enumerate().map(|(number, call)| call.line(number)).collect();
    put(&machine, ".claude/projects/-home-dev-shop/22222222-2222-4222-8222-222222222222.jsonl", &lines);
    machine
}

fn put(machine: &Machine, name: &str, text: &str) {
    let file = machine.home().join(name);
    fs::create_dir_all(file.parent().expect("a directory")).expect("a directory");
    fs::write(file, text).expect("a file");
}

/// A home with one call, to a model that has no price.
fn without_price() -> Machine {
    with_calls(&[Seen { model: "nobody-knows-this", ..CALL }])
}

/// The homes that are asked about.
fn machines() -> Vec<(&'static str, Machine)> {
    let demo = Machine::empty();
    write_mixed_home(&demo.home(), Timestamp::parse(NOW).expect("an instant")).expect("a home");
    let again = Seen { at: "2026-11-20T14:01:00.000Z", written: 9_000, ..CALL };
    let odd = with_calls(&[CALL, again, Seen { at: "2027-11-20T14:01:00.000Z", ..CALL }]);
    put(
        &odd,
        ".claude/projects/-home-dev-shop/33333333-3333-4333-8333-333333333333.jsonl",
        "{\"type\":\n{}\n",
    );
    put(
        &odd,
        ".codex/sessions/2026/11/20/rollout-2026-11-20T14-00-00-11111111-1111-4111-8111-111111111111.jsonl",
        &format!("{LIMIT}\n"),
    );
    let homes = [
        ("demo", demo),
        ("empty", Machine::empty()),
        ("one call", with_calls(&[CALL])),
        ("no price", without_price()),
        ("odd", odd),
    ];
    homes.into_iter().map(|(name, machine)| (name, prepared(machine))).collect()
}

fn prepared(machine: Machine) -> Machine {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), CONFIG).expect("a file");
    scopeon_providers::sample::write_earlier_files(&machine.own().with_file_name("old")).expect("files");
    fs::write(machine.home().join("../prices.json"), PRICES).expect("a file");
    machine
}

/// The report that a command line answers with: that of the longest command it begins with.
fn report(line: &str) -> &'static str {
    let fits = |command: &&str| line == *command || line.starts_with(&format!("{command} "));
    let found =
        ANSWERS.iter().flat_map(|answer| answer.commands.iter().map(|command| (*command, answer.report)));
    found.filter(|(command, _)| fits(command)).max_by_key(|(command, _)| command.len()).expect("a command").1
}

#[test]
fn every_answer_is_what_its_schema_says() {
    let schema = scopeon_core::schema::document();
    let asked = |(name, machine): (&str, Machine)| {
        let (mut check, mut faults) = (Check::of(&schema), Vec::new());
        for line in LINES {
            // Everything is read once; after that only what is asked counts.
            let known = if ["status", "ingest"].contains(line) { "" } else { "--no-ingest" };
            let ran = machine.run(&format!("{line} {known} --now {NOW} --json"));
            // A session of the demo is in no other home.
            if ran.out.is_empty() && ran.code == Some(2) && (name == "empty" || line.ends_with("2d03")) {
                continue;
            }
            let answer: Value = serde_json::from_str(&ran.out).unwrap_or_default();
            let found = check.answer(report(line), &answer).err();
            faults.extend(found.map(|fault| format!("{name}: {line}: {fault} {}", ran.err)));
        }
        assert!(faults.is_empty(), "{faults:#?}");
        check
    };
    let checks: Vec<Check<'_>> = thread::scope(|scope| {
        let all: Vec<_> = machines().into_iter().map(|machine| scope.spawn(|| asked(machine))).collect();
        all.into_iter().map(|one| one.join().expect("answers as described")).collect()
    });
    let seen = checks.into_iter().reduce(Check::and).expect("a home");
    assert_eq!(seen.unseen(), UNSEEN, "fields that none of these answers has");
}

/// What is described and in none of these answers.
const UNSEEN: &[&str] = &[
    // An import that takes prices away.
    "LeftOut.above",
    "LeftOut.model",
    "LeftOut.tier",
    // A database that somebody wrote text into.
    "PrivacyFinding.column",
    "PrivacyFinding.count",
    "PrivacyFinding.role",
    "PrivacyFinding.table",
    // Asked for by the library alone.
    "SessionNote.last_at",
    "SessionNote.project",
    "UsageReport.sessions",
];

/// The seeded faults: a field too many, one too few, another type, a word that is none.
#[test]
fn what_is_not_as_described_is_found() {
    let schema = scopeon_core::schema::document();
    let answer: Value = serde_json::from_str(&Machine::empty().answer("db path --json")).expect("JSON");
    let fault = |change: fn(&mut Value)| {
        let mut changed = answer.clone();
        change(&mut changed);
        Check::of(&schema).answer("DbPathReport", &changed).err().unwrap_or_default()
    };
    assert_eq!(fault(|_| {}), "");
    assert_eq!(fault(|answer| answer["more"] = json!(1)), "$.more is not described");
    assert!(
        fault(|answer| drop(answer.as_object_mut().expect("an object").remove("exists")))
            .contains("required")
    );
    assert!(fault(|answer| answer["path"] = Value::Null).starts_with("$.path is null"));
    assert!(fault(|answer| answer["now"] = json!("yesterday")).contains("pattern"));
    assert!(
        fault(|answer| answer["fresh"]["state"] = json!("old")).starts_with("$.fresh.state is none of 3")
    );
}

#[test]
fn every_command_with_an_answer_is_described() {
    let mut root = scopeon_cli::command();
    root.build();
    let mut found = BTreeSet::new();
    commands(&root, "", &mut found);
    let described: BTreeSet<String> =
        ANSWERS.iter().flat_map(|answer| answer.commands).map(ToString::to_string).collect();
    // What servers and the dashboard show is what other commands answer, alerts are a line each, and tokens are no figures.
    let silent = [
        "completions",
        "man",
        "limits record",
        "serve",
        "mcp",
        "tui",
        "alerts watch",
        "token mint",
        "token list",
        "token revoke",
        "token rotate",
    ];
    let silent = silent.map(str::to_owned);
    let missing: Vec<_> =
        found.iter().filter(|name| !described.contains(*name) && !silent.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?} answer in JSON and are not on the page");
}

fn commands(command: &Command, path: &str, found: &mut BTreeSet<String>) {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let path = format!("{path} {}", sub.get_name()).trim().to_owned();
        if !sub.is_subcommand_required_set() {
            found.insert(path.clone());
        }
        commands(sub, &path, found);
    }
}

#[test]
fn what_has_no_price_is_null_and_not_nothing() {
    let machine = prepared(without_price());
    let mut found = BTreeSet::new();
    for line in LINES {
        let answer: Value =
            serde_json::from_str(&machine.run(&format!("{line} --now {NOW} --json")).out).unwrap_or_default();
        nothing(&answer, report(line), &mut found);
    }
    // Nothing is beyond these calls.
    found.retain(|at| !at.ends_with(".unrecorded.cost_usd"));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), SUMS_OF_NOTHING);
}

/// Amounts of nothing at all in a home with one call without a price.
const SUMS_OF_NOTHING: &[&str] = &[
    "BlocksReport.weeks[].cost_usd",
    "CompareReport.a.cost_usd",
    "ContextReport.crowding.above_half_usd",
    "CostsReport.reported.computed_usd",
    "CostsReport.reported.difference_usd",
    "CostsReport.reported.reported_usd",
    "CostsReport.reported_alone.reported_usd",
    "DbCompactReport.forgotten.cost_usd",
    "ExploreReport.rest.cost_usd",
    "StatusReport.days[].cost_usd",
    "TasksReport.total.cost_usd",
];

/// Collects where an amount is nothing.
fn nothing(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text == "0.00" => drop(found.insert(at.to_owned())),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, inner)| nothing(inner, &format!("{at}.{name}"), found));
        }
        Value::Array(list) => list.iter().for_each(|inner| nothing(inner, &format!("{at}[]"), found)),
        _ => {}
    }
}
