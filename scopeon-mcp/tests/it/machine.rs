//! Applications for tests: one over sample logs that all tests share, and ones over logs that a test writes.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use scopeon_app::{AgentSet, App, Clock, Inputs, Silent};
use scopeon_core::time::Timestamp;
use scopeon_mcp::{McpOptions, StartedBy};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The project of sample logs that a caller works in.
pub(crate) const PROJECT: &str = "/home/dev/acme.shop";
/// A session of that project.
pub(crate) const SESSION: &str = "86dbfaa1-141f-4de6-b8a5-df951febe6da";

/// An application over sample logs, at a time they were made for.
pub(crate) fn sample() -> &'static Arc<App> {
    static SAMPLE: OnceLock<(Arc<App>, TempDir)> = OnceLock::new();
    let (app, _) = SAMPLE.get_or_init(|| {
        let own = tempfile::tempdir().expect("a directory");
        let inputs = Inputs {
            demo: true,
            own_home: Some(own.path().join("own")),
            temporary: own.path().to_owned(),
            clock: Clock::Held(Timestamp::parse("2026-11-20T15:00:00Z").expect("a time")),
            ..Inputs::default()
        };
        (Arc::new(App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("sample logs")), own)
    });
    app
}

/// A caller that works in a project of the sample logs.
pub(crate) fn in_project() -> McpOptions {
    McpOptions {
        started: StartedBy { directory: Some(PathBuf::from(PROJECT)), ..StartedBy::default() },
        ..McpOptions::default()
    }
}

/// The same, in a session that its agent names.
pub(crate) fn in_session(id: &str) -> McpOptions {
    let mut options = in_project();
    options.started.session = Some(id.to_owned());
    options
}

/// A machine whose user uses Claude Code.
pub(crate) struct Machine {
    directory: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir_all(directory.path().join("home/.claude/projects/-work")).expect("a home");
        Self { directory }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.path().join("own/scopeon.db")
    }

    /// Writes the configuration.
    pub(crate) fn configure(&self, text: &str) {
        fs::create_dir_all(self.path().join("own")).expect("a directory");
        fs::write(self.path().join("own/config.toml"), text).expect("a file");
    }

    pub(crate) fn app(&self) -> Arc<App> {
        let home = self.path().join("home");
        let inputs = Inputs {
            user_home: Some(home.clone()),
            home: Some(home),
            own_home: Some(self.path().join("own")),
            temporary: self.path().to_owned(),
            ..Inputs::default()
        };
        Arc::new(App::open(&inputs, AgentSet::builtin(), Arc::new(Silent)).expect("an application"))
    }

    /// Puts in the place of a transcript what cannot be read.
    #[cfg(unix)]
    pub(crate) fn obstruct(&self, session: &str) {
        let path = self.path().join(format!("home/.claude/projects/-work/{session}.jsonl"));
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo is there");
        assert!(made.success());
    }

    /// Appends records to the transcript of a session.
    pub(crate) fn log(&self, session: &str, records: &[Value]) {
        // The directory is named after the project that the session began in.
        let cwd = records.first().and_then(|record| record["cwd"].as_str()).unwrap_or("/work");
        let is_plain = cwd.chars().all(|c| c.is_ascii_alphanumeric() || c == '/' || c == '-');
        let directory = if is_plain { cwd.replace('/', "-") } else { "-work".to_owned() };
        let directory = self.path().join("home/.claude/projects").join(directory);
        fs::create_dir_all(&directory).expect("a directory");
        let path = directory.join(format!("{session}.jsonl"));
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("a transcript");
        let lines: Vec<String> = records.iter().map(Value::to_string).collect();
        file.write_all((lines.join("\n") + "\n").as_bytes()).expect("a record");
    }
}

/// The present instant as logs write it.
pub(crate) fn now() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
    let millis = i64::try_from(now.as_millis()).expect("a time");
    json!(Timestamp::from_millis(millis).expect("a time")).as_str().expect("a text").to_owned()
}

/// A response as Claude Code logs it, which used so much of the context.
pub(crate) fn response(session: &str, cwd: &str, number: u64, context: u64) -> Value {
    json!({
        "type": "assistant",
        "sessionId": session,
        "cwd": cwd,
        "version": "2.1.332",
        "gitBranch": "main",
        "timestamp": now(),
        "uuid": format!("{session}-a{number}"),
        "requestId": format!("req_{session}_{number}"),
        "message": {
            "id": format!("msg_{session}_{number}"),
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5-20250929",
            "content": [{ "type": "text", "text": "MARKED TEXT OF A LOG" }],
            "stop_reason": "end_turn",
            "usage": {
                "input_tokens": 10,
                "cache_read_input_tokens": context - 110,
                "cache_creation_input_tokens": 100,
                "output_tokens": 20,
            },
        },
    })
}

/// A prompt as Claude Code logs it.
pub(crate) fn prompt(session: &str, cwd: &str, number: u64) -> Value {
    json!({
        "type": "user",
        "sessionId": session,
        "cwd": cwd,
        "version": "2.1.332",
        "gitBranch": "main",
        "timestamp": now(),
        "uuid": format!("{session}-u{number}"),
        "message": { "role": "user", "content": "MARKED TEXT OF A LOG" },
    })
}
