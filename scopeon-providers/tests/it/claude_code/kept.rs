//! A sink that joins what it is given, and a source of lines made of bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use scopeon_core::event::{
    ApiError, Call, Compaction, Event, HookRun, SessionFacts, SessionKind, SkillUse, ToolCall, Turn, Witness,
};
use scopeon_core::id::{CallId, FactId, SessionId, ToolId, TurnId};
use scopeon_core::provider::{
    Flow, Input, Issue, IssueKind, Line, Lines, Position, Provider, ReadError, ReaderState, Sink, Source,
    SourceKind,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::ClaudeCode;

/// Every fact once, as a ledger keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) calls: BTreeMap<CallId, Call>,
    pub(crate) turns: BTreeMap<TurnId, Turn>,
    pub(crate) tools: BTreeMap<ToolId, ToolCall>,
    pub(crate) skills: BTreeMap<FactId, SkillUse>,
    pub(crate) hooks: BTreeMap<FactId, HookRun>,
    pub(crate) sessions: BTreeMap<SessionId, SessionFacts>,
    pub(crate) compactions: BTreeMap<FactId, Compaction>,
    pub(crate) errors: BTreeMap<FactId, ApiError>,
    pub(crate) witnesses: BTreeMap<FactId, Witness>,
    pub(crate) issues: Vec<(IssueKind, Position, Option<String>)>,
}

impl Sink for Kept {
    fn event(&mut self, event: Event) -> Flow {
        match event {
            Event::Call(call) => join(&mut self.calls, call.id, *call, Call::join),
            Event::Turn(turn) => join(&mut self.turns, turn.id, turn, Turn::join),
            Event::Tool(tool) => join(&mut self.tools, tool.id, *tool, ToolCall::join),
            Event::Session(facts) => join(&mut self.sessions, facts.id, *facts, SessionFacts::join),
            Event::Skill(skill) => join(&mut self.skills, skill.id, skill, |_, _| {}),
            Event::Hook(hook) => join(&mut self.hooks, hook.id, hook, HookRun::join),
            Event::Witness(witness) => {
                join(&mut self.witnesses, witness.id, *witness, Witness::join);
            }
            Event::Compaction(compaction) => {
                join(&mut self.compactions, compaction.id, compaction, |_, _| {});
            }
            Event::ApiError(error) => join(&mut self.errors, error.id, error, |_, _| {}),
            other => panic!("Claude Code's logs hold no {other:?}"),
        }
        Ok(())
    }

    fn issue(&mut self, issue: Issue) {
        self.issues.push((issue.kind, issue.position, issue.name.map(|name| name.to_string())));
    }

    fn checkpoint(&mut self, _at: Position, _carry: &ReaderState) -> Flow {
        Ok(())
    }
}

fn join<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: V, join: impl FnOnce(&mut V, V)) {
    match map.entry(key) {
        std::collections::btree_map::Entry::Vacant(entry) => {
            entry.insert(value);
        }
        std::collections::btree_map::Entry::Occupied(mut entry) => join(entry.get_mut(), value),
    }
}

impl Kept {
    /// Reads a whole log at a path below a configuration directory.
    pub(crate) fn log(&mut self, path: &str, bytes: &[u8]) -> &mut Self {
        self.log_born(path, None, bytes)
    }

    /// Reads a whole log whose file was created at some second.
    pub(crate) fn log_born(&mut self, path: &str, born: Option<i64>, bytes: &[u8]) -> &mut Self {
        self.part(path, born, bytes, 0..bytes.len(), &mut ReaderState::default());
        self
    }

    /// Reads a part of a log, ending after a whole line, with what was remembered at its start.
    pub(crate) fn part(
        &mut self,
        path: &str,
        born: Option<i64>,
        bytes: &[u8],
        part: Range<usize>,
        carry: &mut ReaderState,
    ) {
        let mut lines = Slice::new(path, born, bytes, part);
        ClaudeCode.read(Input::Lines(&mut lines), carry, self).expect("bytes can be read");
    }

    /// Reads a document.
    pub(crate) fn document(&mut self, path: &str, mut bytes: &[u8]) -> &mut Self {
        let source = Source::new(SourceKind::Document, "/root/.claude", path);
        ClaudeCode
            .read(Input::Document(&source, &mut bytes), &mut ReaderState::default(), self)
            .expect("bytes can be read");
        self
    }

    /// The sum of all calls.
    pub(crate) fn usage(&self) -> Usage {
        self.calls.values().map(|call| call.sample.usage).sum()
    }

    /// The one call there is.
    pub(crate) fn only_call(&self) -> &Call {
        assert_eq!(self.calls.len(), 1, "{:#?}", self.calls);
        self.calls.values().next().expect("there is one")
    }

    /// The one tool use there is.
    pub(crate) fn only_tool(&self) -> &ToolCall {
        assert_eq!(self.tools.len(), 1, "{:#?}", self.tools);
        self.tools.values().next().expect("there is one")
    }

    /// The session that counts a call: a sub-agent's work counts towards the session that started it.
    pub(crate) fn session_of(&self, call: &Call) -> &str {
        let facts = &self.sessions[&call.attribution.session];
        let main = facts.parent.map_or(facts, |parent| &self.sessions[&parent]);
        main.key.as_str()
    }

    /// The sessions that stand for themselves.
    pub(crate) fn main_sessions(&self) -> impl Iterator<Item = &SessionFacts> {
        self.sessions.values().filter(|facts| facts.kind == SessionKind::Main)
    }

    /// A session or run by the id the agent shows.
    pub(crate) fn session(&self, key: &str) -> &SessionFacts {
        self.sessions.values().find(|facts| facts.key.as_str() == key).expect("the session is known")
    }

    /// The kinds and names of what could not be read.
    pub(crate) fn told(&self) -> Vec<(IssueKind, Option<&str>)> {
        self.issues.iter().map(|(kind, _, name)| (*kind, name.as_deref())).collect()
    }
}

/// Whole lines of some bytes.
pub(crate) struct Slice<'b> {
    source: Source,
    bytes: &'b [u8],
    at: usize,
    end: usize,
    line: u64,
}

impl<'b> Slice<'b> {
    pub(crate) fn new(path: &str, born: Option<i64>, bytes: &'b [u8], part: Range<usize>) -> Self {
        let mut source = Source::new(SourceKind::Lines, "/root/.claude", path);
        source.birth = born.and_then(Timestamp::from_seconds);
        let before = bytes[..part.start].split(|byte| *byte == b'\n').count() - 1;
        Self { source, bytes, at: part.start, end: part.end, line: before as u64 + 1 }
    }
}

impl Lines for Slice<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let rest = &self.bytes[self.at..self.end];
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let place = Position { offset: self.at as u64, line: self.line };
        self.at += length + 1;
        self.line += 1;
        let end = Position { offset: self.at as u64, line: self.line };
        Ok(Some(Line { bytes: &rest[..length], place, end }))
    }
}
