//! Which time zone days begin in, and who said so.

use scopeon_core::time::Zone;

/// A time zone and what is to be said about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChosenZone {
    /// The zone.
    pub(crate) zone: Zone,
    /// Whether nothing named a zone, so that UTC stands in for it.
    pub(crate) is_guess: bool,
}

/// Chooses: what the user asks for now, what the configuration says, TZ, the system, UTC.
pub(crate) fn choose(
    asked: Option<Zone>,
    configured: Option<Zone>,
    tz: Option<&str>,
    system: impl FnOnce() -> Option<String>,
) -> ChosenZone {
    let stated = asked.or(configured).or_else(|| tz.and_then(of_variable));
    let zone = stated.or_else(|| system().and_then(|name| name.parse().ok()));
    ChosenZone { zone: zone.unwrap_or(Zone::UTC), is_guess: zone.is_none() }
}

/// The system's zone by its IANA name.
pub(crate) fn of_system() -> Option<String> {
    let name = iana_time_zone::get_timezone().ok()?;
    // Most machines in UTC call it so; its own name is the shorter.
    Some(if name == "Etc/UTC" { "UTC".to_owned() } else { name })
}

/// Reads TZ as POSIX has it: a leading colon may stand before a name, and a name may be a file of the zone
/// database. A rule such as `CET-1CEST` names no zone.
fn of_variable(tz: &str) -> Option<Zone> {
    let name = tz.strip_prefix(':').unwrap_or(tz);
    let name = name.split_once("/zoneinfo/").map_or(name, |(_, name)| name);
    if name.is_empty() { None } else { name.parse().ok() }
}
