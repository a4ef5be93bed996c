//! Where Scopeon keeps its own files.

mod naming;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use scopeon_store::{Owners, StoreError, check_owner, restrict_permissions, sweep};

use crate::error::AppError;
use crate::inputs::Inputs;
use naming::{Chosen, Names};

/// What lies in Scopeon's own directory beside files whose names begin with its own.
const OWN_FILES: [&str; 4] = [CONFIG, KEY, COPIES, PRICES];
/// How the names begin of what lies there.
const OWN_NAMES: [&str; 2] = ["scopeon", DATABASE_BESIDE];
/// Of a directory's mode: each may only rename their own files there.
const STICKY: u32 = 0o1000;
const DATABASE: &str = "scopeon.db";
const CONFIG: &str = "config.toml";
/// The names beside files of Scopeon 0.x, which have the usual ones.
const DATABASE_BESIDE: &str = "usage.db";
const CONFIG_BESIDE: &str = "scopeon.toml";
const KEY: &str = "paths.key";
const COPIES: &str = "copies";
const PRICES: &str = "prices.tsv";

/// Where Scopeon keeps its own files.
#[derive(Clone, Debug)]
pub struct OwnFiles {
    /// The directory of everything that is not asked for elsewhere.
    home: PathBuf,
    /// Whether the user named that directory.
    home_is_named: bool,
    /// The database.
    pub db: PathBuf,
    /// The configuration.
    pub config: PathBuf,
    /// Whether the user named the configuration, so that it must be there.
    pub config_is_named: bool,
    /// Whether the user named the database.
    db_is_named: bool,
    /// Files of Scopeon 0.x that have the usual names: they are left as they are, and never opened to write.
    pub earlier: EarlierFiles,
    /// Files of Scopeon's own under another name than the one in use; nothing is read from them.
    pub unused: Vec<PathBuf>,
}

/// Files of Scopeon 0.x, an earlier program of the same name that kept its files in the same places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierFiles {
    /// Its configuration.
    pub config: Option<PathBuf>,
    /// Its database.
    pub database: Option<PathBuf>,
}

impl EarlierFiles {
    /// Returns them all.
    pub fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.config.iter().chain(&self.database)
    }
}

impl OwnFiles {
    /// Resolves all places.
    ///
    /// # Errors
    ///
    /// When neither a home directory nor one for Scopeon's own files is stated.
    pub(crate) fn resolve(inputs: &Inputs) -> Result<Self, AppError> {
        let own = inputs.own_home.clone().filter(|own| !own.as_os_str().is_empty());
        let home_is_named = own.is_some();
        let below = || inputs.user_home.as_deref().map(|home| home.join(".scopeon"));
        let home = own.or_else(below).ok_or_else(homeless)?;
        Ok(Self {
            db: inputs.db.clone().unwrap_or_else(|| home.join(DATABASE)),
            config: inputs.config.clone().unwrap_or_else(|| home.join(CONFIG)),
            config_is_named: inputs.config.is_some(),
            db_is_named: inputs.db.is_some(),
            earlier: EarlierFiles::default(),
            unused: Vec::new(),
            home,
            home_is_named,
        })
    }

    /// Gives way to files of Scopeon 0.x where these have the usual names: those that nobody named are found, and made,
    /// beside them. To be called after [`OwnFiles::check`]: the configuration is read.
    pub(crate) fn give_way(mut self) -> Self {
        if !self.db_is_named {
            let chosen = Names::in_home(&self.home, DATABASE, DATABASE_BESIDE).database();
            (self.db, self.earlier.database) = self.take(chosen);
        }
        if !self.config_is_named {
            let chosen = Names::in_home(&self.home, CONFIG, CONFIG_BESIDE).config();
            (self.config, self.earlier.config) = self.take(chosen);
        }
        self
    }

    fn take(&mut self, chosen: Chosen) -> (PathBuf, Option<PathBuf>) {
        self.unused.extend(chosen.unused);
        (chosen.path, chosen.earlier)
    }

    /// Returns the same places with everything that is written elsewhere.
    pub(crate) fn within(mut self, directory: &Path) -> Self {
        self.home = directory.join("scopeon");
        self.db = self.home.join(DATABASE);
        (self.earlier, self.unused) = (EarlierFiles::default(), Vec::new());
        self
    }

