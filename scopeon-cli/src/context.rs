//! Everything a command needs to know of the world, looked up once. Nothing else reads the environment, the
//! home directory or the clock.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use scopeon_core::config::{Config, Providers};
use scopeon_core::label::Label;
use scopeon_core::pricing::PriceBook;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::project::{Aliases, expand_home};
use scopeon_core::provider::Provider;
use scopeon_core::time::{Timestamp, Zone};
use scopeon_providers::{Now, Settings};
use scopeon_store::{OpenOptions, StoreError};

use crate::agents::{Agents, Known};
use crate::args::GlobalArgs;
use crate::config;
use crate::console::Console;
use crate::demo::{self, Demo};
use crate::error::CliError;
use crate::host;
use crate::ingest::Closing;
use crate::key;
use crate::paths::Paths;
use crate::places::{self, ChosenPlaces};
use crate::price_book;
use crate::zone::{self, ChosenZone, Doubt};

/// Everything a command needs to know of the world.
pub(crate) struct Context {
    /// The terminal.
    pub(crate) console: Console,
    /// Scopeon's own files.
    pub(crate) paths: Paths,
    /// The configuration.
    pub(crate) config: Config,
    /// The zone of days.
    pub(crate) zone: Zone,
    /// Why it may not be the one that is meant.
    zone_doubt: Option<Doubt>,
    /// The instant of this answer.
    pub(crate) now: Timestamp,
    /// The agents, by what may be done with them.
    pub(crate) agents: Known,
    /// Where they are looked for.
    pub(crate) places: ChosenPlaces,
    /// Whether what is new is read first.
    pub(crate) ingests: bool,
    /// How much is said on stderr.
    pub(crate) verbose: u8,
    /// Whether `now` is the user's choice.
    holds_clock: bool,
    /// The user's home directory as it is shown in paths.
    home: Option<String>,
    /// The sample logs, while they are there.
    demo: Option<Demo>,
    /// Why Scopeon's own files are not used, where that is to be told instead of being a failure.
    refused: Option<String>,
    /// Why what is new is not part of the answer.
    outdated: OnceLock<String>,
    /// Whether there are sources that could not be read.
    incomplete: AtomicBool,
    /// The database, while it is closed beside the answer.
    pub(crate) closing: Closing,
}

impl Context {
    /// Looks everything up. A check-up goes on without Scopeon's own files where those may not be used.
    ///
    /// # Errors
    ///
    /// When an option or the configuration names what does not exist, or a file of Scopeon's is another user's.
    pub(crate) fn new(
        args: &GlobalArgs,
        console: Console,
        agents: Agents,
        is_check_up: bool,
    ) -> Result<Self, CliError> {
        let user_home = std::env::home_dir().filter(|home| home.is_absolute());
        let paths = Paths::resolve(args, std::env::var_os("SCOPEON_HOME"), user_home.as_deref())?;
        let refused = match paths.check() {
            Err(error) if is_check_up => Some(error.to_string()),
            checked => checked.map(|()| None)?,
        };
        if !args.demo && refused.is_none() {
            paths.close_home(user_home.as_deref());
            paths.sweep();
            demo::sweep();
        }
        let names = agents.names();
        let config = if refused.is_some() { Config::default() } else { config::load(&paths, &names)? };
        let now = args.now.unwrap_or_else(clock);
        let demo = args.demo.then(|| Demo::write(now)).transpose()?;
        let log_home = args.home.as_deref().map(places::absolute).transpose()?.or(user_home);
        // A demo shows every agent, whatever the user reads.
        let every = Providers::default();
        let settings = if args.demo { &every } else { &config.providers };
        let agents = agents.configure(settings)?.sort(settings);
        let places = match &demo {
            Some(demo) => ChosenPlaces::demo(demo.home()),
            None => places::choose(args, &config, &agents, log_home.as_deref())?,
        };
        let zone = zone_of(args, &config);
        Ok(Self {
            console,
            paths: demo.as_ref().map_or(paths.clone(), |demo| paths.within(demo.home())),
            zone: zone.zone,
            zone_doubt: zone.doubt,
            config,
            now,
            agents,
            places,
            // A demo has nothing that is already known.
            ingests: args.demo || !(args.no_ingest || refused.is_some()),
            verbose: args.verbose,
            holds_clock: args.now.is_some(),
            home: demo
                .as_ref()
                .map(|demo| demo.home().to_owned())
                .or(log_home)
                .map(|home| home.display().to_string()),
            demo,
            refused,
            outdated: OnceLock::new(),
            incomplete: AtomicBool::default(),
            closing: Closing::default(),
        })
    }

    /// Returns the agents that are read.
    pub(crate) fn providers(&self) -> Vec<&dyn Provider> {
        self.agents.providers.iter().map(AsRef::as_ref).collect()
    }

    /// Returns the home directory as it is shown in paths.
    pub(crate) fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    /// Says what is to be said about the zone, once before an answer that depends on it.
    pub(crate) fn note_zone(&self) {
        let reason = match self.zone_doubt {
            None => return,
            Some(Doubt::Guessed) => "the system's time zone is not known",
            Some(Doubt::Variable) => "TZ names no time zone that is known",
        };
        let zone = self.zone.name();
        self.console
            .note(format_args!("{reason}, so days are those of {zone}; --zone or [time] zone names another"));
    }

