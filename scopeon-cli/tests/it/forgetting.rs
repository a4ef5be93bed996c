//! `db compact --delete-before`: what is said before anything goes, who has to agree, and what is left.

use std::fs;

use crate::machine::Machine;

fn machine() -> Machine {
    let machine = Machine::with_claude();
    assert_eq!(machine.run("ingest").code, Some(0));
    machine
}

fn calls(machine: &Machine, db: &str) -> u64 {
    machine.json(&format!("report --no-ingest --db {db}"))["total"]["calls"].as_u64().expect("a number")
}

#[test]
fn nobody_forgets_without_being_told() {
    let machine = machine();
    let before = fs::read(machine.db()).expect("a file");
    let ran = machine.run("db compact --delete-before 2026-09-01");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    for said in
        ["everything before 2026-09-01 00:00 UTC goes: 3 calls on ", " in ", "$", "still in a log", "--yes"]
    {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(fs::read(machine.db()).expect("a file") == before, "nothing was changed");
    let names = fs::read_dir(machine.own()).expect("a directory").flatten().map(|entry| entry.file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("bak")), "no copy was made");
}

#[test]
fn nothing_that_is_to_come_is_forgotten() {
    let machine = machine();
    for when in ["2026-11-30", "2099-01-01", "2026-11-29T12:00:01Z"] {
        let ran = machine.run(&format!("db compact --delete-before {when} --yes --now 2026-11-29T12:00:00Z"));
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("is yet to come"), "{}", ran.err);
    }
    assert_eq!(machine.run("db compact --yes").code, Some(2), "there is nothing to agree to");
    assert_eq!(calls(&machine, &machine.db().display().to_string()), 14);
}

#[test]
fn what_is_forgotten_is_copied_first() {
    let machine = machine();
    let report = machine.json("db compact --delete-before 2026-09-01 --yes");
    let forgotten = &report["forgotten"];
    assert_eq!((&forgotten["calls"], &forgotten["gone_calls"]), (&3.into(), &0.into()), "{report}");
    assert_eq!(forgotten["before"], "2026-09-01T00:00:00.000Z");
    assert!(forgotten["days"].as_u64() > Some(0) && forgotten["sessions"].as_u64() > Some(0), "{report}");
    assert_eq!(calls(&machine, &machine.db().display().to_string()), 11);
    let copy = report["backup"].as_str().expect("a copy");
    assert_eq!(calls(&machine, copy), 14);
    // Another copy has another name, and none is made where none is wanted or nothing goes.
    let again = machine.json("db compact --delete-before 2026-09-02 --yes --no-backup");
    assert!(again["backup"].is_null(), "{again}");
    let nothing = machine.json("db compact --delete-before 2026-01-01 --yes");
    assert!(nothing["backup"].is_null() && nothing["forgotten"]["calls"] == 0, "{nothing}");
    assert!(machine.json("db compact")["forgotten"].is_null());
}

#[test]
fn what_no_log_holds_any_more_is_told() {
    let machine = machine();
    fs::remove_dir_all(machine.home().join(".claude/projects")).expect("a directory");
    let ran = machine.run("db compact --delete-before 2026-09-01");
    assert!(
        ran.err.contains("no log holds any of the calls any more: they cannot be read again"),
        "{}",
        ran.err
    );
    let report = machine.json("db compact --delete-before 2026-09-01 --yes");
    assert_eq!((&report["forgotten"]["calls"], &report["forgotten"]["gone_calls"]), (&3.into(), &3.into()));
    let copy = report["backup"].as_str().expect("a copy").to_owned();
    assert_eq!(calls(&machine, &copy), 14);
}
