//! Files that are not ours are neither read, changed nor given company; what is ours is written as a whole.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::world::{World, available};

/// Another user, as which nobody else writes.
const STRANGER: u32 = 65_534;
/// A call.
const LINE: &str = concat!(
    r#"{"type":"assistant","uuid":"u-1","timestamp":"2026-03-02T10:00:00.000Z","sessionId":"s-1","message":{"id":"msg_1","#,
    r#""role":"assistant","model":"claude-opus-5","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"#,
    r#""output_tokens":2}}}"#,
    "\n"
);
/// Everything that opens the database.
const COMMANDS: [&[&str]; 9] = [
    &["ingest"],
    &["report"],
    &["report", "--no-ingest"],
    &["status"],
    &["doctor"],
    &["db", "verify"],
    &["db", "compact"],
    &["db", "compact", "--delete-before", "2026-01-01", "--yes"],
    &["tag", "set", "latest", "mine"],
];

/// An SQLite file without a table, as another program begins one.
fn empty_sqlite() -> Vec<u8> {
    let mut page = vec![0_u8; 4096];
    page[..16].copy_from_slice(b"SQLite format 3\0");
    page[16..24].copy_from_slice(&[0x10, 0, 1, 1, 0, 64, 32, 32]);
    for (at, value) in [(24, 1_u32), (28, 1), (44, 4), (56, 1), (92, 1), (96, 3_051_003)] {
        page[at..at + 4].copy_from_slice(&value.to_be_bytes());
    }
    page[100..108].copy_from_slice(&[0x0d, 0, 0, 0, 0, 0x10, 0, 0]);
    page
}

/// What lies in a directory: names, modes and content.
fn all(directory: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let one = |path: PathBuf| {
        let mode = fs::symlink_metadata(&path).unwrap().permissions().mode();
        let content = fs::read(&path).unwrap_or_default();
        (path, mode, content)
    };
    World::files(directory).into_iter().map(one).collect()
}

