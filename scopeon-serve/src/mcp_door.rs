//! What an MCP server is to this one, which knows nothing else of it: whoever starts both mounts it.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use axum::body::Bytes;
use http_body_util::combinators::BoxBody;

use crate::tier::Tier;

/// Where it is.
pub(crate) const PATH: &str = "/mcp";
/// A body may have as many bytes: what is asked of it are a few words, beside what a client says of itself.
pub(crate) const LONGEST_BODY: usize = 64 * 1024;

/// What is asked.
pub type McpRequest = axum::http::Request<Bytes>;

/// What is answered, in its time.
pub type McpAnswer = Pin<Box<dyn Future<Output = axum::http::Response<BoxBody<Bytes, Infallible>>> + Send>>;

/// An MCP server over HTTP. Which hosts, origins and callers are let in is looked at before it is asked.
pub trait McpDoor: Debug + Send + Sync {
    /// Answers a request of a caller who may be told as much as a tier holds. The body may go on; it is dropped when the
    /// caller is gone, or may be told no more.
    fn answer(&self, tier: Tier, request: McpRequest) -> McpAnswer;
}
