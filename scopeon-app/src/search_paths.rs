//! Where each agent's logs are looked for, and who said so.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use scopeon_core::config::Config;
use scopeon_core::provider::ProviderInfo;
use scopeon_core::report::ChosenBy;
use scopeon_providers::SearchPaths;

use crate::agent_names;
use crate::agents::Agents;
use crate::error::AppError;
use crate::inputs::{Inputs, Root};

/// Where each agent's logs are looked for, and who said so.
#[derive(Clone, Debug, Default)]
pub struct ChosenPaths {
    /// What the engine is told.
    pub places: SearchPaths,
    chosen: BTreeMap<String, ChosenBy>,
}

impl ChosenPaths {
    /// Looks below the home of a demo and nowhere else.
    pub(crate) fn demo(home: &Path) -> Self {
        Self { places: SearchPaths::below(home), chosen: BTreeMap::new() }
    }

    /// Says who named the places of an agent.
    #[must_use]
    pub fn chosen_by(&self, about: &ProviderInfo) -> ChosenBy {
        let stated = self.chosen.get(about.id).copied();
        let variable = || {
            let set = about.variables.iter().any(|name| self.places.variables.contains_key(name));
            if set { ChosenBy::Variable } else { ChosenBy::Default }
        };
        stated.unwrap_or_else(variable)
    }
}

/// Chooses: `--root` before the configuration before the agent's own variables before defaults under `home`.
///
/// # Errors
///
/// When `--root` names an agent that is not known, or a directory that is not there.
pub(crate) fn choose(
    inputs: &Inputs,
    config: &Config,
    agents: &Agents,
    home: Option<&Path>,
) -> Result<ChosenPaths, AppError> {
    if let Some(home) = &inputs.home {
        check_directory("home", home)?;
    }
    let mut chosen = ChosenPaths {
        places: SearchPaths {
            home: home.map(Path::to_owned),
            variables: variables(inputs, agents)?,
            ..SearchPaths::default()
        },
        chosen: BTreeMap::new(),
    };
    for root in &inputs.roots {
        for provider in providers_of(root, agents)? {
            chosen.chosen.insert(provider.to_owned(), ChosenBy::Option);
            chosen.places = chosen.places.root(provider, absolute(&root.dir)?);
        }
    }
    for (provider, settings) in &config.providers.agents {
        if chosen.chosen.contains_key(provider) || settings.roots.is_empty() {
            continue;
        }
        chosen.chosen.insert(provider.clone(), ChosenBy::Config);
        for root in &settings.roots {
            chosen.places = chosen.places.root(provider, absolute(&below_home(root, home))?);
        }
    }
    Ok(chosen)
}

/// The agents that are read at a place that the user names.
fn providers_of(root: &Root, agents: &Agents) -> Result<Vec<&'static str>, AppError> {
    let ids: Vec<&'static str> = agents.every_about().map(|about| about.id).collect();
    let named = agent_names::named(agents, &ids, &root.provider, "root")?;
    let read: Vec<&'static str> = named.into_iter().filter(|id| !agents.is_disabled(id)).collect();
    if read.is_empty() {
        return Err(AppError::input(
            "root",
            format_args!("names an agent that the configuration disables: {}", root.provider),
        )
        .with_hint("[providers] says which agents are read"));
    }
    check_place(&root.dir)?;
    Ok(read)
}

/// Logs of some agents are a single file.
fn check_place(place: &Path) -> Result<(), AppError> {
    match std::fs::metadata(place) {
        Ok(found) if found.is_dir() || found.is_file() => Ok(()),
        Ok(_) => {
            Err(AppError::input("root", format_args!("names no directory or file: {}", place.display())))
        }
        Err(error) => Err(AppError::input_file("root", "names a place that cannot be used", place, error)),
    }
}

fn check_directory(input: &'static str, directory: &Path) -> Result<(), AppError> {
    match std::fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(AppError::input(input, format_args!("names no directory: {}", directory.display()))),
        Err(error) => {
            Err(AppError::input_file(input, "names a directory that cannot be used", directory, error))
        }
    }
}

/// A place must be the same file whatever the working directory is: sources are known by their full path, and
/// so are the changes a watcher learns of.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, AppError> {
    std::path::absolute(path).map_err(|error| AppError::file("the directory cannot be used", path, error))
}

fn below_home(root: &Path, home: Option<&Path>) -> PathBuf {
    match (root.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => root.to_owned(),
    }
}

fn variables(inputs: &Inputs, agents: &Agents) -> Result<BTreeMap<&'static str, OsString>, AppError> {
    let Some(look_up) = inputs.variable else { return Ok(BTreeMap::new()) };
    let names = agents.abouts().flat_map(|about| about.variables);
    names
        .filter_map(|name| Some((*name, look_up(name).filter(|value| !value.is_empty())?)))
        .map(|(name, value)| Ok((name, completed(&value)?)))
        .collect()
}

/// Completes the paths of an agent's variable: one, or a list with commas; `~` is the agent's to read.
fn completed(value: &OsStr) -> Result<OsString, AppError> {
    match value.to_str() {
        // A directory may have a comma in its name.
        Some(list) if !Path::new(list).exists() => {
            let paths: Result<Vec<OsString>, AppError> = list.split(',').map(completed_one).collect();
            Ok(paths?.join(OsStr::new(",")))
        }
        _ => Ok(absolute(Path::new(value))?.into_os_string()),
    }
}

fn completed_one(path: &str) -> Result<OsString, AppError> {
    let path = path.trim();
    if path.is_empty() || path.starts_with('~') {
        return Ok(path.into());
    }
    Ok(absolute(Path::new(path))?.into_os_string())
}
