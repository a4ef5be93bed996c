//! Files of sizes and numbers that no agent should make: memory stays bounded and the rest is read.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::world::World;

/// 64 MiB of line limit, a database cache and the engine's buffers: far below what any file here measures.
const MOST_RESIDENT_KIB: u64 = 160 * 1024;

const LINE: &str = r#"{"type":"assistant","uuid":"u-N","timestamp":"2026-09-14T10:00:03.000Z","sessionId":"s-N","message":{"id":"msg_N","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":3,"cache_creation_input_tokens":4}}}"#;

fn line(name: &str) -> String {
    LINE.replace("-N", &format!("-{name}")).replace("_N", &format!("_{name}"))
}

fn transcript(world: &World, name: &str) -> BufWriter<File> {
    let project = world.home().join(".claude/projects/-home-dev-acme");
    fs::create_dir_all(&project).unwrap();
    BufWriter::new(File::create(project.join(format!("{name}.jsonl"))).unwrap())
}

/// Runs a command and returns the most memory it held, in KiB.
pub(super) fn resident(world: &World, command: &[&str]) -> u64 {
    let mut child = world.scopeon(command).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(high_water(&status).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(most > 0, "no reading of the memory in use");
    most
}

fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn calls(world: &World) -> u64 {
    world.json(&["report"])["total"]["calls"].as_u64().unwrap()
}

#[test]
fn a_line_of_300_mb_without_an_end_is_passed_over_in_bounded_memory() {
    let world = World::new();
    let mut file = transcript(&world, "endless");
    writeln!(file, "{}", line("before")).unwrap();
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..300 {
        file.write_all(&piece).unwrap();
    }
    file.flush().unwrap();
    assert!(resident(&world, &["ingest"]) < MOST_RESIDENT_KIB);
    assert_eq!(calls(&world), 1);

    writeln!(file, "\n{}", line("after")).unwrap();
    file.flush().unwrap();
    assert_eq!(calls(&world), 2, "reading goes on after the line ends");
    let doctor = world.run(&["doctor"]);
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("overlong line"));
}

#[test]
fn a_whole_line_of_50_mb_is_read() {
    let world = World::new();
    let mut file = transcript(&world, "long");
    let text = "a\\n".repeat(50 * 1024 * 1024 / 3);
    let long =
        line("long").replace(r#""content":[]"#, &format!(r#""content":[{{"type":"text","text":"{text}"}}]"#));
    writeln!(file, "{long}\n{}", line("after")).unwrap();
    file.flush().unwrap();
    assert!(resident(&world, &["ingest"]) < MOST_RESIDENT_KIB);
    assert_eq!(calls(&world), 2);
}

#[test]
fn twenty_thousand_files_are_read() {
    let world = World::new();
    for n in 0..20_000 {
        let name = format!("n{n}");
        writeln!(transcript(&world, &name), "{}", line(&name)).unwrap();
    }
    assert!(resident(&world, &["ingest"]) < MOST_RESIDENT_KIB);
    assert_eq!(calls(&world), 20_000);
    world.verify();
}

#[test]
fn a_full_disk_is_a_clear_error_and_nothing_is_lost() {
    let (world, _) = World::with_sample(20);
    let Some(disk) = SmallDisk::mount(&world) else { return };
    let output = world.run(&["ingest"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "the disk was large enough");
    assert!(errors.contains("full") && errors.contains("scopeon.db"), "{errors}");
    disk.enlarge();
    world.success(&["ingest"]);
    world.verify();
    let elsewhere = World::reading(&world);
    elsewhere.success(&["ingest"]);
    assert_eq!(world.totals(), elsewhere.totals());
}

/// A file system of 600 KB over the place of the database, where this process may mount one.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(world: &World) -> Option<Self> {
        fs::create_dir_all(world.data()).unwrap();
        let mounted = run_mount(&["-t", "tmpfs", "-o", "size=600k,mode=0700", "tmpfs"], &world.data());
        if !mounted {
            eprintln!("skipped: no file system can be mounted here");
        }
        mounted.then(|| Self(world.data()))
    }

    fn enlarge(&self) {
        assert!(run_mount(&["-o", "remount,size=200m"], &self.0));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(&self.0).status().ok();
    }
}

fn run_mount(options: &[&str], at: &std::path::Path) -> bool {
    Command::new("mount")
        .args(options)
        .arg(at)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
