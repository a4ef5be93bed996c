//! What a front end states about the process it runs in and about what its user asked for.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use scopeon_core::label::Label;
use scopeon_core::time::{Timestamp, WeekStart, Zone};

/// What a front end states about the process it runs in and about what its user asked for.
///
/// The default is a process without a home directory and without an environment, whose clock is the system's.
#[derive(Default)]
pub struct Inputs {
    /// The user's home directory.
    pub user_home: Option<PathBuf>,
    /// The directory of Scopeon's own files, where it is not `.scopeon` below the user's home.
    pub own_home: Option<PathBuf>,
    /// The database, where it is not `scopeon.db` in the directory of Scopeon's own files.
    pub db: Option<PathBuf>,
    /// The configuration, where it is not `config.toml` in the directory of Scopeon's own files.
    pub config: Option<PathBuf>,
    /// The home directory whose agents are read, where it is not the user's.
    pub home: Option<PathBuf>,
    /// Where single agents are read instead.
    pub roots: Vec<Root>,
    /// Looks up a variable of the environment; agents name those that move their logs.
    pub variable: Option<fn(&str) -> Option<OsString>>,
    /// What is known of the time zone.
    pub zone: ZoneInputs,
    /// The present instant.
    pub clock: Clock,
    /// The machine's name, for people who look at the figures of several.
    pub host_name: Option<Label>,
    /// The directory for temporary files.
    pub temporary: PathBuf,
    /// Whether answers are about sample logs, which are written for the occasion.
    pub demo: bool,
    /// Whether what is new is read before an answer.
    pub reads: Reads,
    /// Whether Scopeon's own files may belong to another user: they are not used then, and [`crate::App::refused`] says
    /// so. A check-up sets it.
    pub tolerates_refusal: bool,
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").field("db", &self.db).field("home", &self.home).finish_non_exhaustive()
    }
}

/// Whether what is new is read before an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reads {
    /// It is, as far as that can be done soon; otherwise the answer comes from what is known, and says so.
    #[default]
    IfPossible,
    /// It is not.
    Never,
    /// It is, however long other processes have to be waited for; where that cannot be done there is no answer.
    Always,
}

/// An agent and the place where its logs are read instead of the usual ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The agent, by its id.
    pub provider: String,
    /// The directory, or the file where an agent logs to a single one.
    pub dir: PathBuf,
}

/// What is known of the time zone that days begin in, the most explicit first.
#[derive(Clone, Debug, Default)]
pub struct ZoneInputs {
    /// What the user asks for now.
    pub asked: Option<Zone>,
    /// The day that weeks are to begin with.
    pub week_start: Option<WeekStart>,
    /// The variable `TZ`.
    pub tz: Option<String>,
    /// The system's zone, by its IANA name.
    pub system: Option<fn() -> Option<String>>,
}

/// The present instant.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// An instant that stays.
    Held(Timestamp),
}

impl Clock {
    /// Returns the present instant.
    #[must_use]
    pub fn now(self) -> Timestamp {
        match self {
            Self::Held(at) => at,
            Self::System => system_now(),
        }
    }
}

pub(crate) fn system_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).ok().and_then(Timestamp::from_millis).unwrap_or_default()
}
