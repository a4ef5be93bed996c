//! Where to look and how much to spend on it, as the caller says. No environment is read here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use scopeon_core::provider::{ProviderInfo, SearchRoots, Tree};

/// Where each provider looks.
#[derive(Clone, Debug, Default)]
pub struct SearchPaths {
    /// The home directory below which the agents' default places lie.
    pub home: Option<PathBuf>,
    /// Places named for one provider, by its id; where there is one, that provider looks nowhere else.
    pub explicit: BTreeMap<String, Vec<PathBuf>>,
    /// The values of the agents' own variables.
    pub variables: BTreeMap<&'static str, OsString>,
}

impl SearchPaths {
    /// Looks below one home directory and nowhere else.
    #[must_use]
    pub fn below(home: impl Into<PathBuf>) -> Self {
        Self { home: Some(home.into()), ..Self::default() }
    }

    /// Looks for one provider's logs in `root` and nowhere else.
    #[must_use]
    pub fn root(mut self, provider: &str, root: impl Into<PathBuf>) -> Self {
        self.explicit.entry(provider.to_owned()).or_default().push(root.into());
        self
    }

    /// Returns the places named for one provider.
    pub(crate) fn explicit(&self, about: &ProviderInfo) -> &[PathBuf] {
        self.explicit.get(about.id).map_or(&[], Vec::as_slice)
    }

    /// Hands one provider its roots.
    pub(crate) fn roots<'a>(&'a self, about: &ProviderInfo, tree: &'a dyn Tree) -> SearchRoots<'a> {
        SearchRoots {
            home: self.home.as_deref().map(Path::new),
            explicit: self.explicit(about),
            variables: &self.variables,
            tree,
        }
    }
}
