//! Files that are damaged, closed or full: a clear word, the right code, nothing lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::machine::{Machine, Ran};

#[test]
fn a_damaged_database_is_3_and_stays_as_it_is() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let mut bytes = fs::read(machine.db()).expect("a file");
    let length = bytes.len();
    bytes[..length.min(100)].fill(b'x');
    fs::write(machine.db(), &bytes).expect("a file");
    for line in ["report", "report --no-ingest", "ingest"] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{line}: {}", ran.err);
        assert!(
            ran.err.contains(&machine.db().display().to_string()) && ran.err.contains("hint: "),
            "{}",
            ran.err
        );
    }
    assert_eq!(fs::read(machine.db()).expect("a file"), bytes, "nothing is overwritten");
}

#[test]
fn another_programs_file_is_left_alone() {
    let machine = Machine::with_claude();
    fs::create_dir_all(machine.own()).expect("a directory");
    fs::write(machine.db(), "these are my notes").expect("a file");
    let ran = machine.run("report");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(fs::read_to_string(machine.db()).expect("a file"), "these are my notes");
}

#[test]
fn a_database_that_cannot_be_written_still_answers() {
    let machine = Machine::with_claude();
    let before = machine.json("report");
    // A directory in the place of the lock stands for a disk that cannot be written: root may write anywhere.
    let lock = machine.own().join("scopeon.db.lock");
    fs::remove_file(&lock).expect("the lock");
    fs::create_dir(&lock).expect("a directory");
    let ran = machine.run("report --json");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.starts_with("note: what is new could not be read: "), "{}", ran.err);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON"), before);
    assert_eq!(machine.run("ingest").code, Some(4));
}

#[test]
fn what_is_kept_is_the_owners_alone() {
    let machine = Machine::with_claude();
    machine.run("ingest");
    let mode = |path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode(machine.own()), mode(machine.db())), (0o700, 0o600));
}

#[test]
fn a_full_output_is_4() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let machine = Machine::empty();
    let mut command = machine.command(["prices", "list"]);
    command.stdout(full);
    let ran = Ran::of(command);
    assert_eq!(ran.code, Some(4));
    assert!(ran.err.starts_with("error: the answer could not be written: "), "{}", ran.err);
}

#[test]
fn unreadable_records_are_data() {
    let machine = Machine::with_claude();
    fs::write(machine.transcript(), "{\"type\":\"assistant\",\"message\":{\"id\":\nnot json PRIVATE_WORDS\n")
        .expect("a file");
    let ran = machine.run("report");
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("see scopeon doctor"), "{}", ran.err);
    assert!(!ran.err.contains("PRIVATE_WORDS") && !ran.out.contains("PRIVATE_WORDS"));
    assert_eq!(machine.run("report").err, "", "it is said once");
}

#[test]
fn without_home_nothing_is_needed_of_one() {
    // Both places are named: the system may know the user's home without HOME, and no test may reach it.
    let machine = Machine::with_claude();
    let home = machine.home();
    let with_home = machine.json("report model");
    let arguments = ["--home".as_ref(), home.as_os_str()];
    let mut command =
        machine.command(arguments.into_iter().chain(["report", "model", "--json"].map(AsRef::as_ref)));
    command.env("HOME", "");
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON"), with_home);
}
