//! What went wrong, for front ends to word: which input, which file, which kind of failure.

use std::io;
use std::path::{Path, PathBuf};

use scopeon_store::{Limit, StoreError};

use crate::words::with_advice;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// An input of the question, or an option, is not what it has to be.
    #[error("{input} {problem}")]
    Input {
        /// Which one, by the name it has in every front end: `since`, `agent`, `root`.
        input: &'static str,
        /// What is wrong with it, as the rest of a sentence.
        problem: String,
        /// What it may be.
        hint: Option<String>,
    },
    /// What was asked for is not there, or not possible.
    #[error("{message}")]
    Refused {
        /// Why.
        message: String,
        /// What to do about it.
        hints: Vec<String>,
    },
    /// The configuration says what is not allowed.
    #[error("the configuration says something that is not allowed: {file}{place}: {problem}")]
    Config {
        /// The configuration.
        file: PathBuf,
        /// The line and the key.
        place: String,
        /// What is wrong there.
        problem: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A file or a directory cannot be read or written.
    #[error("{doing}{}: {}", path.as_ref().map(|path| format!(": {}", path.display())).unwrap_or_default(), reason(source))]
    File {
        /// What failed, as the start of a sentence.
        doing: String,
        /// The file.
        path: Option<PathBuf>,
        /// What the system says.
        source: io::Error,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The database failed, or what was asked for is not in it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer would not hold everything that is logged, which it was to.
    #[error("there is no fresh answer: {0}")]
    NotFresh(String),
    /// The work was stopped by request; what was read until then is kept.
    #[error("stopped; what was read until then is kept")]
    Cancelled,
    /// Another process is the writer and did not end in time.
    #[error("another scopeon is reading the logs")]
    Busy,
}

/// The kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The question, an option or the configuration is wrong.
    Usage,
    /// The database cannot be used.
    Data,
    /// A file or a directory cannot be read or written.
    Io,
    /// The work was stopped by request.
    Cancelled,
    /// The answer would not be what was asked for: something needs attention.
    Attention,
}

impl AppError {
    /// Makes a failure of an input.
    pub(crate) fn input(input: &'static str, problem: impl std::fmt::Display) -> Self {
        Self::Input { input, problem: problem.to_string(), hint: None }
    }

    /// Makes a failure of an input that names a file which cannot be used.
    pub(crate) fn input_file(input: &'static str, problem: &str, path: &Path, source: io::Error) -> Self {
        Self::file(&format!("--{input} {problem}"), path, source)
    }

    /// Makes a failure of what was asked for.
    pub(crate) fn refused(message: impl std::fmt::Display) -> Self {
        Self::Refused { message: message.to_string(), hints: Vec::new() }
    }

    /// Makes a failure of a file.
    pub(crate) fn file(doing: &str, path: &Path, source: io::Error) -> Self {
        Self::File { doing: doing.to_owned(), path: Some(path.to_owned()), source, hint: None }
    }

    /// Adds what to do about it, where its kind of failure has room for that.
    #[must_use]
    pub(crate) fn with_hint(mut self, text: impl std::fmt::Display) -> Self {
        let text = text.to_string();
        match &mut self {
            Self::Input { hint, .. } | Self::Config { hint, .. } | Self::File { hint, .. } => {
                *hint = Some(text);
            }
            Self::Refused { hints, .. } => hints.push(text),
            Self::Store(_) | Self::NotFresh(_) | Self::Cancelled | Self::Busy => {}
        }
        self
    }

    /// Returns it in one line with what to do about it, where the database failed.
    #[must_use]
    pub fn with_advice(&self) -> String {
        if let Self::Store(error) = self { with_advice(error) } else { self.to_string() }
    }

    /// Returns its kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Input { .. } | Self::Refused { .. } | Self::Config { .. } => ErrorKind::Usage,
            Self::File { .. } => ErrorKind::Io,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::NotFresh(_) => ErrorKind::Attention,
            Self::Busy => ErrorKind::Data,
            Self::Store(error) => store_kind(error),
        }
    }

    /// Returns what to do about it. What to do about a failure of the database depends on the front end: see
    /// [`AppError::Store`].
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        let limit = |source: &io::Error| Limit::of(source).map(words_of);
        match self {
            Self::Input { hint, .. } | Self::Config { hint, .. } => hint.iter().cloned().collect(),
            Self::File { hint, source, .. } => hint.iter().cloned().chain(limit(source)).collect(),
            Self::Refused { hints, .. } => hints.clone(),
            Self::Store(_) | Self::NotFresh(_) | Self::Cancelled | Self::Busy => Vec::new(),
        }
    }
}

fn words_of(limit: Limit) -> String {
    format!("{limit}; {}", limit.advice())
}

const fn store_kind(error: &StoreError) -> ErrorKind {
    match error {
        StoreError::UnknownSession { .. }
        | StoreError::AmbiguousSession { .. }
        | StoreError::UnknownName { .. } => ErrorKind::Usage,
        StoreError::Exists { .. } | StoreError::Io { .. } | StoreError::Limit { .. } => ErrorKind::Io,
        _ => ErrorKind::Data,
    }
}

/// Returns a failure in the words of the system, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