/// Runs the program with another database, and something on standard input.
fn ran(world: &World, db: &Path, command: &[&str]) -> (Option<i32>, String) {
    let mut scopeon = world.scopeon(&[]);
    // The last of two options counts no more than the first: so they are given anew.
    let mut program = Command::new(scopeon.get_program());
    world.settle(&mut program);
    program.arg("--home").arg(world.home()).arg("--db").arg(db).args(command);
    scopeon = program;
    let output = scopeon.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn another_programs_file_is_left_as_it_is() {
    let (world, _) = World::with_sample(1);
    let mut with_log = empty_sqlite();
    with_log[18..20].copy_from_slice(&[2, 2]);
    let foreign =
        [b"Dear friend,\n".to_vec(), b"SQLite format 3\0".to_vec(), empty_sqlite(), with_log, vec![0; 512]];
    for (number, content) in foreign.iter().enumerate() {
        let place = world.path().join(format!("theirs{number}"));
        let db = place.join("theirs.db");
        fs::create_dir(&place).unwrap();
        fs::write(&db, content).unwrap();
        fs::set_permissions(&db, Permissions::from_mode(0o644)).unwrap();
        let before = all(&place);
        let backup = world.path().join("backup.db").display().to_string();
        let copying = ["db", "backup", &backup];
        for command in COMMANDS.iter().copied().chain([&copying[..]]) {
            let (code, said) = ran(&world, &db, command);
            let wanted = if command == ["doctor"] { 1 } else { 3 };
            assert_eq!(code, Some(wanted), "{number} {command:?}: {said}");
            assert!(said.contains("not a Scopeon database"), "{number} {command:?}: {said}");
            assert!(all(&place) == before, "{number} {command:?} touched it");
        }
        assert!(!Path::new(&backup).exists());
    }
}

#[test]
fn an_empty_file_is_taken_unless_a_log_lies_beside_it() {
    let (world, _) = World::with_sample(1);
    let place = world.path().join("new");
    fs::create_dir(&place).unwrap();
    let db = place.join("made.db");
    fs::write(&db, "").unwrap();
    fs::write(place.join("made.db-wal"), "somebody's").unwrap();
    let before = all(&place);
    let (code, said) = ran(&world, &db, &["report"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(all(&place) == before);
    fs::remove_file(place.join("made.db-wal")).unwrap();
    let (code, said) = ran(&world, &db, &["report"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::metadata(&db).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_is_no_file_is_refused_at_once() {
    let (world, _) = World::with_sample(1);
    let fifo = world.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let began = Instant::now();
    for command in COMMANDS {
        let (code, said) = ran(&world, &fifo, command);
        assert!(code.is_some_and(|code| code > 0), "{command:?}: {said}");
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0)
}

/// Runs in a directory such as `/tmp`, where anybody may put a file first.
#[test]
fn what_belongs_to_another_user_is_refused_and_told() {
    if !is_root() {
        eprintln!("skipped: only root can make another user's file");
        return;
    }
    for name in [
        "",
        "config.toml",
        "prices.tsv",
        "paths.key",
        "copies",
        "scopeon.db",
        "scopeon.db-wal",
        "scopeon.db.lock",
    ] {
        let (world, _) = World::with_sample(1);
        let theirs = if name.is_empty() { world.data() } else { world.data().join(name) };
        fs::create_dir_all(world.data()).unwrap();
        fs::set_permissions(world.path(), Permissions::from_mode(0o1777)).unwrap();
        match name {
            "" => {}
            "copies" => fs::create_dir(&theirs).unwrap(),
            _ => fs::write(&theirs, "").unwrap(),
        }
        chown(&theirs, Some(STRANGER), None).unwrap();
        let before = all(&world.data());
        for command in [&["report"][..], &["ingest"], &["status"], &["doctor"]] {
            let output = world.run(command);
            let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            let wanted = if command == ["doctor"] { 1 } else { 3 };
            assert_eq!(output.status.code(), Some(wanted), "{name} {command:?}: {said}");
            assert!(said.contains("it belongs to another user"), "{name} {command:?}: {said}");
            assert!(said.contains(theirs.to_str().unwrap()), "{name} {command:?}: {said}");
            assert!(all(&world.data()) == before, "{name} {command:?} touched it");
        }
    }
}

#[test]
fn a_link_of_another_users_is_not_followed() {
    if !is_root() {
        eprintln!("skipped: only root can make another user's link");
        return;
    }
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    for (link, place) in [("link", "link"), ("above", "above/data")] {
        let target = if link == "link" { world.data() } else { world.path().to_owned() };
        let (link, place) = (world.path().join(link), world.path().join(place));
        symlink(&target, &link).unwrap();
        let run = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_scopeon"));
            world.settle(&mut command);
            command.env("SCOPEON_HOME", &place).args(["report", "--no-ingest"]).output().unwrap()
        };
        assert_eq!(run().status.code(), Some(0), "one's own is");
        std::os::unix::fs::lchown(&link, Some(STRANGER), None).unwrap();
        let output = run();
        assert_eq!(output.status.code(), Some(3), "{}", link.display());
        assert!(String::from_utf8_lossy(&output.stderr).contains("another user"));
    }
}

/// The database is locked by a program that does not know of us, for as long as it likes.
#[test]
fn a_database_that_another_program_locks_is_told_of_in_time() {
    if !available("sqlite3") {
        return;
    }
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    let mut sqlite = Command::new("sqlite3");
    let mut other = sqlite.arg(world.db()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let told =
        b"PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE host SET name = name; SELECT 'locked';\n";
    std::io::Write::write_all(other.stdin.as_mut().unwrap(), told).unwrap();
    let mut line = [0; 16];
    std::io::Read::read_exact(other.stdout.as_mut().unwrap(), &mut line).unwrap();
    for command in [&["report", "--no-ingest"][..], &["report"], &["doctor"], &["db", "verify"]] {
        let began = Instant::now();
        let output = world.run(command);
        let took = began.elapsed();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let wanted = if command == ["doctor"] { 1 } else { 3 };
        assert_eq!(output.status.code(), Some(wanted), "{command:?}: {said}");
        assert!(said.contains("busy"), "{command:?}: {said}");
        assert!(took < Duration::from_secs(16), "{command:?} took {took:?}");
    }
    other.kill().unwrap();
    other.wait().unwrap();
    world.success(&["report"]);
}

/// Another program is in the middle of writing: what is known is answered, and nothing is wrong.
#[test]
fn a_database_that_another_program_writes_to_is_answered_from() {
    if !available("sqlite3") {
        return;
    }
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    let known = world.json(&["report"]);
    fs::write(world.home().join(".claude/projects/-home-dev-docs-site/new.jsonl"), LINE).unwrap();
    let mut sqlite = Command::new("sqlite3");
    let mut other = sqlite.arg(world.db()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(other.stdin.as_mut().unwrap(), b"BEGIN IMMEDIATE; SELECT 'begun';\n").unwrap();
    std::io::Read::read_exact(other.stdout.as_mut().unwrap(), &mut [0; 5]).unwrap();
    let output = world.run(&["report", "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!((&answer["fresh"]["state"], &answer["total"]), (&"stale".into(), &known["total"]));
    assert_eq!(answer["notices"][0]["code"], "stale");
    assert_eq!(world.run(&["report", "--fresh"]).status.code(), Some(1));
    other.kill().unwrap();
    other.wait().unwrap();
    world.success(&["report", "--fresh"]);
}

/// A stranger holds the lock that says who may write.
#[test]
fn a_lock_that_another_program_holds_stops_no_answer() {
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    let lock = File::open(world.data().join("scopeon.db.lock")).unwrap();
    lock.lock().unwrap();
    for command in [&["report"][..], &["status"], &["sessions"], &["costs"], &["doctor"]] {
        let began = Instant::now();
        let output = world.run(command);
        let said = String::from_utf8_lossy(&output.stderr);
        // A check-up finds that something needs attention; an answer comes from what is known.
        let expected = i32::from(command == ["doctor"]);
        assert_eq!(output.status.code(), Some(expected), "{command:?}: {said}");
        assert!(!output.stdout.is_empty() && said.contains("scopeon.db.lock"), "{command:?}: {said}");
        assert!(began.elapsed() < Duration::from_secs(6), "{command:?}");
    }
    drop(lock);
    world.success(&["report"]);
}

/// What a killed process left goes at the next start: by its name, if nobody is at work on it.
#[test]
fn what_a_killed_process_left_is_swept() {
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    let at = |name: &str| world.data().join(name);
    let left = ["prices.tsv.0123abcd.part", "scopeon.db.89abcdef.part", "scopeon.db.89abcdef.part-journal"];
    let kept = ["scopeon.db.before-2026-01-01.bak", "notes.part"];
    left.iter().chain(&kept).for_each(|name| fs::write(at(name), "").unwrap());
    let alive = File::create(at("scopeon.db.00000001.part")).unwrap();
    alive.lock().unwrap();
    let temporary = world.path().join("tmp");
    let demo = temporary.join("scopeon-demo-killed");
    fs::create_dir_all(&demo).unwrap();
    fs::write(demo.join(".demo.lock"), "").unwrap();
    File::open(&demo).unwrap().set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
    let mut command = world.scopeon(&["status"]);
    assert!(command.env("TMPDIR", &temporary).output().unwrap().status.success());
    assert!(left.iter().all(|name| !at(name).exists()) && !demo.exists());
    assert!(kept.iter().all(|name| at(name).exists()) && at("scopeon.db.00000001.part").exists());
}
