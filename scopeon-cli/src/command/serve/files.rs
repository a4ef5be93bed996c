//! As many open files as the system lets this process have: each connection is one.

/// More are of no use: see the server's own limit of connections.
#[cfg(unix)]
const ENOUGH: u64 = 16_384;

/// Asks for more open files. Where that is refused there are fewer connections.
#[cfg(unix)]
pub(super) fn raise_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
    if limit.current.is_some_and(|current| current < most) {
        limit.current = Some(most);
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::debug!(%error, "there are no more open files to be had");
        }
    }
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) const fn raise_limit() {}
