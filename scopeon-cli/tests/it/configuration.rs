//! The configuration file: what it changes, and what is said when it is wrong.

use std::fs;

use crate::machine::Machine;

fn configured(machine: &Machine, text: &str) {
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.own().join("config.toml"), text).expect("a file");
}

#[test]
fn an_error_names_file_line_key_and_what_is_allowed() {
    let machine = Machine::with_claude();
    configured(&machine, "[privacy]\npaths = \"secret\"\n");
    let ran = machine.run("report");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    let file = machine.own().join("config.toml");
    assert!(ran.err.contains(&format!("{}:2: privacy.paths: ", file.display())), "{}", ran.err);
    assert!(ran.err.contains("`full`, `basename`, `hash`"), "{}", ran.err);
}

#[test]
fn a_wrong_configuration_is_left_as_it_is() {
    let machine = Machine::with_claude();
    configured(&machine, "not toml at all [");
    assert_eq!(machine.run("report").code, Some(2));
    assert_eq!(fs::read_to_string(machine.own().join("config.toml")).expect("a file"), "not toml at all [");
}

#[test]
fn a_named_configuration_must_be_there() {
    let machine = Machine::empty();
    let ran = machine.run("report --config nowhere.toml");
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.contains("nowhere.toml"), "{}", ran.err);
}

#[test]
fn an_unknown_agent_is_named() {
    let machine = Machine::empty();
    configured(&machine, "[providers.clod]\nroots = ['/tmp']\n");
    let ran = machine.run("report");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(":1: providers: no such agent; known are claude-code"), "{}", ran.err);
}

#[test]
fn the_zone_is_the_options_then_the_configurations_then_tz() {
    let machine = Machine::with_claude();
    assert_eq!(machine.json("report")["zone"], "UTC", "TZ says so");
    configured(&machine, "[time]\nzone = 'Asia/Tokyo'\n");
    assert_eq!(machine.json("report")["zone"], "Asia/Tokyo");
    assert_eq!(machine.json("report --zone America/Lima")["zone"], "America/Lima");
    configured(&machine, "");
    let mut command = machine.command(["report", "--json"]);
    command.env("TZ", ":/usr/share/zoneinfo/Europe/Lisbon");
    assert!(crate::machine::Ran::of(command).out.contains("\"zone\":\"Europe/Lisbon\""));
}

#[test]
fn a_tz_that_names_no_zone_is_told() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let run = |tz: &str, options: &str| {
        let line = format!("report --json --no-ingest {options}");
        let mut command = machine.command(line.split_whitespace());
        command.env("TZ", tz);
        let ran = crate::machine::Ran::of(command);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        (ran.err, report["zone"].as_str().expect("a zone").to_owned())
    };
    for tz in ["Nonsense", ":Mars/Olympus"] {
        let (told, zone) = run(tz, "");
        let note = format!("note: TZ names no time zone that is known, so days are those of {zone};");
        assert!(told.starts_with(&note), "{tz}: {told}");
    }
    assert_eq!(run("Nonsense", "--zone Asia/Tokyo"), (String::new(), "Asia/Tokyo".to_owned()));
    for tz in ["", ":", ":/etc/localtime"] {
        assert!(!run(tz, "").0.contains("TZ names"), "{tz}");
    }
}

#[test]
fn an_offset_counts_the_other_way_round_in_tz() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    for (tz, options, zone) in [
        ("UTC+2", "", "UTC-02:00"),
        ("GMT-3", "", "UTC+03:00"),
        ("UTC5", "", "UTC-05:00"),
        (":Etc/GMT+2", "", "Etc/GMT+2"),
        ("UTC", "", "UTC"),
        ("UTC+2", "--zone UTC+2", "UTC+02:00"),
    ] {
        let mut command = machine.command(format!("report --json --no-ingest {options}").split_whitespace());
        command.env("TZ", tz);
        let report: serde_json::Value =
            serde_json::from_str(&crate::machine::Ran::of(command).out).expect("JSON");
        assert_eq!(report["zone"], zone, "{tz} {options}");
    }
}

