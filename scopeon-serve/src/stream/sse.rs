//! Server-sent events: a line for editors and prompts.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use core::convert::Infallible;
use futures_util::stream;
use tokio::sync::watch;

use super::since;
use crate::feeds::{Kind, Reader};
use crate::permit::Permit;
use crate::problem::Problem;
use crate::state::{Caller, Server};
use crate::stopped::stopped;

/// So often a comment says that the stream is alive.
const COMMENT: Duration = Duration::from_secs(15);

/// A stream on its way.
struct Way {
    permit: Permit,
    reader: Reader,
    stop: watch::Receiver<bool>,
    /// The number of the last message.
    last: Option<u64>,
    is_begun: bool,
}

/// Begins a stream.
///
/// # Errors
///
/// When what is stated is not understood.
pub(crate) fn status(
    server: &Arc<Server>,
    caller: &Caller,
    (headers, uri): (&HeaderMap, &Uri),
) -> Result<Response, Problem> {
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let last = since(uri)?.or(resumed);
    let reader = server.feeds.read(Kind::Status, caller.tier);
    let reader = reader.ok_or_else(|| Problem::unavailable("there is no such stream"))?;
    let permit = Permit::new(server, caller);
    let way = Way { permit, reader, stop: server.stop.clone(), last, is_begun: false };
    let frames = stream::unfold(way, |mut way| async move {
        let frame = way.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(frame)), way))
    });
    let mut response = Response::new(Body::from_stream(frames));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    Ok(response)
}

impl Way {
    async fn next(&mut self) -> Option<String> {
        let waits = async {
            if !std::mem::replace(&mut self.is_begun, true) {
                return self.reader.first(self.last).await;
            }
            self.reader.next(self.last.unwrap_or_default()).await
        };
        let told = tokio::select! {
            told = tokio::time::timeout(COMMENT, waits) => told,
            () = stopped(&mut self.stop) => return None,
            () = self.permit.ended() => return None,
        };
        if !self.permit.holds() {
            return None;
        }
        match told {
            Err(_) => Some(": here\n\n".to_owned()),
            Ok(None) => None,
            Ok(Some((message, seq))) => {
                self.last = Some(seq);
                Some(format!("id: {seq}\ndata: {message}\n\n"))
            }
        }
    }
}
