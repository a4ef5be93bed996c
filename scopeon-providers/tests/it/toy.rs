//! A toy agent: `s NAME` starts a session, `c KEY OUTPUT` is a call in it, `panic` panics, the rest is malformed.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::event::{Attribution, Call, Event, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, EventStore, Input, Issue, IssueKind, Line, Lines, Provider, ProviderInfo, ReadError,
    ReaderState, SearchRoots, Sink, Source, SourceKind, StateValue, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{NoopObserver, SearchPaths, Settings, Summary, scan};

const SESSION: u8 = 1;

/// Reads `*.log` as lines and `*.doc` as documents.
pub(crate) struct Toy {
    about: ProviderInfo,
}

impl Toy {
    pub(crate) fn new() -> Self {
        Self::at_revision(1)
    }

    pub(crate) fn at_revision(revision: u32) -> Self {
        Self { about: ProviderInfo::new("toy", "Toy", Coverage::PerCall).revision(revision) }
    }
}

impl Provider for Toy {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let home = roots.home.map(Path::to_path_buf);
        let all =
            if roots.explicit.is_empty() { home.into_iter().collect() } else { roots.explicit.to_vec() };
        for root in &all {
            roots.tree.walk(root, &mut |entry| {
                let extension = entry.path.extension().and_then(|extension| extension.to_str());
                let shape = match extension {
                    Some("log") => Some(SourceKind::Lines),
                    Some("doc") => Some(SourceKind::Document),
                    _ => None,
                };
                if let Some(shape) = shape.filter(|_| entry.kind != EntryKind::Directory) {
                    found(Source::new(shape, entry.root, entry.path));
                }
                Visit::Enter
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => read_lines(lines, carry, out),
            Input::Document(_, reader) => {
                let mut text = String::new();
                reader.read_to_string(&mut text)?;
                let session = nobody();
                for line in text.lines() {
                    if let Some(call) = call(line, session) {
                        let _ = out.event(call);
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn read_lines(lines: &mut dyn Lines, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
    let fallback = nobody();
    while let Some(line) = lines.next()? {
        let facts = read_line(&line, fallback, carry, out);
        out.record(facts, line.end, carry)?;
    }
    Ok(())
}

/// Returns what a line says, if it says anything.
pub(crate) fn read_line(
    line: &Line<'_>,
    fallback: SessionId,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Vec<Event> {
    let text = String::from_utf8_lossy(line.bytes);
    assert!(text != "panic", "asked to");
    if let Some(name) = text.strip_prefix("s ") {
        carry.set(SESSION, StateValue::Identity(Identity::builder("session").text(name).finish()));
    } else if let Some(event) = call(&text, carry.identity(SESSION).map_or(fallback, SessionId)) {
        return vec![event];
    } else {
        out.issue(Issue::new(IssueKind::Malformed, line.place));
    }
    Vec::new()
}

/// The session of calls before the first `s`.
pub(crate) fn nobody() -> SessionId {
    SessionId(Identity::builder("session").text("nobody").finish())
}

/// Reads `c KEY OUTPUT` followed by anything.
pub(crate) fn call(text: &str, session: SessionId) -> Option<Event> {
    let mut words = text.split(' ');
    if words.next() != Some("c") {
        return None;
    }
    let id = CallId(Identity::builder("call").text(words.next()?).finish());
    let usage = Usage { output: words.next()?.parse().ok()?, ..Usage::default() };
    let reading = UsageSample::new(Label::new("toy-1")?, usage);
    Some(Event::from(Call::new(
        id,
        Timestamp::from_seconds(1_700_000_000)?,
        reading,
        Attribution::new(session),
    )))
}

/// Reads everything below `home` once.
pub(crate) fn run(home: &Path, ledger: &mut dyn EventStore) -> Summary {
    run_with(&Toy::new(), home, &Settings::default().threads(2), ledger)
}

pub(crate) fn run_with(
    toy: &dyn Provider,
    home: &Path,
    settings: &Settings,
    ledger: &mut dyn EventStore,
) -> Summary {
    let stop = AtomicBool::new(false);
    scan(&[toy], &SearchPaths::below(home), settings, ledger, &NoopObserver, &stop).unwrap()
}

/// Returns how much the toy's calls put out, and how many there are.
pub(crate) fn sums(ledger: &MemoryStore) -> (usize, u64) {
    let outputs = ledger.calls().map(|call| call.sample.usage.output);
    (ledger.calls().count(), outputs.sum())
}
