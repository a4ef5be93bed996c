//! What went wrong, what to do about it, and the exit code that says so.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use scopeon_store::{Limit, StoreError};

use crate::render::clean;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Fine,
    /// It found something that needs attention.
    Attention,
    /// A budget is exceeded.
    Exceeded,
    /// A signal stopped it, by its number.
    Stopped(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Attention => Self::from(1),
            Outcome::Exceeded => Self::from(5),
            Outcome::Stopped(signal) => Self::from(128 + signal),
        }
    }
}

/// The kinds of failures, each with its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The command line, the configuration or a name is wrong.
    Usage,
    /// The database cannot be used.
    Data,
    /// A file, a directory or the terminal cannot be read or written.
    Io,
    /// A signal asked to stop, by its number.
    Stopped(u8),
    /// The reader of our output has gone: no failure at all.
    Pipe,
}

impl Kind {
    const fn code(self) -> u8 {
        match self {
            Self::Pipe => 0,
            Self::Usage => 2,
            Self::Data => 3,
            Self::Io => 4,
            Self::Stopped(signal) => 128 + signal,
        }
    }
}

/// A failure as the user is told it.
#[derive(Debug)]
pub(crate) struct CliError {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

impl CliError {
    /// Makes a failure; `message` says what happened and names the file.
    pub(crate) fn new(kind: Kind, message: impl fmt::Display) -> Self {
        Self { kind, message: clean(&message.to_string()), hints: Vec::new() }
    }

    /// Makes a failure of the command line or the configuration.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Makes a failure with a file.
    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(Kind::Io, format_args!("{what}: {}: {}", path.display(), reason(error))).limited(error)
    }

    /// Adds the limit that a failure tells of, if it does.
    pub(crate) fn limited(self, error: &io::Error) -> Self {
        match Limit::of(error) {
            Some(limit) => self.hint(limit),
            None => self,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hints.push(clean(&hint.to_string()));
        self
    }

    /// Makes it a failure of another kind.
    #[must_use]
    pub(crate) fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// Returns the kind.
    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the exit code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind.code())
    }

    /// Returns the message without its hints.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns what to do about it.
    pub(crate) fn hints(&self) -> &[String] {
        &self.hints
    }
}

/// An error of writing an answer out.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::Pipe } else { Kind::Io };
        Self::new(kind, format_args!("the answer could not be written: {}", reason(&error))).limited(&error)
    }
}

/// The database's errors say what to do after a semicolon.
impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::UnknownSession { .. }
            | StoreError::AmbiguousSession { .. }
            | StoreError::UnknownName { .. } => Kind::Usage,
            StoreError::Exists { .. } | StoreError::Io { .. } | StoreError::Limit { .. } => Kind::Io,
            _ => Kind::Data,
        };
        let text = error.to_string();
        match text.split_once("; ") {
            Some((message, hint)) => Self::new(kind, message).hint(hint),
            None => Self::new(kind, text),
        }
    }
}

/// The error in the words of the system, without the number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
