//! One definition a figure: whatever command is asked, and the library, the same figure is the same.

mod levels;
mod library;
mod periods;
mod present;
mod screen;
mod sums;

use scopeon_core::time::Timestamp;
use scopeon_providers::sample::{Settings, write_claude_home, write_mixed_home};
use serde_json::Value;

use crate::machine::Machine;

/// A history that everything is asked about, and the instant at which.
struct History {
    machine: Machine,
    now: &'static str,
    /// Periods and filters, as options.
    questions: &'static [&'static str],
}

const DEMO: &[&str] = &[
    "--since 30d",
    "--since 2026-10-01",
    "--since 2026-11-02 --until 2026-11-15",
    "--since 30d --agent kimi --agent claude-code",
    "--since 30d --model claude-sonnet-5",
    "--since 2026-10-01 --project docs_site --branch redesign",
    "--since today",
    "--since 2030-01-01",
];
const CLAUDE: &[&str] =
    &["--since 2026-08-01", "--since 2026-08-10 --until 2026-09-05 --zone Pacific/Apia", "--since 7d"];

impl History {
    /// The demo's home: every agent with a reader, unpriced models, totals and costs instead of calls.
    fn demo() -> Self {
        let (machine, now) = (Machine::empty(), "2026-11-20T15:00:00Z");
        write_mixed_home(&machine.home(), instant(now)).expect("a home");
        Self::read(machine, now, DEMO)
    }

    /// A home of Claude Code's alone, with every awkward shape there is.
    fn claude() -> Self {
        let (machine, now) = (Machine::empty(), "2026-09-14T18:05:00Z");
        let settings = Settings { days: 40, seed: 11, end: instant(now), ..Settings::bench() };
        write_claude_home(&machine.home(), &settings.scaled(8)).expect("a home");
        Self::read(machine, now, CLAUDE)
    }

    fn read(machine: Machine, now: &'static str, questions: &'static [&'static str]) -> Self {
        let ran = machine.run("ingest -q");
        assert_eq!(ran.code, Some(0), "{ran:?}");
        Self { machine, now, questions }
    }

    /// Asks for an answer in JSON.
    #[track_caller]
    fn ask(&self, line: &str) -> Value {
        self.machine.json(&format!("{line} --no-ingest --now {}", self.now))
    }
}

fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// Returns the elements of a list.
#[track_caller]
fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

#[test]
fn of_many_agents() {
    all(&History::demo());
}

#[test]
fn of_claude_code_alone() {
    all(&History::claude());
}

fn all(history: &History) {
    for question in history.questions {
        periods::agree(history, question);
    }
    levels::agree(history);
    present::agree(history);
    library::agrees(history);
    screen::agrees(history);
}
