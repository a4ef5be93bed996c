//! One project whichever way its directory is written, under a name of the user's, and branches of several repositories.

use std::fs;

use serde_json::{Value, json};

use crate::machine::Machine;

/// A Claude Code home with one call in each of these directories, on these branches.
fn with_calls(places: &[(&str, &str)]) -> Machine {
    let machine = Machine::empty();
    let directory = machine.home().join(".claude/projects/-w");
    fs::create_dir_all(&directory).expect("a directory");
    for (number, (cwd, branch)) in places.iter().enumerate() {
        let session = format!("{number:08}-1111-4111-8111-111111111111");
        let usage = json!({"input_tokens": 1000, "output_tokens": 100});
        let message = json!({"id": format!("msg_{number}"), "role": "assistant", "stop_reason": "end_turn",
            "model": "claude-sonnet-4-5-20250929", "content": [{"type": "text", "text": "ok"}], "usage": usage});
        let line = json!({"type": "assistant", "uuid": format!("u{number}"), "requestId": format!("req_{number}"),
            "timestamp": format!("2026-11-20T10:{number:02}:00.000Z"), "sessionId": session, "cwd": cwd,
            "gitBranch": branch, "version": "2.1.240", "message": message});
        fs::write(directory.join(format!("{session}.jsonl")), format!("{line}\n")).expect("a file");
    }
    machine
}

fn configured(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

fn rows(machine: &Machine, line: &str) -> Vec<(String, u64)> {
    let answer = machine.json(line);
    let rows = answer["rows"].as_array().expect("rows").iter();
    let row = |row: &Value| {
        let calls = row["calls"].as_u64().or_else(|| row["sums"]["calls"].as_u64()).unwrap_or_default();
        (row["key"].as_str().unwrap_or_default().to_owned(), calls)
    };
    rows.map(row).collect()
}

fn calls(machine: &Machine, filter: &[&str]) -> u64 {
    let arguments = [&["--json", "report", "model"], filter].concat();
    let ran = crate::machine::Ran::of(machine.command(arguments));
    let answer: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    answer["total"]["calls"].as_u64().unwrap_or_default()
}

#[test]
fn spellings_of_one_directory_are_one_project_in_every_answer() {
    let shop =
        [r"C:\Work\Shop", r"c:\work\shop", "c:/Work/Shop", "/mnt/c/Work/Shop", "file:///c%3A/Work/Shop"];
    let share = [r"\\wsl$\Ubuntu\home\dev\web", r"\\wsl.localhost\Ubuntu\home\dev\web", "/home/dev/web/"];
    let places: Vec<_> = shop.iter().chain(&share).map(|cwd| (*cwd, "main")).collect();
    let machine = with_calls(&places);
    let wanted = [("/mnt/c/Work/Shop".to_owned(), 5), (r"/home/dev/web/".to_owned(), 3)];
    assert_eq!(rows(&machine, "report project"), wanted);
    let cache = machine.json("cache --by project --all");
    assert_eq!(cache["rows"].as_array().map(Vec::len), Some(2));
    let explored = machine.json("explore claude-code --all");
    assert_eq!(explored["rows"].as_array().map(Vec::len), Some(2), "{explored}");
    for spelling in shop.iter().chain(&["shop", r"C:\work"]) {
        assert_eq!(calls(&machine, &["--project", spelling]), 5, "{spelling}");
    }
    for spelling in share.iter().chain(&["web", "/home/dev"]) {
        assert_eq!(calls(&machine, &["--project", spelling]), 3, "{spelling}");
    }
}

#[test]
fn a_tilde_is_the_home_that_agents_mean() {
    let machine = with_calls(&[("~/shop", "main")]);
    let home = machine.home();
    let whole = home.join("shop");
    assert_eq!(rows(&machine, "report project"), [(whole.display().to_string(), 1)]);
    assert_eq!(calls(&machine, &["--project", whole.to_str().expect("a path")]), 1);
}

#[test]
fn directories_with_one_name_are_one_project() {
    let machine = with_calls(&[
        ("/home/dev/shop", "main"),
        ("/home/dev/shop/api", "main"),
        ("/mnt/old/shop", "main"),
        ("/home/dev/other", "main"),
    ]);
    configured(
        &machine,
        "[projects]\nalias = { store = ['/home/dev/shop', '/mnt/old/shop'] }\n[[tags]]\ntag = 'sold'\nproject = 'store'\n\
         [[budgets]]\nperiod = 'monthly'\nusd = 1\nproject = 'store'\n",
    );
    assert_eq!(
        rows(&machine, "report project"),
        [("store".to_owned(), 3), ("/home/dev/other".to_owned(), 1)]
    );
    assert_eq!(calls(&machine, &["--project", "store"]), 3);
    let tags = machine.json("report tag");
    assert_eq!(
        tags["rows"][0]["calls"].as_u64().or(tags["rows"][0]["figures"]["calls"].as_u64()),
        Some(3),
        "{tags}"
    );
    let budget = machine.json("budget --now 2026-11-21T00:00:00Z");
    // Three calls of 1,000 × $3 and 100 × $15 a million.
    assert_eq!(budget["rows"][0]["spent_usd"], "0.0135", "{budget}");
}

#[test]
fn branches_of_several_repositories_are_told_apart() {
    let machine = with_calls(&[
        ("/home/dev/shop", "main"),
        ("/home/dev/shop/api", "main"),
        ("/home/dev/web", "main"),
        ("/home/dev/web", "fix/1"),
    ]);
    let wanted = [("shop:main".to_owned(), 2), ("fix/1".to_owned(), 1), ("web:main".to_owned(), 1)];
    assert_eq!(rows(&machine, "report branch"), wanted);
    assert_eq!(calls(&machine, &["--branch", "main"]), 3);
    assert_eq!(calls(&machine, &["--branch", "shop:main"]), 2);
    assert_eq!(
        rows(&machine, "report branch --project web"),
        [("fix/1".to_owned(), 1), ("main".to_owned(), 1)]
    );
}

/// Whatever a row is called, the filter of that name finds it and nothing else.
#[test]
fn a_row_is_found_by_its_name_alone() {
    let machine = with_calls(&[
        ("/home/alice/alice", "main"),
        ("/home/alice/shop", "main"),
        ("/home/alice/shop", "main"),
        ("/home/alice/blog/api", "main"),
        ("/srv/shop", "main"),
        ("/srv/legacy/store", "main"),
        ("/home/alice/store-api", "main"),
        ("/home/alice/store-web", "main"),
        ("/home/alice/notes", ""),
    ]);
    let found = |by: &str, filter: &str| {
        for (key, count) in rows(&machine, &format!("report {by}")) {
            assert_eq!(calls(&machine, &[filter, &key]), count, "{by} {key}");
        }
    };
    found("project", "--project");
    found("branch", "--branch");
    configured(&machine, "[projects.alias]\nstore = ['/home/alice/store-api', '/home/alice/store-web']\n");
    found("project", "--project");
    found("branch", "--branch");
    assert_eq!(calls(&machine, &["--branch", "store:main"]), 2);
}
