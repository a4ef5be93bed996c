//! `[providers]`: which agents are read, and where each keeps its logs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::error::ConfigError;

/// Which agents are read, and where each keeps its logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Providers {
    /// The only agents that are read; none for all.
    pub enabled: Option<Vec<Named>>,
    /// Agents that are not read, even where `enabled` names them.
    pub disabled: Vec<Named>,
    /// Each agent's own settings, by its id.
    pub agents: BTreeMap<String, ProviderConfig>,
}

/// An agent as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The agent's id.
    pub id: String,
    /// The line of the file that names it.
    pub line: usize,
}

/// One agent's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ProviderConfig {
    /// Directories to look in instead of the agent's default ones; `~/` stands for the home directory.
    pub roots: Vec<PathBuf>,
    /// The members that say when a record was, the first that is there; a dot leads into an object.
    pub time: Vec<String>,
    /// The line of the file that names the agent.
    #[serde(skip)]
    pub line: usize,
}

impl Providers {
    /// Returns `true` if an agent is read.
    #[must_use]
    pub fn is_enabled(&self, id: &str) -> bool {
        let names = |list: &[Named]| list.iter().any(|named| named.id == id);
        self.enabled.as_deref().is_none_or(names) && !names(&self.disabled)
    }

    /// Turns the offsets at which agents are named into lines.
    pub(super) fn place(&mut self, line_of: impl Fn(usize) -> usize) {
        let lists = self.enabled.iter_mut().flatten().chain(&mut self.disabled);
        lists.for_each(|named| named.line = line_of(named.line));
        self.agents.values_mut().for_each(|agent| agent.line = line_of(agent.line));
    }

    /// Checks that every agent that is named is known; the first that is not, in the order of lines, is told.
    pub(super) fn check(&self, known: &[&str]) -> Result<(), ConfigError> {
        let in_list = |key: &'static str, list: &[Named]| -> Vec<(usize, String, String)> {
            list.iter().map(|named| (named.line, named.id.clone(), key.to_owned())).collect()
        };
        let mut named = in_list("providers.enabled", self.enabled.as_deref().unwrap_or_default());
        named.extend(in_list("providers.disabled", &self.disabled));
        named.extend(self.agents.iter().map(|(id, agent)| (agent.line, id.clone(), "providers".to_owned())));
        named.sort();
        let stranger = named.into_iter().find(|(_, id, _)| !known.contains(&id.as_str()));
        stranger.map_or(Ok(()), |(line, _, key)| {
            let problem = format!("no such agent; known are {}", known.join(", "));
            Err(ConfigError { line, key, problem })
        })
    }
}

impl<'de> Deserialize<'de> for Providers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table)
    }
}

/// Reads the table key by key: all keys but two are names of agents. Until [`Providers::place`], lines are
/// offsets in the text.
struct Table;

impl<'de> Visitor<'de> for Table {
    type Value = Providers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`enabled`, `disabled` and a table for each agent")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Providers, A::Error> {
        let mut providers = Providers::default();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            match key.get_ref().as_str() {
                "enabled" => providers.enabled = Some(names(map.next_value()?)),
                "disabled" => providers.disabled = names(map.next_value()?),
                _ => {
                    let mut agent: ProviderConfig = map.next_value()?;
                    agent.line = key.span().start;
                    providers.agents.insert(key.into_inner(), agent);
                }
            }
        }
        Ok(providers)
    }
}

fn names(list: Vec<Spanned<String>>) -> Vec<Named> {
    let named = |name: Spanned<String>| Named { line: name.span().start, id: name.into_inner() };
    list.into_iter().map(named).collect()
}
