//! Why there is no server.

use std::io;
use std::path::PathBuf;

use core::net::SocketAddr;

use scopeon_app::AppError;

use crate::token::SecretError;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Another program listens there.
    #[error("port {} is taken: {by}", address.port())]
    Taken {
        /// Where it was to listen.
        address: SocketAddr,
        /// Who has it, as far as that may be known.
        by: String,
    },
    /// It may not or cannot listen there.
    #[error("{address} cannot be listened on: {source}")]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The options contradict each other, or lack what makes them safe.
    #[error("{problem}")]
    Options {
        /// What is wrong.
        problem: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// A certificate or its key cannot be used.
    #[error("{}: {problem}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// What is needed of the system is not to be had.
    #[error("the server cannot run: {0}")]
    Runtime(#[source] io::Error),
    /// The application failed.
    #[error(transparent)]
    App(#[from] AppError),
}
