//! Files that are damaged, closed or full: a clear word, the right code, nothing lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

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
    // A script can tell that the answer is not up to date.
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.starts_with("note: what is new could not be read: "), "{}", ran.err);
    assert_eq!(crate::machine::figures(&ran.out), before);
    assert_eq!(machine.run("ingest").code, Some(4));
    let ran = machine.run("doctor");
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("the database: ") && ran.out.contains("scopeon.db.lock"), "{}", ran.out);
    assert_eq!(machine.run("report --no-ingest").code, Some(0));
}

/// Runs a script on a disk of that size that holds Scopeon's directory; none where no disk can be made.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn on_a_disk(machine: &Machine, size: &str, script: &str) -> Option<Ran> {
    let scopeon = machine.command([""; 0]);
    let run = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
        command.env_clear().envs(scopeon.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").env("SCOPEON", scopeon.get_program());
        Ran::of(command)
    };
    fs::create_dir_all(machine.own()).expect("a directory");
    let mount = format!("mount -t tmpfs -o size={size},mode=700 tmpfs \"$SCOPEON_HOME\"");
    if Command::new("unshare").arg("--help").output().is_err() || run(&mount).code != Some(0) {
        eprintln!("skipped: no file system can be mounted here");
        return None;
    }
    Some(run(&format!("{mount} && {script}")))
}

#[test]
fn an_empty_history_on_a_full_disk_is_no_answer() {
    let machine = Machine::with_claude();
    for (line, code) in [("report", 3), ("status", 3), ("ingest", 3), ("doctor", 1)] {
        let script = format!("\"$SCOPEON\" {line}");
        let Some(ran) = on_a_disk(&machine, "128k", &script) else {
            assert_eq!(line, "report", "there was a disk before");
            return;
        };
        assert_eq!(ran.code, Some(code), "{line}: {ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains("the disk is full"), "{line}: {ran:?}");
        assert_eq!(ran.out.is_empty(), code == 3, "{line}: {ran:?}");
    }
}

#[test]
fn a_disk_without_room_is_found_before_anything_is_lost() {
    let machine = Machine::with_claude();
    let script = "\"$SCOPEON\" ingest -q && \"$SCOPEON\" doctor --no-ingest";
    let Some(roomy) = on_a_disk(&machine, "8m", script) else { return };
    assert!(!roomy.out.contains("the disk is full"), "{roomy:?}");
    let script = format!(
        "\"$SCOPEON\" ingest -q && cat /dev/zero 2>/dev/null > \"$SCOPEON_HOME\"/filler; echo '{}' >> {}; {}",
        crate::process::line(1).trim_end(),
        machine.transcript().display(),
        "\"$SCOPEON\" report --json; echo $?; \"$SCOPEON\" doctor"
    );
    let ran = on_a_disk(&machine, "4m", &script).expect("a disk");
    let (report, doctor) = ran.out.split_once("\n1\n").unwrap_or_else(|| panic!("{ran:?}"));
    assert!(report.contains("\"calls\":14") && ran.err.contains("what is new could not be read"), "{ran:?}");
    assert_eq!(ran.code, Some(1));
    assert!(doctor.contains("the disk is full"), "{ran:?}");
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
    assert_eq!(crate::machine::figures(&ran.out), with_home);
}

#[test]
fn asked_to_say_more_a_reading_tells_of_each_source() {
    let machine = Machine::with_claude();
    let ran = machine.run("ingest -vv");
    let told = |text: &str| ran.err.lines().filter(|line| line.contains(text)).count();
    let path = machine.transcript().display().to_string();
    assert_eq!((told(&path), told("logs are read")), (1, 1), "{}", ran.err);
    assert!(told("provider=\"claude-code\"") >= 3 && ran.err.contains(" calls="), "{}", ran.err);
    assert_eq!(machine.run("ingest -vv").err.lines().count(), 1, "nothing is new");
    for (arguments, filter) in [("ingest --db 1.db -vvv", ""), ("ingest --db 2.db", "scopeon_app=debug")] {
        let mut command = machine.command(arguments.split(' '));
        command.env("SCOPEON_LOG", filter);
        let ran = Ran::of(command);
        assert!(ran.err.contains("a batch is kept") && ran.err.contains("offset="), "{}", ran.err);
    }
    // What is kept of paths holds here, too.
    let config = machine.home().join("private.toml");
    fs::write(&config, "[privacy]\npaths = 'basename'\n").expect("a file");
    let ran = machine.run(&format!("ingest -vv --db 3.db --config {}", config.display()));
    assert!(ran.err.contains("22222222-2222") && !ran.err.contains("acme-shop"), "{}", ran.err);
    assert_eq!(machine.run("ingest --db 4.db").err, "", "unasked nothing is said");
}

#[test]
fn what_a_killed_demo_left_is_removed() {
    let machine = Machine::empty();
    let temporary = machine.home().join("tmp");
    let left = |name: &str, has_lock: bool, age: u64| {
        let directory = temporary.join(name);
        fs::create_dir_all(directory.join("logs")).expect("a directory");
        let lock = has_lock.then(|| fs::File::create(directory.join(".demo.lock")).expect("a file"));
        let at = std::time::SystemTime::now() - std::time::Duration::from_secs(age);
        fs::File::open(&directory).and_then(|file| file.set_modified(at)).expect("a time");
        (directory, lock)
    };
    let (killed, _) = left("scopeon-demo-killed", true, 3_600);
    let (alive, lock) = left("scopeon-demo-alive", true, 3_600);
    let lock = lock.expect("a file");
    lock.lock().expect("a lock");
    let (young, _) = left("scopeon-demo-young", true, 0);
    let (other, _) = left("scopeon-demo-other", false, 3_600);
    let mut command = machine.command(["report", "--demo", "--json"]);
    command.env("TMPDIR", &temporary);
    assert_eq!(Ran::of(command).code, Some(0));
    assert!(!killed.exists());
    assert!(alive.exists() && young.exists() && other.exists());
    assert_eq!(fs::read_dir(&temporary).expect("a directory").count(), 3, "its own is gone, too");
    drop(lock);
}
