//! What is stated before a database is opened.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scopeon_core::provider::Provider;
use scopeon_core::time::Zone;

use super::Scopeon;
use crate::agents::AgentSet;
use crate::app::App;
use crate::error::AppError;
use crate::frontend::{Frontend, Silent};
use crate::inputs::{Clock, Inputs, Reads, Root};
use crate::search_paths::absolute;

/// A database that is about to be opened, and where the logs are that fill it. Without [`home`](Self::home) and
/// [`root`](Self::root) no logs are looked for; the environment is never asked. Relative paths are completed by the working
/// directory.
pub struct Opening {
    inputs: Inputs,
    agents: AgentSet,
    frontend: Arc<dyn Frontend>,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

impl Opening {
    pub(super) fn new(db: &Path) -> Result<Self, AppError> {
        let db = absolute(db)?;
        let (Some(directory), true) = (db.parent(), db.file_name().is_some()) else {
            return Err(AppError::input("db", format_args!("names no file: {}", db.display())));
        };
        let inputs = Inputs { own_home: Some(directory.to_owned()), db: Some(db), ..Inputs::default() };
        Ok(Self { inputs, agents: AgentSet::builtin(), frontend: Arc::new(Silent) })
    }

    /// Reads every agent's logs where they are by default below a home directory.
    #[must_use]
    pub fn home(mut self, home: impl Into<PathBuf>) -> Self {
        self.inputs.home = Some(home.into());
        self
    }

    /// Reads the logs of one agent, by its id, in this directory or file and nowhere else; it may have several.
    #[must_use]
    pub fn root(mut self, agent: &str, place: impl Into<PathBuf>) -> Self {
        self.inputs.roots.push(Root { provider: agent.to_owned(), dir: place.into() });
        self
    }

    /// Has days begin in this zone. Without it the configuration says where, or they are those of UTC, and answers say so.
    #[must_use]
    pub const fn zone(mut self, zone: Zone) -> Self {
        self.inputs.zone.asked = Some(zone);
        self
    }

    /// Takes another clock than the system's.
    #[must_use]
    pub const fn clock(mut self, clock: Clock) -> Self {
        self.inputs.clock = clock;
        self
    }

    /// Knows these agents instead of all that Scopeon comes with.
    #[must_use]
    pub fn agents(mut self, agents: AgentSet) -> Self {
        self.agents = agents;
        self
    }

    /// Knows one agent more; one of the same id is replaced.
    #[must_use]
    pub fn provider(mut self, provider: impl Provider + 'static) -> Self {
        self.agents = self.agents.with(provider);
        self
    }

    /// Tells somebody how reading goes on.
    #[must_use]
    pub fn frontend(mut self, frontend: impl Frontend + 'static) -> Self {
        self.frontend = Arc::new(frontend);
        self
    }

    /// Opens it and reads what is new, as far as that can be done soon; each answer does so again. Where another process is
    /// the writer, what it has read so far is known.
    ///
    /// # Errors
    ///
    /// When what is stated or the configuration names what does not exist, a file is another user's, or the database cannot
    /// be used.
    pub fn read(self) -> Result<Scopeon, AppError> {
        let scopeon = self.with(Reads::IfPossible)?;
        scopeon.refresh()?;
        Ok(scopeon)
    }

    /// Opens it to answer from what is known: no log is looked at, now or later. What other processes record meanwhile is
    /// known, too.
    ///
    /// # Errors
    ///
    /// When what is stated or the configuration names what does not exist, or a file is another user's.
    pub fn known(self) -> Result<Scopeon, AppError> {
        self.with(Reads::Never)
    }

    fn with(self, reads: Reads) -> Result<Scopeon, AppError> {
        let inputs = Inputs { reads, ..self.inputs };
        App::open(&inputs, self.agents, self.frontend).map(Scopeon::from)
    }
}
