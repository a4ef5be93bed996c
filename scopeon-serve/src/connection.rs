//! One connection: HTTP/1.1 within limits of time and size.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use core::convert::Infallible;
use core::net::SocketAddr;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::pace::{Paced, Phase};
use crate::room::Place;
use crate::stall::Stall;
use crate::stopped::stopped;

/// How long a request's head may take.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection may say nothing between two requests.
const IDLE: Duration = Duration::from_mins(1);
/// How long a reader may take nothing.
const STALL: Duration = Duration::from_secs(5);
/// What is kept of what is not read or written yet, in bytes.
const BUFFER: usize = 32 * 1024;
/// Above the limit that is told of in a problem: see the gate.
const HEADERS: usize = 100;
/// How long what is being answered may go on when the server stops.
const GRACE: Duration = Duration::from_secs(2);

/// What a connection leads to.
#[derive(Clone)]
pub(crate) struct Door {
    /// What answers.
    pub(crate) router: Router,
    /// What encrypts, if anything does.
    pub(crate) tls: Option<TlsAcceptor>,
}

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    /// Who asks.
    pub(crate) peer: SocketAddr,
    /// Where it was asked.
    pub(crate) local: SocketAddr,
}

/// Serves a connection until it ends, or the server stops.
pub(crate) async fn serve<S>(
    stream: S,
    (ends, place): (Ends, Arc<Place>),
    router: Router,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let phase = Phase::first();
    let io = TokioIo::new(Paced::new(Stall::new(stream, STALL), phase.clone(), HEAD));
    let service = service_fn(move |request| {
        phase.asked();
        let (answer, phase) = (answer(request, (ends, Arc::clone(&place)), router.clone()), phase.clone());
        async move {
            let answer = answer.await;
            phase.answered(answer.as_ref().is_ok_and(is_upgrade));
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_headers(HEADERS)
        .max_buf_size(BUFFER)
        .serve_connection(io, service)
        .with_upgrades();
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(GRACE, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

fn is_upgrade(answer: &Response) -> bool {
    answer.status() == StatusCode::SWITCHING_PROTOCOLS
}

async fn answer(
    request: hyper::Request<Incoming>,
    (ends, place): (Ends, Arc<Place>),
    router: Router,
) -> Result<Response, Infallible> {
    let mut request: Request = request.map(Body::new);
    request.extensions_mut().insert(ends);
    // Whoever goes on with the connection after an upgrade keeps its place, too.
    request.extensions_mut().insert(place);
    router.oneshot(request).await
}
