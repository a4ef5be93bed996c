//! Listening, and who listens there already.

mod owner;

use std::io;

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::TcpListener;

use crate::error::ServeError;

/// Listens on an address, or on this machine's own: both of them, since a browser may take either for `localhost`.
///
/// # Errors
///
/// When the port is taken, or may not be listened on.
pub(crate) async fn listen(bind: Option<IpAddr>, port: u16) -> Result<Vec<TcpListener>, ServeError> {
    let first = open(SocketAddr::new(bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), port)).await?;
    let mut listeners = vec![first];
    if bind.is_none() {
        let port = address(listeners.first())?.port();
        match open(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)).await {
            Ok(second) => listeners.push(second),
            Err(taken @ ServeError::Taken { .. }) => return Err(taken),
            Err(_) => tracing::debug!("there is no IPv6 on this machine"),
        }
    }
    Ok(listeners)
}

/// Returns where the first of them listens.
pub(crate) fn address(listener: Option<&TcpListener>) -> Result<SocketAddr, ServeError> {
    let address = listener.map_or_else(|| Err(io::Error::other("nothing listens")), TcpListener::local_addr);
    address.map_err(ServeError::Runtime)
}

async fn open(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            ServeError::Taken { address, by: owner::of(address.port()) }
        } else {
            ServeError::Listen { address, source }
        }
    })
}
