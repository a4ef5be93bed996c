//! A program with a provider of its own: its calls count, and its panics quote nothing.

use std::fs;
use std::process::Command;

use scopeon_cli::Runner;
use scopeon_core::event::{Attribution, Call, Event, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
    SourceKind, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::machine::{Machine, Ran};

/// Reads `*.toy` below the home: every line is a call, and a line that begins with `panic` panics with it.
struct Toy(ProviderInfo);

impl Provider for Toy {
    fn info(&self) -> &ProviderInfo {
        &self.0
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let Some(home) = roots.home else { return };
        roots.tree.walk(home, &mut |entry| {
            if entry.kind == EntryKind::File && entry.path.extension().is_some_and(|ending| ending == "toy") {
                found(Source::new(SourceKind::Lines, entry.root, entry.path));
            }
            Visit::Enter
        });
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        while let Some(line) = lines.next()? {
            let text = String::from_utf8_lossy(line.bytes).into_owned();
            assert!(!text.starts_with("panic"), "cannot read {text}");
            let _ = out.event(call(&text));
            let _ = out.checkpoint(line.end, carry);
        }
        Ok(())
    }
}

fn call(text: &str) -> Event {
    let id = |kind: &'static str| Identity::builder(kind).text(text).finish();
    let usage = Usage { output: 7, ..Usage::default() };
    let reading = UsageSample::new(Label::new("claude-opus-5").expect("a name"), usage);
    let at = Timestamp::parse("2026-09-01T10:00:00Z").expect("an instant");
    Event::Call(Box::new(Call::new(
        CallId(id("call")),
        at,
        reading,
        Attribution::new(SessionId(id("session"))),
    )))
}

/// The program itself; the tests below start it as a process.
#[test]
#[ignore = "a program for the tests beside it"]
fn program() {
    let line = std::env::var("TOY_LINE").expect("a command line");
    let toy = Toy(ProviderInfo::new("toy", "Toy", Coverage::PerCall));
    let runner = Runner::empty().provider(toy);
    let runner =
        if std::env::var_os("TOY_NAMED").is_some() { runner.named("toymeter", "7.1.3") } else { runner };
    let _ = runner.run_with(line.split(' ').map(Into::into));
}

fn run(machine: &Machine, line: &str) -> Ran {
    Ran::of(command(machine, line))
}

/// Runs it under a name of its own.
fn run_named(machine: &Machine, line: &str) -> Ran {
    let mut command = command(machine, line);
    command.env("TOY_NAMED", "1");
    Ran::of(command)
}

fn command(machine: &Machine, line: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "embed::program", "--ignored", "--nocapture"]);
    command.env_clear().env("HOME", machine.home()).env("SCOPEON_HOME", machine.own()).env("TZ", "UTC");
    command.env("TOY_LINE", format!("scopeon {line}"));
    command
}

#[test]
fn its_calls_count() {
    let machine = Machine::empty();
    fs::write(machine.home().join("a.toy"), "one\ntwo\n").expect("a file");
    let ran = run(&machine, "report provider --json");
    assert!(ran.out.contains(r#""key":"toy","calls":2"#), "{ran:?}");
    assert!(run(&machine, "report --agent claude-code").err.contains("scopeon providers lists"));
}

#[test]
fn its_panics_quote_nothing() {
    let machine = Machine::empty();
    fs::write(machine.home().join("a.toy"), "one\npanic PRIVATE_WORDS\n").expect("a file");
    fs::write(machine.home().join("b.toy"), "two\n").expect("a file");
    let ran = run(&machine, "report provider --json");
    assert!(ran.out.contains(r#""key":"toy","calls":2"#), "the rest counts: {ran:?}");
    assert!(ran.err.contains("stopped unexpectedly at") && ran.err.contains("embed.rs:"), "{ran:?}");
    let told = run(&machine, "doctor -v");
    assert!(told.out.contains("provider failed") && told.out.contains("a.toy"), "{told:?}");
    for text in [ran.out, ran.err, told.out, told.err] {
        assert!(!text.contains("PRIVATE_WORDS"), "{text}");
    }
    let bytes = fs::read(machine.db()).expect("a file");
    assert!(!bytes.windows(13).any(|window| window == b"PRIVATE_WORDS"));
}

#[test]
fn it_goes_by_a_name_of_its_own() {
    let machine = Machine::empty();
    let said = |line: &str| {
        let ran = run_named(&machine, line);
        ran.out + &ran.err
    };
    assert!(said("--version").contains("toymeter 7.1.3\n"));
    for (line, usage) in [
        ("--help", "Usage: toymeter ["),
        ("report --help", "Usage: toymeter report ["),
        ("cache nonsense nonsense", "Usage: toymeter cache ["),
    ] {
        assert!(said(line).contains(usage), "{line}: {}", said(line));
    }
    for line in ["--help", "cache --help", "db --help", "limits record --help", "man"] {
        assert!(
            !said(line).contains("scopeon ") && said(line).contains("toymeter "),
            "{line}: {}",
            said(line)
        );
    }
    let script = said("completions bash");
    assert!(script.contains("complete -F _toymeter") && !script.contains("_scopeon"), "{script}");
    assert!(said("man").contains("toymeter 7.1.3"));
    fs::write(machine.home().join("a.toy"), "one\n").expect("a file");
    assert!(said("report provider --json").contains(r#""key":"toy","calls":1"#));
    assert!(run(&machine, "--version").out.contains("scopeon "), "and else it is itself");
}
