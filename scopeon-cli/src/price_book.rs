//! What everything costs: the built-in table, then an imported list, then the configuration's own prices and names.

use std::io;
use std::path::Path;

use scopeon_core::config::Config;
use scopeon_core::metrics::Trust;
use scopeon_core::pricing::{PriceBook, PriceRow, table};
use scopeon_core::provider::About;

use crate::error::{CliError, Kind};
use crate::file;

/// Reads the prices in force. Of `agents` those whose logs hold no tokens have none.
///
/// # Errors
///
/// When there is an imported list that cannot be read.
pub(crate) fn load<'a>(
    imported: Option<&Path>,
    config: &Config,
    agents: impl Iterator<Item = &'a About>,
) -> Result<PriceBook, CliError> {
    let rows = imported.map_or(Ok(Vec::new()), load_imported)?;
    let own = config.prices.clone();
    let book = PriceBook::builtin().with_overrides(rows).with_overrides(own.rows).with_aliases(own.aliases);
    Ok(book.without_tokens(Trust::new(agents).unmetered()))
}

/// Reads the rows of earlier imports.
pub(crate) fn load_imported(imported: &Path) -> Result<Vec<PriceRow>, CliError> {
    let text = match file::read_text(imported, file::MAX_PRICES) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(CliError::io("the imported prices cannot be read", imported, &error)),
    };
    table::parse(&text).map(|table| table.rows).map_err(|error| {
        CliError::new(
            Kind::Io,
            format_args!("the imported prices are damaged: {}: {error}", imported.display()),
        )
        .hint("import the list again, or remove the file")
    })
}
