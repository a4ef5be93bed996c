//! Why reading can end early.

/// Why a source could not be read on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file system failed.
    #[error("the file could not be read")]
    Io(#[from] std::io::Error),
    /// A database could not be read: locked, damaged, or not in time. Its own message may quote content.
    #[error("the database could not be read")]
    Database,
    /// The reader of the facts wants no more.
    #[error("reading was stopped")]
    Stopped,
}
