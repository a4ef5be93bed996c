//! Instants by the clock of a zone: in full, or as much as tells them apart on a page. A program gets all of it.

use scopeon_core::time::{Period, Timestamp, Zone};

use super::format;

/// `11-20 14:05`: the year is that of the page.
pub(crate) fn in_year(at: Timestamp, zone: Zone) -> String {
    from(at, zone, 5)
}

/// `14:05`: the day is that of the row.
pub(crate) fn in_day(at: Timestamp, zone: Zone) -> String {
    from(at, zone, 11)
}

/// The time of day, with its date where it is not that of `now`.
pub(crate) fn from_now(at: Timestamp, now: Timestamp, zone: Zone) -> String {
    let is_today = zone.key(at, Period::Day) == zone.key(now, Period::Day);
    if is_today { in_day(at, zone) } else { in_year(at, zone) }
}

fn from(at: Timestamp, zone: Zone, start: usize) -> String {
    let wall = zone.wall(at);
    let shown = if format::is_for_programs() { None } else { wall.get(start..) };
    shown.unwrap_or(&wall).to_owned()
}
