//! The settings: what has a place in the configuration is appended to it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use scopeon_core::earlier::{EarlierSettings, merge_earlier};
use scopeon_core::report::ImportedConfig;
use scopeon_store::Part;

use crate::app::App;
use crate::error::AppError;
use crate::{pseudonym_key, small_file};

/// Returns what the configuration is with the settings of 0.x, and what was added.
pub(super) fn merge(file: &Path, app: &App) -> Result<(String, ImportedConfig), AppError> {
    let own = &app.files().config;
    let mut told = ImportedConfig::new(file.display().to_string(), own.display().to_string());
    let failed = |error| AppError::file("the configuration of Scopeon 0.x cannot be read", file, error);
    let text = small_file::read_text(file, small_file::MAX_CONFIG).map_err(failed)?;
    let Some(earlier) = EarlierSettings::parse(&text) else {
        told.left_out = vec!["all of it: it is not TOML, so Scopeon 0.x did not use it either".to_owned()];
        return Ok((String::new(), told));
    };
    let text = match small_file::read_text(own, small_file::MAX_CONFIG) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| AppError::file("the configuration cannot be read", own, error))?,
    };
    let merged = merge_earlier(&text, &earlier).map_err(|error| AppError::Config {
        file: own.clone(),
        place: format!(":{}: {}", error.line, error.key),
        problem: error.problem,
        hint: None,
    })?;
    (told.added, told.present, told.left_out) = (merged.added, merged.present, merged.left_out);
    Ok((merged.text, told))
}

/// Writes the configuration as a whole or not at all; one that is there keeps its rights, and a link stays one.
pub(super) fn write(target: &Path, text: &str) -> Result<(), AppError> {
    let failed = |error: io::Error| AppError::file("the configuration cannot be written", target, error);
    let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    pseudonym_key::create_private(real.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let mut part = Part::beside(&real).map_err(failed)?;
    part.file().write_all(text.as_bytes()).map_err(failed)?;
    if let Ok(about) = fs::metadata(&real) {
        part.file().set_permissions(about.permissions()).map_err(failed)?;
    }
    part.replace(&real).map_err(failed)
}
