//! Scopeon's MCP server: agents that watch their own tokens, money and context.
//!
//! [`serve`] speaks on two pipes from the same answers as every other front end, and reads what comes meanwhile unless
//! another process does. Nothing here reads arguments, the environment or the home directory.

mod alerts;
mod answer;
mod args;
mod call;
mod caller;
mod completion;
mod cursor;
mod docs;
mod error;
mod failure;
mod figures;
#[cfg(feature = "testkit")]
mod fixtures;
mod live;
mod names;
mod options;
mod own;
mod param;
mod progress;
mod prompts;
mod resources;
mod schema;
mod server;
mod tool;
mod tool_names;
mod tools;
mod watch;
mod wire;

pub use docs::page;
pub use error::McpError;
pub use options::{McpOptions, NamePolicy, ParseNamePolicyError, ParseToolSetError, StartedBy, ToolSet};
pub use watch::{WatchError, WatchOptions, watch_alerts};
pub use wire::{HttpDoor, Line, Lines, serve};

/// What tests of the protocol need; only with the feature of that name, which no program is shipped with.
#[cfg(feature = "testkit")]
pub mod testkit {
    pub use crate::fixtures::{FixtureCall, Fixtures};
    pub use crate::wire::refusal;
}
