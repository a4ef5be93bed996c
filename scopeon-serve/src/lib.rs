//! Scopeon's HTTP, WebSocket and SSE doors, and its web dashboard.
//!
//! [`serve`] answers until it is told to stop, from the same questions as every other front end, and reads what comes
//! meanwhile. What a route says and to whom is one table; the router, the description for programs and the page about the
//! routes are made of it. Nothing here reads arguments, the environment or the home directory.

mod accept;
mod answer;
mod answers;
mod assets;
mod auth;
mod connection;
mod csv;
mod cursor;
mod docs;
mod error;
mod etag;
mod feeds;
mod gate;
mod guard;
mod headers;
mod index_page;
mod inquiry;
mod kept;
mod listen;
mod live;
mod mcp;
mod mcp_door;
mod metrics;
mod options;
mod pace;
mod packed;
mod permit;
mod problem;
mod question;
mod random;
mod redact;
mod risen;
mod room;
mod route;
mod routes;
mod server;
mod stall;
mod state;
mod stopped;
mod strangers;
mod stream;
mod tier;
mod tls;
pub mod token;

pub use docs::{Documented, Parameter, documented, page};
pub use error::ServeError;
pub use mcp_door::{McpAnswer, McpDoor, McpRequest};
pub use options::{ParseOriginError, PublicOrigin, ServeOptions, TlsFiles};
pub use server::{Listening, serve};
pub use tier::Tier;
pub use token::{Secret, SecretError};
