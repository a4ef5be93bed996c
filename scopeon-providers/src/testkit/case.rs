//! One provider and one tree of its agent's logs, and what is to hold for them.

use std::path::PathBuf;
use std::rc::Rc;

use scopeon_core::provider::Provider;

use super::laws;
use super::workspace::Workspace;
use super::{Law, Truth, Violation};

/// A provider with a tree of logs to prove it with.
#[derive(Clone)]
pub struct Case<'a> {
    pub(super) make: Rc<dyn Fn() -> Box<dyn Provider> + 'a>,
    pub(super) tree: PathBuf,
    pub(super) earlier: Vec<PathBuf>,
    /// Where in the tree the provider's own root is; none for a home.
    pub(super) root: Option<PathBuf>,
    pub(super) truth: Option<Truth>,
    pub(super) canaries: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) appended: Vec<String>,
    pub(super) is_placed: bool,
    pub(super) rounds: usize,
}

impl<'a> Case<'a> {
    /// Takes a tree that is handed to the provider as a root of its own. `make` makes the provider again for every reading:
    /// what one keeps in itself is lost, as it is between two runs of a program.
    #[must_use]
    pub fn root(make: impl Fn() -> Box<dyn Provider> + 'a, tree: impl Into<PathBuf>) -> Self {
        Self { root: Some(PathBuf::new()), ..Self::home(make, tree) }
    }

    /// Takes a tree that is a home directory; `make` as in [`Case::root`].
    #[must_use]
    pub fn home(make: impl Fn() -> Box<dyn Provider> + 'a, tree: impl Into<PathBuf>) -> Self {
        Self {
            make: Rc::new(make),
            tree: tree.into(),
            earlier: Vec::new(),
            root: None,
            truth: None,
            canaries: Vec::new(),
            names: Vec::new(),
            appended: Vec::new(),
            is_placed: false,
            rounds: 24,
        }
    }

    /// Hands what lies at `path` in the tree, a directory or a file, to the provider as its root.
    #[must_use]
    pub fn rooted_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.root = Some(path.into());
        self
    }

    /// States what the logs hold, without which nothing is proved.
    #[must_use]
    pub fn truth(mut self, truth: Truth) -> Self {
        self.truth = Some(truth);
        self
    }

    /// Names a tree that holds the same logs as they were at an earlier time, for logs that are written again as a whole.
    /// Trees are named in the order of their times. Where none is named, earlier texts of documents and databases are made
    /// up, with fewer records or lower counts.
    #[must_use]
    pub fn earlier(mut self, tree: impl Into<PathBuf>) -> Self {
        self.earlier.push(tree.into());
        self
    }

    /// Names a text that stands in content only and must not come out. Strings of JSON and texts of a database that hold a
    /// space are given one by themselves; other content needs one of these.
    #[must_use]
    pub fn canary(mut self, text: impl Into<String>) -> Self {
        self.canaries.push(text.into());
        self
    }

    /// Says that what stands under this key, or in this column, is a name that is kept although there may be a space in it:
    /// a directory, a model, a tool.
    #[must_use]
    pub fn name(mut self, key: impl Into<String>) -> Self {
        self.names.push(key.into());
        self
    }

    /// Says that the rows of this table of a database, or what stands in a list of this name in a document, are written once
    /// and never changed.
    #[must_use]
    pub fn appended(mut self, table: impl Into<String>) -> Self {
        self.appended.push(table.into());
        self
    }

    /// Says that nothing in the logs names a session, so that the directory they lie in is one: they are not tried in another
    /// place.
    #[must_use]
    pub fn placed(mut self) -> Self {
        self.is_placed = true;
        self
    }

    /// Sets how often each law with chance in it is tried; 24 if it is not set.
    #[must_use]
    pub fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Tries every law.
    ///
    /// # Errors
    ///
    /// The first [`Violation`].
    pub fn check(&self) -> Result<(), Violation> {
        let workspace = Workspace::new(self)?;
        Law::ALL.iter().try_for_each(|law| laws::check(*law, self, &workspace))
    }

    /// Tries one law.
    ///
    /// # Errors
    ///
    /// A [`Violation`] when it does not hold or nothing is proved.
    pub fn check_law(&self, law: Law) -> Result<(), Violation> {
        laws::check(law, self, &Workspace::new(self)?)
    }
}
