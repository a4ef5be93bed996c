//! Reads the configuration file.

use std::io;
use std::path::Path;

use scopeon_core::config::Config;

use crate::error::CliError;
use crate::file;
use crate::paths::Paths;

/// Reads the configuration, if there is one.
///
/// # Errors
///
/// When it cannot be read, says what is not allowed, or was named and is not there.
pub(crate) fn load(paths: &Paths, known_providers: &[&str]) -> Result<Config, CliError> {
    let text = match file::read_text(&paths.config, file::MAX_CONFIG) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !paths.config_is_named => {
            return Ok(Config::default());
        }
        Err(error) => return Err(CliError::io("the configuration cannot be read", &paths.config, &error)),
    };
    parse(&text, &paths.config, known_providers)
}

fn parse(text: &str, file: &Path, known_providers: &[&str]) -> Result<Config, CliError> {
    let checked =
        Config::parse(text).and_then(|config| config.check_providers(known_providers).map(|()| config));
    checked.map_err(|error| {
        CliError::usage(format_args!(
            "the configuration says something that is not allowed: {}:{}: {}: {}",
            file.display(),
            error.line,
            error.key,
            error.problem
        ))
        .hint("every key and what it may be set to is listed in docs/config.md")
    })
}
