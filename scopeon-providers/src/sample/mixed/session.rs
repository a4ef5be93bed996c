//! A session to be written down: prompts, the responses to each, and the tools they ask for. How an agent writes it
//! is its writer's matter.

use std::path::PathBuf;

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use serde_json::{Value, json};

use crate::sample::text::MARKER;
use crate::sample::world::micro_usd;

/// In milliseconds.
pub(super) const HOUR: i64 = 60 * 60 * 1000;
pub(super) const DAY: i64 = 24 * HOUR;
/// Where people work.
pub(super) const PROJECTS: [&str; 3] =
    ["/home/dev/acme.shop", "/home/dev/billing-api", "/home/dev/docs_site"];

/// One session.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) model: &'static str,
    pub(super) project: &'static str,
    pub(super) start: Timestamp,
    pub(super) replies: Vec<Reply>,
}

/// One response of a model.
#[derive(Clone, Copy)]
pub(super) struct Reply {
    pub(super) at: Timestamp,
    pub(super) usage: Usage,
    /// When the prompt was asked that this is the first response to.
    pub(super) asked: Option<Timestamp>,
    pub(super) tool: Option<Tool>,
}

/// The use of a tool that a response asks for.
#[derive(Clone, Copy)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) number: usize,
    pub(super) has_failed: bool,
    pub(super) end: Timestamp,
}

/// A prompt and the responses to it.
#[derive(Clone, Copy)]
pub(super) struct Prompt<'a> {
    pub(super) number: usize,
    pub(super) asked: Timestamp,
    pub(super) replies: &'a [Reply],
}

/// A file below the home and what stands in it.
pub(super) struct Written {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Written {
    /// A file of one JSON value.
    pub(super) fn document(path: impl Into<PathBuf>, document: &Value) -> Self {
        Self { path: path.into(), text: document.to_string() }
    }

    /// A file of one JSON value a line.
    pub(super) fn lines(path: impl Into<PathBuf>, lines: &[Value]) -> Self {
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
    pub(super) fn end(&self) -> Timestamp {
        last(&self.replies).unwrap_or(self.start)
    }

    pub(super) fn total(&self) -> Usage {
        total(&self.replies)
    }

    /// The prompts, each with its responses.
    pub(super) fn prompts(&self) -> impl Iterator<Item = Prompt<'_>> {
        let groups = self.replies.chunk_by(|_, next| next.asked.is_none());
        groups.enumerate().map(|(number, replies)| {
            let asked = replies.first().and_then(|first| first.asked).unwrap_or(self.start);
            Prompt { number, asked, replies }
        })
    }

    /// The directory's own name.
    pub(super) fn directory(&self) -> &'static str {
        self.project.rsplit('/').next().unwrap_or_default()
    }

    /// About what some of it cost, in dollars, as the agent's own price list has it.
    pub(super) fn dollars(&self, usage: Usage) -> f64 {
        f64::from(u32::try_from(self.micro_usd(usage)).unwrap_or(u32::MAX)) / 1e6
    }

    /// The same in millionths of a dollar.
    pub(super) fn micro_usd(&self, usage: Usage) -> u64 {
        micro_usd(self.model.rsplit('/').next().unwrap_or_default(), &usage)
    }
}

impl Prompt<'_> {
    pub(super) fn total(&self) -> Usage {
        total(self.replies)
    }

    /// When the last response came.
    pub(super) fn end(&self) -> Timestamp {
        last(self.replies).unwrap_or(self.asked)
    }
}

impl Tool {
    pub(super) fn id(self) -> String {
        format!("call_{:02}", self.number)
    }

    /// What the tool is asked; no two uses of a session ask the same.
    pub(super) fn input(self) -> Value {
        json!({"path": format!("src/{MARKER}/{}.rs", self.number)})
    }

    /// Chooses the word that an agent has for how it ended.
    pub(super) const fn ended<T: Copy>(self, well: T, badly: T) -> T {
        if self.has_failed { badly } else { well }
    }
}

fn total(replies: &[Reply]) -> Usage {
    replies.iter().map(|reply| reply.usage).sum()
}

fn last(replies: &[Reply]) -> Option<Timestamp> {
    replies.last().map(|reply| reply.at)
}

/// An instant in seconds, as many agents have it.
pub(super) const fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1000)
}
