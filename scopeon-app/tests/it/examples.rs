//! The examples of docs/embed.md: the page shows these sources, and each of them runs. `SCOPEON_UPDATE_DOCS=1` writes the
//! page's code anew.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use scopeon_core::time::{TimeBucket, Timestamp};
use scopeon_providers::sample;

use crate::house::House;

/// Each example with its package, in the order of the page.
const EXAMPLES: [(&str, &str); 3] =
    [("scopeon-core", "price_call"), ("scopeon-app", "today"), ("scopeon-app", "follow")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn file((package, name): (&str, &str)) -> PathBuf {
    root().join(package).join("examples").join(format!("{name}.rs"))
}

/// Returns what the page shows of an example: all but its first lines, which are about the file.
fn source(example: (&str, &str)) -> String {
    let text = fs::read_to_string(file(example)).unwrap();
    let about = |line: &&str| line.is_empty() || line.starts_with("//!") || line.starts_with("#![");
    let mut shown = text.lines().skip_while(about).collect::<Vec<_>>().join("\n");
    shown.push('\n');
    shown
}

/// Returns the page with these sources in its blocks of code, in order.
fn with_sources(page: &str, sources: &[String]) -> String {
    let (mut made, mut rest) = (String::new(), page);
    for source in sources {
        let (before, after) = rest.split_once("```rust\n").unwrap_or((rest, "```"));
        let (_, after) = after.split_once("```").unwrap_or_default();
        made.extend([before, "```rust\n", source, "```"]);
        rest = after;
    }
    made + rest
}

/// Finds an example where it was built with the tests. Tests that are built alone come without it, or with an earlier one.
fn built((package, name): (&str, &str)) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let profile = tests.parent().and_then(Path::parent).unwrap();
    let program = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let changed = |file: &Path| fs::metadata(file).and_then(|about| about.modified()).ok();
    if changed(&program) < changed(&file((package, name))) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--package", package, "--example", name]);
        cargo.arg("--target-dir").arg(profile.parent().unwrap());
        let is_release = profile.ends_with("release");
        assert!(cargo.args(is_release.then_some("--release")).status().unwrap().success());
    }
    program
}

fn command(example: (&str, &str), house: &House) -> Command {
    let mut command = Command::new(built(example));
    command.env_clear().env("HOME", house.home()).stdin(Stdio::null());
    command
}

#[track_caller]
fn printed(example: (&str, &str), house: &House) -> String {
    let output = command(example, house).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_page_shows_what_is_run() {
    let file = root().join("docs/embed.md");
    let page = fs::read_to_string(&file).unwrap();
    let made = with_sources(&page, &EXAMPLES.map(source));
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        fs::write(&file, &made).unwrap();
    } else {
        assert!(
            page == made,
            "docs/embed.md has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-app examples"
        );
    }
    assert_eq!(made.matches("```rust\n").count(), EXAMPLES.len(), "every block is an example");
}

#[test]
fn the_cost_of_a_day_takes_twelve_lines() {
    let source = source(EXAMPLES[1]);
    let lines = source.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 12, "{lines}");
}

#[test]
fn one_call_is_priced() {
    // 1,000 × 5 + 40,000 × 0.5 + 500 × 25, per million.
    assert_eq!(printed(EXAMPLES[0], &House::new()), "0.0375 USD\n");
}

#[test]
fn today_is_told_by_model() {
    let house = House::new();
    assert_eq!(printed(EXAMPLES[1], &house), "today: $0.00\n");
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Timestamp::from_millis(since.as_millis().try_into().unwrap()).unwrap();
    // They end with tomorrow, so that there are calls of today even if it begins just now.
    let end = TimeBucket::from_index(now.quarter().index() / 96 * 96 + 192).start();
    sample::write_claude_home(&house.home(), &sample::Settings::demo(end)).unwrap();
    let said = printed(EXAMPLES[1], &house);
    assert!(said.lines().count() > 1 && said.contains("claude-"), "{said}");
    assert!(!said.ends_with("today: $0.00\n"), "{said}");
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended cannot be ended again.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_live_session_is_followed() {
    let house = House::with_claude();
    let mut running = Running(command(EXAMPLES[2], &house).stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(lines.next().unwrap(), "following");
    let transcript = fs::read_to_string(house.transcript()).unwrap();
    let last = transcript.lines().last().unwrap();
    let mut log = fs::OpenOptions::new().append(true).open(house.transcript()).unwrap();
    for (message, output) in [("msg_LIVE", 44), ("msg_LIVE", 444)] {
        let line = last.replace("msg_G", message).replace("req_G", "req_LIVE");
        let line = line.replace(r#""output_tokens":44"#, &format!(r#""output_tokens":{output}"#));
        writeln!(log, "{line}").unwrap();
        let said = lines.next().unwrap();
        let what = if output == 44 { "new" } else { "grown" };
        let tokens = format!("claude-opus-5 {} tokens", 6 + 10 + 26_000 + output);
        assert!(said.starts_with(what) && said.contains(&tokens), "{said}");
        assert!(said.contains("22222222-2222-4222-8222-222222222222"), "{said}");
    }
}
