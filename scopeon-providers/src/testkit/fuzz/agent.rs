//! One reader and one input: what must hold whatever the input is.

use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::provider::{
    Input, Position, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};

use super::kept::Kept;
use super::rows::Written;
use super::seed::{Form, HOME, Seed};
use super::slice::Slice;
use super::spelled::Spelling;
use super::{Verdict, hold, registry};
use crate::testkit::MemoryStore;
use crate::{NoopObserver, SearchPaths, Settings, scan};

/// A log of so many lines is cut at each.
const FEW_LINES: usize = 6;

const START: Position = Position { offset: 0, line: 1 };

/// Judges whether a reader finds the same facts in two inputs: one log as it is, and packed.
///
/// # Errors
///
/// The first difference.
pub fn same(provider: &dyn Provider, lines: &Seed, document: &Seed) -> Verdict {
    let (mut one, mut other) = (Kept::default(), Kept::default());
    let mut slice = Slice::new(lines.source(Path::new(HOME)), &lines.body, START);
    ended(&provider.read(Input::Lines(&mut slice), &mut ReaderState::default(), &mut one))?;
    let input = Input::Document(&document.source(Path::new(HOME)), &mut &*document.body);
    ended(&provider.read(input, &mut ReaderState::default(), &mut other))?;
    one.same_facts(&other, "as it is and packed")
}

/// Judges one reader on one input.
///
/// # Errors
///
/// What is wrong.
///
/// # Panics
///
/// When the reader does, which is wrong too.
pub fn judge(provider: &dyn Provider, seed: &Seed) -> Verdict {
    match seed.form {
        Form::Lines => lines(provider, seed),
        Form::Document => document(provider, seed),
        Form::Database => database(provider, seed),
        Form::Rows => rows(provider, seed),
        Form::Registry => registry::judge(provider, seed),
    }
}

fn lines(provider: &dyn Provider, seed: &Seed) -> Verdict {
    let read = |body: &[u8], at: Position, carry: &mut ReaderState| {
        let mut kept = Kept::default();
        let mut lines = Slice::new(seed.source(Path::new(HOME)), body, at);
        ended(&provider.read(Input::Lines(&mut lines), carry, &mut kept)).map(|()| kept)
    };
    let whole = read(&seed.body, START, &mut ReaderState::default())?;
    whole.check(seed.body.len())?;
    for middle in cuts(&seed.body) {
        let (head, tail) = seed.body.split_at(usize::try_from(middle.offset).unwrap_or(0));
        let mut carry = ReaderState::default();
        let mut parts = read(head, START, &mut carry)?;
        let mut kept = ReaderState::decode(&carry.encode()).ok_or("what is remembered is lost")?;
        hold(kept == carry, || "what is remembered changes where it is kept".to_owned())?;
        parts.add(&read(tail, middle, &mut kept)?);
        whole.same_facts(&parts, "read at once and in two parts")?;
        whole.same_issues(&parts, "read at once and in two parts")?;
    }
    let spelled = |how: Spelling| read(&how.of_lines(&seed.body), START, &mut ReaderState::default());
    spelled(Spelling::Plain)?.same_figures(&spelled(Spelling::Odd)?)
}

fn document(provider: &dyn Provider, seed: &Seed) -> Verdict {
    let source = seed.source(Path::new(HOME));
    let read = |body: &mut dyn Read, carry: &mut ReaderState| {
        let mut kept = Kept::default();
        ended(&provider.read(Input::Document(&source, body), carry, &mut kept)).map(|()| kept)
    };
    let mut carry = ReaderState::default();
    let whole = read(&mut &*seed.body, &mut carry)?;
    whole.check(seed.body.len().max(1) * 64)?;
    let again = read(&mut Slowly(&seed.body), &mut carry)?;
    whole.same_facts(&again, "read once and once more")?;
    whole.same_issues(&again, "read once and once more")?;
    let [Some(plain), Some(odd)] = [Spelling::Plain, Spelling::Odd].map(|how| how.of(&seed.body)) else {
        return Ok(());
    };
    let read = |spelled: &[u8]| read(&mut &*spelled, &mut ReaderState::default());
    read(&plain)?.same_figures(&read(&odd)?)
}

/// Rows have no end to read up to: read once more, with what was remembered, they say nothing else.
fn rows(provider: &dyn Provider, seed: &Seed) -> Verdict {
    let read = |carry: &mut ReaderState| {
        let mut kept = Kept::default();
        let mut rows = Written::parse(seed.source(Path::new(HOME)), &seed.body);
        ended(&provider.read(Input::Database(&mut rows), carry, &mut kept)).map(|()| kept)
    };
    let mut carry = ReaderState::default();
    let whole = read(&mut carry)?;
    whole.check(seed.body.len() * 64)?;
    let mut again = whole.clone();
    again.add(&read(&mut carry)?);
    whole.same_facts(&again, "read once and once more")
}

/// A real file, read through the engine: copied, opened and asked.
fn database(provider: &dyn Provider, seed: &Seed) -> Verdict {
    let io = |error: io::Error| error.to_string();
    let directory = tempfile::tempdir().map_err(io)?;
    let home = directory.path().join("home");
    let source = seed.source(&home);
    let path = source.full_path();
    std::fs::create_dir_all(path.parent().unwrap_or(&home)).map_err(io)?;
    std::fs::write(&path, &seed.body).map_err(io)?;
    let settings = Settings::default().scratch(directory.path().join("copies"));
    let mut store = MemoryStore::default();
    let one = One { provider, source };
    let read = scan(
        &[&one],
        &SearchPaths::below(&home),
        &settings,
        &mut store,
        &NoopObserver,
        &AtomicBool::new(false),
    );
    hold(read.is_ok(), || "the engine failed".to_owned())?;
    hold(store.issues("provider_failed") == 0, || "the reader panicked".to_owned())
}

/// What lies in memory can be read: what fails is the input's fault, which is told.
fn ended(read: &Result<(), ReadError>) -> Verdict {
    hold(!matches!(read, Err(ReadError::Stopped)), || "reading stopped though all was wanted".to_owned())
}

/// The starts of some lines: of a short log all, of a long one one, told by the bytes themselves.
fn cuts(body: &[u8]) -> Vec<Position> {
    let ends = memchr::memchr_iter(b'\n', body).map(|newline| newline as u64 + 1);
    let places: Vec<Position> = ends.zip(2..).map(|(offset, line)| Position { offset, line }).collect();
    if places.len() <= FEW_LINES {
        return places;
    }
    let chosen = xxhash_rust::xxh3::xxh3_64(body) % places.len() as u64;
    usize::try_from(chosen).ok().and_then(|chosen| places.get(chosen)).copied().into_iter().collect()
}

/// A document that comes in small parts.
struct Slowly<'a>(&'a [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(61);
        self.0.read(&mut buffer[..most])
    }
}

/// A reader that finds one source, wherever it lies.
struct One<'a> {
    provider: &'a dyn Provider,
    source: Source,
}

impl Provider for One<'_> {
    fn info(&self) -> &ProviderInfo {
        self.provider.info()
    }

    fn discover(&self, _: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        found(self.source.clone());
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        self.provider.read(input, carry, out)
    }
}
