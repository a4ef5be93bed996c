//! Where Scopeon keeps its own files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::args::GlobalArgs;
use crate::error::CliError;

/// Where Scopeon keeps its own files.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    /// The directory of everything that is not asked for elsewhere.
    home: PathBuf,
    /// The database.
    pub(crate) db: PathBuf,
    /// The configuration.
    pub(crate) config: PathBuf,
    /// Whether the user named the configuration, so that it must be there.
    pub(crate) config_is_named: bool,
}

impl Paths {
    /// Resolves all places; `own` is the variable `SCOPEON_HOME`, `home` the user's home directory.
    pub(crate) fn resolve(
        args: &GlobalArgs,
        own: Option<OsString>,
        home: Option<&Path>,
    ) -> Result<Self, CliError> {
        let own = own.filter(|own| !own.is_empty()).map(PathBuf::from);
        let home = own.or_else(|| home.map(|home| home.join(".scopeon"))).ok_or_else(homeless)?;
        Ok(Self {
            db: args.db.clone().unwrap_or_else(|| home.join("scopeon.db")),
            config: args.config.clone().unwrap_or_else(|| home.join("config.toml")),
            config_is_named: args.config.is_some(),
            home,
        })
    }

    /// Returns the same places with everything that is written elsewhere.
    pub(crate) fn within(mut self, directory: &Path) -> Self {
        self.home = directory.join("scopeon");
        self.db = self.home.join("scopeon.db");
        self
    }

    /// Returns where the key for pseudonyms is kept.
    pub(crate) fn key(&self) -> PathBuf {
        self.home.join("paths.key")
    }

    /// Returns where agents' databases are copied to while they are read.
    pub(crate) fn copies(&self) -> PathBuf {
        self.home.join("copies")
    }

    /// Returns where an imported price list is kept.
    pub(crate) fn prices(&self) -> PathBuf {
        self.home.join("prices.tsv")
    }
}

fn homeless() -> CliError {
    CliError::usage("no home directory is known, so there is no place for the database")
        .hint("set HOME, or SCOPEON_HOME to a directory of your choice")
}

/// Returns the file's name with an ending of SQLite's appended.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::Cli;

    fn db(line: &str, own: Option<&str>, home: Option<&str>) -> Result<PathBuf, CliError> {
        let args = Cli::parse_from(line.split_whitespace()).global;
        Paths::resolve(&args, own.map(OsString::from), home.map(Path::new)).map(|paths| paths.db)
    }

    #[test]
    fn the_nearest_place_wins_and_without_any_it_is_said() {
        let report = "scopeon report";
        for (line, own, home, expected) in [
            (report, None, Some("/me"), "/me/.scopeon/scopeon.db"),
            (report, Some(""), Some("/me"), "/me/.scopeon/scopeon.db"),
            (report, Some("/own"), Some("/me"), "/own/scopeon.db"),
            (report, Some("/own"), None, "/own/scopeon.db"),
            ("scopeon report --db /x.db", Some("/own"), Some("/me"), "/x.db"),
        ] {
            let found = db(line, own, home).map_err(|error| error.message().to_owned());
            assert_eq!(found.as_deref(), Ok(Path::new(expected)), "{line} {own:?} {home:?}");
        }
        for own in [None, Some("")] {
            let error = db(report, own, None).expect_err("no place is known");
            assert_eq!(error.exit_code(), std::process::ExitCode::from(2));
            assert_eq!(error.hints(), ["set HOME, or SCOPEON_HOME to a directory of your choice"]);
        }
    }
}
