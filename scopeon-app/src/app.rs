//! Everything an answer needs, looked up once: Scopeon's own files, the configuration, the agents and where they are
//! looked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use scopeon_core::config::{Config, Providers};
use scopeon_core::glob::is_glob;
use scopeon_core::label::Label;
use scopeon_core::pricing::PriceBook;
use scopeon_core::privacy::{PathPolicy, Redactor};
use scopeon_core::project::{Aliases, expand_home};
use scopeon_core::provider::Provider;
use scopeon_core::report::{Fresh, Scope};
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_providers::{Now, Settings};
use scopeon_store::{OpenOptions, Reader, StoreError};

use crate::agents::{AgentSet, Agents};
use crate::background_close::BackgroundClose;
use crate::config;
use crate::demo::{self, Demo};
use crate::error::AppError;
use crate::frontend::Frontend;
use crate::inputs::{Clock, Inputs, Reads, system_now};
use crate::own_files::OwnFiles;
use crate::price_book;
use crate::pseudonym_key;
use crate::search_paths::{self, ChosenPaths};
use crate::words::with_advice;
use crate::zone::{self, ChosenZone, Doubt};

/// Everything an answer needs. It answers questions with [`App::ask`].
pub struct App {
    pub(crate) files: OwnFiles,
    pub(crate) config: Config,
    pub(crate) zone: ChosenZone,
    pub(crate) clock: Clock,
    pub(crate) agents: Agents,
    pub(crate) paths: ChosenPaths,
    /// Whether what is new is read before an answer.
    pub(crate) reads: Reads,
    pub(crate) frontend: Arc<dyn Frontend>,
    host_name: Option<Label>,
    /// The home directory as it is shown in paths.
    home: Option<String>,
    /// The sample logs, as long as they are needed.
    demo: Option<Demo>,
    /// Why Scopeon's own files are not used.
    refused: Option<String>,
    /// The database, while it is closed beside the answer.
    pub(crate) closing: BackgroundClose,
    /// Whether a watch waits for another process that is the writer.
    pub(crate) waits: AtomicBool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("files", &self.files).finish_non_exhaustive()
    }
}

impl App {
    /// Looks everything up.
    ///
    /// # Errors
    ///
    /// When an input or the configuration names what does not exist, or one of Scopeon's own files belongs to another
    /// user.
    pub fn open(inputs: &Inputs, agents: AgentSet, frontend: Arc<dyn Frontend>) -> Result<Self, AppError> {
        let user_home = inputs.user_home.as_deref().filter(|home| home.is_absolute());
        let files = OwnFiles::resolve(inputs)?;
        let checked = files.check().map(|()| files.clone().give_way());
        // Other names were found in a place that is the user's; what lies there need not be.
        let (files, refused) = match checked.and_then(|found| found.check().map(|()| found)) {
            Err(error) if inputs.tolerates_refusal => (files, Some(with_advice(&error))),
            checked => (checked?, None),
        };
        if !inputs.demo && refused.is_none() {
            files.close_home(user_home);
            files.sweep();
            demo::sweep(&inputs.temporary);
        }
        let names = agents.names();
        let mut config = if refused.is_some() { Config::default() } else { config::load(&files, &names)? };
        if inputs.demo {
            demo::furnish(&mut config, inputs.clock.now());
        }
        let demo = inputs.demo.then(|| Demo::write(&inputs.temporary, inputs.clock.now())).transpose()?;
        let log_home = inputs.home.as_deref().map(search_paths::absolute).transpose()?;
        let log_home = log_home.or_else(|| user_home.map(Path::to_owned));
        // A demo shows every agent, whatever the user reads.
        let every = Providers::default();
        let settings = if inputs.demo { &every } else { &config.providers };
        let agents = agents.configure(settings)?.sort(settings);
        let paths = match &demo {
            Some(demo) => ChosenPaths::demo(demo.home()),
            None => search_paths::choose(inputs, &config, &agents, log_home.as_deref())?,
        };
        let home = demo.as_ref().map(|demo| demo.home().to_owned()).or(log_home);
        let app = Self {
            files: demo.as_ref().map_or(files.clone(), |demo| files.within(demo.home())),
            zone: zone::choose(&inputs.zone, &config.time),
            config,
            clock: inputs.clock,
            agents,
            paths,
            reads: match inputs.reads {
                // Nothing is known of a demo before it is read.
                Reads::Never if inputs.demo => Reads::IfPossible,
                _ if refused.is_some() && !inputs.demo => Reads::Never,
                stated => stated,
            },
            frontend,
            host_name: inputs.host_name.clone(),
            home: home.map(|home| home.display().to_string()),
            demo,
            refused,
            closing: BackgroundClose::default(),
            waits: AtomicBool::new(false),
        };
        if app.is_demo() {
            // No log holds them; a demo without them is a demo all the same.
            let _ = app.keep_limits(&demo::limits(app.now()));
        }
        Ok(app)
    }

    /// Returns the agents that are read.
    #[must_use]
    pub fn providers(&self) -> Vec<&dyn Provider> {
        self.agents.providers.iter().map(AsRef::as_ref).collect()
    }

    /// Returns the agents by what may be done with them.
    #[must_use]
    pub const fn agents(&self) -> &Agents {
        &self.agents
    }

    /// Returns where agents' logs are looked for.
    #[must_use]
    pub const fn paths(&self) -> &ChosenPaths {
        &self.paths
    }

