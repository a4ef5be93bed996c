//! A home for a test, and a toy agent whose logs are easily written.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use scopeon_app::{Opening, Scopeon};
use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Coverage, EntryKind, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source, SourceKind, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use tempfile::TempDir;

/// A home directory, and beside it a place for what is kept.
pub(crate) struct House {
    directory: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("home")).unwrap();
        Self { directory }
    }

    /// Makes one whose user has used Claude Code, in every way the fixture knows.
    pub(crate) fn with_claude() -> Self {
        let house = Self::new();
        let fixture = "../scopeon-providers/tests/fixtures/claude-code/tour/root";
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture), &house.home().join(".claude"));
        house
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    pub(crate) fn own(&self) -> PathBuf {
        self.directory.path().join("own")
    }

    pub(crate) fn opening(&self) -> Opening {
        Scopeon::open(self.own().join("scopeon.db")).unwrap().home(self.home()).provider(Toy::new())
    }

    /// Writes a call of the toy agent: its name and its output in tokens.
    pub(crate) fn log(&self, name: &str, output: u64) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.home().join("a.toy")).unwrap();
        writeln!(file, "{name} {output}").unwrap();
    }

    /// Returns a fixture's transcript in this home.
    pub(crate) fn transcript(&self) -> PathBuf {
        self.home().join(".claude/projects/-home-dev-acme-shop/22222222-2222-4222-8222-222222222222.jsonl")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Reads `*.toy` below the home: every line is a call's name and its output in tokens.
pub(crate) struct Toy(ProviderInfo);

impl Toy {
    pub(crate) fn new() -> Self {
        let capabilities = &[(FactKind::Output, Fidelity::Exact)];
        Self(ProviderInfo::new("toy", "Toy", Coverage::PerCall).capabilities(capabilities))
    }
}

impl Provider for Toy {
    fn info(&self) -> &ProviderInfo {
        &self.0
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let places = if roots.explicit.is_empty() { roots.home.as_slice() } else { &[] };
        for place in roots.explicit.iter().map(PathBuf::as_path).chain(places.iter().copied()) {
            roots.tree.walk(place, &mut |entry| {
                let is_toy = entry.path.extension().is_some_and(|ending| ending == "toy");
                if entry.kind == EntryKind::File && is_toy {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                }
                Visit::Skip
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        while let Some(line) = lines.next()? {
            let text = String::from_utf8_lossy(line.bytes).into_owned();
            out.record(facts(&text).into_iter().flatten().collect(), line.end, carry)?;
        }
        Ok(())
    }
}

fn facts(text: &str) -> Option<[Event; 2]> {
    let (name, output) = text.split_once(' ')?;
    let id = |kind, name| Identity::builder(kind).text("toy").text(name).finish();
    let usage = Usage { output: output.parse().ok()?, ..Usage::default() };
    let reading = UsageSample::new(Label::new("claude-opus-5")?, usage);
    let session = SessionId(id("session", "s1"));
    let mut owner = Attribution::new(session);
    owner.project = Label::new("/home/dev/shop");
    let at = Timestamp::parse("2026-09-01T10:00:00Z")?;
    let about = SessionFacts::new(session, Label::new("s1")?, SessionKind::Main);
    Some([
        Event::Session(Box::new(about)),
        Event::Call(Box::new(Call::new(CallId(id("call", name)), at, reading, owner))),
    ])
}
