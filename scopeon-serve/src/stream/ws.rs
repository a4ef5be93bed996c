//! The WebSocket of a dashboard.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::Uri;
use axum::response::Response;
use tokio::sync::watch;
use tokio::time::timeout;

use super::since;
use crate::auth::PROTOCOL;
use crate::feeds::{Kind, Reader};
use crate::permit::Permit;
use crate::problem::Problem;
use crate::room::Place;
use crate::state::{Caller, Server};
use crate::stopped::stopped;

/// What is read at once; a dashboard says nothing.
const READ_BUFFER: usize = 2048;
/// A message of a dashboard may have as many bytes.
const LONGEST: usize = 4096;
/// As many bytes may wait for a reader. One message waits at a time, and not for longer than [`PATIENCE`], so this bounds what
/// a message may be and not what gathers.
const MOST_WAITING: usize = 4 * 1024 * 1024;
/// So often it is asked whether anybody is there.
const PING: Duration = Duration::from_secs(15);
/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Begins a stream.
///
/// # Errors
///
/// When what is stated is not understood.
pub(crate) fn metrics(
    server: &Arc<Server>,
    caller: &Caller,
    (upgrade, uri, place): (WebSocketUpgrade, &Uri, Option<Arc<Place>>),
) -> Result<Response, Problem> {
    let since = since(uri)?;
    let reader = server.feeds.read(Kind::Metrics, caller.tier);
    let reader = reader.ok_or_else(|| Problem::unavailable("there is no such stream"))?;
    let (stop, permit) = (server.stop.clone(), Permit::new(server, caller));
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MOST_WAITING)
        .max_message_size(LONGEST)
        .max_frame_size(LONGEST)
        .protocols([PROTOCOL]);
    Ok(upgrade.on_upgrade(async move |socket| {
        run(socket, (permit, reader), since, stop).await;
        drop(place);
    }))
}

async fn run(
    mut socket: WebSocket,
    (mut permit, mut reader): (Permit, Reader),
    since: Option<u64>,
    mut stop: watch::Receiver<bool>,
) {
    let (mut last, mut is_awaited) = (None, false);
    loop {
        // Whoever goes before there is anything to tell is noticed, too.
        let next = async {
            match last {
                None => reader.first(since).await,
                Some(last) => reader.next(last).await,
            }
        };
        let next = tokio::select! {
            next = timeout(PING, next) => next,
            heard = socket.recv() => match heard {
                Some(Ok(Message::Pong(_))) => { is_awaited = false; continue }
                Some(Ok(Message::Ping(_) | Message::Text(_) | Message::Binary(_))) => continue,
                _ => return,
            },
            () = permit.ended() => {
                send(&mut socket, Message::Close(None)).await;
                return;
            }
            () = stopped(&mut stop) => {
                send(&mut socket, Message::Close(None)).await;
                return;
            }
        };
        if !permit.holds() {
            send(&mut socket, Message::Close(None)).await;
            return;
        }
        let message = match next {
            Ok(None) => return,
            Ok(Some((message, seq))) => {
                last = Some(seq);
                Message::text(message)
            }
            // Whoever did not answer the last time is gone.
            Err(_) if is_awaited => return,
            Err(_) => {
                is_awaited = true;
                Message::Ping(Bytes::new())
            }
        };
        if send(&mut socket, message).await.is_none() {
            return;
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> Option<()> {
    timeout(PATIENCE, socket.send(message)).await.ok()?.ok()
}
