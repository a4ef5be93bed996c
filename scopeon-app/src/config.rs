//! Reads the configuration file.

use std::io;
use std::path::Path;

use scopeon_core::config::Config;

use crate::error::AppError;
use crate::own_files::OwnFiles;
use crate::small_file;

/// Reads the configuration, if there is one.
///
/// # Errors
///
/// When it cannot be read, says what is not allowed, or was named and is not there.
pub(crate) fn load(files: &OwnFiles, known_providers: &[&str]) -> Result<Config, AppError> {
    let text = match small_file::read_text(&files.config, small_file::MAX_CONFIG) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !files.config_is_named => {
            return Ok(Config::default());
        }
        Err(error) => return Err(AppError::file("the configuration cannot be read", &files.config, error)),
    };
    parse(&text, &files.config, known_providers)
}

fn parse(text: &str, file: &Path, known_providers: &[&str]) -> Result<Config, AppError> {
    let checked =
        Config::parse(text).and_then(|config| config.check_providers(known_providers).map(|()| config));
    checked.map_err(|error| AppError::Config {
        file: file.to_owned(),
        place: format!(":{}: {}", error.line, error.key),
        problem: error.problem.clone(),
        hint: Some("every key and what it may be set to is listed in docs/config.md".to_owned()),
    })
}
