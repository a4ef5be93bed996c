//! Small homes of further agents beside Claude Code's, for the demo: a few plain sessions each, with their truth.

mod chats;
#[cfg(feature = "goose")]
mod database;
mod documents;
mod heavy;
mod rollouts;

pub use heavy::write_heavy_home;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::prng::Prng;
use super::truth::{Place, Truth};
use super::{Settings, write_claude_home};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
const PROJECTS: [&str; 3] = ["/home/dev/acme.shop", "/home/dev/billing-api", "/home/dev/docs_site"];

/// One agent: what a correct reader calls it, its model, and how it writes a session down.
struct Agent {
    id: &'static str,
    model: &'static str,
    /// What its logs can state; the other kinds of tokens are none.
    states: States,
    kept: Kept,
}

/// How an agent keeps its sessions.
enum Kept {
    /// Each in files of its own.
    Files(fn(&Session) -> Vec<Written>),
    /// All in one database.
    #[cfg(feature = "goose")]
    Database(&'static str, fn(&Path, &[Session]) -> rusqlite::Result<()>),
}

/// Which kinds of tokens an agent states beside uncached input and output.
#[derive(Clone, Copy)]
struct States {
    reasoning: bool,
    cache_write: bool,
    /// Whether each response is stated, and not only their sum.
    each: bool,
}

const UNREASONED: States = States { reasoning: false, ..EACH };
const EACH: States = States { reasoning: true, cache_write: true, each: true };

const AGENTS: &[Agent] = &[
    Agent {
        id: "amp",
        model: "claude-haiku-4-5-20251001",
        states: UNREASONED,
        kept: Kept::Files(documents::amp),
    },
    Agent { id: "cline", model: "claude-sonnet-5", states: UNREASONED, kept: Kept::Files(documents::cline) },
    Agent { id: "codex", model: "gpt-5.5", states: EACH, kept: Kept::Files(rollouts::codex) },
    Agent {
        id: "copilot-cli",
        model: "claude-sonnet-5",
        states: States { each: false, ..EACH },
        kept: Kept::Files(rollouts::copilot_cli),
    },
    Agent {
        id: "droid",
        model: "claude-opus-4-8",
        states: States { each: false, ..EACH },
        kept: Kept::Files(documents::droid),
    },
    Agent {
        id: "gemini-cli",
        model: "gemini-2.5-pro",
        states: States { cache_write: false, ..EACH },
        kept: Kept::Files(chats::gemini_cli),
    },
    #[cfg(feature = "goose")]
    Agent {
        id: "goose",
        model: "claude-sonnet-5",
        states: UNREASONED,
        kept: Kept::Database(".local/share/goose/sessions/sessions.db", database::goose),
    },
    Agent {
        id: "grok",
        model: "grok-code-fast-1",
        states: States { reasoning: false, cache_write: false, ..EACH },
        kept: Kept::Files(rollouts::grok),
    },
    Agent { id: "kimi", model: "kimi-k3", states: UNREASONED, kept: Kept::Files(rollouts::kimi) },
    Agent { id: "opencode", model: "claude-opus-5", states: EACH, kept: Kept::Files(documents::opencode) },
    Agent { id: "pi", model: "claude-haiku-4-5-20251001", states: UNREASONED, kept: Kept::Files(chats::pi) },
    Agent {
        id: "qwen-code",
        model: "qwen3-coder-plus",
        states: States { reasoning: false, cache_write: false, ..EACH },
        kept: Kept::Files(chats::qwen_code),
    },
];

/// One session to be written down.
struct Session {
    id: String,
    model: &'static str,
    project: &'static str,
    start: Timestamp,
    replies: Vec<Reply>,
}

/// One response of a model.
#[derive(Clone, Copy)]
struct Reply {
    at: Timestamp,
    usage: Usage,
}

/// A file below the home and what stands in it.
struct Written {
    path: PathBuf,
    text: String,
}

impl Written {
    /// A file of one JSON value a line.
    fn lines(path: impl Into<PathBuf>, lines: &[serde_json::Value]) -> Self {
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.to_string());
            text.push('\n');
        }
        Self { path: path.into(), text }
    }
}

