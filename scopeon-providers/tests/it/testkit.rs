//! The laws' own test: a lawful toy keeps them all, and for each law a toy that breaks it is caught.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

mod seeded;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use scopeon_core::event::Event;
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, Input, Issue, IssueKind, Line, Lines, Provider, ProviderInfo, ReadError,
    ReaderState, SearchRoots, Sink, Source, SourceKind, StateValue, Visit,
};
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::{Case, Law, Truth, Violation};

use crate::toy::{Toy, call, nobody, read_line};

const CANARY: &str = "MARKEDCONTENT";

/// What a wrong reader does with each line, and what it has at hand.
type Reader = fn(&Wrong, &Source, &Line<'_>, &mut ReaderState, &mut dyn Sink) -> Vec<Event>;

/// A toy that does something wrong.
struct Wrong {
    about: ProviderInfo,
    read: Reader,
    count: AtomicU64,
    session: Mutex<SessionId>,
}

impl Wrong {
    fn new(read: Reader) -> Self {
        let about = ProviderInfo::new("wrong", "Wrong", Coverage::PerCall);
        Self { about, read, count: AtomicU64::new(0), session: Mutex::new(nobody()) }
    }
}

impl Provider for Wrong {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for root in roots.explicit {
            roots.tree.walk(root, &mut |entry| {
                if entry.kind == EntryKind::File {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                }
                Visit::Enter
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        let source = lines.source().clone();
        while let Some(line) = next(lines)? {
            let facts = (self.read)(self, &source, &line, carry, out);
            out.record(facts, line.end, carry)?;
        }
        Ok(())
    }
}

fn next(lines: &mut dyn Lines) -> Result<Option<Line<'_>>, ReadError> {
    lines.next()
}

fn text(line: &Line<'_>) -> String {
    String::from_utf8_lossy(line.bytes).into_owned()
}

/// Puts a word of what it does not understand into the issue's name.
fn leaks(_: &Wrong, _: &Source, line: &Line<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Vec<Event> {
    let name = text(line).split(' ').find_map(|word| Label::new(word).filter(|_| word == CANARY));
    out.issue(Issue::named(IssueKind::UnknownType, line.place, name));
    read_line(line, nobody(), carry, out)
}

/// Makes identities of a path that it remembers: what is kept of it is another text.
fn relies(_: &Wrong, _: &Source, line: &Line<'_>, carry: &mut ReaderState, _: &mut dyn Sink) -> Vec<Event> {
    let path = carry.label(1).cloned().or_else(|| Label::new("/home/dev/shop"));
    carry.set(1, StateValue::Path(path.clone().unwrap()));
    if let Some(Event::Call(mut call)) = call(&text(line), nobody()) {
        call.id = CallId(Identity::builder("call").identity(call.id.0).text(path.unwrap().as_str()).finish());
        return vec![Event::Call(call)];
    }
    Vec::new()
}

/// Keeps a count in itself and not in the carry.
fn restarts(wrong: &Wrong, _: &Source, line: &Line<'_>, _: &mut ReaderState, _: &mut dyn Sink) -> Vec<Event> {
    if line.place.offset == 0 {
        wrong.count.store(0, Ordering::Relaxed);
    }
    let seen = wrong.count.fetch_add(1, Ordering::Relaxed);
    if let Some(Event::Call(mut call)) = call(&text(line), nobody()) {
        call.id = CallId(Identity::builder("call").identity(call.id.0).number(seen).finish());
        return vec![Event::Call(call)];
    }
    Vec::new()
}

/// Gives a call a new identity at each sighting.
fn renames(wrong: &Wrong, _: &Source, line: &Line<'_>, _: &mut ReaderState, _: &mut dyn Sink) -> Vec<Event> {
    if let Some(Event::Call(mut call)) = call(&text(line), nobody()) {
        call.id =
            CallId(Identity::builder("call").number(wrong.count.fetch_add(1, Ordering::Relaxed)).finish());
        return vec![Event::Call(call)];
    }
    Vec::new()
}

/// Lets one file's session go on in the next one.
fn mingles(wrong: &Wrong, _: &Source, line: &Line<'_>, _: &mut ReaderState, _: &mut dyn Sink) -> Vec<Event> {
    let mut session = wrong.session.lock().unwrap();
    if let Some(name) = text(line).strip_prefix("s ") {
        *session = SessionId(Identity::builder("session").text(name).finish());
        return Vec::new();
    }
    call(&text(line), *session).into_iter().collect()
}

/// Trusts that a line has three words.
fn trusts(_: &Wrong, _: &Source, line: &Line<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Vec<Event> {
    let text = text(line);
    assert!(text.starts_with("s ") || text.split(' ').nth(2).is_some(), "asked to");
    read_line(line, nobody(), carry, out)
}

/// Opens the file itself and reads it to its very end.
fn peeks(
    _: &Wrong,
    source: &Source,
    line: &Line<'_>,
    carry: &mut ReaderState,
    out: &mut dyn Sink,
) -> Vec<Event> {
    let mut facts = read_line(line, nobody(), carry, out);
    let all = fs::read(source.full_path()).unwrap_or_default();
    facts.extend(String::from_utf8_lossy(&all).lines().filter_map(|torn| call(torn, nobody())));
    facts
}

/// Writes three files; the last one starts with calls whose session only that file knows.
fn tree() -> tempfile::TempDir {
    let tree = tempfile::tempdir().unwrap();
    for (file, name) in [(0, "s one\n"), (1, "s two\n"), (2, "")] {
        let mut log = name.to_owned();
        for n in 0..40 {
            let key = file * 100 + n;
            log.push_str(&["c ", &key.to_string(), " ", &(key + 1).to_string(), " ", CANARY, "\n"].concat());
        }
        fs::write(tree.path().join(["file", &file.to_string(), ".log"].concat()), log).unwrap();
    }
    tree
}

/// What [`tree`] holds.
fn truth() -> Truth {
    let output = (0..3).flat_map(|file| (0..40).map(move |n| file * 100 + n + 1)).sum();
    Truth::new(120, Usage { output, ..Usage::default() }).day("2023-11-14", 120, output)
}

fn check(read: Reader, law: Law) {
    let tree = tree();
    let case = Case::root(move || Box::new(Wrong::new(read)), tree.path()).truth(truth());
    let ended = case.canary(CANARY).check_law(law);
    assert!(
        matches!(ended, Err(Violation::Broken { law: broken, .. }) if broken == law),
        "{law:?}: {ended:?}"
    );
}

#[test]
fn a_lawful_provider_keeps_every_law() {
    let tree = tree();
    let toy = || -> Box<dyn Provider> { Box::new(Toy::new()) };
    Case::root(toy, tree.path()).truth(truth()).canary(CANARY).rounds(100).check().unwrap();
    Case::home(toy, tree.path()).truth(truth()).canary(CANARY).check().unwrap();
}

#[test]
fn each_law_catches_who_breaks_it() {
    check(leaks, Law::NothingLeaks);
    check(relies, Law::Redacted);
    check(restarts, Law::ResumedIsWhole);
    check(renames, Law::TwiceIsOnce);
    check(mingles, Law::AnyOrder);
    check(trusts, Law::NeverPanics);
    check(peeks, Law::TornIsUnread);
}

#[test]
fn a_case_that_proves_nothing_says_so() {
    let tree = tree();
    let empty = tempfile::tempdir().unwrap();
    let of = |tree: &Path| Case::root(|| Box::new(Toy::new()), tree).truth(truth());
    let no_truth = Case::root(|| Box::new(Toy::new()), tree.path()).canary(CANARY);
    let wrong_days = no_truth.clone().truth(truth().day("2023-11-15", 1, 1));
    for (name, case) in [
        ("a canary that is in no file", of(tree.path()).canary("in no file")),
        ("no canary and no text in JSON", of(tree.path())),
        ("no log", of(empty.path()).canary(CANARY)),
        ("no truth", no_truth.clone()),
        ("a truth of nothing", no_truth.truth(Truth::default())),
        ("days that are not the sums", wrong_days),
    ] {
        let ended = case.check();
        assert!(matches!(ended, Err(Violation::Powerless(_))), "{name}: {ended:?}");
    }
}
