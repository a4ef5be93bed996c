//! A provider for cocapn, which keeps what it learned as tiles (a question and its answer) in rooms.
//!
//! Its notes are full of text and state no tokens. What can be counted is how often a tile was used and how
//! often that succeeded: each use is a use of a tool that bears the domain's name, in a session for the domain.
//! Of a tile only `id`, `domain`, `timestamp`, `usage_count` and `success_count` are looked at; no other field
//! has a place to go to.

mod room;
mod tile;

use std::io::Read;
use std::path::{Path, PathBuf};

use scopeon_core::event::{Event, SessionFacts, SessionKind};
use scopeon_core::id::{Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, FactKind, Fidelity, Input, Issue, IssueKind, Lines, Position, Provider,
    ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source, SourceKind, Visit,
};
use scopeon_core::time::Timestamp;

/// Reads cocapn's tiles and rooms.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cocapn;

const ABOUT: ProviderInfo = ProviderInfo::new("cocapn", "cocapn", Coverage::Partial)
    .variables(&["COCAPN_HOME"])
    .capabilities(&[(FactKind::Tools, Fidelity::Estimated)]);

impl Provider for Cocapn {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for root in places(roots) {
            roots.tree.walk(&root, &mut |entry| {
                if let (EntryKind::File, Some(shape)) = (entry.kind, shape(entry.path)) {
                    found(Source::new(shape, entry.root, entry.path));
                }
                Visit::Enter
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => tiles(lines, carry, out),
            Input::Document(_, document) => rooms(document, carry, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}

/// What the user names stands alone; then the agent's own variable; then its default place.
fn places(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.to_vec();
    }
    let named = roots.variable("COCAPN_HOME").map(PathBuf::from);
    named.or_else(|| Some(roots.home?.join(".cocapn"))).into_iter().collect()
}

fn shape(path: &Path) -> Option<SourceKind> {
    match path.file_name()?.to_str()? {
        "tiles.jsonl" => Some(SourceKind::Lines),
        "rooms.json" => Some(SourceKind::Document),
        _ => None,
    }
}

/// Every line stands for itself, so nothing has to be remembered and every line can be marked.
fn tiles(lines: &mut dyn Lines, carry: &ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
    while let Some(line) = lines.next()? {
        let is_empty = line.bytes.trim_ascii().is_empty();
        let read = if is_empty { Ok(Vec::new()) } else { tile::read(line.bytes) };
        let facts = known(read, line.place, out);
        out.record(facts, line.end, carry)?;
    }
    Ok(())
}

fn rooms(document: &mut dyn Read, carry: &ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    document.read_to_end(&mut bytes)?;
    let end = Position { offset: bytes.len() as u64, line: 0 };
    let facts = known(room::read(&bytes), Position::default(), out);
    out.record(facts, end, carry)
}

/// The facts of what could be read; what could not is noted with its place.
fn known(read: Result<Vec<Event>, Problem>, place: Position, out: &mut dyn Sink) -> Vec<Event> {
    read.unwrap_or_else(|problem| {
        out.issue(problem.at(place));
        Vec::new()
    })
}

/// Why a record cannot be counted. A parser's own message may quote the record, so it is dropped.
#[derive(Clone, Copy, Debug)]
enum Problem {
    Malformed,
    Missing(&'static str),
}

impl Problem {
    fn at(self, place: Position) -> Issue {
        match self {
            Self::Malformed => Issue::new(IssueKind::Malformed, place),
            Self::Missing(field) => Issue::named(IssueKind::MissingField, place, Label::new(field)),
        }
    }
}

/// The session that stands for a domain. Identities begin with the provider's own id.
fn session_of(domain: &Label) -> SessionId {
    Identity::builder("session").text(ABOUT.id).text(domain.as_str()).finish().into()
}

/// What is known of a domain's session: its name, and an instant in it.
fn session(domain: &Label, at: Timestamp) -> Event {
    let mut facts = SessionFacts::new(session_of(domain), domain.clone(), SessionKind::Main);
    facts.span = (Some(at), Some(at));
    facts.into()
}
