//! Random bytes of the system.

use crate::error::ServeError;

/// Returns random bytes.
///
/// # Errors
///
/// When the system has none.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], ServeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ServeError::Runtime(std::io::Error::other(error)))?;
    Ok(bytes)
}
