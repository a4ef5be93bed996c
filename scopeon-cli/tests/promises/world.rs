//! A made-up home, a database of its own, and the built program run on them.

#![expect(dead_code, reason = "each test program uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scopeon_core::time::Timestamp;
use scopeon_providers::sample::{Settings, Truth, write_claude_home};
use serde_json::Value;

/// A home with logs and a place for the database, removed afterwards.
pub(crate) struct World {
    dir: tempfile::TempDir,
    home: PathBuf,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { home: dir.path().join("home"), dir }
    }

    /// A world with a database of its own that reads another's logs.
    pub(crate) fn reading(other: &Self) -> Self {
        Self { home: other.home(), ..Self::new() }
    }

    /// A world whose logs are a sample of the benchmark's, at this many thousandths of its size.
    pub(crate) fn with_sample(permille: u32) -> (Self, Truth) {
        let world = Self::new();
        let settings = Settings { days: 40, ..Settings::bench() }.scaled(permille);
        let truth = write_claude_home(&world.home(), &settings).unwrap();
        (world, truth)
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.home.clone()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.data().join("scopeon.db")
    }

    /// The program with nothing of the machine's environment, on this world's home and database.
    pub(crate) fn scopeon(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scopeon"));
        self.settle(&mut command);
        command.args(self.globals()).args(args);
        command
    }

    /// The options that name this world.
    pub(crate) fn globals(&self) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        ["--home".into(), text(self.home()), "--db".into(), text(self.db()), "--zone".into(), "UTC".into()]
            .into()
    }

    pub(crate) fn settle(&self, command: &mut Command) {
        command.env_clear().env("HOME", self.home()).env("SCOPEON_HOME", self.data()).stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.scopeon(args).output().unwrap()
    }

    /// Runs to success and returns what was printed.
    pub(crate) fn success(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?} ended with {:?}: {shown}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut args = args.to_vec();
        args.push("--json");
        let mut answer: Value = serde_json::from_str(&self.success(&args)).unwrap();
        // When it was given and how fresh it is are of one run.
        if let Some(fields) = answer.as_object_mut() {
            fields.retain(|name, _| !["now", "fresh", "notices"].contains(&name.as_str()));
        }
        answer
    }

    /// The totals that nothing may change: by day, by model and by session.
    pub(crate) fn totals(&self) -> [Value; 3] {
        ["daily", "model", "session"].map(|by| self.json(&["--no-ingest", "report", by]))
    }

    /// Asserts that the database is whole.
    pub(crate) fn verify(&self) {
        self.success(&["db", "verify"]);
    }

    /// Every file below a directory.
    pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut open = vec![dir.to_owned()];
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() { open.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }
}

/// Whether every point is tried instead of a sample.
pub(crate) fn all_points() -> bool {
    std::env::var_os("SCOPEON_FAULTS").is_some_and(|value| value == "all")
}

/// Whether a program can be run here; says so when it cannot.
pub(crate) fn available(program: &str) -> bool {
    let found = Command::new(program).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// A small deterministic source of numbers.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

/// An instant well after every line of a sample.
pub(crate) fn later() -> Timestamp {
    Timestamp::parse("2026-09-15T00:00:00Z").unwrap()
}
