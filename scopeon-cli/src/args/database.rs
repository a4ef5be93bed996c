//! `scopeon db`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Look after the database
#[derive(Clone, Debug, Args)]
pub(crate) struct DbArgs {
    #[command(subcommand)]
    pub(crate) action: Option<DbAction>,
}

/// What to do with the database; its path when nothing is said.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum DbAction {
    /// Print where it is
    Path,
    /// Check it: its pages, and that every sum equals the calls it stands for; exits with 1 when not
    Verify,
    /// Copy it while it is in use, and check the copy; exits with 3 when that is damaged
    Backup {
        /// Where the copy goes; it must not exist yet
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Compact(CompactArgs),
}

/// Give unused space back to the disk
#[derive(Clone, Debug, Args)]
pub(crate) struct CompactArgs {
    /// Also forget what is older: a date, or a span such as 365d
    ///
    /// Without it, nothing is ever forgotten. What will go is told first, and how much of it no log holds any more; you are
    /// asked, and the database is copied before. A session keeps its id, project and branch even if no figures of it are
    /// left. A log that is still there and has to be read again brings its figures back.
    #[arg(long, value_name = "WHEN")]
    pub(crate) delete_before: Option<String>,

    /// Forget without asking; a script has to say so
    #[arg(long, requires = "delete_before")]
    pub(crate) yes: bool,

    /// Make no copy before forgetting
    ///
    /// The copy lies beside the database and holds everything that is forgotten, until you delete it.
    #[arg(long, requires = "delete_before")]
    pub(crate) no_backup: bool,
}