    /// Makes Scopeon's own directory the owner's alone, if it is there. One that the user named may be anything: it is
    /// Scopeon's own while it holds nothing else. Where that fails, doctor tells of it.
    pub(crate) fn close_home(&self, user_home: Option<&Path>) {
        let mode = shared_mode(&self.home);
        // A named one such as `/tmp`, where each may only rename their own, is nobody's.
        let is_nobodys = self.home_is_named && mode & STICKY != 0;
        if mode == 0 || is_nobodys || (self.home_is_named && !is_own(&self.home, user_home)) {
            return;
        }
        if let Err(error) = restrict_permissions(&self.home) {
            tracing::warn!(%error, "the directory stays open to others");
        }
    }

    /// Refuses places that belong to another user, before anything is read or written there. The database is looked at
    /// by whoever opens it.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotPrivate`] for the first of them.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let shared =
            [&self.home, &self.config, &self.prices()].map(|path| (path.clone(), Owners::UserOrRoot));
        let own = [self.key(), self.copies()].map(|path| (path, Owners::User));
        shared.into_iter().chain(own).try_for_each(|(path, owners)| check_owner(&path, owners))
    }

    /// Removes half-written files that a killed process left in Scopeon's own directory.
    pub(crate) fn sweep(&self) {
        sweep(&self.home);
    }

    /// Returns the directory of Scopeon's own files.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Returns where the key for pseudonyms is kept.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.home.join(KEY)
    }

    /// Returns where agents' databases are copied to while they are read.
    #[must_use]
    pub fn copies(&self) -> PathBuf {
        self.home.join(COPIES)
    }

    /// Returns where an imported price list is kept.
    #[must_use]
    pub fn prices(&self) -> PathBuf {
        self.home.join(PRICES)
    }
}

/// Returns what a directory allows to others, with [`STICKY`]; nothing where they have no rights.
#[cfg(unix)]
fn shared_mode(directory: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(directory).map_or(0, |about| about.permissions().mode());
    let others = mode & 0o077;
    if others == 0 { 0 } else { others | (mode & STICKY) }
}

/// The profile directory's own access list holds there.
#[cfg(not(unix))]
fn shared_mode(_directory: &Path) -> u32 {
    0
}

/// Returns `true` if a directory holds nothing but what Scopeon keeps, and is not the user's home.
fn is_own(directory: &Path, user_home: Option<&Path>) -> bool {
    let is_known = |name: &OsStr| {
        let name = name.to_string_lossy();
        OWN_NAMES.iter().any(|own| name.starts_with(own)) || OWN_FILES.contains(&name.as_ref())
    };
    let real = |path: &Path| path.canonicalize().ok();
    let is_home = user_home.is_some_and(|home| real(home) == real(directory));
    !is_home
        && std::fs::read_dir(directory)
            .is_ok_and(|entries| entries.flatten().all(|entry| is_known(&entry.file_name())))
}

fn homeless() -> AppError {
    AppError::refused("no home directory is known, so there is no place for the database")
        .with_hint("set HOME, or SCOPEON_HOME to a directory of your choice")
}

/// Returns the file's name with an ending of SQLite's appended.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn db(named: Option<&str>, own: Option<&str>, home: Option<&str>) -> Result<PathBuf, AppError> {
        let inputs = Inputs {
            db: named.map(PathBuf::from),
            own_home: own.map(PathBuf::from),
            user_home: home.map(PathBuf::from),
            ..Inputs::default()
        };
        OwnFiles::resolve(&inputs).map(|files| files.db)
    }

    #[test]
    fn the_nearest_place_wins_and_without_any_it_is_said() {
        for (named, own, home, expected) in [
            (None, None, Some("/me"), "/me/.scopeon/scopeon.db"),
            (None, Some(""), Some("/me"), "/me/.scopeon/scopeon.db"),
            (None, Some("/own"), Some("/me"), "/own/scopeon.db"),
            (None, Some("/own"), None, "/own/scopeon.db"),
            (Some("/x.db"), Some("/own"), Some("/me"), "/x.db"),
        ] {
            let found = db(named, own, home).map_err(|error| error.to_string());
            assert_eq!(found.as_deref(), Ok(Path::new(expected)), "{named:?} {own:?} {home:?}");
        }
        for own in [None, Some("")] {
            let error = db(None, own, None).unwrap_err();
            assert_eq!(error.kind(), crate::error::ErrorKind::Usage);
            assert_eq!(error.hints(), ["set HOME, or SCOPEON_HOME to a directory of your choice"]);
        }
    }
}
