//! One input, with the place it lies at.

use std::path::{Component, Path, PathBuf};

use scopeon_core::label::Label;
use scopeon_core::provider::{Registered, Source, SourceKind};
use scopeon_core::time::Timestamp;

/// The home that inputs without one lie in.
pub(super) const HOME: &str = "/home/dev";
/// When files were written, in milliseconds since 1970.
const WRITTEN: i64 = 1_767_225_600_000;
/// A longer path is no agent's.
const MAX_PATH: usize = 400;

/// How an input is shown to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As whole lines.
    Lines,
    /// As a document.
    Document,
    /// As a database's file, which is copied and opened.
    Database,
    /// As rows, which no database holds.
    Rows,
    /// As a registry, which a reader looks into for further places; the files of the tree are named before it.
    Registry,
}

impl Form {
    const ALL: [(Self, u8); 5] = [
        (Self::Lines, b'L'),
        (Self::Document, b'D'),
        (Self::Database, b'B'),
        (Self::Rows, b'R'),
        (Self::Registry, b'G'),
    ];

    pub(super) const fn shape(self) -> SourceKind {
        match self {
            Self::Lines => SourceKind::Lines,
            Self::Document | Self::Registry => SourceKind::Document,
            Self::Database | Self::Rows => SourceKind::Database,
        }
    }
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// How it is shown.
    pub form: Form,
    /// Where in the home its root is.
    pub root: String,
    /// Where below the root it is.
    pub path: String,
    /// The project that another file names for it; empty for none.
    pub project: String,
    /// What is read.
    pub body: Vec<u8>,
}

impl Seed {
    /// The same with another body.
    #[must_use]
    pub fn with(&self, body: Vec<u8>) -> Self {
        Self { body, ..self.clone() }
    }

    /// Writes it as one file: a line that says what it is, and the body.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let letter =
            Form::ALL.iter().find(|(form, _)| *form == self.form).map_or(b'L', |(_, letter)| *letter);
        let head = format!("{}\t{}\t{}\n", self.root, self.path, self.project);
        [&[letter], head.as_bytes(), &self.body].concat()
    }

    /// Reads it back; `None` for what has no such line.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (letter, rest) = bytes.split_first()?;
        let form = Form::ALL.iter().find(|(_, known)| known == letter)?.0;
        let end = memchr::memchr(b'\n', rest)?;
        let mut parts = str::from_utf8(&rest[..end]).ok()?.split('\t');
        let mut part = || parts.next().map(str::to_owned);
        let (root, path, project) = (part()?, part()?, part()?);
        let is_one = is_path(&root) && (is_path(&path) || path.is_empty());
        is_one.then(|| Self { form, root, path, project, body: rest[end + 1..].to_vec() })
    }

    /// The source that the engine would name.
    pub(super) fn source(&self, home: &Path) -> Source {
        let root = home.join(&self.root);
        // A root that is a file has no path below it.
        let mut source = Source::new(self.form.shape(), root, PathBuf::from(&self.path));
        source.birth = Timestamp::from_millis(WRITTEN - 60_000);
        source.modified = Timestamp::from_millis(WRITTEN);
        source.registered(Registered::new(Label::new(&self.project), None))
    }
}

/// Returns `true` if a path stays where it is put.
fn is_path(path: &str) -> bool {
    path.len() <= MAX_PATH
        && !path.contains('\0')
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
        && Path::new(path).components().all(|part| part.as_os_str().len() <= 200)
}
