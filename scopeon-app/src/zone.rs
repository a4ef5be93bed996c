//! Which time zone days begin in, and who said so.

use scopeon_core::config::Time;
use scopeon_core::time::Zone;

use crate::inputs::ZoneInputs;

/// A time zone and what is to be said about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChosenZone {
    /// The zone.
    pub(crate) zone: Zone,
    /// Why it may not be the one that is meant.
    pub(crate) doubt: Option<Doubt>,
}

/// Why a zone may not be the one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing named a zone, so UTC stands in for it.
    Guessed,
    /// TZ is set to what names no zone, so it was passed over.
    Variable,
}

/// Chooses: what the user asks for now, what the configuration says, TZ, the system, UTC.
pub(crate) fn choose(inputs: &ZoneInputs, configured: &Time) -> ChosenZone {
    let chosen = choose_days(inputs, configured.zone);
    let week = inputs.week_start.or(configured.week_start).unwrap_or_default();
    ChosenZone { zone: chosen.zone.with_week_start(week), ..chosen }
}

fn choose_days(inputs: &ZoneInputs, configured: Option<Zone>) -> ChosenZone {
    let tz = inputs.tz.as_deref();
    if let Some(zone) = inputs.asked.or(configured).or_else(|| tz.and_then(of_variable)) {
        return ChosenZone { zone, doubt: None };
    }
    let zone = inputs.system.and_then(|system| system()).and_then(|name| name.parse().ok());
    let guessed = zone.is_none().then_some(Doubt::Guessed);
    let doubt = if tz.is_some_and(names_a_zone) { Some(Doubt::Variable) } else { guessed };
    ChosenZone { zone: zone.unwrap_or(Zone::UTC), doubt }
}

/// Returns `true` if TZ is meant to name a zone other than the system's own.
fn names_a_zone(tz: &str) -> bool {
    !matches!(tz.strip_prefix(':').unwrap_or(tz), "" | "/etc/localtime")
}

/// Reads TZ as POSIX has it: a leading colon may stand before a name, and a name may be a file of the zone
/// database. `UTC+2` is what has to be added to get UTC: two hours west of it. A rule such as `CET-1CEST` names no zone.
fn of_variable(tz: &str) -> Option<Zone> {
    let name = tz.strip_prefix(':').unwrap_or(tz);
    let name = name.split_once("/zoneinfo/").map_or(name, |(_, name)| name);
    match west(name) {
        Some(offset) => offset.parse().ok(),
        None if name.is_empty() => None,
        None => name.parse().ok(),
    }
}

/// Turns an offset as POSIX counts it, from the zone to UTC, into one as people do; none where it is no such one.
fn west(name: &str) -> Option<String> {
    let (utc, offset) = name.split_at_checked(3)?;
    let is_utc = utc.eq_ignore_ascii_case("UTC") || utc.eq_ignore_ascii_case("GMT");
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => ('-', digits),
        ("-", digits) => ('+', digits),
        (digit, _) if digit.bytes().all(|byte| byte.is_ascii_digit()) => ('-', offset),
        _ => return None,
    };
    is_utc.then(|| format!("{utc}{sign}{digits}"))
}
