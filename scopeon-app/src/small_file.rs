//! Reads a text file that the user wrote or named: a file, of a size that such a file has. Nothing is waited for.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The longest configuration, in bytes.
pub(crate) const MAX_CONFIG: u64 = 1 << 20;
/// The longest list of prices, in bytes; LiteLLM's has some two million.
pub(crate) const MAX_PRICES: u64 = 32 << 20;

/// Reads a text of at most so many bytes.
///
/// # Errors
///
/// What reading fails with; what is no file, such as a FIFO or a device, and what is longer.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<String> {
    // Opening a FIFO waits for whoever writes to it.
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    read_named(path, most)
}

/// Reads a text of at most so many bytes from what the user named just now, which may be a pipe.
///
/// # Errors
///
/// What reading fails with, and what is longer.
pub(crate) fn read_named(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        return Err(io::Error::other(format!("it is larger than {} MiB", most >> 20)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_or_too_large_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sparse");
        File::create(&path).unwrap().set_len(20 << 30).unwrap();
        assert!(read(&path, MAX_CONFIG).unwrap_err().to_string().contains("larger than 1 MiB"));
        assert!(read(directory.path(), MAX_CONFIG).unwrap_err().to_string().contains("no regular file"));
        std::fs::write(&path, "text").unwrap();
        assert_eq!(read(&path, 4).unwrap(), "text");
        assert!(read(&path, 3).is_err());
        assert_eq!(read(&directory.path().join("none"), 3).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
