//! Why there is no server.

use std::io;

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum McpError {
    /// What is needed of the system is not to be had.
    #[error("the MCP server cannot run: {0}")]
    Runtime(#[source] io::Error),
}
