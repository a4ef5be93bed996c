//! A machine for a test: a home, a place for the figures, and no trace of the real one.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Has a command answer about the sample logs, at a time they were made for.
pub(crate) const DEMO: &str = "--demo --now 2026-11-20T15:00:00Z";

/// A machine for a test.
pub(crate) struct Machine {
    directory: TempDir,
}

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Machine {
    /// Makes a machine without any logs.
    pub(crate) fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        fs::create_dir(directory.path().join("home")).expect("a home");
        Self { directory }
    }

    /// Makes a machine whose user has used Claude Code, in every way the fixture knows.
    pub(crate) fn with_claude() -> Self {
        let machine = Self::empty();
        copy(&fixture("claude-code/tour/root"), &machine.home().join(".claude"));
        machine
    }

    /// Makes a machine whose user has used GitHub Copilot CLI, which kept its event logs alone.
    pub(crate) fn with_copilot() -> Self {
        let machine = Self::empty();
        copy(&fixture("copilot-cli/home"), &machine.home());
        machine
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    /// Returns Scopeon's own directory.
    pub(crate) fn own(&self) -> PathBuf {
        self.directory.path().join("own")
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.own().join("scopeon.db")
    }

    /// Returns the fixture's first transcript in this home.
    pub(crate) fn transcript(&self) -> PathBuf {
        self.home().join(".claude/projects/-home-dev-acme-shop/22222222-2222-4222-8222-222222222222.jsonl")
    }

    /// Prepares a command with nothing of the real environment.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scopeon"));
        command.args(arguments).env_clear().current_dir(self.directory.path());
        command.env("HOME", self.home()).env("SCOPEON_HOME", self.own()).env("TZ", "UTC");
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command line, split at spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        Ran::of(self.command(line.split_whitespace()))
    }

    /// Runs a command line for a terminal of that width.
    pub(crate) fn run_wide(&self, columns: usize, line: &str) -> Ran {
        let mut command = self.command(line.split_whitespace());
        command.env("COLUMNS", columns.to_string());
        Ran::of(command)
    }

    /// Checks that what a command line answers fills terminals of those widths and no more.
    #[track_caller]
    pub(crate) fn fits(&self, line: &str, widths: &[usize]) {
        for columns in widths {
            let ran = self.run_wide(*columns, line);
            let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest > 30 && widest <= *columns, "{line} at {columns}: {widest}\n{ran:?}");
        }
    }

    /// Runs a command line that has to succeed in silence, and returns what it answers.
    #[track_caller]
    pub(crate) fn answer(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{line}: {}", ran.out);
        ran.out
    }

    /// Runs a command line with `--json` and returns what it answers, without what is about this one run.
    #[track_caller]
    pub(crate) fn json(&self, line: &str) -> serde_json::Value {
        figures(&self.run(&format!("{line} --json")).out)
    }
}

/// Reads an answer, and leaves out when it was given, how fresh it is and what was said beside it.
#[track_caller]
pub(crate) fn figures(text: &str) -> serde_json::Value {
    let mut answer: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("now");
        fields.remove("fresh");
        fields.remove("notices");
    }
    answer
}

impl Ran {
    pub(crate) fn of(mut command: Command) -> Self {
        Self::from(command.output().expect("the program starts"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scopeon-providers/tests/fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
