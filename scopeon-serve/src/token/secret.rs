//! A secret of at least 128 bits, from a file that only its owner can read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;

/// A secret must have as many bits.
const LEAST_BITS: usize = 128;
/// And as many different characters, or it is no random one.
const LEAST_DIFFERENT: usize = 8;
/// A file that is longer holds something else.
const MOST_BYTES: u64 = 4096;

/// A secret of at least 128 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// It is never shown.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Takes a text for a secret.
    ///
    /// # Errors
    ///
    /// When it is too short to be one.
    pub fn new(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = text.chars().count() * if is_hex { 4 } else { 6 };
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if bits < LEAST_BITS || different.len() < LEAST_DIFFERENT || !is_plain {
            return Err(SecretError::Weak);
        }
        Ok(Self(text.to_owned()))
    }

    /// Makes one of 256 random bits.
    ///
    /// # Errors
    ///
    /// When the system has no random bytes.
    pub fn random() -> Result<Self, SecretError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| SecretError::Random(io::Error::other(error)))?;
        Ok(Self(BASE64URL_NOPAD.encode(&bytes)))
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, others can read it, or it holds no secret.
    pub fn read(path: &Path) -> Result<Self, SecretError> {
        let failed = |source| SecretError::File { path: path.to_owned(), source };
        let about = fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")));
        }
        if is_open(&about) {
            return Err(SecretError::Open { path: path.to_owned() });
        }
        if about.len() > MOST_BYTES {
            return Err(SecretError::Weak);
        }
        Self::new(&fs::read_to_string(path).map_err(failed)?)
    }

    /// Writes it into a file that only its owner can read, in place of what was there.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), SecretError> {
        replace(path, format!("{}\n", self.0).as_bytes())
            .map_err(|source| SecretError::File { path: path.to_owned(), source })
    }

    /// Writes it into a file that is not there yet, as [`Secret::write`] does; where another process was sooner, returns that
    /// one's.
    ///
    /// # Errors
    ///
    /// As [`Secret::write`] and [`Secret::read`].
    pub fn write_first(self, path: &Path) -> Result<Self, SecretError> {
        let failed = |source| SecretError::File { path: path.to_owned(), source };
        let part = written_beside(path, format!("{}\n", self.0).as_bytes()).map_err(failed)?;
        let linked = fs::hard_link(&part, path);
        let _ = fs::remove_file(&part);
        match linked {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::read(path),
            linked => linked.map(|()| self).map_err(failed),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// It could be guessed.
    #[error("the secret is weaker than 128 bits; 32 hexadecimal or 22 other random characters are as many")]
    Weak,
    /// Others can read it.
    #[error("{}: others can read it, so it is no secret; chmod 600 makes it one", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The list of tokens is none.
    #[error("{}: it is no list of tokens: {problem}", path.display())]
    List {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A token of that name is there already, or none is.
    #[error("{0}")]
    Name(String),
    /// The system has no random bytes.
    #[error("there are no random bytes: {0}")]
    Random(#[source] io::Error),
}

#[cfg(unix)]
fn is_open(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o077 != 0
}

/// Who may read a file cannot be asked there.
#[cfg(not(unix))]
const fn is_open(_about: &fs::Metadata) -> bool {
    false
}

/// Replaces a file as a whole; only its owner can read it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = written_beside(path, bytes)?;
    let replaced = fs::rename(&part, path);
    if replaced.is_err() {
        let _ = fs::remove_file(&part);
    }
    replaced
}

/// Writes a file beside another one, to take its place.
fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(part);
    let written = private(&part, false).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(part),
        Err(error) => {
            let _ = fs::remove_file(&part);
            Err(error)
        }
    }
}

/// Opens a file for writing that only its owner can read, in a directory of theirs; what is in it is kept or not.
pub(super) fn private(path: &Path, keeps: bool) -> io::Result<fs::File> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(!keeps);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(directory)?;
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::{Secret, SecretError};

    #[test]
    fn what_can_be_guessed_is_no_secret() {
        for weak in
            ["", "hunter2", "0123456789abcdef0123456789abcde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
        {
            assert!(matches!(Secret::new(weak), Err(SecretError::Weak)), "{weak}");
        }
        for strong in ["0123456789abcdef0123456789abcdef", "Zm9vYmFyYmF6cXV4cXV1eA"] {
            assert!(Secret::new(strong).is_ok(), "{strong}");
        }
        let random = Secret::random().expect("random bytes");
        assert!(Secret::new(&random.0).is_ok());
        assert!(!format!("{random:?}").contains(&random.0), "it is never shown");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_can_read_is_no_secret() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("secret");
        Secret::random().expect("random bytes").write(&path).expect("a file");
        assert!(Secret::read(&path).is_ok());
        let open = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(&path, open).expect("a mode");
        assert!(matches!(Secret::read(&path), Err(SecretError::Open { .. })));
    }
}
