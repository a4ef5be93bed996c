//! The settings a user may write down: their types, defaults and checks. Reading the file is the command
//! line's matter.

mod display;
mod error;
mod keys;
mod prices;
mod projects;
mod providers;
mod tags;
mod tui;

use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer};

use crate::budget::Budget;
use crate::money::PicoUsd;
use crate::privacy::PathPolicy;
use crate::tags::TagRule;
use crate::time::{Timestamp, WeekStart, Zone};

pub use display::{DisplayCurrency, UnknownCurrencyError};
pub use error::ConfigError;
pub use keys::{KEYS, Key};
pub use prices::Prices;
pub use projects::ProjectConfig;
pub use providers::{Named, ProviderConfig, Providers};
pub use tui::Tui;

/// The longest lines that may be asked for, in MiB: below, real records would be lost; above, memory.
const LINE_LIMITS_MIB: RangeInclusive<u64> = 1..=1024;
/// How many threads may be asked for.
const THREADS: RangeInclusive<u64> = 1..=256;
const WAITS_MS: RangeInclusive<u64> = 0..=600_000;

/// Everything a configuration file may say; every key is optional.
///
/// ```
/// use scopeon_core::config::Config;
/// use scopeon_core::privacy::PathPolicy;
/// let config = Config::parse("[privacy]\npaths = \"hash\"\n").unwrap();
/// assert_eq!(config.privacy.paths, PathPolicy::Hash);
/// let error = Config::parse("[privacy]\npaths = \"secret\"\n").unwrap_err();
/// assert_eq!((error.line, error.key.as_str()), (2, "privacy.paths"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// What is kept of what could identify someone.
    pub privacy: Privacy,
    /// Calendars.
    pub time: Time,
    /// How amounts and numbers are shown.
    pub display: Display,
    /// Prices that override the built-in table, and names of models.
    pub prices: Prices,
    /// Names of projects.
    pub projects: ProjectConfig,
    /// Which agents are read, and where they keep their logs.
    pub providers: Providers,
    /// Bounds on reading.
    pub read: Read,
    /// Claude's windows.
    pub blocks: Blocks,
    /// Amounts that should not be exceeded.
    pub budgets: Vec<Budget>,
    /// Rules that give tags to sessions.
    #[serde(deserialize_with = "tags::rules")]
    pub tags: Vec<TagRule>,
    /// The terminal dashboard.
    pub tui: Tui,
}

/// What is kept of what could identify someone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Privacy {
    /// How project paths are kept in the local file.
    pub paths: PathPolicy,
}

/// Calendars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Time {
    /// The time zone of days; none for the system's.
    #[serde(deserialize_with = "zone")]
    pub zone: Option<Zone>,
    /// The day that weeks begin with; none for Monday.
    #[serde(deserialize_with = "week_start")]
    pub week_start: Option<WeekStart>,
}

/// How amounts and numbers are shown to people. JSON is always in dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Display {
    /// The currency that amounts are shown in; none for dollars.
    #[serde(deserialize_with = "currency")]
    pub currency: Option<DisplayCurrency>,
    /// How much of it a dollar is.
    #[serde(deserialize_with = "rate")]
    pub rate: Option<PicoUsd>,
    /// The language and region whose separators numbers have, such as `de-DE`; none for `1,234.5`.
    pub locale: Option<String>,
}

/// Claude's windows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Blocks {
    /// An instant at which the plan's week resets; none for weeks of the calendar.
    #[serde(deserialize_with = "instant")]
    pub week_reset: Option<Timestamp>,
}

/// Bounds on reading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Read {
    /// The longest line that is read, in MiB; longer ones are passed over and reported.
    #[serde(deserialize_with = "line_limit")]
    pub max_line_mib: u64,
    /// How many threads read; none for as many as there are cores.
    #[serde(deserialize_with = "threads")]
    pub threads: Option<u64>,
    /// How long an answer waits for another process that is writing, in milliseconds.
    #[serde(deserialize_with = "wait")]
    pub wait_ms: u64,
}

impl Default for Read {
    fn default() -> Self {
        Self { max_line_mib: 64, threads: None, wait_ms: 500 }
    }
}

impl Config {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for the first thing that is not as [`KEYS`] says, with its line and key.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|error| ConfigError::new(&error, text))?;
        config.providers.place(|offset| error::line_of(text, offset));
        Ok(config)
    }

    /// Checks that every agent it names is known.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for the first that is not.
    pub fn check_providers(&self, known: &[&str]) -> Result<(), ConfigError> {
        self.providers.check(known)
    }
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Zone>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(serde::de::Error::custom)
}

fn week_start<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<WeekStart>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DisplayCurrency>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn rate<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PicoUsd>, D::Error> {
    crate::budget::amount(deserializer).map(Some)
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let at = Timestamp::parse(&text);
    at.map(Some).ok_or_else(|| {
        serde::de::Error::custom("expected an instant with its offset, such as \"2026-11-16T09:00:00+01:00\"")
    })
}

fn line_limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    within(deserializer, &LINE_LIMITS_MIB)
}

fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    within(deserializer, &THREADS).map(Some)
}

fn wait<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    within(deserializer, &WAITS_MS)
}

fn within<'de, D: Deserializer<'de>>(deserializer: D, range: &RangeInclusive<u64>) -> Result<u64, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let allowed = u64::try_from(number).ok().filter(|number| range.contains(number));
    allowed.ok_or_else(|| {
        serde::de::Error::custom(format_args!(
            "expected a whole number from {} to {}",
            range.start(),
            range.end()
        ))
    })
}
