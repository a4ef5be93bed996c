//! The inputs that a home holds for one reader: its sources, the rows of its databases, and its registries.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use scopeon_core::provider::{
    Entry, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source, SourceKind,
    Tree, Visit,
};

use super::registry::BETWEEN;
use super::rows::Recording;
use super::seed::{Form, Seed};
use crate::engine::tree::Walker;
use crate::testkit::MemoryStore;
use crate::testkit::workspace::collect_all;
use crate::{NoopObserver, SearchPaths, Settings, scan};

/// Returns every input that a home holds for a reader; `root` names the reader's own root in it, where there is one.
///
/// # Errors
///
/// When a file cannot be read.
pub fn seeds(provider: &dyn Provider, home: &Path, root: Option<&str>) -> io::Result<Vec<Seed>> {
    let explicit: Vec<PathBuf> = root.map(|root| home.join(root)).into_iter().collect();
    let settings = Settings::default();
    let tree = Recorded { tree: Walker::new(&settings, &explicit), said: RefCell::default() };
    let (mut sources, variables) = (Vec::new(), BTreeMap::new());
    let roots = SearchRoots { home: Some(home), explicit: &explicit, variables: &variables, tree: &tree };
    provider.discover(&roots, &mut |source| sources.push(source));
    let mut seeds = Vec::new();
    for source in &sources {
        let form = match source.kind {
            SourceKind::Lines => Form::Lines,
            SourceKind::Database => Form::Database,
            _ => Form::Document,
        };
        // A source may be named that is not there.
        let Ok(body) = std::fs::read(source.full_path()) else { continue };
        seeds.extend(seed(home, form, source, body));
        if source.kind == SourceKind::Database {
            seeds.extend(seed(home, Form::Rows, source, record(provider, source, home)));
        }
    }
    let listed: Vec<String> =
        collect_all(home)?.into_iter().map(|file| file.path.to_string_lossy().into_owned()).collect();
    for ((registry, path), said) in tree.said.take() {
        let source = Source::new(SourceKind::Document, registry, path);
        let body = [listed.join("\n").as_bytes(), BETWEEN, &said].concat();
        let named = seed(home, Form::Registry, &source, body);
        seeds.extend(named.map(|seed| Seed { project: root.unwrap_or_default().to_owned(), ..seed }));
    }
    Ok(seeds)
}

fn seed(home: &Path, form: Form, source: &Source, body: Vec<u8>) -> Option<Seed> {
    let root = source.root.strip_prefix(home).ok()?.to_str()?.to_owned();
    let project = source.registered.project.as_ref().map(ToString::to_string).unwrap_or_default();
    let project = if project.contains(['\t', '\n']) { String::new() } else { project };
    Some(Seed { form, root, path: source.path.to_str()?.to_owned(), project, body })
}

/// Reads a database and writes down what was selected of it.
fn record(provider: &dyn Provider, source: &Source, home: &Path) -> Vec<u8> {
    let Ok(scratch) = tempfile::tempdir() else { return Vec::new() };
    let one = Asked { provider, source: source.clone(), text: Mutex::default() };
    let settings = Settings::default().scratch(scratch.path());
    let stop = AtomicBool::new(false);
    // What cannot be read has no rows.
    let _ = scan(
        &[&one],
        &SearchPaths::below(home),
        &settings,
        &mut MemoryStore::default(),
        &NoopObserver,
        &stop,
    );
    one.text.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Asked<'a> {
    provider: &'a dyn Provider,
    source: Source,
    text: Mutex<Vec<u8>>,
}

impl Provider for Asked<'_> {
    fn info(&self) -> &ProviderInfo {
        self.provider.info()
    }

    fn discover(&self, _: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        found(self.source.clone());
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        let mut recording = Recording { rows, text: Vec::new() };
        let read = self.provider.read(Input::Database(&mut recording), carry, out);
        *self.text.lock().unwrap_or_else(PoisonError::into_inner) = recording.text;
        read
    }
}

/// A tree that remembers which registries were asked for, and what they said.
struct Recorded {
    tree: Walker,
    said: RefCell<BTreeMap<(PathBuf, PathBuf), Vec<u8>>>,
}

impl Tree for Recorded {
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
        self.tree.walk(root, visit);
    }

    fn read_small_file(&self, root: &Path, path: &Path) -> Option<Vec<u8>> {
        let said = self.tree.read_small_file(root, path)?;
        self.said.borrow_mut().insert((root.to_owned(), path.to_owned()), said.clone());
        Some(said)
    }
}