impl Session {
    /// The last instant in it.
    fn end(&self) -> Timestamp {
        self.replies.last().map_or(self.start, |reply| reply.at)
    }

    fn total(&self) -> Usage {
        let mut total = Usage::default();
        self.replies.iter().for_each(|reply| total += reply.usage);
        total
    }
}

/// Writes a home of many agents below `root`, as the demo shows it, and returns what a correct reader must
/// answer about each, by its id.
///
/// # Errors
///
/// What creating or writing a directory or file fails with.
pub fn write_mixed_home(root: &Path, end: Timestamp) -> io::Result<BTreeMap<&'static str, Truth>> {
    let mut truths = BTreeMap::from([("claude-code", write_claude_home(root, &Settings::demo(end))?)]);
    for (number, agent) in (0_i64..).zip(AGENTS) {
        let mut prng = Prng::new(100 + number.unsigned_abs());
        let starts = (0..4).map(|back| end.millis() - DAY * (2 + back * 9 + number) - HOUR * (back + number));
        let starts = starts.map(|start| Timestamp::from_millis(start).unwrap_or_default());
        let sessions: Vec<Session> = starts.map(|start| session(agent, start, &mut prng)).collect();
        let mut truth = Truth::default();
        for session in &sessions {
            tell(agent, session, &mut truth);
        }
        keep(agent, root, &sessions)?;
        truths.insert(agent.id, truth);
    }
    Ok(truths)
}

fn keep(agent: &Agent, root: &Path, sessions: &[Session]) -> io::Result<()> {
    match agent.kept {
        Kept::Files(files) => sessions.iter().try_for_each(|session| {
            files(session).iter().try_for_each(|file| write(root, file, session.end()))
        }),
        #[cfg(feature = "goose")]
        Kept::Database(path, database) => {
            let path = root.join(path);
            surround(&path)?;
            database(&path, sessions).map_err(io::Error::other)?;
            let last = sessions.iter().map(Session::end).max().unwrap_or_default();
            touch(&File::options().write(true).open(path)?, last)
        }
    }
}

fn session(agent: &Agent, start: Timestamp, prng: &mut Prng) -> Session {
    let (id, project) = (prng.uuid(), prng.pick(&PROJECTS));
    let mut at = start.millis();
    let mut context = prng.between(9_000, 16_000);
    let mut reply = || {
        at += i64::try_from(prng.between(8_000, 90_000)).unwrap_or(0);
        let (new, output) = (prng.between(300, 2_500), prng.between(80, 1_400));
        let reasoning = if agent.states.reasoning { output / 4 } else { 0 };
        let cached = context;
        context += new + output;
        let (input, written) = if agent.states.cache_write { (40, new) } else { (new, 0) };
        let usage = Usage {
            input,
            output,
            reasoning,
            cache_read: cached,
            cache_write_5m: written,
            ..Usage::default()
        };
        Reply { at: Timestamp::from_millis(at).unwrap_or_default(), usage }
    };
    let replies = (0..12).map(|_| reply()).collect();
    Session { id, model: agent.model, project, start, replies }
}

fn tell(agent: &Agent, session: &Session, truth: &mut Truth) {
    let place = |at| Place { at, model: session.model, session: &session.id };
    if agent.states.each {
        for reply in &session.replies {
            truth.call(place(reply.at), reply.usage);
        }
    } else {
        truth.call(place(session.end()), session.total());
    }
}

fn write(root: &Path, file: &Written, at: Timestamp) -> io::Result<()> {
    let path = root.join(&file.path);
    surround(&path)?;
    let mut opened = File::create(path)?;
    opened.write_all(file.text.as_bytes())?;
    touch(&opened, at)
}

/// Makes the directories a file lies in.
fn surround(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Sets the time as if the last write had been at that instant.
fn touch(file: &File, at: Timestamp) -> io::Result<()> {
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(at.millis().unsigned_abs()))
}
