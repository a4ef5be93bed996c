//! Reads a small file whole: one of Scopeon's own, or one that the user wrote or named. It has to be a file, of a size that
//! such a file has. Nothing is waited for.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The longest configuration, in bytes.
pub(crate) const MAX_CONFIG: u64 = 1 << 20;
/// The longest list of prices, in bytes; LiteLLM's has some two million.
pub(crate) const MAX_PRICES: u64 = 32 << 20;

/// Reads at most so many bytes.
///
/// # Errors
///
/// What reading fails with; what is no file, such as a FIFO or a device, and what is longer.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    check(path)?;
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// Reads a text of at most so many bytes.
///
/// # Errors
///
/// As [`read`], and what is no text.
pub(crate) fn read_text(path: &Path, most: u64) -> io::Result<String> {
    check(path)?;
    read_named(path, most)
}

/// Refuses what is no file before it is opened: opening a FIFO waits for whoever writes to it.
fn check(path: &Path) -> io::Result<()> {
    if std::fs::metadata(path)?.is_file() { Ok(()) } else { Err(io::Error::other("it is no regular file")) }
}

fn too_large(most: u64) -> io::Error {
    let most = if most < 1 << 20 { format!("{most} bytes") } else { format!("{} MiB", most >> 20) };
    io::Error::other(format!("it is larger than {most}"))
}

/// Reads a text of at most so many bytes from what the user named just now, which may be a pipe.
///
/// # Errors
///
/// What reading fails with, and what is longer.
pub(crate) fn read_named(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most { Err(too_large(most)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_or_too_large_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sparse");
        File::create(&path).unwrap().set_len(20 << 30).unwrap();
        assert!(read_text(&path, MAX_CONFIG).unwrap_err().to_string().contains("larger than 1 MiB"));
        assert!(read(&path, 32).unwrap_err().to_string().contains("larger than 32 bytes"));
        assert!(read_text(directory.path(), MAX_CONFIG).unwrap_err().to_string().contains("no regular file"));
        std::fs::write(&path, "text").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "text");
        assert!(read_text(&path, 3).is_err());
        assert_eq!(read(&directory.path().join("none"), 3).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
