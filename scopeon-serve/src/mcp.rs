//! The way to the MCP server that is mounted: what passes here has passed the gate like everything else.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use tokio::sync::watch;

use crate::mcp_door::LONGEST_BODY;
use crate::permit::Permit;
use crate::problem::Problem;
use crate::state::{Caller, Server};
use crate::stopped::stopped;

/// How long a body may take.
const BODY: Duration = Duration::from_secs(10);

/// Hands a request on.
///
/// # Errors
///
/// When nothing is mounted, or the body is too long or too slow.
pub(crate) async fn mcp(server: Arc<Server>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let Some(door) = server.mcp.clone() else { return Err(not_mounted()) };
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY, to_bytes(body, LONGEST_BODY)).await;
    let body = body.map_err(|_| Problem::parameter("body", "the body took too long"))?;
    let body = body.map_err(|_| {
        let detail = format!("a body may have {LONGEST_BODY} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "urn:scopeon:problem:body", detail)
    })?;
    // A caller who goes away meanwhile drops this, and with it the question.
    let answer = door.answer(caller.tier, Request::from_parts(head, body)).await;
    let is_stream = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    let answer = answer.map(Body::new);
    if !is_stream {
        return Ok(answer);
    }
    let way = |body: Body| Way {
        body: body.into_data_stream(),
        permit: Permit::new(&server, &caller),
        stop: server.stop.clone(),
    };
    Ok(answer.map(|body| Body::from_stream(stream::unfold(way(body), Way::next))))
}

fn not_mounted() -> Problem {
    let problem =
        Problem::new(StatusCode::NOT_FOUND, "urn:scopeon:problem:path", "no MCP server is mounted here");
    problem.hint("start the server with --mcp")
}

/// A stream on its way.
struct Way {
    body: BodyDataStream,
    permit: Permit,
    stop: watch::Receiver<bool>,
}

impl Way {
    async fn next(mut self) -> Option<(Result<Bytes, axum::Error>, Self)> {
        let told = tokio::select! {
            told = self.body.next() => told?,
            () = stopped(&mut self.stop) => return None,
            () = self.permit.ended() => return None,
        };
        self.permit.holds().then_some((told, self))
    }
}