    /// Returns where Scopeon's own files are.
    #[must_use]
    pub const fn files(&self) -> &OwnFiles {
        &self.files
    }

    /// Returns the configuration.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the database's path.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.files.db.clone()
    }

    /// Returns `true` if what is logged is read at all.
    #[must_use]
    pub fn reads_what_comes(&self) -> bool {
        self.reads != Reads::Never
    }

    /// Returns `true` while [`App::watch`] waits for another process that is the writer: what comes is not read.
    #[must_use]
    pub fn waits_for_writer(&self) -> bool {
        self.waits.load(Ordering::Relaxed)
    }

    /// Returns the present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns `true` if the clock goes on: not where an instant is stated for now.
    #[must_use]
    pub const fn has_running_clock(&self) -> bool {
        matches!(self.clock, Clock::System)
    }

    /// Returns the zone that days begin in.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone.zone
    }

    /// Returns why the zone may not be the one that is meant, as the start of a sentence.
    pub(crate) const fn zone_doubt(&self) -> Option<&'static str> {
        match self.zone.doubt {
            None => None,
            Some(Doubt::Guessed) => Some("the system's time zone is not known"),
            Some(Doubt::Variable) => Some("TZ names no time zone that is known"),
        }
    }

    /// Returns the home directory as it is shown in paths.
    #[must_use]
    pub fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    /// Returns why Scopeon's own files are not used, if so.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Returns `true` if answers are about sample logs.
    #[must_use]
    pub const fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Opens the database to answer from it.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be used.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.files.db)
    }

    /// Returns how much may be spent on reading, and what is kept of it.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.config.read.threads.and_then(|threads| usize::try_from(threads).ok());
        let mut settings =
            Settings::default().threads(threads.unwrap_or_else(cores)).scratch(self.files.copies());
        settings.now = match self.clock {
            Clock::Held(now) => Now::Held(now),
            Clock::System => Now::Told(system_now),
        };
        // Where paths are kept as they are no key is needed, and none is made for a question.
        let needs_key = self.config.privacy.paths != PathPolicy::Full;
        settings.redactor = if needs_key { self.redactor().ok() } else { None };
        settings.max_line = usize::try_from(self.config.read.max_line_mib << 20).unwrap_or(usize::MAX);
        settings
    }

    /// Returns how the database is opened to write.
    ///
    /// # Errors
    ///
    /// When the key for pseudonyms and marks cannot be read or made.
    pub fn open_options(&self) -> Result<OpenOptions, StoreError> {
        Ok(OpenOptions {
            redactor: Some(self.redactor()?),
            host_name: self.host_name.clone(),
            home: self.home().map(str::to_owned),
            ..OpenOptions::default()
        })
    }

    /// Returns what decides what is kept of paths and of what is not shaped like a name. Names of models that the
    /// configuration states are kept whatever they look like.
    ///
    /// # Errors
    ///
    /// As [`App::open_options`].
    pub fn redactor(&self) -> Result<Redactor, StoreError> {
        Ok(Redactor::new(self.config.privacy.paths, self.key()?).models(self.stated_models()))
    }

    /// Returns what gives names that only this machine connects with a path or another name, whatever is kept of paths.
    ///
    /// # Errors
    ///
    /// As [`App::open_options`].
    pub fn pseudonyms(&self) -> Result<Redactor, StoreError> {
        Ok(Redactor::new(PathPolicy::Hash, self.key()?))
    }

    /// Returns the same without the key, which is not needed to see whether something can have been kept.
    pub(crate) fn keyless_redactor(&self) -> Redactor {
        Redactor::new(self.config.privacy.paths, [0; 32]).models(self.stated_models())
    }

    /// Returns the names of models that the configuration gives prices to.
    fn stated_models(&self) -> Vec<String> {
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
        let path = self.files.key();
        pseudonym_key::load_or_make(&path)
            .map_err(|source| StoreError::io(&path, "reading the key for pseudonyms", source))
    }

    /// Returns what everything costs: the built-in table, an imported list and the configuration's own prices.
    ///
    /// # Errors
    ///
    /// When there is an imported list that cannot be read.
    pub fn price_book(&self) -> Result<PriceBook, AppError> {
        let imported = self.refused.is_none().then(|| self.files.prices());
        price_book::load(imported.as_deref(), &self.config, self.agents.every_about())
    }

    /// Returns what the name of a project stands for in a question: a path is completed, a name stays, and either is what is
    /// kept of it. Where a `*` stands for anything it stays as it is.
    #[must_use]
    pub fn project(&self, text: &str) -> String {
        if is_glob(text) {
            return text.to_owned();
        }
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
    #[must_use]
    pub fn aliases(&self) -> Aliases {
        let kept = |(name, directories): (&String, &Vec<String>)| {
            (name.clone(), directories.iter().map(|directory| self.project(directory)).collect())
        };
        Aliases::new(&self.config.projects.alias.iter().map(kept).collect())
    }

    /// Returns the scope of an answer about this machine at this instant rather than about calls.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let now = self.now();
        let mut scope = Scope::new(now, self.zone(), Range::default());
        scope.fresh = Fresh::current(now);
        scope
    }

    /// Waits until the database is closed after an answer that was given before.
    ///
    /// # Errors
    ///
    /// When closing fails; what was committed before is safe.
    pub fn finish(&self) -> Result<(), StoreError> {
        self.closing.end()
    }
}
