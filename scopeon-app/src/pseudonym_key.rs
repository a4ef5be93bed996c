//! The machine's own key for pseudonyms of paths: made once, readable by its owner alone.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use scopeon_store::Part;

use crate::small_file;

/// How long a key is, in bytes.
const LENGTH: u64 = 32;

/// Reads the key, which is made if there is none. Two processes that make it at once agree on one.
pub(crate) fn load_or_make(path: &Path) -> io::Result<[u8; 32]> {
    match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(path)?;
            read(path)
        }
        read => read,
    }
}

fn read(path: &Path) -> io::Result<[u8; 32]> {
    let bytes = small_file::read(path, LENGTH)?;
    bytes.try_into().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a key of 32 bytes"))
}

fn make(path: &Path) -> io::Result<()> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    create_private(directory)?;
    // Whoever is first at the name wins.
    let mut part = Part::beside(path)?;
    part.file().write_all(&key)?;
    match part.publish(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Makes a directory that only its owner can look into.
pub(crate) fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}
