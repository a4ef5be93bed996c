//! What went wrong, what to do about it, and the exit code that says so.

use std::fmt;
use std::io;
use std::process::ExitCode;

use scopeon_app::words::advice;
use scopeon_app::{AppError, CompactError, ErrorKind, Limit, StoreError};

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
    /// The answer would not be what was asked for.
    Attention,
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
            Self::Attention => 1,
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

    /// Makes a failure of a database that another process uses.
    pub(crate) fn busy(message: impl fmt::Display) -> Self {
        Self::new(Kind::Data, message)
    }

    /// Says that a signal ended the work.
    pub(crate) fn stopped(signal: u8) -> Self {
        Self::new(Kind::Stopped(signal), AppError::Cancelled)
    }

    /// Says that signals cannot be waited for.
    pub(crate) fn signals(error: &io::Error) -> Self {
        Self::new(Kind::Io, format_args!("signals cannot be waited for: {error}")).limited(error)
    }

    /// Adds the limit that a failure is due to, if it is.
    pub(crate) fn limited(self, error: &io::Error) -> Self {
        match Limit::of(error) {
            Some(limit) => self.hint(format_args!("{limit}; {}", limit.advice())),
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

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        let kind = match error.kind() {
            ErrorKind::Usage => Kind::Usage,
            ErrorKind::Io => Kind::Io,
            ErrorKind::Attention => Kind::Attention,
            _ => Kind::Data,
        };
        let failure = match &error {
            AppError::Input { input, problem, .. } => Self::new(kind, format_args!("--{input} {problem}")),
            AppError::Busy => {
                Self::new(kind, &error).hint("it does the same work; try again when it has ended")
            }
            error => Self::new(kind, error),
        };
        let own = error.hints().into_iter();
        own.chain(store_advice(&error)).fold(failure, Self::hint)
    }
}

fn store_advice(error: &AppError) -> Option<String> {
    if let AppError::Store(error) = error { advice(error) } else { None }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl From<CompactError> for CliError {
    fn from(error: CompactError) -> Self {
        match error {
            CompactError::App(error) => busy_writer(error),
            CompactError::Backup(error) => error.into(),
            error => Self::new(Kind::Data, error),
        }
    }
}

/// What was asked for cannot be done while another process writes.
pub(crate) fn busy_writer(error: AppError) -> CliError {
    match error {
        AppError::Busy => {
            CliError::busy("another scopeon is writing to the database").hint("try again when it has ended")
        }
        error => error.into(),
    }
}

/// The error in the words of the system, without the number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
