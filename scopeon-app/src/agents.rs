//! The agents a program knows, and which of them the configuration lets be read.

use std::collections::{BTreeMap, BTreeSet};

use scopeon_core::config::Providers;
use scopeon_core::provider::{Coverage, Provider, ProviderInfo};
use scopeon_providers::Detected;

use crate::error::AppError;

/// The agents a program knows.
#[derive(Default)]
pub struct AgentSet {
    /// Those that can be read.
    pub providers: Vec<Box<dyn Provider>>,
    /// Those of which it is only known whether they are installed.
    pub detected: &'static [Detected],
    /// Those that were added to the ones Scopeon comes with.
    added: BTreeSet<&'static str>,
}

/// The agents by what may be done with them.
pub struct Agents {
    /// Those that are read.
    pub providers: Vec<Box<dyn Provider>>,
    /// Those that are looked for.
    pub detected: Vec<&'static Detected>,
    /// Those that are not looked for at all.
    pub disabled: Vec<ProviderInfo>,
    /// Those whose calls may be kept, disabled ones included.
    pub kept: Vec<(&'static str, Coverage)>,
}

impl std::fmt::Debug for AgentSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl std::fmt::Debug for Agents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.kept_names()).finish()
    }
}

impl AgentSet {
    /// Makes the set of all agents that Scopeon comes with.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            providers: scopeon_providers::builtin(),
            detected: scopeon_providers::detected(),
            added: BTreeSet::new(),
        }
    }

    /// Adds a reader; one of the same id is replaced.
    #[must_use]
    pub fn with(mut self, provider: impl Provider + 'static) -> Self {
        self.providers.retain(|known| known.info().id != provider.info().id);
        self.added.insert(provider.info().id);
        self.providers.push(Box::new(provider));
        self
    }

    /// Returns the ids of every agent that may be named.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        let read = self.providers.iter().map(|provider| provider.info().id);
        let mut names: Vec<&str> = read.collect();
        names.extend(self.only_detected().map(|agent| agent.about.id));
        names
    }

    /// Hands each reader what the configuration says of its logs.
    ///
    /// # Errors
    ///
    /// When it says when records were of an agent that says so itself.
    pub(crate) fn configure(mut self, settings: &Providers) -> Result<Self, AppError> {
        for (id, stated) in settings.agents.iter().filter(|(_, stated)| !stated.time.is_empty()) {
            let reader = self.providers.iter_mut().find(|provider| provider.info().id == id);
            let reader = reader.filter(|provider| !self.added.contains(provider.info().id));
            let Some((reader, dated)) = reader.zip(scopeon_providers::dated_by(id, &stated.time)) else {
                return Err(AppError::refused(format_args!(
                    "line {} of the configuration: providers.{id}.time: its own records say when they were",
                    stated.line
                )));
            };
            *reader = dated;
        }
        Ok(self)
    }

    /// Sets aside what is not to be looked for.
    pub(crate) fn sort(self, settings: &Providers) -> Agents {
        let only_detected: Vec<&'static Detected> = self.only_detected().collect();
        let kept =
            self.providers.iter().map(|provider| (provider.info().id, provider.info().coverage)).collect();
        let (providers, off): (Vec<_>, Vec<_>) =
            self.providers.into_iter().partition(|provider| settings.is_enabled(provider.info().id));
        let (detected, undetected): (Vec<_>, Vec<_>) =
            only_detected.into_iter().partition(|agent| settings.is_enabled(agent.about.id));
        let mut disabled: Vec<ProviderInfo> = off.iter().map(|provider| provider.info().clone()).collect();
        disabled.extend(undetected.iter().map(|agent| agent.about.clone()));
        Agents { providers, detected, disabled, kept }
    }

    /// An agent that a provider reads is not only detected.
    fn only_detected(&self) -> impl Iterator<Item = &'static Detected> + '_ {
        let is_read = |id| self.providers.iter().any(|provider| provider.info().id == id);
        self.detected.iter().filter(move |agent| !is_read(agent.about.id))
    }
}

impl Agents {
    /// What every agent that is read or looked for says of itself.
    pub fn abouts(&self) -> impl Iterator<Item = &ProviderInfo> {
        let read = self.providers.iter().map(|provider| provider.info());
        read.chain(self.detected.iter().map(|agent| &agent.about))
    }

    /// Returns `true` if an agent is not looked for because the configuration says so.
    #[must_use]
    pub fn is_disabled(&self, id: &str) -> bool {
        self.disabled.iter().any(|about| about.id == id)
    }

    /// What every agent says of itself, whether it is looked for or not.
    pub fn every_about(&self) -> impl Iterator<Item = &ProviderInfo> {
        self.abouts().chain(&self.disabled)
    }

    /// The names of the agents whose calls may be kept.
    #[must_use]
    pub fn kept_names(&self) -> Vec<&'static str> {
        self.kept.iter().map(|(id, _)| *id).collect()
    }

    /// How much of the truth the logs of each of these agents hold.
    pub fn levels<'a>(&self, ids: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, Coverage> {
        ids.into_iter().filter_map(|id| Some((id.clone(), self.level(id)?))).collect()
    }

    /// How much of the truth an agent's logs hold.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<Coverage> {
        self.kept.iter().find(|(known, _)| *known == id).map(|(_, level)| *level)
    }
}
