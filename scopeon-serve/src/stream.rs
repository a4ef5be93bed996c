//! Streams over HTTP: what changes is pushed when it does, and nothing is looked up while nothing does.

mod sse;
mod ws;

use axum::http::Uri;

use crate::problem::Problem;
use crate::question::{Kind, Param, Params};

pub(crate) use sse::status;
pub(crate) use ws::metrics;

/// What may be stated of a stream.
const SINCE: &[&[Param]] =
    &[&[Param { name: "since", kind: Kind::Text, about: "The seq of the last message that was read" }]];

/// Returns the number after which a stream is to go on, if one is stated.
///
/// # Errors
///
/// When something else is stated.
fn since(uri: &Uri) -> Result<Option<u64>, Problem> {
    let params = Params::parse(uri.query().unwrap_or_default(), SINCE)?;
    let number = |text: &str| {
        text.parse().map_err(|_| Problem::parameter("since", "since is the seq of a message, a whole number"))
    };
    params.text("since").map(number).transpose()
}
