//! How many connections there may be, of everybody and of one address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use core::net::IpAddr;

/// As many of one address, unless it is this machine's own.
const MOST_OF_ONE: usize = 64;

/// How many connections there are.
#[derive(Debug)]
pub(crate) struct Room {
    most: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Room {
    /// Makes room for so many connections at a time.
    pub(crate) fn of(most: usize) -> Self {
        Self { most, taken: Mutex::default() }
    }

    /// Takes a place for a connection, if there is one.
    pub(crate) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = taken.by_address.get(&peer).copied().unwrap_or_default();
        if taken.all >= self.most || (!peer.is_loopback() && of_one >= MOST_OF_ONE) {
            return None;
        }
        taken.all += 1;
        taken.by_address.insert(peer, of_one + 1);
        Some(Place { room: Arc::clone(self), peer })
    }
}

/// The place of one connection; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    room: Arc<Room>,
    peer: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        if let Some(count) = taken.by_address.get_mut(&self.peer) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.by_address.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MOST_OF_ONE, Room};

    #[test]
    fn one_address_leaves_room_for_the_others() {
        let room = Arc::new(Room::of(1000));
        let one = "192.0.2.1".parse().expect("an address");
        let mut places: Vec<_> = (0..MOST_OF_ONE).map(|_| room.take(one).expect("room")).collect();
        assert!(room.take(one).is_none());
        assert!(room.take("192.0.2.2".parse().expect("an address")).is_some());
        assert!(
            room.take("::ffff:192.0.2.1".parse().expect("an address")).is_none(),
            "it is the same address"
        );
        places.pop();
        assert!(room.take(one).is_some(), "a place that is left is free again");
    }

    #[test]
    fn this_machine_may_have_more() {
        let room = Arc::new(Room::of(1000));
        let places: Vec<_> =
            (0..=MOST_OF_ONE).map(|_| room.take("127.0.0.1".parse().expect("an address"))).collect();
        assert!(places.iter().all(Option::is_some));
    }
}
