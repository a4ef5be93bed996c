//! Who guesses: counted, told in the log once a minute, and soon not listened to. This machine's own user is never shut out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use core::net::IpAddr;

use crate::problem::Problem;

/// As often an address may be wrong in a window.
const MOST: u32 = 10;
const WINDOW: Duration = Duration::from_mins(1);
/// As many addresses are remembered.
const ADDRESSES: usize = 4096;

/// Who was refused, and how often.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    by_address: HashMap<IpAddr, (u32, Instant)>,
    untold: u64,
}

impl Refusals {
    /// Says that an address is not listened to, if it was wrong too often.
    pub(crate) fn check(&self, peer: IpAddr) -> Result<(), Problem> {
        let peer = peer.to_canonical();
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((count, since)) = counted.by_address.get(&peer) else { return Ok(()) };
        let left = WINDOW.saturating_sub(since.elapsed());
        if peer.is_loopback() || *count < MOST || left.is_zero() {
            return Ok(());
        }
        let detail = "too many secrets or tokens from this address did not hold";
        Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "urn:scopeon:problem:refusals", detail)
            .header(header::RETRY_AFTER, &(left.as_secs() + 1).to_string()))
    }

    /// Counts one.
    pub(crate) fn note(&self, peer: IpAddr) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.untold += 1;
        if counted.by_address.len() >= ADDRESSES {
            counted.by_address.retain(|_, (_, since)| since.elapsed() < WINDOW);
            // Whoever has as many addresses is not kept off by them.
            if counted.by_address.len() >= ADDRESSES {
                counted.by_address.clear();
            }
        }
        let entry = counted.by_address.entry(peer.to_canonical()).or_insert((0, Instant::now()));
        if entry.1.elapsed() >= WINDOW {
            *entry = (0, Instant::now());
        }
        entry.0 += 1;
    }

    /// Writes into the log how many were refused since the last time, if some were.
    pub(crate) fn log(&self) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let untold = std::mem::take(&mut counted.untold);
        if untold > 0 {
            tracing::warn!(count = untold, "requests were refused: a secret or token did not hold");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Refusals};

    #[test]
    fn an_address_that_guesses_is_not_listened_to() {
        let refusals = Refusals::default();
        let address = "192.0.2.1".parse().expect("an address");
        for _ in 0..MOST {
            assert!(refusals.check(address).is_ok());
            refusals.note(address);
        }
        assert!(refusals.check(address).is_err());
        assert!(refusals.check("192.0.2.2".parse().expect("an address")).is_ok(), "others are");
    }

    #[test]
    fn this_machine_is_never_shut_out() {
        let refusals = Refusals::default();
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let address = address.parse().expect("an address");
            (0..100).for_each(|_| refusals.note(address));
            assert!(refusals.check(address).is_ok());
        }
    }
}
