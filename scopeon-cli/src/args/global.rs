//! Options that every command takes.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use scopeon_core::time::{Timestamp, WeekStart, Zone};

use super::output::OutputArgs;
use super::spell::spell;

use crate::error::CliError;

const HEADING: &str = "Global options";

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = HEADING)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct GlobalArgs {
    /// Whose logs to read: the home directory below which agents keep them [default: yours]
    #[arg(long, global = true, value_name = "DIR", hide_short_help = true)]
    pub(crate) home: Option<PathBuf>,

    /// Read this agent's logs here and nowhere else; may be given many times
    ///
    /// It overrides the configuration, the agent's own environment variables and the default places.
    #[arg(long = "root", global = true, value_name = "PROVIDER=DIR", hide_short_help = true)]
    pub(crate) roots: Vec<RootArg>,

    /// Where figures are kept [default: scopeon.db in SCOPEON_HOME, which is ~/.scopeon]
    #[arg(long, global = true, value_name = "FILE", env = "SCOPEON_DB", hide_env_values = true, value_parser = file(), hide_short_help = true)]
    pub(crate) db: Option<PathBuf>,

    /// The configuration to use [default: config.toml in SCOPEON_HOME, if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "SCOPEON_CONFIG", hide_env_values = true, value_parser = file(), hide_short_help = true)]
    pub(crate) config: Option<PathBuf>,

    /// The time zone of days: an IANA name, or an offset such as UTC+2 [default: the configuration's, then TZ, then the
    /// system's]
    #[arg(long, alias = "timezone", global = true, value_name = "ZONE", value_parser = zone, hide_short_help = true)]
    pub(crate) zone: Option<Zone>,

    /// The day weeks begin with: monday, sunday or saturday [default: the configuration's, then monday]
    #[arg(long, visible_alias = "start-of-week", global = true, value_name = "DAY", value_parser = week_start, hide_short_help = true)]
    pub(crate) week_start: Option<WeekStart>,

    /// Answer from what is already known instead of reading what is new first
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_ingest: bool,

    /// Wait for other processes until the answer holds everything that is logged; fail with 1 where that cannot be
    #[arg(long, global = true, conflicts_with = "no_ingest", hide_short_help = true)]
    pub(crate) fresh: bool,

    /// Answer about sample logs, made for the occasion and removed afterwards
    ///
    /// Yours are not looked at, wherever --home, --root or a variable says they are, and your database is not
    /// touched.
    #[arg(long, global = true)]
    pub(crate) demo: bool,

    /// Say nothing but the answer and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", hide_short_help = true)]
    pub(crate) quiet: bool,

    /// Show details; twice also what is read, on stderr, and three times everything
    ///
    /// The variable SCOPEON_LOG takes a filter instead, such as scopeon_app=debug.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// What others of its kind need to ask for: nothing is ever fetched
    #[arg(long, global = true, hide = true)]
    pub(crate) offline: bool,

    /// The instant to take for now
    #[arg(long, global = true, value_name = "RFC3339", hide = true, value_parser = instant)]
    pub(crate) now: Option<Timestamp>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl GlobalArgs {
    /// Forgets files without a name: a variable without a value is not set, an option without one is a mistake.
    ///
    /// # Errors
    ///
    /// When an option names no file.
    pub(crate) fn drop_unnamed(&mut self, is_empty: impl Fn(&str) -> bool) -> Result<(), CliError> {
        let files = [(&mut self.db, "--db", "SCOPEON_DB"), (&mut self.config, "--config", "SCOPEON_CONFIG")];
        for (file, option, variable) in files {
            if file.take_if(|file| file.as_os_str().is_empty()).is_some() && !is_empty(variable) {
                return Err(CliError::usage(format_args!("{option} names no file")));
            }
        }
        Ok(())
    }
}

impl GlobalArgs {
    /// Returns the options that say whose calls and which days are meant, as they are typed.
    pub(crate) fn place(&self) -> Vec<String> {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
        let mut words = Vec::new();
        spell(&mut words, "--home", path(&self.home).as_deref());
        spell(&mut words, "--db", path(&self.db).as_deref());
        spell(&mut words, "--config", path(&self.config).as_deref());
        let roots: Vec<String> =
            self.roots.iter().map(|root| format!("{}={}", root.provider, root.dir.display())).collect();
        spell(&mut words, "--root", roots.iter().map(String::as_str));
        spell(&mut words, "--zone", self.zone.as_ref().map(|zone| zone.name()));
        if self.demo {
            words.push("--demo".to_owned());
        }
        words
    }
}

/// An agent and a directory, as `--root` states them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RootArg {
    pub(crate) provider: String,
    pub(crate) dir: PathBuf,
}

impl std::str::FromStr for RootArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((provider, dir)) if !provider.is_empty() && !dir.is_empty() => {
                Ok(Self { provider: provider.to_owned(), dir: PathBuf::from(dir) })
            }
            _ => Err("give an agent and a directory, such as claude-code=/mnt/old/.claude"),
        }
    }
}

/// Takes an empty name, too: see [`GlobalArgs::drop_unnamed`].
fn file() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

fn zone(name: &str) -> Result<Zone, scopeon_core::time::UnknownZoneError> {
    name.parse()
}

fn week_start(name: &str) -> Result<WeekStart, scopeon_core::time::UnknownWeekStartError> {
    name.parse()
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("give an instant such as 2026-03-01T12:00:00Z")
}
