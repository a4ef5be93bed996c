//! Accepting connections, as many at a time as there is room for, and telling the others so.

use std::sync::Arc;
use std::time::Duration;

use core::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::connection::{self, Door, Ends};
use crate::room::{Place, Room};
use crate::stopped::stopped;

/// How long a handshake may take, and telling somebody that there is no room.
const BRIEF: Duration = Duration::from_secs(5);
/// How long accepting rests when the system has no file left for a connection.
const REST: Duration = Duration::from_millis(100);
const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 5\r\n\
connection: close\r\ncache-control: no-store\r\ncontent-length: 128\r\n\r\n\
{\"type\":\"urn:scopeon:problem:connections\",\"title\":\"Service Unavailable\",\"status\":503,\
\"detail\":\"there are too many connections\"}\n";

/// Accepts connections until it is told to stop.
pub(crate) async fn run(listener: TcpListener, door: Door, room: Arc<Room>, mut stop: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => return,
        };
        match accepted {
            Ok((stream, peer)) => take(stream, peer, &door, &room, &stop),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

fn take(stream: TcpStream, peer: SocketAddr, door: &Door, room: &Arc<Room>, stop: &watch::Receiver<bool>) {
    let Some(place) = room.take(peer.ip()) else {
        tokio::spawn(refuse(stream));
        return;
    };
    let (door, stop) = (door.clone(), stop.clone());
    tokio::spawn(async move {
        let _ = stream.set_nodelay(true);
        if let Ok(local) = stream.local_addr() {
            secure(stream, (Ends { peer, local }, Arc::new(place)), door, stop).await;
        }
    });
}

async fn secure(stream: TcpStream, at: (Ends, Arc<Place>), door: Door, stop: watch::Receiver<bool>) {
    let Some(acceptor) = door.tls.clone() else {
        return connection::serve(stream, at, door.router, stop).await;
    };
    match timeout(BRIEF, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => connection::serve(stream, at, door.router, stop).await,
        Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
        Err(_) => tracing::debug!("no TLS in time"),
    }
}

async fn refuse(mut stream: TcpStream) {
    let told = async {
        stream.write_all(FULL.as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = timeout(BRIEF, told).await;
}

#[cfg(test)]
mod tests {
    use super::FULL;

    #[test]
    fn the_refusal_is_as_long_as_it_says() {
        let (head, body) = FULL.split_once("\r\n\r\n").expect("a head");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{} bytes", body.len());
    }
}