#[test]
fn own_prices_count_for_the_past_too() {
    let machine = Machine::with_claude();
    let before = machine.json("report model --model claude-sonnet-5");
    configured(
        &machine,
        "[[prices]]\nmodel = 'claude-sonnet-5'\ninput = 1000000\noutput = 0\ncache_read = 0\n",
    );
    let after = machine.json("report model --model claude-sonnet-5");
    assert_ne!(before["total"]["cost_usd"], after["total"]["cost_usd"]);
    let input = after["total"]["usage"]["input"].as_u64().expect("a number");
    assert_eq!(after["total"]["cost_usd"], format!("{input}.00"));
}

#[test]
fn paths_are_kept_as_asked() {
    let keys = |policy: &str| -> Vec<String> {
        let machine = Machine::with_claude();
        configured(&machine, &format!("[privacy]\npaths = '{policy}'\n"));
        let report = machine.json("report project");
        report["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter_map(|row| row["key"].as_str().map(str::to_owned))
            .collect()
    };
    assert!(keys("full").iter().any(|key| key == "/home/dev/acme.shop"), "{:?}", keys("full"));
    assert!(keys("basename").iter().any(|key| key == "acme.shop"));
    assert!(keys("hash").iter().all(|key| key.starts_with("path-")), "{:?}", keys("hash"));
}

#[test]
fn a_pseudonym_is_found_by_its_path() {
    let machine = Machine::with_claude();
    configured(&machine, "[privacy]\npaths = 'hash'\n");
    let calls =
        machine.json("report --project /home/dev/acme.shop")["total"]["calls"].as_u64().expect("a number");
    assert!(calls > 0);
}

#[test]
fn the_longest_line_is_a_setting() {
    let machine = Machine::with_claude();
    configured(&machine, "[read]\nmax_line_mib = 1\nthreads = 1\n");
    let long = format!("{{\"type\":\"user\",\"x\":\"{}\"}}\n", "a".repeat(2 << 20));
    let mut text = fs::read_to_string(machine.transcript()).expect("a file");
    text.push_str(&long);
    fs::write(machine.transcript(), text).expect("a file");
    let before = Machine::with_claude().json("ingest")["issues"].as_u64().expect("a number");
    assert_eq!(machine.json("ingest")["issues"].as_u64(), Some(before + 1));
}

#[test]
fn the_time_of_a_log_that_calls_it_otherwise_is_a_setting() {
    let machine = Machine::empty();
    let log = machine.home().join("proxy.jsonl");
    let usage = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}";
    let line = format!("{{\"model\":\"gpt-5\",\"meta\":{{\"when\":\"2026-03-01T10:00:00Z\"}},{usage}}}\n");
    fs::write(&log, line.repeat(2)).expect("a file");
    let written = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_780_000_000);
    fs::File::options().append(true).open(&log).expect("a file").set_modified(written).expect("a time");
    let roots = format!("[providers.generic]\nroots = ['{}']\n", log.display());
    configured(&machine, &roots);
    let days = || -> Vec<(String, u64)> {
        let report = machine.json("report");
        let rows = report["rows"].as_array().expect("rows").iter();
        rows.map(|row| {
            (row["key"].as_str().expect("a day").to_owned(), row["calls"].as_u64().expect("calls"))
        })
        .collect()
    };
    assert_eq!(days(), [("2026-05-28".to_owned(), 2)], "its file's last change");
    let doctor = machine.run("doctor");
    assert_eq!(doctor.code, Some(1), "what is dated by guess needs attention");
    assert!(
        doctor.out.contains("undated") && doctor.out.contains("[providers.generic] time"),
        "{}",
        doctor.out
    );
    configured(&machine, &format!("{roots}time = ['meta.when']\n"));
    assert_eq!(days(), [("2026-03-01".to_owned(), 2)], "read again, and the same calls");
    let doctor = machine.run("doctor");
    assert!(doctor.out.contains("All is well.\n"), "{}", doctor.out);
    configured(&machine, "[providers.codex]\ntime = ['when']\n");
    let refused = machine.run("report");
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("providers.codex.time"), "{}", refused.err);
}
