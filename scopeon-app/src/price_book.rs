//! What everything costs: the built-in table, then an imported list, then the configuration's own prices and names.

use std::io::{self, Write as _};
use std::path::Path;

use scopeon_core::config::Config;
use scopeon_core::metrics::FidelityIndex;
use scopeon_core::pricing::{PriceBook, PriceRow, table};
use scopeon_core::provider::ProviderInfo;
use scopeon_store::Part;

use crate::error::AppError;
use crate::{pseudonym_key, small_file};

/// Reads the prices in force. Of `agents` those whose logs hold no tokens have none.
///
/// # Errors
///
/// When there is an imported list that cannot be read.
pub(crate) fn load<'a>(
    imported: Option<&Path>,
    config: &Config,
    agents: impl Iterator<Item = &'a ProviderInfo>,
) -> Result<PriceBook, AppError> {
    let rows = imported.map_or(Ok(Vec::new()), load_imported)?;
    let own = config.prices.clone();
    let book = PriceBook::builtin().with_overrides(rows).with_overrides(own.rows).with_aliases(own.aliases);
    Ok(book.without_tokens(FidelityIndex::new(agents).unmetered()))
}

/// Reads the rows of earlier imports.
pub(crate) fn load_imported(imported: &Path) -> Result<Vec<PriceRow>, AppError> {
    let text = match small_file::read_text(imported, small_file::MAX_PRICES) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(AppError::file("the imported prices cannot be read", imported, error)),
    };
    table::parse(&text).map(|table| table.rows).map_err(|error| {
        AppError::file("the imported prices are damaged", imported, io::Error::other(error.to_string()))
            .with_hint("import the list again, or remove the file")
    })
}

/// Keeps rows in place of those of earlier imports: a file as a whole or not at all.
///
/// # Errors
///
/// When the file cannot be written.
pub(crate) fn keep_imported(target: &Path, text: &str) -> Result<(), AppError> {
    let failed = |error: io::Error| AppError::file("the prices cannot be kept", target, error);
    // A link leads to where the user wants them.
    let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    pseudonym_key::create_private(real.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let mut part = Part::beside(&real).map_err(failed)?;
    part.file().write_all(text.as_bytes()).map_err(failed)?;
    part.replace(&real).map_err(failed)
}