    /// Notes why what is new could not be read or kept; the first reason stays.
    pub(crate) fn mark_outdated(&self, reason: impl std::fmt::Display) {
        self.outdated.get_or_init(|| reason.to_string());
    }

    /// Notes that there is something to read which could not be read.
    pub(crate) fn mark_incomplete(&self) {
        self.incomplete.store(true, Ordering::Relaxed);
    }

    /// Tells whether an answer may lack something for another reason than [`Context::outdated`].
    pub(crate) fn is_incomplete(&self) -> bool {
        self.incomplete.load(Ordering::Relaxed)
    }

    /// Returns why Scopeon's own files are not used, if so.
    pub(crate) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Returns why what is new is not part of the answer, if so.
    pub(crate) fn outdated(&self) -> Option<&str> {
        self.outdated.get().map(String::as_str)
    }

    /// Tells whether sample logs are read.
    pub(crate) const fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Returns how much may be spent on reading.
    pub(crate) fn settings(&self) -> Settings {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.config.read.threads.and_then(|threads| usize::try_from(threads).ok());
        let mut settings =
            Settings::default().threads(threads.unwrap_or_else(cores)).scratch(self.paths.copies());
        settings.now = if self.holds_clock { Now::Held(self.now) } else { Now::Told(clock) };
        settings.max_line = usize::try_from(self.config.read.max_line_mib << 20).unwrap_or(usize::MAX);
        settings
    }

    /// Returns how the database is opened to write.
    ///
    /// # Errors
    ///
    /// When the key for pseudonyms and marks cannot be read or made.
    pub(crate) fn open_options(&self) -> Result<OpenOptions, StoreError> {
        Ok(OpenOptions {
            redactor: Some(self.redactor()?),
            host_name: host::name(),
            home: self.home().map(str::to_owned),
            lean: false,
        })
    }

    /// Returns what decides what is kept of paths and of what is not shaped like a name. Names of models that the
    /// configuration states are kept whatever they look like.
    ///
    /// # Errors
    ///
    /// As [`Context::open_options`].
    pub(crate) fn redactor(&self) -> Result<Redactor, StoreError> {
        Ok(Redactor::new(self.config.privacy.paths, self.key()?).models(self.stated_models()))
    }

    /// Returns the names of models that the configuration gives prices to.
    pub(crate) fn stated_models(&self) -> Vec<String> {
        let prices = &self.config.prices;
        let rows = prices.rows.iter().map(|row| row.key.clone().into_owned());
        rows.chain(prices.aliases.keys().cloned()).collect()
    }

    /// Returns what is kept of a path that is asked for.
    fn kept_path(&self, path: &str) -> Option<Label> {
        // Only pseudonyms need the key, and nothing is made for a question.
        let key = match self.config.privacy.paths {
            PathPolicy::Full => return None,
            PathPolicy::Basename => [0; 32],
            PathPolicy::Hash => self.key().ok()?,
        };
        Some(Redactor::new(self.config.privacy.paths, key).path(&Label::new(path)?))
    }

    fn key(&self) -> Result<[u8; 32], StoreError> {
        let path = self.paths.key();
        key::load_or_make(&path)
            .map_err(|source| StoreError::io(&path, "reading the key for pseudonyms", source))
    }

    /// Returns what everything costs: the built-in table, an imported list and the configuration's own prices.
    pub(crate) fn book(&self) -> Result<PriceBook, CliError> {
        let imported = self.refused.is_none().then(|| self.paths.prices());
        price_book::load(imported.as_deref(), &self.config, self.agents.every_about())
    }

    /// Returns what `--project` stands for: a path is completed, a name stays, and either is what is kept of it.
    pub(crate) fn project(&self, text: &str) -> String {
        let path =
            self.home().filter(|_| text.starts_with('~')).map(|home| expand_home(text, home).into_owned());
        let relative = text.starts_with('.').then(|| std::path::absolute(text).ok()).flatten();
        let relative = relative.map(|path| path.components().collect::<PathBuf>().display().to_string());
        let whole = path.or(relative).unwrap_or_else(|| text.to_owned());
        match self.kept_path(&whole) {
            // A name that is no path may be a pseudonym or a last component already.
            Some(kept) if whole.contains(['/', '\\']) => kept.as_str().to_owned(),
            _ => whole,
        }
    }

    /// Returns the names of projects, their directories as they are kept.
    pub(crate) fn aliases(&self) -> Aliases {
        let kept = |(name, directories): (&String, &Vec<String>)| {
            (name.clone(), directories.iter().map(|directory| self.project(directory)).collect())
        };
        Aliases::new(&self.config.projects.alias.iter().map(kept).collect())
    }

    /// Returns the present instant, which goes on while a command runs; `--now` holds it.
    pub(crate) fn clock(&self) -> Timestamp {
        if self.holds_clock { self.now } else { clock() }
    }

    /// Returns the database's path.
    pub(crate) fn db(&self) -> PathBuf {
        self.paths.db.clone()
    }
}

fn zone_of(args: &GlobalArgs, config: &Config) -> ChosenZone {
    let tz = std::env::var("TZ").ok();
    zone::choose(args.zone, config.time.zone, tz.as_deref(), zone::of_system)
}

fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).ok().and_then(Timestamp::from_millis).unwrap_or_default()
}
